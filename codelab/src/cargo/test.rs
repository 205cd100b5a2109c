//! Runs each test in a process of its own: the exit is the verdict, the output the message.

use std::{
    io::Read,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use super::build::Compiled;
use crate::Error;

/// The time that a test may take. They take well below a second.
pub const LIMIT: Duration = Duration::from_secs(10);

/// The exit code of a test program in which a test has failed.
const FAILED: i32 = 101;

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
    /// It was still running after [`LIMIT`].
    TimedOut,
    /// Its process ended in the middle: a stack overflow, `abort`, `exit`.
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
    /// Whether the test passed.
    pub fn passed(&self) -> bool {
        self.verdict == Verdict::Passed
    }
}

impl Compiled {
    /// All tests of the project.
    ///
    /// # Errors
    ///
    /// If the test program cannot be run.
    pub fn list(&self, project: &Path) -> Result<Vec<Test>, Error> {
        let process = self
            .spawn(project, &["--list", "--format", "terse"])?
            .wait(LIMIT)?;
        let names = process
            .stdout
            .lines()
            .filter_map(|line| line.strip_suffix(": test"));
        Ok(names.map(Test::new).collect())
    }

    /// Runs these tests, some at a time.
    ///
    /// # Errors
    ///
    /// If the test program cannot be run. A test that fails is a result, not an error.
    pub fn run(&self, project: &Path, tests: &[Test]) -> Result<Vec<TestRun>, Error> {
        let queue = Mutex::new(tests.iter().enumerate());
        let next = || queue.lock().ok()?.next();
        let work = || -> Result<Vec<(usize, TestRun)>, Error> {
            let mut done = Vec::new();
            while let Some((index, test)) = next() {
                done.push((index, self.run_one(project, test, LIMIT)?));
            }
            Ok(done)
        };
        // Most tests wait for the network now and then.
        let workers = 2 * thread::available_parallelism().map_or(1, usize::from);
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
            verdict: process.verdict(),
            output: process.output(&test.name),
        })
    }

    fn spawn(&self, project: &Path, arguments: &[&str]) -> Result<Running, Error> {
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
struct Running {
    child: Child,
}

/// A process that has ended; `status` is `None` if it was ended after the limit.
struct Ended {
    status: Option<ExitStatus>,
    stdout: String,
    stderr: String,
}

impl Running {
    fn wait(mut self, limit: Duration) -> Result<Ended, Error> {
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

/// Reads a pipe to its end. The sender is dropped then.
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
    fn verdict(&self) -> Verdict {
        // A process that exits on its own does not print the summary.
        let has_summary = |text: &str| self.stdout.lines().any(|line| line.starts_with(text));
        match self.status {
            None => Verdict::TimedOut,
            Some(status) if status.success() && has_summary("test result: ok. 1 passed") => {
                Verdict::Passed
            }
            Some(status) if status.code() == Some(FAILED) && has_summary("test result: FAILED") => {
                Verdict::Failed
            }
            Some(_) => Verdict::Crashed,
        }
    }

    /// The text that a test printed, libtest's note on it, and its errors.
    fn output(&self, name: &str) -> String {
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

#[cfg(test)]
mod tests {
    use std::{env, hint::black_box, path::PathBuf, process};

    use super::*;

    /// This test program, which has a test for each way to end.
    fn run(name: &str) -> TestRun {
        let compiled = Compiled {
            tests: env::current_exe().expect("this program"),
            out_dir: PathBuf::new(),
            warnings: Vec::new(),
        };
        let name = format!("cargo::test::tests::{name}");
        let arguments = ["--exact", &name, "--nocapture", "--include-ignored"];
        let process = compiled
            .spawn(Path::new("."), &arguments)
            .expect("it can be run");
        let process = process.wait(Duration::from_secs(2)).expect("it ends");
        TestRun {
            verdict: process.verdict(),
            output: process.output(&name),
            test: Test::new(&name),
        }
    }

    #[test]
    fn every_way_to_end_has_its_verdict() {
        for (name, verdict, output) in [
            ("passes", Verdict::Passed, ""),
            ("panics", Verdict::Failed, "a hint\nthread"),
            (
                "does_not_panic",
                Verdict::Failed,
                "a hint\nnote: test did not panic as expected",
            ),
            ("hangs", Verdict::TimedOut, "hangs now"),
            ("overflows", Verdict::Crashed, "overflow"),
            ("aborts", Verdict::Crashed, ""),
            ("exits_with_0", Verdict::Crashed, ""),
            ("exits_with_101", Verdict::Crashed, ""),
        ] {
            let run = run(name);
            assert_eq!(run.verdict, verdict, "{name}: {}", run.output);
            assert!(run.output.contains(output), "{name}: {}", run.output);
        }
    }

    #[test]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn passes() {}

    #[test]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn panics() {
        println!("a hint");
        panic!("one of them");
    }

    #[test]
    #[should_panic = "which it does not"]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn does_not_panic() {
        println!("a hint");
    }

    #[test]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn hangs() {
        eprintln!("hangs now");
        loop {
            thread::park();
        }
    }

    #[test]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn overflows() {
        #[allow(unconditional_recursion)]
        fn forever(depth: u64) -> u64 {
            black_box(forever(black_box(depth) + 1)) + 1
        }
        let depth = forever(0);
        assert_eq!(depth, 0);
    }

    #[test]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn aborts() {
        process::abort();
    }

    #[test]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn exits_with_0() {
        process::exit(0);
    }

    #[test]
    #[ignore = "run by every_way_to_end_has_its_verdict"]
    fn exits_with_101() {
        process::exit(101);
    }

    #[test]
    fn a_name_has_its_step_and_its_module() {
        let test = Test::new("step_10::server::edges");
        assert_eq!(test.step(), Some(10));
        assert_eq!(test.module(), Some("server"));
        assert_eq!(
            (test.short_name(), test.function()),
            ("server::edges", "edges")
        );
        assert_eq!(Test::new("step_04::echoes").module(), None);
        assert_eq!(Test::new("support::works").step(), None);
    }
}
