//! Runs of the client program, with a time limit.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStderr, ChildStdout, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use super::run::Run;
use crate::programs::program;

/// The time limit of a run: well above the client's own deadline of 5 s.
const LIMIT: Duration = Duration::from_secs(15);

/// A running client. Its input stays open. It is killed when it is dropped.
pub struct Client {
    case: String,
    child: Child,
    started: Instant,
    lines: Receiver<Vec<u8>>,
    printed: Vec<u8>,
    errors: Receiver<Vec<u8>>,
}

impl Client {
    /// Starts the client. The name of the case is part of the message of each failed assertion.
    pub fn start(case: &str, url: &str, arguments: &[&str]) -> Client {
        let mut child = program("client", arguments)
            .args(["--server", url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the client can be run");
        Client {
            case: format!("{case}, client {arguments:?}"),
            started: Instant::now(),
            lines: lines(child.stdout.take().expect("stdout is piped")),
            printed: Vec::new(),
            errors: all(child.stderr.take().expect("stderr is piped")),
            child,
        }
    }

    /// Types a line on the client's input.
    pub fn type_line(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().expect("stdin is piped");
        let _ = writeln!(stdin, "{line}"); // the client may have exited already
    }

    /// Waits until the client has printed a line.
    #[track_caller]
    pub fn expect_line(&mut self, expected: &str) {
        let line = self.receive(&self.lines).unwrap_or_default();
        self.printed.extend_from_slice(&line);
        let line = String::from_utf8_lossy(&line);
        assert_eq!(line.trim_end(), expected, "{}", self.case);
    }

    /// Waits until the client has exited, and checks the expectations that apply to any server.
    #[track_caller]
    pub fn finish(mut self) -> Run {
        while let Some(line) = self.receive(&self.lines) {
            self.printed.extend_from_slice(&line);
        }
        let errors = self.receive(&self.errors).unwrap_or_default();
        let status = self.child.wait().expect("the client has exited");
        Run::new(self.case.clone(), status.code(), &self.printed, &errors)
    }

    /// Returns the next output, or `None` at its end.
    #[track_caller]
    fn receive(&self, output: &Receiver<Vec<u8>>) -> Option<Vec<u8>> {
        let left = LIMIT.saturating_sub(self.started.elapsed());
        match output.recv_timeout(left) {
            Ok(bytes) => Some(bytes),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("{}: still running", self.case),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill(); // most clients have exited already
        let _ = self.child.wait();
    }
}

/// Reads the lines of the client's output as they appear.
fn lines(stdout: ChildStdout) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        while stdout
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            let _ = sender.send(std::mem::take(&mut line)); // the test may have failed
        }
    });
    receiver
}

/// Reads all of the client's error output.
fn all(mut stderr: ChildStderr) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stderr.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}
