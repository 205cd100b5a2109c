//! A slot is a location where the learner writes. Until then it holds a placeholder.

use std::ops::Range;

use super::{
    line_at,
    marker::{COMMENTS, EXPRESSIONS},
    numbered,
};

/// A location where the learner writes, as CODELAB.md declares it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Slot {
    /// The step it belongs to.
    pub step: usize,
    /// The name of the test modules that need it; `None` if all tests of the step do.
    pub name: Option<String>,
    /// The file, relative to the project.
    pub file: String,
    /// The placeholder in full.
    pub marker: String,
    /// The task, from the placeholder.
    pub task: String,
    /// The code that CODELAB.md puts in place of the placeholder.
    pub solution: String,
    /// The line of the solution's block in CODELAB.md.
    pub line: usize,
}

/// The state of a slot in the learner's project. Lines count from 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SlotState {
    /// The placeholder is still there.
    Open {
        /// Its line.
        line: usize,
    },
    /// The placeholder is gone.
    Written,
    /// A part of the placeholder is left.
    Damaged {
        /// Its line.
        line: usize,
    },
}

impl Slot {
    /// Returns whether the placeholder is a comment, which no test can reach.
    pub fn is_comment(&self) -> bool {
        COMMENTS.iter().any(|start| self.marker.starts_with(start))
    }

    /// The location of the placeholder in the text of a file. rustfmt may have wrapped the
    /// placeholder. A placeholder that is commented out does not count.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        if self.is_comment() {
            let found = text.match_indices(&self.marker);
            return found
                .map(|(at, _)| at..at + self.marker.len())
                .find(|range| whole_line(text, range.start).trim() == self.marker);
        }
        let message = format!("\"step {}: {}\"", self.step, self.task);
        let (start, end) = EXPRESSIONS
            .iter()
            .find(|(start, _)| self.marker.starts_with(start))?;
        text.match_indices(&message).find_map(|(at, _)| {
            let from = text[..at].trim_end().strip_suffix(start)?.len();
            let rest = text[at + message.len()..].trim_start();
            let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
            let to = text.len() - rest.strip_prefix(end)?.len();
            let is_commented_out = whole_line(text, from).trim_start().starts_with("//");
            (!is_commented_out).then_some(from..to)
        })
    }

    /// The state of the slot in its file, among all slots of that file.
    pub fn state(&self, text: &str, of_file: &[&Slot]) -> SlotState {
        if let Some(range) = self.find(text) {
            return SlotState::Open {
                line: line_at(text, range.start),
            };
        }
        if !self.traces().iter().any(|trace| text.contains(trace)) {
            return SlotState::Written;
        }
        let whole: Vec<Range<usize>> = of_file.iter().filter_map(|slot| slot.find(text)).collect();
        let is_whole = |line: usize| {
            whole.iter().any(|range| {
                (line_at(text, range.start)..=line_at(text, range.end)).contains(&line)
            })
        };
        numbered(text)
            .find(|(line, code)| self.is_part(code) && !is_whole(*line))
            .map_or(SlotState::Written, |(line, _)| SlotState::Damaged { line })
    }

    /// Every part of the placeholder contains at least one of these texts. Searching the whole file for them
    /// is much faster than checking each line.
    fn traces(&self) -> Vec<String> {
        match self.is_comment() {
            true => vec![format!("TODO(step {})", self.step)],
            false => vec![format!("\"step {}:", self.step), self.task.clone()],
        }
    }

    /// Returns whether a line looks like a part of the placeholder.
    fn is_part(&self, line: &str) -> bool {
        let starts = ["//", "#"];
        let is_comment = || {
            starts
                .iter()
                .any(|start| line.trim_start().starts_with(start))
        };
        if self.is_comment() {
            let mut words = self.task.split(' ').filter(|word| word.len() > 3);
            let todo = format!("TODO(step {})", self.step);
            return line.contains(&todo) && is_comment() && words.any(|word| line.contains(word));
        }
        let step = format!("\"step {}:", self.step);
        let macros = ["todo!(", "unimplemented("];
        let names_step = macros
            .iter()
            .any(|name| line.contains(&format!("{name}{step}")));
        (names_step || line.contains(&self.task)) && !is_comment()
    }

    /// The text with the solution in place of the placeholder, and with the same indentation.
    /// `None` if the text does not contain the placeholder.
    pub fn fill(&self, text: &str) -> Option<String> {
        let range = self.find(text)?;
        let solution = indented(&self.solution, text, range.start);
        Some(replaced(text, range, &solution))
    }
}

/// The locations of a snippet in a text. All lines of the snippet are indented like the first one.
pub fn occurrences(text: &str, snippet: &str) -> Vec<Range<usize>> {
    let first_line = snippet.lines().next().unwrap_or_default();
    let starts = text.match_indices(first_line).map(|(at, _)| at);
    starts
        .filter_map(|at| {
            let indented = indented(snippet, text, at);
            let stands = text[at..].starts_with(&indented);
            stands.then_some(at..at + indented.len())
        })
        .collect()
}

/// A text with a part of it replaced.
pub fn replaced(text: &str, part: Range<usize>, with: &str) -> String {
    [&text[..part.start], with, &text[part.end..]].concat()
}

/// A snippet whose lines after the first are indented like the line of the text in which it begins.
fn indented(snippet: &str, text: &str, at: usize) -> String {
    let line = whole_line(text, at);
    let indentation = &line[..line.len() - line.trim_start().len()];
    let mut lines = snippet.trim_end().lines();
    let mut result = lines.next().unwrap_or_default().to_string();
    for line in lines {
        result.push('\n');
        if !line.is_empty() {
            result.push_str(indentation);
            result.push_str(line);
        }
    }
    result
}

/// The line of a text in which a byte lies.
fn whole_line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
