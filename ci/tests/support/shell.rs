//! Runs the commands that the text shows, as a learner types them.

use std::{
    env,
    io::{self, BufRead, BufReader, PipeReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a command may take; the longest compile the project's documentation.
const LIMIT: Duration = Duration::from_secs(300);

/// The port that the text uses.
const PORT_IN_TEXT: &str = "50051";

/// A learner's terminals: one for commands, one for a command that keeps running.
pub struct Shell {
    root: PathBuf,
    folder: PathBuf,
    /// Takes the place of the port in the text, which may be in use on this machine.
    port: String,
    background: Option<Child>,
}

/// The output of a command, and its success.
pub struct Printed {
    pub text: String,
    pub success: bool,
}

impl Shell {
    /// A shell in the root of a copy of the repository, with a port that nobody uses.
    pub fn new(root: &Path, port: u16) -> Shell {
        Shell {
            root: root.to_path_buf(),
            folder: root.to_path_buf(),
            port: port.to_string(),
            background: None,
        }
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    ///
    /// If it cannot be run, or does not end in time.
    pub fn run(&mut self, command: &str) -> Result<Printed, String> {
        // A pipe is there for one thing only: echo takes the place of a person who types.
        let (typed, command) = match command.split_once(" | ") {
            Some((echo, command)) => (echo.strip_prefix("echo "), command),
            None => (None, command),
        };
        let words = words(command)?;
        if let ["cd", folder] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            self.folder = self.folder.join(folder);
            let success = self.folder.is_dir();
            return Ok(Printed {
                text: String::new(),
                success,
            });
        }
        let (mut child, mut output) = self.spawn(&words)?;
        if let Some(mut stdin) = child.stdin.take() {
            let line = typed.map_or(String::new(), |typed| format!("{typed}\n"));
            let _ = stdin.write_all(line.as_bytes()); // few programs read it
        }
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            output.read_to_end(&mut bytes).map(|_| bytes)
        });
        let deadline = Instant::now() + LIMIT;
        let status = loop {
            match child.try_wait().map_err(|error| error.to_string())? {
                Some(status) => break status,
                None if Instant::now() > deadline => {
                    let _ = child.kill();
                    return Err(format!("{command} had not ended after {LIMIT:?}"));
                }
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        let bytes = reader
            .join()
            .map_err(|_| "no output")?
            .map_err(|error| error.to_string())?;
        let text = self.as_in_text(&words, &String::from_utf8_lossy(&bytes));
        Ok(Printed {
            text,
            success: status.success(),
        })
    }

    /// Starts a command that keeps running, in place of the one before, and reads what it prints
    /// until that is enough.
    ///
    /// # Errors
    ///
    /// If it cannot be run, or its output ends before that; the error is that output.
    pub fn start(&mut self, command: &str, enough: impl Fn(&str) -> bool) -> Result<(), String> {
        self.stop();
        // What Cargo runs would outlive Cargo on some systems. So it is Cargo that builds the
        // program, and we who run it.
        let mut words = words(command)?;
        let run = words.iter().position(|word| word == "run");
        let (Some(run), Some(program)) = (run, words.get(3).cloned()) else {
            return Err(format!("{command} is not cargo run --bin PROGRAM"));
        };
        words[run] = "build".to_string();
        let printed = self.run(&words.join(" "))?;
        let mut text = format!("{}     Running {program}\n", printed.text);

        let folder =
            env::var_os("CARGO_TARGET_DIR").map_or(ci::repository().join("target"), PathBuf::from);
        let program = folder
            .join("debug")
            .join(format!("{program}{}", env::consts::EXE_SUFFIX));
        let mut child = Command::new(&program)
            .args(["--addr", &format!("127.0.0.1:{}", self.port)])
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
        let stdout = child.stdout.take().ok_or("no output")?;
        self.background = Some(child);
        for line in BufReader::new(stdout).lines() {
            let line = line.map_err(|error| error.to_string())?;
            text.push_str(&self.as_in_text(&words, &line));
            text.push('\n');
            if enough(&text) {
                return Ok(());
            }
        }
        Err(text)
    }

    /// Ends the command that keeps running.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.background.take() {
            let _ = child.kill(); // it may have ended already
            let _ = child.wait();
        }
    }

    /// Starts a command, its output and its errors in one stream, as a terminal shows them.
    fn spawn(&self, words: &[String]) -> Result<(Child, PipeReader), String> {
        let (output, errors) = io::pipe().map_err(|error| error.to_string())?;
        let also_errors = errors.try_clone().map_err(|error| error.to_string())?;
        self.command(words)
            .current_dir(&self.folder)
            .env("RUST_BACKTRACE", "0") // a learner has not asked for it
            .stdin(Stdio::piped())
            .stdout(errors)
            .stderr(also_errors)
            .spawn()
            .map(|child| (child, output))
            .map_err(|error| format!("cannot run {}: {error}", words.join(" ")))
    }

    /// The program behind what is typed, with the port that is used here.
    fn command(&self, words: &[String]) -> Command {
        let (program, arguments) = (words[0].as_str(), &words[1..]);
        let arguments = arguments
            .iter()
            .map(|word| word.replace(PORT_IN_TEXT, &self.port));
        let mut command = match program {
            // The alias means the workspace that Cargo finds, and here that is the copy's.
            "cargo" if words.get(1).is_some_and(|word| word == "codelab") => {
                let mut codelab = Command::new(&*crate::support::COMPANION);
                codelab
                    .arg("--root")
                    .arg(&self.root)
                    .args(arguments.skip(1));
                return codelab;
            }
            "cargo" => Command::new(env!("CARGO")),
            // npm installs programs as scripts there.
            other if cfg!(windows) => Command::new(format!("{other}.cmd")),
            other => Command::new(other),
        };
        command.args(arguments);
        if words.ends_with(&["--bin".to_string(), "client".to_string()]) {
            command.arg("--");
        }
        if program == "cargo" && words.iter().any(|word| word == "client") {
            command.args(["--server", &format!("http://127.0.0.1:{}", self.port)]);
        }
        command
    }

    /// Output as the text would show it.
    fn as_in_text(&self, words: &[String], output: &str) -> String {
        let output = output
            .replace("\r\n", "\n")
            .replace(&self.port, PORT_IN_TEXT);
        // What Cargo says before it runs the program behind its alias.
        let alias = words.get(1).is_some_and(|word| word == "codelab");
        if alias {
            format!("    Finished\n     Running\n{output}")
        } else {
            output
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Returns whether a program is on this machine.
pub fn is_there(program: &str) -> bool {
    let name = if cfg!(windows) {
        format!("{program}.cmd")
    } else {
        program.to_string()
    };
    let mut command = Command::new(name);
    command
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn words(command: &str) -> Result<Vec<String>, String> {
    let words = shlex::split(command).unwrap_or_default();
    if words.is_empty() {
        Err(format!("{command:?} is not a command"))
    } else {
        Ok(words)
    }
}
