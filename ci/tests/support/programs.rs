//! The programs of `completed`, run as a person runs them, and a server that ends with its test.

#![allow(dead_code)] // each test target uses a part of this

use std::{
    env::consts::EXE_SUFFIX,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    sync::LazyLock,
};

use ci::repository;
use codelab::cargo;

/// The folder of the programs. They are copies, because building the walkthrough's project replaces
/// the originals.
pub static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let built = cargo::command()
        .args(["build", "--locked", "--package", "completed", "--bins"])
        .arg("--message-format=json")
        .current_dir(repository())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "completed does not compile");

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
    fs::create_dir_all(&folder).expect("the folder can be created");
    for line in String::from_utf8_lossy(&built.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("a message from Cargo");
        if let Some(program) = message["executable"].as_str() {
            let name = Path::new(program).file_name().expect("a file name");
            fs::copy(program, folder.join(name)).expect("the program can be copied");
        }
    }
    folder
});

/// A program of `completed`, in a folder without a dataset. As `cargo run` does, the environment
/// names the project's folder.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAMS.join(format!("{name}{EXE_SUFFIX}")));
    command
        .args(arguments)
        .current_dir(&*PROGRAMS)
        .env("CARGO_MANIFEST_DIR", repository().join("completed"))
        .stdin(Stdio::null());
    command
}

/// Runs a program until it ends.
pub fn run(name: &str, arguments: &[&str]) -> Output {
    program(name, arguments).output().expect("the program runs")
}

/// Expects a program to succeed without a word on standard error, and returns its output.
#[track_caller]
pub fn succeeds(name: &str, arguments: &[&str]) -> String {
    let output = run(name, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {errors}");
    assert_eq!(errors, "", "{name} {arguments:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.replace("\r\n", "\n")
}

/// Expects a program to fail with one line on standard error that contains all of `parts`.
#[track_caller]
pub fn fails(name: &str, arguments: &[&str], parts: &[&str]) {
    expect_failure(
        &format!("{name} {arguments:?}"),
        &run(name, arguments),
        parts,
    );
}

/// Expects the output of a program that failed with one line of error that contains all of `parts`.
#[track_caller]
pub fn expect_failure(command: &str, output: &Output, parts: &[&str]) {
    let errors = expect_error(command, output, 1, parts);
    assert_eq!(errors.lines().count(), 1, "{command} prints: {errors}");
}

/// Expects a program to reject its arguments, with an error that contains all of `parts`.
#[track_caller]
pub fn rejects(name: &str, arguments: &[&str], parts: &[&str]) {
    let parts = [parts, &["try '--help'"]].concat();
    let command = format!("{name} {arguments:?}");
    expect_error(&command, &run(name, arguments), 2, &parts);
}

#[track_caller]
fn expect_error(command: &str, output: &Output, code: i32, parts: &[&str]) -> String {
    let errors = String::from_utf8_lossy(&output.stderr).to_string();
    assert_eq!(output.status.code(), Some(code), "{command}: {errors}");
    assert_eq!(output.stdout, b"", "{command} prints to standard output");
    assert!(errors.starts_with("error: "), "{command} prints: {errors}");
    for part in parts {
        let has_part = errors.contains(part);
        assert!(has_part, "{command} does not name {part:?}: {errors}");
    }
    errors
}

/// A running server, which ends with the test.
pub struct Server {
    pub child: Child,
    /// The first line of its output, which names the address.
    pub ready: String,
    /// The rest of its output.
    pub stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Starts the server on a free port, with further arguments.
    pub fn start(arguments: &[&str]) -> Server {
        Server::spawn(program("server", arguments))
    }

    /// Starts the server on this address.
    pub fn start_at(address: &str) -> Server {
        Server::spawn_at(program("server", &[]), address)
    }

    /// Starts a server on a free port, and waits until it listens.
    pub fn spawn(command: Command) -> Server {
        Server::spawn_at(command, "127.0.0.1:0")
    }

    fn spawn_at(mut command: Command, address: &str) -> Server {
        let mut child = command
            .args(["--addr", address])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server runs");
        let stdout = child.stdout.take().expect("its output is piped");
        let mut stdout = BufReader::new(stdout);
        let mut ready = String::new();
        stdout.read_line(&mut ready).expect("a line of output");
        Server {
            child,
            ready,
            stdout,
        }
    }

    /// Returns whether the server is listening. If its port was in use, it has ended instead.
    pub fn is_listening(&self) -> bool {
        self.ready.starts_with("Listening on ")
    }

    /// The address on which it listens.
    pub fn address(&self) -> &str {
        let rest = self.ready.strip_prefix("Listening on ");
        let mut words = rest.expect("the server listens").split(' ');
        words.next().expect("an address")
    }

    /// The URL for a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended already
        let _ = self.child.wait();
    }
}

/// Writes a dataset to a file, for a server to read, and returns its path.
pub fn dataset(name: &str, text: &str) -> String {
    let file = PROGRAMS.join(name);
    fs::write(&file, text).expect("the file can be written");
    file.display().to_string()
}
