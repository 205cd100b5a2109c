//! The next thing to do in a project that compiles.

use crate::{
    cargo::diagnostic::Diagnostic,
    progress::{Progress, broken::slip_of, causes::Cause, fix::Fix, lost::Lost},
    text::{
        hints::Slip,
        lesson::Step,
        slot::{Slot, SlotState},
    },
};

/// The next thing to do for a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Advice<'a> {
    /// Write code in place of a placeholder.
    Write {
        /// The slot.
        slot: &'a Slot,
        /// The line of the placeholder.
        line: usize,
        /// True if other slots of the step are written.
        begun: bool,
    },
    /// Move the code of a slot that still holds its placeholder.
    Move(Cause<'a>),
    /// Delete a placeholder, since there is code beside it.
    DeletePlaceholder {
        /// The slot.
        slot: &'a Slot,
        /// The line of the placeholder.
        line: usize,
    },
    /// Restore or remove a placeholder of which only a part is left.
    RestorePlaceholder {
        /// The slot.
        slot: &'a Slot,
        /// The line of the part.
        line: usize,
    },
    /// Restore a placeholder that is gone, with no code of its own in its place.
    RestoreLost(Lost<'a>),
    /// Fix code that fails its tests.
    Fix(Fix<'a>),
    /// Fix code that passes its tests, but that the compiler warns about.
    FixWarning {
        /// The warning.
        warning: &'a Diagnostic,
        /// The known slip that it comes from.
        slip: Option<&'a Slip>,
    },
    /// Nothing: the step is done.
    Done,
}

impl<'a> Progress<'a> {
    /// The next thing to do for a step. A failure comes before code that is still to be written,
    /// since a test fails only when its own code is there.
    pub fn advice(&self, step: &'a Step) -> Advice<'a> {
        let lost = |slot| self.learner.lost(slot).map(Advice::RestoreLost);
        let is_open = self.passed(step) < self.tests_of(step).len();
        self.restore(step)
            .or_else(|| step.slots.iter().filter(|_| is_open).find_map(lost))
            .or_else(|| self.fix(step).map(Advice::Fix))
            .or_else(|| self.write(step))
            .or_else(|| {
                let warning = self.warning(step)?;
                let slip = slip_of(&self.learner, warning);
                Some(Advice::FixWarning { warning, slip })
            })
            .unwrap_or(Advice::Done)
    }

    /// A part of a placeholder, in a step whose tests fail.
    fn restore(&self, step: &'a Step) -> Option<Advice<'a>> {
        if self.runs_of(step).iter().all(|run| run.passed()) {
            return None;
        }
        step.slots
            .iter()
            .find_map(|slot| match self.learner.state(slot) {
                SlotState::Damaged { line } => Some(Advice::RestorePlaceholder { slot, line }),
                _ => None,
            })
    }

    fn write(&self, step: &'a Step) -> Option<Advice<'a>> {
        let mut slots = step.slots.iter();
        let (slot, line) = slots.find_map(|slot| match self.learner.state(slot) {
            SlotState::Open { line } => Some((slot, line)),
            _ => None,
        })?;
        if self.learner.code_beside(slot).is_some() {
            return Some(Advice::DeletePlaceholder { slot, line });
        }
        let expected = self.learner.codelab.expected(self.learner.project);
        // If the code is in place of another placeholder, that one is lost, and its message says so.
        if self.lost().is_empty()
            && let Some(misplaced) = self.learner.misplaced(slot, &expected)
        {
            return Some(Advice::Move(misplaced));
        }
        let begun = step.slots.iter().any(|slot| !self.learner.is_open(slot));
        Some(Advice::Write { slot, line, begun })
    }
}
