//! The companion behind `cargo codelab`: shows where learners are, and helps when they are stuck.
//!
//! It has five modules. Each depends only on those to its right:
//!
//! ```text
//! main -> commands -> term, progress -> cargo -> text
//! ```
//!
//! - [`text`] is the codelab as data: CODELAB.md, the hints, and the sources of a project;
//! - [`cargo`] compiles a project and runs its tests;
//! - [`progress`] decides, in pure functions, where the learner is and what to do next;
//! - [`term`] puts that decision into words and colors;
//! - [`commands`] has one file for each subcommand of `cargo codelab`.

pub mod cargo;
pub mod commands;
pub mod progress;
pub mod term;
pub mod text;

/// An error with a message for a person.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
