//! The wording and the style of the decisions in [`progress`](crate::progress).
//!
//! - [`advice`], with `fix`, [`broken`], with [`cause`], and [`overview`] have the wording;
//! - [`diagnostic`] and [`failure`] show a message of the compiler, and of a test;
//! - [`directions`] names files and lines, as links where the terminal shows them, and the next command;
//! - [`reference`](mod@reference) has the wording for a reference that has changed;
//! - [`progress_line`] shows Cargo's progress;
//! - [`nearest`](mod@nearest) finds the word that was meant.

use anstyle::{AnsiColor, Style};

pub mod advice;
pub mod broken;
pub mod cause;
pub mod diagnostic;
pub mod directions;
pub mod failure;
mod fix;
pub mod nearest;
pub mod overview;
pub mod progress_line;
pub mod reference;

/// The command that shows the learner's progress.
pub const AGAIN: &str = "cargo codelab";

/// For steps and tests that are done.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// For failures.
pub const RED: Style = AnsiColor::Red.on_default();
/// For warnings.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// For the next thing to do.
pub const BOLD: Style = Style::new().bold();

/// The mistake in a command line, in one line: the first paragraph of clap's message. The rest of the message
/// is usage, which `--help` shows.
pub fn mistake(message: &str) -> String {
    let mistake = message.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = mistake.split_whitespace().collect();
    words.join(" ")
}

/// A text, indented.
pub fn indented(text: &str, by: &str) -> String {
    let lines = text.lines().map(|line| match line.is_empty() {
        true => "\n".to_string(),
        false => format!("{by}{line}\n"),
    });
    lines.collect()
}
