//! The message of a test that failed, without the noise around it.

use std::{fmt::Write as _, path::Path};

use crate::{
    cargo::{
        paths::in_project,
        test::{TestRun, Verdict},
    },
    term::{directions::Directions, indented},
};

/// Explains why a test failed, and where.
pub fn message(run: &TestRun, project: &Path, directions: &Directions) -> String {
    let mut text = String::new();
    let summary = match run.verdict {
        Verdict::TimedOut(limit) => format!(
            "It was still running after {} seconds. Look for a loop that never ends, or a lock that is \
             never released.\n",
            limit.as_secs()
        ),
        Verdict::Exited(code) => format!(
            "The test's process ended early (exit code {code}). Look for a call to `exit`.\n"
        ),
        Verdict::Crashed => {
            "It crashed. Look for infinite recursion, or for a call to `abort`.\n".to_string()
        }
        Verdict::Passed | Verdict::Failed => String::new(),
    };
    text.push_str(&summary);
    for line in run.output.lines().filter(|line| !is_noise(line)) {
        let _ = writeln!(text, "{}", panic_location(line, project, directions));
    }
    if text.contains("`left == right` failed") {
        text.push_str("(left is the result of your code, and right is the expected result)\n");
    }
    indented(&text, "    ")
}

fn is_noise(line: &str) -> bool {
    line.is_empty() || line.starts_with("note: run with `RUST_BACKTRACE")
}

/// Rewrites a line that names the location of a panic. Returns other lines unchanged.
fn panic_location(line: &str, project: &Path, directions: &Directions) -> String {
    let panic = line
        .strip_prefix("thread '")
        .and_then(|rest| rest.split_once("panicked at "));
    let Some((_, location)) = panic else {
        return line.to_string();
    };
    // The form is FILE:LINE:COLUMN:, and on Windows, FILE may begin with a drive.
    let mut parts = location.trim_end_matches(':').rsplitn(3, ':').skip(1);
    let (number, file) = (
        parts.next().and_then(|line| line.parse().ok()),
        parts.next(),
    );
    match (number, file.and_then(|file| in_project(project, file))) {
        (Some(number), Some(file)) => format!("at {}", directions.line(&file, number)),
        _ => format!("at {}", location.trim_end_matches(':')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cargo::test::{LIMIT, Test},
        term::directions::Links,
    };

    fn shown(verdict: Verdict, output: &str) -> String {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = project.parent().expect("the repository");
        let run = TestRun {
            test: Test::new("step_03::adds"),
            verdict,
            output: output.to_string(),
        };
        message(&run, project, &Directions::new(root, root, Links::None))
    }

    #[test]
    fn a_panic_is_told_with_its_location() {
        let output = "\nthread 'step_03::adds' (7) panicked at codelab/src/lib.rs:5:9:\n\
                      assertion `left == right` failed: the sum\n  left: 1\n right: 2\n\
                      note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
        assert_eq!(
            shown(Verdict::Failed, output),
            "    at start_here/src/lib.rs:5\n    assertion `left == right` failed: the sum\n      \
             left: 1\n     right: 2\n    (left is the result of your code, and right is the \
             expected result)\n"
        );
        let elsewhere = "thread 'main' panicked at /rustc/library/core/src/a.rs:5:9:\nindex\n";
        let expected = "    at /rustc/library/core/src/a.rs:5:9\n    index\n";
        assert_eq!(shown(Verdict::Failed, elsewhere), expected);
    }

    #[test]
    fn a_hang_a_crash_and_an_exit_are_told_apart() {
        assert!(shown(Verdict::TimedOut(LIMIT), "").contains("after 10 seconds"));
        let crash = shown(Verdict::Crashed, "thread 'a' has overflowed its stack\n");
        assert!(
            crash.contains("It crashed") && crash.contains("overflowed its stack"),
            "{crash}"
        );
        let exit = shown(Verdict::Exited(0), "");
        assert!(exit.contains("(exit code 0)"), "{exit}");
    }
}
