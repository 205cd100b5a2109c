//! The codelab as data: CODELAB.md, the hints, and the sources of a project.
//!
//! - [`markdown`] reads a text into a list of items;
//! - [`lesson`] is CODELAB.md: steps and slots, with [`block`] for its fenced blocks;
//! - [`slot`] is a location where the learner writes, [`marker`] its placeholder;
//! - [`hints`] is hints.toml;
//! - [`project`] is the files of a project;
//! - [`layout`] is the layout of the slots in a file that the learner has changed;
//! - [`manifest`] makes the starter's Cargo.toml;
//! - [`solution`] is the location of a slot's code in the finished project;
//! - [`codelab`] is all of that in one folder.

use std::fmt;

pub mod block;
pub mod codelab;
mod draft;
pub mod hints;
pub mod layout;
pub mod lesson;
pub mod manifest;
pub mod markdown;
pub mod marker;
pub mod project;
mod region;
pub mod slot;
pub mod solution;
mod template;

/// A defect at a line of a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The file, relative to the repository.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The defect, and what to do about it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Lines with their numbers, counted from 1.
pub fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines())
}

/// The line in which a byte of a text lies, counted from 1.
pub fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
