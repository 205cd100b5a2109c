//! `cargo codelab` as a learner uses it: the text that it prints, the files that it changes, and its
//! errors. Most of this is told in stories. The other tests are tables of cases, or need signals,
//! terminals, or read-only files.

#[path = "../support/output.rs"]
mod output;
#[path = "../support/mod.rs"]
mod support;

mod arguments;
mod assistant;
mod broken;
mod copies;
mod files;
mod folders;
#[cfg(unix)]
mod keys;
mod open;
mod scenarios;
#[cfg(unix)]
mod terminal;
mod watch;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use codelab::text::codelab::Codelab;
use copies::Copy;
use support::COMPANION;

/// A learner with a copy of the repository.
struct Learner {
    root: PathBuf,
    copy: Copy,
}

impl Drop for Learner {
    fn drop(&mut self) {
        self.copy.give_back();
    }
}

impl Learner {
    fn new() -> Learner {
        let copy = Copy::take();
        Learner {
            root: copy.root.clone(),
            copy,
        }
    }

    /// The program with these arguments, in this copy.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&*COMPANION);
        command
            .arg("--root")
            .arg(&self.root)
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("CARGO", env!("CARGO"))
            .env("CARGO_PROFILE_DEV_DEBUG", "false") // no debug information is needed
            .stdin(Stdio::null());
        for variable in ["CLICOLOR_FORCE", "TERM_PROGRAM", "VISUAL", "EDITOR"] {
            command.env_remove(variable);
        }
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .output()
            .expect("the program can be run")
    }

    /// The text that a command prints when it succeeds.
    #[track_caller]
    fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let text = String::from_utf8(output.stdout).expect("text");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {text}{errors}");
        assert!(
            !text.contains('\x1b'),
            "colors and links are for terminals: {text}"
        );
        text
    }

    /// Expects one line of error with these parts, after the output of Cargo.
    #[track_caller]
    fn refuses(&self, arguments: &[&str], parts: &[&str]) {
        refused(&self.output(arguments), parts);
    }

    fn codelab(&self) -> Codelab {
        Codelab::open(&self.root).expect("the codelab")
    }

    fn file(&self, file: &str) -> PathBuf {
        self.root.join("start_here").join(file)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.file(file)).expect("the file")
    }

    /// The location of the first line of a file that has this code: `src/a.rs:7`.
    fn location(&self, file: &str, code: &str) -> String {
        let text = self.read(file);
        let line = text
            .lines()
            .position(|line| line.contains(code))
            .expect("the code");
        format!("{file}:{}", line + 1)
    }

    /// Replaces a part of a file of the project.
    #[track_caller]
    fn change(&self, file: &str, from: &str, to: &str) {
        change(&self.file(file), from, to);
    }
}

/// Expects one line of error with these parts, and no output.
#[track_caller]
fn refused(output: &Output, parts: &[&str]) {
    assert!(!output.status.success(), "it should fail");
    assert!(output.stdout.is_empty(), "an error is not output");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        errors.matches("error: ").count(),
        1,
        "one line is enough: {errors}"
    );
    let line = errors.lines().last().expect("an error");
    for part in parts {
        assert!(line.contains(part), "{part:?} is missing: {line}");
    }
}

#[track_caller]
fn change(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("the file");
    assert!(text.contains(from), "{from:?} is not in {}", file.display());
    fs::write(file, text.replacen(from, to, 1)).expect("the file can be written");
}

/// Expects all of these parts in a text.
#[track_caller]
fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is missing: {text}");
    }
}
