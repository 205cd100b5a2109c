//! The causes that can be found in its files alone if a project does not compile.

use std::collections::BTreeSet;

use crate::{
    progress::{Learner, lost::Lost},
    text::{
        lesson::CONTRACT_STEP,
        manifest::Difference,
        project::Project,
        slot::{Slot, SlotState},
    },
};

/// A cause that keeps a project from compiling.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cause<'a> {
    /// The contract differs from the one in the text.
    Contract,
    /// A part of a placeholder is left.
    Damaged {
        /// The slot.
        slot: &'a Slot,
        /// The line of the part.
        line: usize,
    },
    /// A placeholder is left beside the code that was written for it.
    Leftover {
        /// The slot.
        slot: &'a Slot,
        /// The line of the placeholder.
        line: usize,
    },
    /// The code of a slot is in another location.
    Misplaced {
        /// The slot.
        slot: &'a Slot,
        /// The file that contains the code.
        file: String,
        /// The first line of the code.
        line: usize,
        /// The line in which other code begins in its place, if there is any.
        instead: Option<usize>,
    },
    /// A placeholder is gone, with no code of its own in its place.
    Lost(Lost<'a>),
    /// The learner has skipped a placeholder of the step, and later code does not compile.
    Skipped {
        /// The slot.
        slot: &'a Slot,
        /// The line of the placeholder.
        line: usize,
    },
    /// The manifest has changed, so that Cargo cannot read it or a dependency is missing.
    Manifest(Difference),
    /// Code outside the slots has changed.
    Changed {
        /// The file.
        file: String,
    },
}

impl Cause<'_> {
    /// The step of the slot, if the cause has one.
    pub fn step(&self) -> Option<usize> {
        match self {
            Cause::Contract => Some(CONTRACT_STEP),
            Cause::Damaged { slot, .. }
            | Cause::Leftover { slot, .. }
            | Cause::Skipped { slot, .. }
            | Cause::Misplaced { slot, .. } => Some(slot.step),
            Cause::Lost(lost) => Some(lost.slot.step),
            Cause::Manifest(_) | Cause::Changed { .. } => None,
        }
    }
}

impl<'a> Learner<'a> {
    /// The causes that the files show, the most likely first.
    pub fn causes(&self) -> Vec<Cause<'a>> {
        let slots = || self.codelab.lesson.slots();
        let contract = self.contract_differs.then_some(Cause::Contract);
        let next = slots()
            .find(|slot| self.is_open(slot))
            .map(|slot| slot.step);
        let damaged = slots().filter_map(|slot| {
            let line = match self.state(slot) {
                SlotState::Damaged { line } => Some(line),
                _ => self.remnant(slot),
            };
            line.map(|line| Cause::Damaged { slot, line })
        });
        let leftovers = slots().filter_map(|slot| match self.state(slot) {
            // A comment compiles.
            SlotState::Open { line } if Some(slot.step) == next && !slot.is_comment() => self
                .code_beside(slot)
                .map(|_| Cause::Leftover { slot, line }),
            _ => None,
        });
        let expected = self.codelab.expected(self.project);
        let misplaced = slots().filter_map(|slot| self.misplaced(slot, &expected));
        let lost = slots().filter_map(|slot| self.lost(slot).map(Cause::Lost));
        let changed = self.changed_outside(&expected);
        let changed = changed.into_iter().map(|file| Cause::Changed { file });
        contract
            .into_iter()
            .chain(damaged)
            .chain(leftovers)
            .chain(misplaced)
            .chain(lost)
            .chain(changed)
            .collect()
    }

    /// The files in which code outside the slots has changed.
    pub fn changed_outside(&self, expected: &Project) -> BTreeSet<String> {
        let changed = expected.changed_from(self.project).files.into_keys();
        changed
            .filter(|file| self.codelab.layout(file, self.project).changed_outside)
            .collect()
    }

    /// Returns the first open slot before this one in the same step, if the code of this slot is as in the text.
    pub(super) fn skipped_before(&self, slot: &Slot) -> Option<Cause<'a>> {
        self.is_as_in_text(slot).then_some(())?;
        let step = self.codelab.lesson.step(slot.step)?;
        let mut before = step.slots.iter().take_while(|other| *other != slot);
        before.find_map(|slot| match self.state(slot) {
            SlotState::Open { line } => Some(Cause::Skipped { slot, line }),
            _ => None,
        })
    }

    /// Returns whether the code of a slot stands in its file as the text has it, however it is indented.
    pub fn is_as_in_text(&self, slot: &Slot) -> bool {
        !lines_of(&slot.solution, self.project.text(&slot.file)).is_empty()
    }

    /// The code of a slot, if it stands elsewhere and not in its slot, or a second time.
    pub(super) fn misplaced(&self, slot: &'a Slot, expected: &Project) -> Option<Cause<'a>> {
        // A line or two may well be needed again.
        let is_short = slot.solution.lines().count() < 3;
        let mut elsewhere = Vec::new();
        let mut is_in_place = false;
        for (file, text) in &self.project.files {
            for line in lines_of(&slot.solution, text) {
                match self.codelab.layout(file, self.project).owner(line) == Some(slot) {
                    true if is_short => return None,
                    true => is_in_place = true,
                    false => elsewhere.push((file, line)),
                }
            }
        }
        elsewhere.first()?;
        let due = expected
            .files
            .values()
            .map(|text| lines_of(&slot.solution, text).len());
        let written = self.state(slot) == SlotState::Written;
        let due = due.sum::<usize>().saturating_sub(usize::from(written));
        let (file, line) = *elsewhere.get(due)?;
        let instead = match written && !is_in_place {
            true => self
                .codelab
                .layout(&slot.file, self.project)
                .first_line(slot),
            false => None,
        };
        Some(Cause::Misplaced {
            slot,
            file: file.clone(),
            line,
            instead,
        })
    }
}

/// The lines, counted from 1, at which code begins in a text, regardless of its indentation.
pub(super) fn lines_of(code: &str, text: &str) -> Vec<usize> {
    let code: Vec<&str> = code.lines().map(str::trim).collect();
    // To find that a line is missing, as in most texts, is much faster than to split the text.
    if !code.iter().all(|line| text.contains(line)) {
        return Vec::new();
    }
    let text: Vec<&str> = text.lines().map(str::trim).collect();
    let windows = (1..).zip(text.windows(code.len().max(1)));
    windows
        .filter(|(_, window)| *window == code)
        .map(|(line, _)| line)
        .collect()
}
