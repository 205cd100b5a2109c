//! A process of the test program: how it ended, and its output.

use std::{
    io::Read,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use super::{build::Compiled, test::Verdict};
use crate::Error;

/// The exit code of a test program in which a test has failed.
const FAILED: i32 = 101;

impl Compiled {
    /// Starts the test program.
    pub(super) fn spawn(&self, project: &Path, arguments: &[&str]) -> Result<Running, Error> {
        let child = Command::new(&self.tests)
            .args(arguments)
            .current_dir(project)
            .env("CARGO_MANIFEST_DIR", project)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let child = child
            .map_err(|error| format!("cannot run the tests {}: {error}", self.tests.display()))?;
        Ok(Running { child })
    }
}

/// A process of the test program.
pub(super) struct Running {
    child: Child,
}

/// A process that has ended. `status` is `None` if the process was killed at the time limit.
pub(super) struct Ended {
    status: Option<ExitStatus>,
    /// The standard output.
    pub stdout: String,
    stderr: String,
}

impl Running {
    /// Waits for the process to end, and kills it at the time limit.
    pub fn wait(mut self, limit: Duration) -> Result<Ended, Error> {
        let deadline = Instant::now() + limit;
        let (sender, ended) = mpsc::channel::<()>();
        let stdout = self
            .child
            .stdout
            .take()
            .map(|pipe| read(pipe, sender.clone()));
        let stderr = self.child.stderr.take().map(|pipe| read(pipe, sender));
        // Both pipes are closed when the process ends.
        let left = deadline.saturating_duration_since(Instant::now());
        let in_time = !matches!(
            ended.recv_timeout(left),
            Err(mpsc::RecvTimeoutError::Timeout)
        );
        if !in_time {
            self.child.kill()?;
        }
        let status = self.child.wait()?;
        let text = |reader: Option<thread::JoinHandle<String>>| {
            reader
                .and_then(|reader| reader.join().ok())
                .unwrap_or_default()
        };
        Ok(Ended {
            status: in_time.then_some(status),
            stdout: text(stdout),
            stderr: text(stderr),
        })
    }
}

/// Reads a pipe to its end, and then drops the sender.
fn read(
    mut pipe: impl Read + Send + 'static,
    sender: mpsc::Sender<()>,
) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes); // a part of the output is better than none
        drop(sender);
        String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
    })
}

impl Ended {
    /// Returns whether the process ended in time, without an error.
    pub fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// The verdict on the test that was run with this limit.
    pub fn verdict(&self, limit: Duration) -> Verdict {
        // If a test calls `exit`, the process does not print the summary.
        let has_summary = |text: &str| self.stdout.lines().any(|line| line.starts_with(text));
        match self.status {
            None => Verdict::TimedOut(limit),
            Some(status) if status.success() && has_summary("test result: ok. 1 passed") => {
                Verdict::Passed
            }
            Some(status) if status.code() == Some(FAILED) && has_summary("test result: FAILED") => {
                Verdict::Failed
            }
            // A signal has no code; on Windows, an exception has one that no program chooses.
            Some(status) => match status.code() {
                Some(code @ 0..=255) => Verdict::Exited(code),
                _ => Verdict::Crashed,
            },
        }
    }

    /// The text that a test printed, libtest's note about the test, and the text on standard error.
    pub fn output(&self, name: &str) -> String {
        let stdout = self.stdout.trim_start();
        let stdout = stdout.strip_prefix("running 1 test\n").unwrap_or(stdout);
        let (printed, summary) = stdout
            .split_once(&format!("test {name} "))
            .unwrap_or((stdout, ""));
        let note = summary.split_once(&format!("---- {name} stdout ----\n"));
        let note = note.and_then(|(_, note)| note.split_once("\n\nfailures:"));
        let parts = [printed, note.map_or("", |(note, _)| note), &self.stderr];
        let parts = parts.map(str::trim);
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}
