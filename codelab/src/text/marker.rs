//! A placeholder: an expression or a comment that names its step and its task.

/// The parts of a placeholder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Marker {
    /// The step that it names.
    pub step: usize,
    /// The task that it gives.
    pub task: String,
}

/// The expressions that serve as placeholders: the code before and after their message.
pub(super) const EXPRESSIONS: [(&str, &str); 2] =
    [("todo!(", ")"), ("Err(Status::unimplemented(", "))")];

/// The beginnings of the comments that serve as placeholders.
pub(super) const COMMENTS: [&str; 2] = ["// TODO(", "# TODO("];

impl Marker {
    /// Parses a placeholder. Returns `None` if the text is not a placeholder.
    pub fn parse(text: &str) -> Option<Marker> {
        let comment = COMMENTS.iter().find_map(|start| {
            let (step, task) = text.strip_prefix(start)?.split_once("): ")?;
            Some((step, task))
        });
        let expression = || {
            let message = EXPRESSIONS.iter().find_map(|(start, end)| {
                text.strip_prefix(start)?
                    .strip_suffix(end)?
                    .strip_prefix('"')?
                    .strip_suffix('"')
            });
            let (step, task) = message?.split_once(": ")?;
            Some((step, task))
        };
        let (step, task) = comment.or_else(expression)?;
        Some(Marker {
            step: step.strip_prefix("step ")?.parse().ok()?,
            task: task.to_string(),
        })
    }
}
