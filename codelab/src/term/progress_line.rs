//! Cargo's progress: on a terminal one line that is overwritten, elsewhere line by line.

use std::io::{self, IsTerminal, Write as _};

/// The longest line that is overwritten without a rest.
const WIDTH: usize = 38;

/// Shows a line of Cargo's output.
pub fn show(line: &str) {
    let mut stderr = io::stderr();
    let _ = if stderr.is_terminal() {
        let line: String = line.chars().take(WIDTH).collect();
        write!(stderr, "\r\x1b[K{line}")
    } else {
        writeln!(stderr, "{line}")
    };
}

/// Clears the line.
pub fn clear() {
    if io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
}
