//! Code of a later step that is to blame when the tests of an earlier one fail.

use crate::{
    progress::Progress,
    text::{
        lesson::Step,
        slot::{Slot, SlotState},
    },
};

/// Code of a later step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suspect<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// The first line of its code, or the line of its placeholder.
    pub line: usize,
    /// True if the failing step's own code is as in the text, so that it cannot be the cause.
    pub only: bool,
    /// True if the slot is next to a slot of the failing step.
    pub is_next_to_it: bool,
}

impl<'a> Progress<'a> {
    /// Returns the later code that may break the tests of a step. That is the latest code next to the step's
    /// own, if its step is not done either. If there is none, but the failing step's own code is as in the
    /// text, it is the slot in question of the first later step that has been begun.
    pub(super) fn suspect(&self, step: &'a Step) -> Option<Suspect<'a>> {
        let only = step
            .slots
            .iter()
            .all(|slot| self.learner.is_as_in_text(slot));
        let later = || self.learner.codelab.lesson.steps.iter().skip(step.number);
        let mut next_to_it = step.slots.iter().filter_map(|slot| self.later(slot));
        let (slot, line, is_next_to_it) = match next_to_it.next() {
            Some((slot, line)) => (slot, line, true),
            None if only => {
                let (slot, line) = later().find_map(|step| self.begun(step))?;
                (slot, line, false)
            }
            None => return None,
        };
        Some(Suspect {
            slot,
            line,
            only,
            is_next_to_it,
        })
    }

    /// Returns the slot in question of a step and the first line of that slot, if the step has been begun and is
    /// not done.
    fn begun(&self, step: &'a Step) -> Option<(&'a Slot, usize)> {
        let learner = &self.learner;
        let mut slots = step.slots.iter();
        slots.find(|slot| learner.state(slot) == SlotState::Written)?;
        let failing = self.failing(step).map(|run| &run.test);
        let index = match learner.slot_in_question(step, None) {
            Some(open) => open,
            None => learner.slot_in_question(step, Some(failing?)).unwrap_or(0),
        };
        let slot = step.slots.get(index)?;
        let layout = learner.codelab.layout(&slot.file, learner.project);
        let line = match learner.state(slot) {
            SlotState::Open { line } | SlotState::Damaged { line } => line,
            SlotState::Written => layout.first_line(slot)?,
        };
        Some((slot, line))
    }

    /// The latest slot next to this one that is written and whose step is not done, and its first line.
    fn later(&self, slot: &Slot) -> Option<(&'a Slot, usize)> {
        let learner = &self.learner;
        let layout = learner.codelab.layout(&slot.file, learner.project);
        let mut others: Vec<&Slot> = layout.group(slot).to_vec();
        others.retain(|other| {
            other.step > slot.step
                && learner.state(other) == SlotState::Written
                && self.is_red(other.step)
        });
        let latest = others.into_iter().max_by_key(|other| other.step)?;
        Some((latest, layout.first_line(latest)?))
    }

    /// Returns whether a step has tests that do not pass, or were not run yet.
    fn is_red(&self, number: usize) -> bool {
        let step = self.learner.codelab.lesson.step(number);
        step.is_some_and(|step| self.passed(step) < self.tests_of(step).len())
    }
}
