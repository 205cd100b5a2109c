//! Code of a later step that is to blame when the tests of an earlier one fail.

use crate::{
    progress::Progress,
    text::{
        lesson::Step,
        slot::{Slot, SlotState},
    },
};

/// Code of a later step in the same function.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suspect<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// The first line of its code.
    pub line: usize,
    /// True if the failing step's own code is as in the text, so that it cannot be the cause.
    pub only: bool,
}

impl<'a> Progress<'a> {
    /// The latest code next to that of a step whose tests fail, if it is of a later step that is not
    /// done either.
    pub(super) fn suspect(&self, step: &'a Step) -> Option<Suspect<'a>> {
        let only = step
            .slots
            .iter()
            .all(|slot| self.learner.is_as_in_text(slot));
        let mut suspects = step.slots.iter().filter_map(|slot| self.later(slot));
        let (slot, line) = suspects.next()?;
        Some(Suspect { slot, line, only })
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
        let mut owners = layout.owners.iter();
        let index = owners.position(|owner| *owner == Some(latest))?;
        Some((latest, index + 1))
    }

    /// Returns whether a step has tests that do not pass, or were not run yet.
    fn is_red(&self, number: usize) -> bool {
        let step = self.learner.codelab.lesson.step(number);
        step.is_some_and(|step| self.passed(step) < self.tests_of(step).len())
    }
}
