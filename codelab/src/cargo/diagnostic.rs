//! A message of the compiler, from Cargo's JSON.

use std::path::Path;

use serde_json::Value;

use super::paths::in_project;

/// An error or a warning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnostic {
    /// The level: an error or a warning.
    pub level: Level,
    /// The code, such as `E0308` or `unused_must_use`.
    pub code: Option<String>,
    /// The message in one line or a few.
    pub message: String,
    /// The location of the error or warning.
    pub span: Option<Span>,
    /// The notes and help messages that accompany it.
    pub notes: Vec<String>,
    /// The compiler's suggestion, if it is machine-applicable.
    pub suggestion: Option<Suggestion>,
    /// The message as the compiler prints it, for display only.
    pub rendered: String,
}

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Level {
    /// An error: the project does not compile.
    #[default]
    Error,
    /// A warning: the project compiles.
    Warning,
}

/// A location in a file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Span {
    /// The file, relative to the project. A file outside of it has the path that the compiler
    /// reports.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// The label at the location; empty if there is none.
    pub label: String,
}

/// A machine-applicable suggestion of the compiler.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Suggestion {
    /// The compiler's message, such as "add `;` here".
    pub message: String,
    /// The line of the change, counted from 1.
    pub line: usize,
    /// The new code.
    pub replacement: String,
}

impl Diagnostic {
    /// Reads a message of the compiler. Returns `None` for a message that only counts other
    /// messages.
    pub fn read(message: &Value, project: &Path) -> Option<Diagnostic> {
        let level = match message["level"].as_str()? {
            "error" => Level::Error,
            "warning" => Level::Warning,
            _ => return None,
        };
        let text = message["message"].as_str()?;
        let spans = list(&message["spans"]);
        let primary = spans.iter().find(|span| span["is_primary"] == true);
        if primary.is_none() && (level == Level::Warning || text.starts_with("aborting due to")) {
            return None;
        }
        let children = list(&message["children"]);
        let notes = children
            .iter()
            .filter_map(|child| child["message"].as_str());
        Some(Diagnostic {
            level,
            code: message["code"]["code"].as_str().map(String::from),
            message: text.to_string(),
            span: primary.map(|span| Span::read(span, project)),
            notes: notes.map(String::from).collect(),
            suggestion: children.iter().find_map(Suggestion::read),
            rendered: message["rendered"]
                .as_str()
                .unwrap_or_default()
                .trim_end()
                .to_string(),
        })
    }

    /// Returns whether a text is in the message, its label, or its notes.
    pub fn mentions(&self, text: &str) -> bool {
        let label = self.span.as_ref().map(|span| &span.label);
        let mut texts = [&self.message].into_iter().chain(label).chain(&self.notes);
        texts.any(|own| own.contains(text))
    }
}

impl Span {
    /// Reads a span. If the code is in a macro outside of the project, reads the span of the macro
    /// call.
    fn read(span: &Value, project: &Path) -> Span {
        let name = span["file_name"].as_str().unwrap_or_default();
        let file = in_project(project, name);
        let call = &span["expansion"]["span"];
        if file.is_none() && call.is_object() {
            return Span::read(call, project);
        }
        Span {
            file: file.unwrap_or_else(|| name.to_string()),
            line: number(&span["line_start"]),
            column: number(&span["column_start"]),
            label: span["label"].as_str().unwrap_or_default().to_string(),
        }
    }
}

impl Suggestion {
    fn read(child: &Value) -> Option<Suggestion> {
        let spans = list(&child["spans"]);
        let span = spans
            .iter()
            .find(|span| span["suggestion_applicability"] == "MachineApplicable")?;
        Some(Suggestion {
            message: child["message"].as_str()?.to_string(),
            line: number(&span["line_start"]),
            replacement: span["suggested_replacement"].as_str()?.to_string(),
        })
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .map_or(1, |number| number.max(1)) // in an empty file, rustc counts from 0
}

#[cfg(test)]
mod tests;
