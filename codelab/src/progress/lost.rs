//! Placeholders that are gone, with no code of their own in their place.

use std::{collections::BTreeSet, ops::RangeInclusive};

use crate::{
    progress::{
        Learner, Progress,
        causes::{Cause, lines_of},
    },
    text::{
        line_at, numbered,
        slot::{Slot, SlotState},
    },
};

/// A slot whose placeholder is gone, with no code of its own in its place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lost<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// The slot whose code is in its place, and the line.
    pub instead: Option<(&'a Slot, usize)>,
}

impl Lost<'_> {
    /// The step to reset, which brings the placeholder back. In the same file, that is the step of the
    /// code that is in its place, so that its own placeholder comes back too.
    pub fn step(&self) -> usize {
        let own = self.slot.step;
        match self.instead {
            Some((other, _)) if other.file == self.slot.file => own.min(other.step),
            _ => own,
        }
    }
}

impl<'a> Learner<'a> {
    /// A slot that is lost, as far as its file shows.
    pub fn lost(&self, slot: &'a Slot) -> Option<Lost<'a>> {
        let is_lost = self.state(slot) == SlotState::Written
            && !self.is_as_in_text(slot)
            && !self.may_be_written(slot);
        is_lost.then(|| Lost {
            slot,
            instead: self.instead_of(slot),
        })
    }

    /// Returns whether there is code beside ready-made lines that is neither a placeholder nor the
    /// code of another slot.
    fn may_be_written(&self, slot: &Slot) -> bool {
        let text = self.project.text(&slot.file);
        let layout = self.codelab.layout(&slot.file, self.project);
        let group = layout.group(slot);
        let mut others: BTreeSet<usize> = BTreeSet::new();
        for own in group {
            let placeholder = own.find(text);
            others.extend(placeholder.into_iter().flat_map(|range| {
                RangeInclusive::new(line_at(text, range.start), line_at(text, range.end))
            }));
        }
        for other in self.codelab.lesson.slots().filter(|other| *other != slot) {
            let length = other.solution.lines().count();
            let found = lines_of(&other.solution, text);
            others.extend(found.into_iter().flat_map(|line| line..line + length));
        }
        numbered(text).any(|(line, code)| {
            let is_code = !code.trim().is_empty() && !code.trim_start().starts_with("//");
            let owner = layout.owner(line);
            is_code && owner.is_some_and(|owner| group.contains(&owner)) && !others.contains(&line)
        })
    }

    /// The slot whose code is in place of another's placeholder.
    fn instead_of(&self, slot: &Slot) -> Option<(&'a Slot, usize)> {
        let expected = self.codelab.expected(self.project);
        let mut others = self.codelab.lesson.slots().filter(|other| *other != slot);
        others.find_map(|other| match self.misplaced(other, &expected)? {
            Cause::Misplaced { file, line, .. } if file == slot.file => Some((other, line)),
            _ => None,
        })
    }
}

impl<'a> Progress<'a> {
    /// The slots that are lost. If its tests pass, the code of a slot may be elsewhere.
    pub fn lost(&self) -> Vec<Lost<'a>> {
        let steps = self.learner.codelab.lesson.steps.iter();
        let open = steps.filter(|step| self.passed(step) < self.tests_of(step).len());
        open.flat_map(|step| &step.slots)
            .filter_map(|slot| self.learner.lost(slot))
            .collect()
    }
}
