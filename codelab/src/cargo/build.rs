//! Runs Cargo, and reads its messages.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
};

use super::{command, diagnostic::Diagnostic, messages::Messages};
use crate::Error;

/// The result of compiling a project and its tests.
#[derive(Debug)]
pub enum Build {
    /// It compiles.
    Done(Compiled),
    /// It does not compile.
    Failed(Failure),
}

/// A project that compiles.
#[derive(Debug)]
pub struct Compiled {
    /// The test program.
    pub tests: PathBuf,
    /// The project's own programs, such as `client`.
    pub programs: Vec<PathBuf>,
    /// The folder into which the build script generated code.
    pub out_dir: PathBuf,
    /// The warnings in the project itself.
    pub warnings: Vec<Diagnostic>,
}

/// The errors of a project that does not compile.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The compiler's errors.
    pub errors: Vec<Diagnostic>,
    /// The lines of Cargo's own errors, including those of the build script and of dependencies.
    pub cargo: Vec<String>,
}

/// Compiles a project with its tests. While Cargo works, `progress` receives each line that it
/// writes to standard error.
///
/// # Errors
///
/// If Cargo cannot be run, or its output cannot be read. A project that does not compile is a
/// result, not an error.
pub fn build(project: &Path, options: &[&str], progress: impl FnMut(&str)) -> Result<Build, Error> {
    let mut child = spawn(project, options)?;
    let stdout = child.stdout.take().ok_or("cargo has no output")?;
    let folder = project.to_path_buf();
    let messages = thread::spawn(move || Messages::read(stdout, &folder));
    let stderr = child.stderr.take().ok_or("cargo has no error output")?;
    let log = follow(stderr, progress)?;
    let messages = messages
        .join()
        .map_err(|_| "reading cargo's messages failed")??;
    if !child.wait()?.success() {
        return Ok(Build::Failed(Failure {
            cargo: [messages.elsewhere, own_errors(&log)].concat(),
            errors: messages.errors,
        }));
    }
    Ok(Build::Done(Compiled {
        tests: messages.tests.ok_or("cargo built no test program")?,
        programs: messages.programs,
        out_dir: messages.out_dir.ok_or("cargo ran no build script")?,
        warnings: messages.warnings,
    }))
}

fn spawn(project: &Path, options: &[&str]) -> Result<Child, Error> {
    let child = command()
        .args(["test", "--test", "codelab", "--no-run"])
        .args(["--color", "never"]) // of Cargo's own errors; the compiler's have colors
        .arg("--message-format=json-diagnostic-rendered-ansi")
        .arg("--manifest-path") // without it, Cargo would search the parent folders
        .arg(project.join("Cargo.toml"))
        .args(options)
        .current_dir(project)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let folder = project.display();
    child.map_err(|error| {
        format!("cannot run cargo in {folder}: {error}; is Rust installed?").into()
    })
}

/// Passes each line on as soon as Cargo has written it, and returns all lines.
fn follow(stderr: impl Read, mut progress: impl FnMut(&str)) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for line in BufReader::new(stderr).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).trim_end().to_string();
        progress(line.trim());
        lines.push(line);
    }
    Ok(lines)
}

/// Cargo's own errors: all lines from the first one that begins with "error". The error of a build
/// script follows the name of the package, and precedes a line that only says that there was one.
fn own_errors(log: &[String]) -> Vec<String> {
    let lines = log.iter().skip_while(|line| !line.starts_with("error"));
    let mut errors: Vec<String> = lines
        .filter(|line| *line != "error: build script logged errors")
        .map(|line| without_package(line).unwrap_or_else(|| line.to_string()))
        .collect();
    while errors.last().is_some_and(String::is_empty) {
        errors.pop();
    }
    errors
}

/// A line such as `error: start_here@0.1.0: message` without the package.
fn without_package(line: &str) -> Option<String> {
    let (package, message) = line.strip_prefix("error: ")?.split_once(": ")?;
    let is_package = package.contains('@') && !package.contains(' ');
    is_package.then(|| format!("error: {message}"))
}

#[cfg(test)]
mod tests;
