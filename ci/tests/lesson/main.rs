//! CODELAB.md, followed: its snippets are typed, its commands run, its projects built. These tests
//! take long, and run side by side.

#[path = "../support/mistake.rs"]
mod mistake;
#[path = "../support/output.rs"]
mod output;
#[path = "../support/shell.rs"]
mod shell;
#[path = "../support/mod.rs"]
mod support;

mod own_project;
mod slips;
mod transcripts;
mod walkthrough;
