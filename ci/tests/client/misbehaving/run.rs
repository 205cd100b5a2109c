//! The result of a run of the client, and the expectations that apply to any server.

/// A run that has ended in time, with an exit code and output that are as they should be.
pub struct Run {
    case: String,
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    /// Checks the result of a run.
    #[track_caller]
    pub fn new(case: String, code: Option<i32>, stdout: &[u8], stderr: &[u8]) -> Run {
        let run = Run {
            code,
            stdout: text(stdout, &case),
            stderr: text(stderr, &case),
            case,
        };
        run.check();
        run
    }

    /// Expects exit code 1 and an error message that starts with this text.
    #[track_caller]
    pub fn fails_with(&self, error: &str) -> &Run {
        assert_eq!(self.code, Some(1), "{}: {}", self.case, self.stdout);
        let message = self.stderr.strip_prefix("error: ").unwrap_or_default();
        assert!(
            message.starts_with(error),
            "{}: expected {error:?}, but the client reported: {}",
            self.case,
            self.stderr
        );
        self
    }

    /// Expects exit code 0.
    #[track_caller]
    pub fn succeeds(&self) -> &Run {
        assert_eq!(self.code, Some(0), "{}: {}", self.case, self.stderr);
        self
    }

    /// Expects this output on stdout.
    #[track_caller]
    pub fn prints(&self, stdout: &str) -> &Run {
        assert_eq!(self.stdout, stdout, "{}", self.case);
        self
    }

    /// The output on stdout.
    pub fn stdout(&self) -> &str {
        &self.stdout
    }

    #[track_caller]
    fn check(&self) {
        let Run { case, stderr, .. } = self;
        match self.code {
            Some(0) => assert_eq!(stderr, "", "{case}: exit code 0"),
            Some(1) => assert!(stderr.starts_with("error: "), "{case}: {stderr}"),
            code => panic!("{case}: exit code {code:?}: {stderr}"),
        }
        assert!(!stderr.contains("panicked"), "{case}: {stderr}");
        let error = stderr.strip_suffix('\n').unwrap_or(stderr); // a second line is an error
        for line in self.stdout.split('\n').chain([error]) {
            let unsafe_character = line.chars().find(|&c| controls_terminal(c));
            assert_eq!(unsafe_character, None, "{case}: {line:?}");
        }
    }
}

/// Returns whether a character can end a line, move the cursor, or change the direction of the
/// text.
fn controls_terminal(c: char) -> bool {
    const OTHERS: &str = "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\
                          \u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
    c.is_control() || OTHERS.contains(c)
}

#[track_caller]
fn text(output: &[u8], case: &str) -> String {
    let text = str::from_utf8(output).unwrap_or_else(|error| panic!("{case}: {error}"));
    text.replace("\r\n", "\n")
}
