//! Runs the commands that the text shows, as a learner types them.

use std::{
    env,
    io::{self, BufRead, BufReader, PipeReader, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use codelab::cargo;

/// The time limit of a command. The longest commands compile the project's documentation.
const LIMIT: Duration = Duration::from_secs(300);

/// The ports that the text uses: those of two servers, and that of the metrics.
const PORTS_IN_TEXT: [&str; 3] = ["50051", "50052", "9464"];

/// A learner's terminals: one for commands, and one for each server that keeps running.
pub struct Shell {
    root: PathBuf,
    folder: PathBuf,
    /// Take the places of the ports in the text, which may be in use on this machine.
    ports: [String; 3],
    /// The servers that keep running, with their addresses.
    background: Vec<(String, Child)>,
}

/// The output of a command, and its success.
pub struct Printed {
    pub text: String,
    pub success: bool,
}

impl Shell {
    /// A shell in the root of a copy of the repository, with free ports.
    pub fn new(root: &Path, ports: [u16; 3]) -> Shell {
        Shell {
            root: root.to_path_buf(),
            folder: root.to_path_buf(),
            ports: ports.map(|port| port.to_string()),
            background: Vec::new(),
        }
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    ///
    /// If it cannot be run, or does not end in time.
    pub fn run(&mut self, command: &str) -> Result<Printed, String> {
        // The text uses a pipe only with `echo`, which replaces a person at the keyboard.
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

    /// Starts a server that keeps running, and reads its output until `enough` returns true. Ends the
    /// previous server at the same address.
    ///
    /// # Errors
    ///
    /// If it cannot be run, or if its output ends or stops too early. The error is then the output.
    pub fn start(&mut self, command: &str, enough: impl Fn(&str) -> bool) -> Result<(), String> {
        let mut words = words(command)?;
        let mut arguments = match words.iter().position(|word| word == "--") {
            Some(end) => words.split_off(end).split_off(1),
            None => Vec::new(),
        };
        for argument in &mut arguments {
            *argument = self.with_free_ports(argument);
        }
        if !arguments.contains(&"--addr".to_string()) {
            arguments.extend(["--addr".to_string(), format!("127.0.0.1:{}", self.ports[0])]);
        }
        let address = arguments.iter().skip_while(|word| *word != "--addr").nth(1);
        let address = address.cloned().unwrap_or_default();
        self.background.retain_mut(|(other, child)| {
            let stays = *other != address;
            if !stays {
                end(child);
            }
            stays
        });
        // On some systems, a program that Cargo runs would outlive Cargo. So Cargo only builds the
        // program, and this process runs it.
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
            .args(&arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
        let stdout = child.stdout.take().ok_or("no output")?;
        self.background.push((address, child));
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines();
            lines.try_for_each(|line| sender.send(line))
        });
        while let Ok(line) = lines.recv_timeout(LIMIT) {
            let line = line.map_err(|error| error.to_string())?;
            text.push_str(&self.as_in_text(&words, &line));
            text.push('\n');
            if enough(&text) {
                return Ok(());
            }
        }
        Err(text)
    }

    /// Ends the servers that keep running.
    pub fn stop(&mut self) {
        for (_, child) in &mut self.background {
            end(child);
        }
        self.background.clear();
    }

    /// Replaces the ports of the text.
    fn with_free_ports(&self, word: &str) -> String {
        let ports = PORTS_IN_TEXT.iter().zip(&self.ports);
        ports.fold(word.to_string(), |word, (in_text, free)| {
            word.replace(in_text, free)
        })
    }

    /// Starts a command, with its output and its errors in one stream, as a terminal shows them.
    fn spawn(&self, words: &[String]) -> Result<(Child, PipeReader), String> {
        let (output, errors) = io::pipe().map_err(|error| error.to_string())?;
        let also_errors = errors.try_clone().map_err(|error| error.to_string())?;
        self.command(words)
            .current_dir(&self.folder)
            .env("RUST_BACKTRACE", "0") // as in a learner's terminal
            .env("CARGO_PROFILE_DEV_DEBUG", "0") // no debug information is needed
            .stdin(Stdio::piped())
            .stdout(errors)
            .stderr(also_errors)
            .spawn()
            .map(|child| (child, output))
            .map_err(|error| format!("cannot run {}: {error}", words.join(" ")))
    }

    /// The program that runs for these words, with the port of this shell.
    fn command(&self, words: &[String]) -> Command {
        let (program, arguments) = (words[0].as_str(), &words[1..]);
        let arguments = arguments.iter().map(|word| self.with_free_ports(word));
        let mut command = match program {
            // The alias would use the workspace that Cargo finds, which is that of the copy.
            "cargo" if words.get(1).is_some_and(|word| word == "codelab") => {
                let mut codelab = Command::new(&*crate::support::COMPANION);
                codelab
                    .arg("--root")
                    .arg(&self.root)
                    .args(arguments.skip(1));
                return codelab;
            }
            "cargo" => cargo::command(),
            // On Windows, npm installs programs as scripts.
            other if cfg!(windows) => Command::new(format!("{other}.cmd")),
            other => Command::new(other),
        };
        command.args(arguments);
        if words.ends_with(&["--bin".to_string(), "client".to_string()]) {
            command.arg("--");
        }
        let has = |word: &str| words.iter().any(|other| other == word);
        if program == "cargo" && has("client") && !has("--server") {
            command.args(["--server", &format!("http://127.0.0.1:{}", self.ports[0])]);
        }
        command
    }

    /// Output as the text would show it.
    fn as_in_text(&self, words: &[String], output: &str) -> String {
        let ports = PORTS_IN_TEXT.iter().zip(&self.ports);
        let output = ports.fold(output.replace("\r\n", "\n"), |output, (in_text, free)| {
            output.replace(free, in_text)
        });
        // The lines that Cargo prints before it runs the program behind its alias.
        let alias = words.get(1).is_some_and(|word| word == "codelab");
        if alias {
            format!("    Finished\n     Running\n{output}")
        } else {
            output
        }
    }
}

/// Ends a program.
fn end(child: &mut Child) {
    let _ = child.kill(); // it may have ended already
    let _ = child.wait();
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
