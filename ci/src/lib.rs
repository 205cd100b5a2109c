//! The codelab's engine: reads CODELAB.md, fills placeholders, runs a step's tests.
//!
//! What shows learners where they are, and what proves the text, is the same code:
//!
//! - [`markdown`] is a text as a list of what stands in it;
//! - [`lesson`] is CODELAB.md as data: steps, snippets, excerpts, transcripts;
//! - [`tree`] is a project's sources: its placeholders, filled or not;
//! - [`guide`] is hints.toml as data;
//! - [`course`] is all of that as it lies in a folder;
//! - [`check`] compiles a project, runs its tests, and reads the verdict, with [`reports`] for what
//!   Cargo says;
//! - [`status`] says where a learner is, from what the tests say, [`next`] what to do there, and
//!   [`broken`] what to do when nothing compiles;
//! - [`commands`], [`changes`] and [`watch`] are what `cargo codelab` can do;
//! - [`proof`] holds the text against the projects, without compiling anything, with [`form`] and
//!   [`words`] for how it is written.

pub mod broken;
pub mod changes;
pub mod check;
pub mod commands;
pub mod course;
pub mod form;
pub mod guide;
pub mod lesson;
pub mod markdown;
pub mod next;
pub mod proof;
pub mod reports;
pub mod status;
pub mod tree;
pub mod watch;
pub mod words;

use std::{
    fmt,
    path::{Path, PathBuf},
};

/// An error that a person is going to read.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Something wrong in a file, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The file, relative to the repository.
    pub file: String,
    /// Its line, counted from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// The folder that holds CODELAB.md and the projects.
pub fn repository() -> PathBuf {
    let ci = Path::new(env!("CARGO_MANIFEST_DIR"));
    ci.parent().unwrap_or(ci).to_path_buf()
}
