//! A message of the compiler, in a few lines.

use std::fmt::Write as _;

use crate::{
    cargo::diagnostic::{Diagnostic, Level},
    term::{BOLD, RED, YELLOW, directions::Directions},
    text::project::Project,
};

/// The message, its location, and the compiler's suggestion.
pub fn short(diagnostic: &Diagnostic, project: &Project, directions: &Directions) -> String {
    let (style, level) = match diagnostic.level {
        Level::Error => (RED, "error"),
        Level::Warning => (YELLOW, "warning"),
    };
    let code = match &diagnostic.code {
        Some(code) => format!("[{code}]"),
        None => String::new(),
    };
    let mut text = format!("{style}{level}{code}{style:#}: {}\n", diagnostic.message);
    let Some(span) = &diagnostic.span else {
        return text;
    };
    let _ = writeln!(
        text,
        "  {BOLD}{}{BOLD:#}",
        directions.line(&span.file, span.line)
    );
    let code = code_at(project, &span.file, span.line);
    if !code.is_empty() {
        let _ = writeln!(text, "    {code}");
    }
    if !span.label.is_empty() {
        let _ = writeln!(text, "  {}", span.label);
    }
    if let Some(suggestion) = &diagnostic.suggestion {
        let _ = writeln!(text, "  {}", suggestion.message);
    }
    text
}

/// The code at a line of a file, counted from 1, without its indentation.
pub(super) fn code_at<'a>(project: &'a Project, file: &str, line: usize) -> &'a str {
    let mut lines = project.text(file).lines();
    lines.nth(line - 1).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        cargo::diagnostic::{Span, Suggestion},
        term::directions::Links,
    };

    #[test]
    fn a_message_has_its_code_its_line_and_its_suggestion() {
        let mut project = Project::default();
        project.files.insert(
            "src/a.rs".to_string(),
            "fn a() {\n    one()\n}\n".to_string(),
        );
        let diagnostic = Diagnostic {
            code: Some("E1".to_string()),
            message: "mismatched types".to_string(),
            span: Some(Span {
                file: "src/a.rs".to_string(),
                line: 2,
                column: 5,
                label: "expected `()`".to_string(),
            }),
            suggestion: Some(Suggestion {
                message: "add `;` here".to_string(),
                line: 2,
                replacement: ";".to_string(),
            }),
            ..Diagnostic::default()
        };
        let root = Path::new("/r");
        let text = short(
            &diagnostic,
            &project,
            &Directions::new(root, root, Links::None),
        );
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "error[E1]: mismatched types\n  start_here/src/a.rs:2\n    one()\n  expected `()`\n  \
             add `;` here\n"
        );
    }
}
