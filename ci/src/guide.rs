//! `hints.toml`: what is known of each step beside the text.

use serde_json::Value;

use crate::Error;

/// The file, relative to the repository.
pub const FILE: &str = "ci/hints.toml";

/// What is known of a step.
#[derive(Debug)]
pub struct Advice {
    /// The step's title, as in the text.
    pub title: String,
    /// What the part is about that begins with this step, if one does.
    pub part: Option<String>,
    /// The heading in the text of this step below which stands what errors mean, if there is one.
    pub errors: Option<String>,
    /// Its placeholders, in the order in which the text fills them.
    pub markers: Vec<Marker>,
    /// From a nudge to nearly the answer.
    pub hints: Vec<Hint>,
}

/// A placeholder, and the tests that need it.
#[derive(Debug)]
pub struct Marker {
    /// The placeholder as it stands in `start_here`.
    pub code: String,
    /// The module of the step's tests that need this placeholder and those before it; tests outside
    /// of these modules need all of the step's placeholders.
    pub tests: Option<String>,
}

/// Help with a step.
#[derive(Debug)]
pub struct Hint {
    /// What it is about, in a line.
    pub title: String,
    /// The hint itself.
    pub text: String,
    /// Which of the step's placeholders it is for, counted from 1.
    pub of: usize,
}

/// Reads what is known of every step, in order; step 1 comes first.
///
/// # Errors
///
/// If the text is not TOML, or an entry is not of this shape; the message says which.
pub fn parse(text: &str) -> Result<Vec<Advice>, Error> {
    let guide: Value = basic_toml::from_str(text).map_err(|error| format!("{FILE}: {error}"))?;
    let steps = list(&guide, "step").ok_or(format!("{FILE} has no [[step]]"))?;
    let numbered = (1..).zip(steps);
    numbered
        .map(|(number, step)| {
            advice(step).ok_or_else(|| {
                format!(
                    "{FILE}: step {number} is not a title, markers, and hints of title and text"
                )
                .into()
            })
        })
        .collect()
}

fn advice(step: &Value) -> Option<Advice> {
    let markers = list(step, "markers")?.iter().map(|marker| {
        Some(Marker {
            code: text(marker, "code")?,
            tests: text(marker, "tests"),
        })
    });
    let hints = list(step, "hint")?.iter().map(|hint| {
        Some(Hint {
            title: text(hint, "title")?,
            text: text(hint, "text")?,
            of: match hint.get("of") {
                Some(of) => usize::try_from(of.as_u64()?).ok()?,
                None => 1,
            },
        })
    });
    Some(Advice {
        title: text(step, "title")?,
        part: text(step, "part"),
        errors: text(step, "errors"),
        markers: markers.collect::<Option<_>>()?,
        hints: hints.collect::<Option<_>>()?,
    })
}

fn list<'a>(value: &'a Value, field: &str) -> Option<&'a Vec<Value>> {
    value[field].as_array()
}

/// Text that is there, and not empty.
fn text(value: &Value, field: &str) -> Option<String> {
    let text = value[field].as_str()?.trim_end();
    (!text.is_empty()).then(|| text.to_string())
}
