//! Code that fails its tests, and what may be the cause.

use std::collections::BTreeSet;

use crate::{
    cargo::{diagnostic::Diagnostic, test::TestRun},
    progress::{Progress, suspect::Suspect},
    text::{lesson::Step, slot::Slot},
};

/// Code that fails its tests.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix<'a> {
    /// The tests that fail although the code that they need is written.
    pub failed: Vec<&'a TestRun>,
    /// True if a slot of the step still holds its placeholder.
    pub partly: bool,
    /// A `todo!` of the learner's own.
    pub unfinished: Option<Location<'a>>,
    /// The compiler's warning about the code, if there is one.
    pub warning: Option<&'a Diagnostic>,
    /// Code of a later step that is to blame.
    pub suspect: Option<Suspect<'a>>,
    /// The files in which code outside the slots has changed.
    pub changed: BTreeSet<String>,
}

/// A line of a file of the project.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Location<'a> {
    /// The file.
    pub file: &'a str,
    /// The line, counted from 1.
    pub line: usize,
}

impl<'a> Progress<'a> {
    /// Code of a step that fails its tests.
    pub(super) fn fix(&self, step: &'a Step) -> Option<Fix<'a>> {
        let mut failed = self.runs_of(step);
        failed.retain(|run| !run.passed());
        if failed.is_empty() {
            return None;
        }
        let expected = self.learner.codelab.expected(self.learner.project);
        let changed = self.learner.changed_outside(&expected);
        let suspect = self.suspect(step);
        Some(Fix {
            failed,
            partly: step.slots.iter().any(|slot| self.learner.is_open(slot)),
            unfinished: step.slots.iter().find_map(|slot| self.todo_in(slot)),
            warning: self.warning(step),
            suspect: suspect.filter(|suspect| suspect.is_next_to_it || changed.is_empty()),
            changed,
        })
    }

    /// A `todo!` in code that was written for a slot.
    fn todo_in(&self, slot: &'a Slot) -> Option<Location<'a>> {
        if self.learner.is_open(slot) {
            return None;
        }
        let layout = self
            .learner
            .codelab
            .layout(&slot.file, self.learner.project);
        let text = self.learner.project.text(&slot.file);
        let mut lines = crate::text::numbered(text);
        let is_todo = |code: &str| {
            let code = code.trim_start();
            !code.starts_with("//") && (code.contains("todo!(") || code.contains("unimplemented!("))
        };
        let (line, _) =
            lines.find(|(line, code)| layout.owner(*line) == Some(slot) && is_todo(code))?;
        Some(Location {
            file: &slot.file,
            line,
        })
    }
}
