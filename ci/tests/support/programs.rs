//! The programs of `completed`, and a server that ends with its test.

#![allow(dead_code)] // each test program uses a part of this

use std::{
    env::consts::EXE_SUFFIX,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    sync::LazyLock,
};

use ci::repository;

/// Where the programs lie: copies, since building the walkthrough's project replaces the originals.
pub static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--package", "completed", "--bins"])
        .arg("--message-format=json")
        .current_dir(repository())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be run");
    assert!(built.status.success(), "completed does not compile");

    let place = repository().join("target/codelab/programs");
    fs::create_dir_all(&place).expect("a folder for the programs");
    for line in String::from_utf8_lossy(&built.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("a message of cargo's");
        if let Some(program) = message["executable"].as_str() {
            let name = Path::new(program).file_name().expect("a file");
            fs::copy(program, place.join(name)).expect("a copy of the program");
        }
    }
    place
});

/// A program of `completed`, run in a directory that has nothing to do with it.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAMS.join(format!("{name}{EXE_SUFFIX}")));
    command
        .args(arguments)
        .current_dir(&*PROGRAMS)
        .stdin(Stdio::null());
    command
}

pub fn run(name: &str, arguments: &[&str]) -> Output {
    program(name, arguments)
        .output()
        .expect("the program can be run")
}

/// A running server, which ends with the test.
pub struct Server {
    pub child: Child,
    /// The line with which it says that it listens.
    pub ready: String,
    pub stdout: BufReader<ChildStdout>,
}

impl Server {
    pub fn start(arguments: &[&str]) -> Server {
        let mut child = program("server", &[&["--addr", "127.0.0.1:0"], arguments].concat())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server can be run");
        let stdout = child.stdout.take().expect("the server's output");
        let mut stdout = BufReader::new(stdout);
        let mut ready = String::new();
        stdout.read_line(&mut ready).expect("a line");
        Server {
            child,
            ready,
            stdout,
        }
    }

    /// Where it says that it listens.
    pub fn address(&self) -> &str {
        let rest = self
            .ready
            .strip_prefix("Listening on ")
            .expect("the server is ready");
        rest.split(' ').next().expect("an address")
    }

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

/// A dataset in a file, for the server to read.
pub fn file(name: &str, text: &str) -> String {
    let file = PROGRAMS.join(name);
    fs::write(&file, text).expect("the file can be written");
    file.display().to_string()
}
