//! The words of a text, each with its position in the file.

use std::ops::Range;

/// Number words, beside digits. "One" is most often a pronoun, and "second" an ordinal.
const NUMBERS: [&str; 31] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "half",
    "twice",
    "quarter",
    "dozen",
];

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its line, counted from 1.
    pub line: usize,
    /// Its bytes in the file, without markup.
    pub range: Range<usize>,
    /// Its text.
    pub text: String,
}

/// The words of a part, without punctuation around them.
pub fn words(part: &Part) -> Vec<Part> {
    let mut words = Vec::new();
    let mut at = part.range.start;
    for word in part.text.split([' ', '\n']) {
        let trimmed = word.trim_matches(|c: char| !c.is_alphanumeric());
        let start = at + word.find(trimmed).unwrap_or(0);
        at += word.len() + 1;
        if !trimmed.is_empty() {
            words.push(Part {
                line: part.line,
                range: start..start + trimmed.len(),
                text: trimmed.to_string(),
            });
        }
    }
    words
}

/// Returns true if a word is a figure: has a digit, or is a number in words.
pub fn is_figure(word: &Part) -> bool {
    let mut pieces = word.text.split(|c: char| !c.is_alphanumeric());
    let is_number = |piece: &str| {
        let piece = piece.to_lowercase();
        NUMBERS.contains(&piece.strip_suffix('s').unwrap_or(&piece))
    };
    pieces.any(is_number) || word.text.contains(|c: char| c.is_ascii_digit())
}

/// The hints as Markdown: keys and other settings are blanked, byte for byte.
pub fn prose_of_hints(text: &str) -> String {
    let mut markdown = String::new();
    for line in text.split_inclusive('\n') {
        let is_setting = [
            "#",
            "[[",
            "step =",
            "steps =",
            "slot =",
            "first =",
            "code =",
            "message =",
        ]
        .iter()
        .any(|start| line.starts_with(start));
        let value = ["title = \"", "text = \"", "fix = \"", "heading = \""]
            .iter()
            .find_map(|start| Some((start.len(), line.strip_prefix(start)?)));
        match value {
            Some((key, value)) if !value.starts_with("\"\"") => {
                markdown.push_str(&"|".repeat(key));
                markdown.push_str(value);
            }
            None if !is_setting => markdown.push_str(line),
            _ => {
                markdown.push_str(&" ".repeat(line.trim_end().len()));
                markdown.push('\n');
            }
        }
    }
    markdown.replace("\"\"\"", "   ")
}
