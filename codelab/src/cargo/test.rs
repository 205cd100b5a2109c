//! Runs each test in a process of its own: the exit code decides the verdict, and the output is the
//! message.

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::build::Compiled;
use crate::Error;

/// The time that a test may take. Most take well below a second, and one takes two.
pub const LIMIT: Duration = Duration::from_secs(10);

/// The time that a test may take after another one took too long: the cause is likely the same, and the
/// learner waits.
const SHORT_LIMIT: Duration = Duration::from_secs(4);

/// The time to list all tests. A virus scanner may hold up the first start of a program.
const LIST_LIMIT: Duration = Duration::from_secs(60);

/// The name of a test, with its modules: `step_10::server::edges_are_included`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Test {
    /// The full name.
    pub name: String,
}

/// A test that has been run.
#[derive(Clone, Debug, PartialEq)]
pub struct TestRun {
    /// The test.
    pub test: Test,
    /// The result.
    pub verdict: Verdict,
    /// The text that it printed, and the message of its panic.
    pub output: String,
}

/// The result of a test.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It passed.
    Passed,
    /// It panicked.
    Failed,
    /// It was still running after this time.
    TimedOut(Duration),
    /// It ended its process, with this exit code.
    Exited(i32),
    /// Its process crashed in the middle: a stack overflow, `abort`.
    Crashed,
}

impl Test {
    /// A test with this name.
    pub fn new(name: &str) -> Test {
        Test {
            name: name.to_string(),
        }
    }

    /// The step that it belongs to.
    pub fn step(&self) -> Option<usize> {
        let (module, _) = self.name.split_once("::")?;
        module.strip_prefix("step_")?.parse().ok()
    }

    /// The module within the step's tests, which names the slot that the test needs.
    pub fn module(&self) -> Option<&str> {
        self.short_name().split_once("::").map(|(module, _)| module)
    }

    /// The name without the step's module.
    pub fn short_name(&self) -> &str {
        self.name
            .split_once("::")
            .map_or(&self.name, |(_, name)| name)
    }

    /// The name of the test's function.
    pub fn function(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or_default()
    }
}

impl TestRun {
    /// Returns whether the test passed.
    pub fn passed(&self) -> bool {
        self.verdict == Verdict::Passed
    }
}

impl Compiled {
    /// All tests of the project.
    ///
    /// # Errors
    ///
    /// If the test program cannot be run, or does not list its tests.
    pub fn list(&self, project: &Path) -> Result<Vec<Test>, Error> {
        let process = self
            .spawn(project, &["--list", "--format", "terse"])?
            .wait(LIST_LIMIT)?;
        if !process.succeeded() {
            let program = self.tests.display();
            return Err(
                format!("cannot list the tests in {program}; run the command again").into(),
            );
        }
        let names = process
            .stdout
            .lines()
            .filter_map(|line| line.strip_suffix(": test"));
        Ok(names.map(Test::new).collect())
    }

    /// Runs these tests, several at a time.
    ///
    /// # Errors
    ///
    /// If the test program cannot be run. A test that fails is a result, not an error.
    pub fn run(&self, project: &Path, tests: &[Test]) -> Result<Vec<TestRun>, Error> {
        let queue = Mutex::new(tests.iter().enumerate());
        let next = || queue.lock().ok()?.next();
        let has_timed_out = AtomicBool::new(false);
        let work = || -> Result<Vec<(usize, TestRun)>, Error> {
            let mut done = Vec::new();
            while let Some((index, test)) = next() {
                let limit = match has_timed_out.load(Ordering::Relaxed) {
                    true => SHORT_LIMIT,
                    false => LIMIT,
                };
                let run = self.run_one(project, test, limit)?;
                if run.verdict == Verdict::TimedOut(limit) {
                    has_timed_out.store(true, Ordering::Relaxed);
                }
                done.push((index, run));
            }
            Ok(done)
        };
        // Most tests spend more time waiting than computing.
        let workers = 4 * thread::available_parallelism().map_or(1, usize::from);
        let mut runs = thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let mut runs = Vec::new();
            for worker in workers {
                runs.extend(worker.join().map_err(|_| "running the tests failed")??);
            }
            Ok::<_, Error>(runs)
        })?;
        runs.sort_by_key(|(index, _)| *index);
        Ok(runs.into_iter().map(|(_, run)| run).collect())
    }

    fn run_one(&self, project: &Path, test: &Test, limit: Duration) -> Result<TestRun, Error> {
        let process = self
            .spawn(project, &["--exact", &test.name, "--nocapture"])?
            .wait(limit)?;
        Ok(TestRun {
            test: test.clone(),
            verdict: process.verdict(limit),
            output: process.output(&test.name),
        })
    }
}

#[cfg(test)]
mod tests;
