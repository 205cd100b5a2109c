//! Cargo's progress: one line that is overwritten if the output is a terminal, and all lines
//! otherwise.

use std::{
    env,
    io::{self, IsTerminal, Write as _},
};

/// The width of the line. A line that wraps cannot be overwritten.
const WIDTH: usize = 38;

/// Shows a line of Cargo's output.
pub fn show(line: &str) {
    let mut stderr = io::stderr();
    let _ = if overwrites() {
        let line: String = line.chars().take(WIDTH).collect();
        write!(stderr, "\r\x1b[K{line}")
    } else {
        writeln!(stderr, "{line}")
    };
}

/// Clears the line.
pub fn clear() {
    if overwrites() {
        eprint!("\r\x1b[K");
    }
}

/// Returns whether the output is a terminal that knows escape codes.
fn overwrites() -> bool {
    io::stderr().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}
