//! Compiles a project, runs its tests, and reads the verdict.

use std::{
    env,
    ffi::OsString,
    fs,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    Error,
    reports::{Reports, follow, from_first_error},
};

/// How long a project's tests may run. They take well below a second; whoever waits longer waits
/// for something that does not come.
pub const TEST_LIMIT: Duration = Duration::from_secs(15);

/// What came of compiling a project and its tests.
#[derive(Debug)]
pub enum Build {
    /// It compiles.
    Done(Compiled),
    /// It does not.
    Failed(Failure),
}

/// A project that compiles.
#[derive(Debug)]
pub struct Compiled {
    /// The test program.
    tests: PathBuf,
    /// The folder into which the build script generated code.
    pub out_dir: PathBuf,
    /// What the compiler warns of in the project itself.
    pub warnings: Vec<String>,
}

/// Why a project does not compile.
#[derive(Debug)]
pub struct Failure {
    /// An error, in the words of the compiler, of the build script or of Cargo: the first for which
    /// there is a cure, or the first of all.
    pub error: String,
    /// How many others there are.
    pub more: usize,
}

/// A test that has been run.
#[derive(Debug)]
pub struct Test {
    /// Its name, with its module: `step_4::an_unknown_point_is_echoed`.
    pub name: String,
    /// What came of it.
    pub verdict: Verdict,
    /// What it wrote, if it failed.
    pub output: String,
}

/// What came of a test.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was still running when the time was up.
    Hung,
}

impl Test {
    /// The step that the test belongs to.
    pub fn step(&self) -> Option<usize> {
        let (module, _) = self.name.split_once("::")?;
        module.strip_prefix("step_")?.parse().ok()
    }

    /// The module within the step's tests, which names the placeholder that the test needs; `None`
    /// if the test needs all of them.
    pub fn module(&self) -> Option<&str> {
        let (module, _) = self.short_name().rsplit_once("::")?;
        Some(module)
    }

    /// Its name without the step's module.
    pub fn short_name(&self) -> &str {
        self.name
            .split_once("::")
            .map_or(&self.name, |(_, name)| name)
    }

    /// Whether it passed.
    pub fn passed(&self) -> bool {
        self.verdict == Verdict::Passed
    }
}

/// Compiles a project with its tests. While Cargo works, `progress` is told what it is at.
///
/// # Errors
///
/// If Cargo cannot be run, or says something that cannot be understood. That the project does not
/// compile is a result, not an error.
pub fn build(project: &Path, options: &[&str], progress: impl FnMut(&str)) -> Result<Build, Error> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    cargo
        .args(["test", "--test", "codelab", "--no-run"])
        .arg("--message-format=json-diagnostic-rendered-ansi")
        .args(options)
        .current_dir(project)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = cargo.spawn().map_err(|error| {
        format!(
            "cannot run cargo in {}: {error}; is Rust installed?",
            project.display()
        )
    })?;

    let stdout = child.stdout.take().ok_or("cargo has no output")?;
    let messages = thread::spawn(move || -> Result<Vec<Value>, Error> {
        let lines = BufReader::new(stdout).lines();
        lines
            .map(|line| Ok(serde_json::from_str(&line?)?))
            .collect()
    });
    let stderr = child.stderr.take().ok_or("cargo has no error output")?;
    let said = follow(stderr, progress)?;
    let messages = messages
        .join()
        .map_err(|_| "reading cargo's messages failed")??;
    let success = child.wait()?.success();

    let reports = Reports::of(&messages);
    if success {
        return Ok(Build::Done(Compiled {
            tests: reports.tests.ok_or("cargo built no test program")?,
            out_dir: reports.out_dir.ok_or("cargo ran no build script")?,
            warnings: reports.warnings,
        }));
    }
    let mut errors = reports.curable.into_iter().chain(reports.errors);
    Ok(Build::Failed(Failure {
        error: errors.next().unwrap_or_else(|| from_first_error(&said)),
        more: errors.count(),
    }))
}

impl Compiled {
    /// The same, with the test program moved to where it stays when the project is compiled again.
    ///
    /// # Errors
    ///
    /// If it cannot be moved.
    pub fn moved(self, to: &Path) -> io::Result<Compiled> {
        fs::rename(&self.tests, to)?;
        Ok(Compiled {
            tests: to.to_path_buf(),
            ..self
        })
    }

    /// Runs all tests of the project.
    ///
    /// # Errors
    ///
    /// If the test program cannot be run, or its output cannot be read. That a test fails, or
    /// hangs, is a result.
    pub fn test(&self, project: &Path) -> Result<Vec<Test>, Error> {
        let names = self.run(project, &["--list", "--format", "terse"])?;
        // A test that hangs keeps its thread; the others are to have one all the same.
        let output = self.run(project, &["--test-threads=64"])?;
        Ok(names
            .lines()
            .filter_map(|line| line.strip_suffix(": test"))
            .map(|name| Test {
                name: name.to_string(),
                verdict: verdict(name, &output),
                output: written(name, &output),
            })
            .collect())
    }

    fn run(&self, project: &Path, arguments: &[&str]) -> Result<String, Error> {
        let mut child = Command::new(&self.tests)
            .args(arguments)
            .current_dir(project)
            .env("CARGO_MANIFEST_DIR", project)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", self.tests.display()))?;
        let mut stdout = child.stdout.take().ok_or("the tests have no output")?;
        let reader = thread::spawn(move || {
            let mut bytes = Vec::new();
            stdout.read_to_end(&mut bytes).map(|_| bytes)
        });
        end_in_time(&mut child)?;
        let bytes = reader
            .join()
            .map_err(|_| "reading the tests' output failed")??;
        Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
    }
}

/// Waits for the tests to end, and ends them when their time is up.
fn end_in_time(child: &mut Child) -> Result<(), Error> {
    let deadline = Instant::now() + TEST_LIMIT;
    while child.try_wait()?.is_none() {
        if Instant::now() > deadline {
            child.kill()?;
            child.wait()?;
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// What the test program's output says of a test.
fn verdict(name: &str, output: &str) -> Verdict {
    let prefixes = [
        format!("test {name} ... "),
        format!("test {name} - should panic ... "),
    ];
    let verdict = |line: &'_ str| {
        prefixes
            .iter()
            .find_map(|prefix| line.strip_prefix(prefix).map(str::to_string))
    };
    match output.lines().find_map(verdict).as_deref() {
        Some("ok") => Verdict::Passed,
        Some(_) => Verdict::Failed,
        None => Verdict::Hung,
    }
}

/// What a failed test wrote, as the test program repeats it at its end.
fn written(name: &str, output: &str) -> String {
    let header = format!("---- {name} stdout ----\n");
    let Some((_, rest)) = output.split_once(&header) else {
        return String::new();
    };
    let end = ["\n---- ", "\n\nfailures:\n"]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min();
    rest[..end.unwrap_or(rest.len())].trim().to_string()
}
