//! The part of a placeholder that is left in the code that replaces it.

use crate::{
    progress::Learner,
    text::{
        line_at, numbered,
        slot::{Slot, SlotState},
    },
};

impl Learner<'_> {
    /// The line of a slot's code that has a part of the placeholder: a quotation mark without its
    /// partner, or a `todo!` around code. The text of the placeholder may be gone.
    pub(super) fn remnant(&self, slot: &Slot) -> Option<usize> {
        if slot.is_comment() || self.state(slot) != SlotState::Written {
            return None;
        }
        let text = self.project.text(&slot.file);
        let layout = self.codelab.layout(&slot.file, self.project);
        let is_own = |line: usize| layout.owner(line) == Some(slot);
        let own = || {
            let code = numbered(text).filter(|(line, _)| is_own(*line));
            code.filter(|(_, code)| !code.trim_start().starts_with("//"))
        };
        let is_unclosed = own().map(|(_, code)| quotes(code)).sum::<usize>() % 2 == 1;
        let quote = own()
            .find(|(_, code)| is_unclosed && is_end_of_string(code))
            .map(|(line, _)| line);
        quote.or_else(|| lines_of_open_todos(text).find(|line| is_own(*line)))
    }
}

/// The number of quotation marks that begin or end a string.
fn quotes(code: &str) -> usize {
    let others = [r#"\""#, r#"'"'"#].map(|other| code.matches(other).count());
    code.matches('"').count() - others.iter().sum::<usize>()
}

/// Returns whether a line has one end of a placeholder's text and not the other.
fn is_end_of_string(code: &str) -> bool {
    let code_only = code.trim_end().trim_end_matches([';', ',']);
    let is_end = ["\")", "\"))"].iter().any(|end| code_only.ends_with(end));
    let starts = ["todo!(\"", "unimplemented(\""];
    let is_start = starts.iter().any(|start| code.contains(start));
    quotes(code) % 2 == 1 && (is_end || is_start)
}

/// The lines of each `todo!` that has neither a text nor a closing parenthesis.
fn lines_of_open_todos(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("todo!(")
        .filter(|(at, start)| {
            let rest = text[at + start.len()..].trim_start();
            !rest.starts_with(['"', ')'])
        })
        .map(|(at, _)| line_at(text, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_of_strings_are_counted() {
        for (code, expected) in [
            (r#"format!("a {b}")"#, 2),
            (r#"println!("say \"a\"")"#, 2),
            (r#"if c == '"' {"#, 0),
            (r#"Ok(a)")"#, 1),
        ] {
            assert_eq!(quotes(code), expected, "{code}");
        }
    }
}
