//! Compares a program's output with the text.

use snapbox::{Assert, Data, report::Palette};

/// Compares output with the text, where `...` stands for any lines and `[..]` for any part of a line.
///
/// # Errors
///
/// The difference.
pub fn same(output: &str, shown: &str) -> Result<(), String> {
    let data = |text: &str| Data::text(format!("{}\n", text.trim_end()));
    let assert = Assert::new().palette(Palette::plain());
    let compared = assert.try_eq(Some(&"the output"), data(output), data(shown));
    compared.map_err(|difference| difference.to_string())
}
