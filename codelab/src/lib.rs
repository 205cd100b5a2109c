//! The companion behind `cargo codelab`: says where learners are, and helps when they are stuck.
//!
//! Five rooms; each knows only those to its right:
//!
//! ```text
//! main -> commands -> term, progress -> cargo -> text
//! ```
//!
//! - [`text`] is the codelab as data: CODELAB.md, the hints, and the sources of a project;
//! - [`cargo`] compiles a project and runs its tests;
//! - [`progress`] decides where the learner is and what to do next: pure functions of the two;
//! - [`term`] has the wording and the looks of that decision;
//! - [`commands`] has one file for each verb of `cargo codelab`.

pub mod cargo;
pub mod commands;
pub mod progress;
pub mod term;
pub mod text;

/// An error with a message for a person.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
