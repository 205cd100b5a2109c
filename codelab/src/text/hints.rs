//! hints.toml: hints for each slot, parts, tables of errors, and known slips.

use serde_json::Value;

use crate::Error;

/// The file, relative to the repository.
pub const FILE: &str = "codelab/hints.toml";

/// The content of hints.toml.
#[derive(Debug, Default)]
pub struct Hints {
    /// Hints for the slots of each step, from a nudge to nearly the solution.
    pub hints: Vec<Hint>,
    /// The parts of the codelab, in order.
    pub parts: Vec<PartStart>,
    /// The tables in the text that explain errors, in order.
    pub errors: Vec<ErrorTable>,
    /// Compiler errors with a known cause.
    pub slips: Vec<Slip>,
}

/// Help with a slot.
#[derive(Debug, PartialEq)]
pub struct Hint {
    /// The step.
    pub step: usize,
    /// The slot within the step, counted from 1.
    pub slot: usize,
    /// The subject, in one line.
    pub title: String,
    /// The hint itself.
    pub text: String,
}

/// The beginning of a part.
#[derive(Debug, PartialEq)]
pub struct PartStart {
    /// Its first step.
    pub first: usize,
    /// Its subject.
    pub title: String,
}

/// A table in the text that explains errors.
#[derive(Debug, PartialEq)]
pub struct ErrorTable {
    /// The first step whose errors it explains.
    pub first: usize,
    /// The step that has it, which is the last.
    pub step: usize,
    /// The heading above it.
    pub heading: String,
}

/// A compiler error with a known cause.
#[derive(Debug, Default, PartialEq)]
pub struct Slip {
    /// The steps in whose code it happens; empty for all steps.
    pub steps: Vec<usize>,
    /// The code of the compiler's error, such as `E0277`; `None` for errors without a code.
    pub code: Option<String>,
    /// A part of the error's message or of its label.
    pub message: String,
    /// The fix, in a sentence.
    pub fix: String,
}

impl Hints {
    /// Reads hints.toml.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or an entry is incomplete; the message names the entry.
    pub fn parse(text: &str) -> Result<Hints, Error> {
        let file: Value = basic_toml::from_str(text).map_err(|error| format!("{FILE}: {error}"))?;
        Ok(Hints {
            hints: entries(&file, "hint", hint)?,
            parts: entries(&file, "part", part)?,
            errors: entries(&file, "errors", error_table)?,
            slips: entries(&file, "slip", slip)?,
        })
    }

    /// The hints for a step.
    pub fn of_step(&self, step: usize) -> Vec<&Hint> {
        self.hints.iter().filter(|hint| hint.step == step).collect()
    }
}

/// All entries of one kind.
fn entries<T>(file: &Value, kind: &str, read: fn(&Value) -> Option<T>) -> Result<Vec<T>, Error> {
    let entries = file[kind].as_array().into_iter().flatten();
    let numbered = (1..).zip(entries);
    numbered
        .map(|(number, entry)| {
            read(entry)
                .ok_or_else(|| format!("{FILE}: [[{kind}]] number {number} is incomplete").into())
        })
        .collect()
}

fn hint(entry: &Value) -> Option<Hint> {
    Some(Hint {
        step: number(entry, "step")?,
        slot: number(entry, "slot").unwrap_or(1),
        title: text(entry, "title")?,
        text: text(entry, "text")?,
    })
}

fn part(entry: &Value) -> Option<PartStart> {
    Some(PartStart {
        first: number(entry, "first")?,
        title: text(entry, "title")?,
    })
}

fn error_table(entry: &Value) -> Option<ErrorTable> {
    Some(ErrorTable {
        first: number(entry, "first")?,
        step: number(entry, "step")?,
        heading: text(entry, "heading")?,
    })
}

fn slip(entry: &Value) -> Option<Slip> {
    Some(Slip {
        steps: numbers(entry, "steps")?,
        code: text(entry, "code"),
        message: text(entry, "message")?,
        fix: text(entry, "fix")?,
    })
}

fn number(entry: &Value, field: &str) -> Option<usize> {
    usize::try_from(entry[field].as_u64()?).ok()
}

/// A list of numbers; empty if there is no such field.
fn numbers(entry: &Value, field: &str) -> Option<Vec<usize>> {
    let Some(list) = entry.get(field) else {
        return Some(Vec::new());
    };
    let numbers = list.as_array()?.iter();
    let read = |value: &Value| usize::try_from(value.as_u64()?).ok();
    numbers.map(read).collect()
}

/// A text that is not empty.
fn text(entry: &Value, field: &str) -> Option<String> {
    let text = entry[field].as_str()?.trim_end();
    (!text.is_empty()).then(|| text.to_string())
}

#[cfg(test)]
mod tests;
