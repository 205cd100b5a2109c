//! The layout of the slots in a file that the learner has changed: the slot that each line belongs
//! to, and whether ready-made code has changed.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{
    region::{Written, groups, regions},
    slot::{Slot, SlotState},
    template::{Line, template},
};

/// A slot of a file, and its state there.
#[derive(Clone, Copy, Debug)]
pub struct InFile<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// Its state.
    pub state: SlotState,
}

/// A file of the learner, line by line.
#[derive(Debug)]
pub struct Layout<'a> {
    /// The slot that each line belongs to, from the first line on; `None` for ready-made code.
    pub owners: Vec<Option<&'a Slot>>,
    /// True if ready-made code was changed, or code was written outside the slots.
    pub changed_outside: bool,
    /// The slots, in groups with no ready-made line between them.
    pub groups: Vec<Vec<&'a Slot>>,
}

impl<'a> Layout<'a> {
    /// Lays a file out, given the same file with all placeholders, and its slots.
    pub fn new(starter: &str, slots: &[InFile<'a>], text: &str) -> Layout<'a> {
        let template = template(starter, slots);
        let written: Vec<Written> = text
            .lines()
            .enumerate()
            .map(|(index, line)| Written {
                index,
                text: line.trim(),
            })
            .filter(|line| !line.text.is_empty())
            .collect();
        let mut layout = Layout {
            owners: vec![None; text.lines().count()],
            changed_outside: false,
            groups: groups(&template),
        };
        match regions(&template, &written) {
            Some(regions) => {
                for region in regions {
                    layout.assign(&template[region.template], &written[region.written]);
                }
            }
            None => {
                layout.changed_outside = true;
                layout.assign(&template, &written);
            }
        }
        layout
    }

    /// The slot that a line, counted from 1, belongs to.
    pub fn owner(&self, line: usize) -> Option<&'a Slot> {
        *self.owners.get(line.checked_sub(1)?)?
    }

    /// The first line of a slot, counted from 1, if any line belongs to it.
    pub fn first_line(&self, slot: &Slot) -> Option<usize> {
        let first = self.owners.iter().position(|owner| *owner == Some(slot))?;
        Some(first + 1)
    }

    /// The slots with no ready-made line between them and this one, which is among them.
    pub fn group(&self, slot: &Slot) -> &[&'a Slot] {
        let mut groups = self.groups.iter();
        groups
            .find(|group| group.contains(&slot))
            .map_or(&[], Vec::as_slice)
    }

    /// Assigns each of the learner's lines to the slot of the line that it resembles most.
    fn assign(&mut self, template: &[Line<'a>], written: &[Written]) {
        let old: Vec<&str> = template.iter().map(|line| line.text.as_str()).collect();
        let new: Vec<&str> = written.iter().map(|line| line.text).collect();
        let ops = capture_diff_slices(Algorithm::Patience, &old, &new);
        let is_intact = |line: &Line| {
            let changed = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
            let mut lines = changed.flat_map(|op| &template[op.old_range()]);
            !lines.any(|other| other.owner == line.owner)
        };
        for op in &ops {
            let (old, new) = (op.old_range(), op.new_range());
            for (at, line) in written[new.clone()].iter().enumerate() {
                self.owners[line.index] = match op.tag() {
                    DiffTag::Equal => template[old.start + at].owner,
                    DiffTag::Insert => {
                        let around = old.start.saturating_sub(1)..(old.end + 1).min(template.len());
                        let touching = template[around].iter();
                        let slots = touching.filter_map(|line| Some((line.owner?, line)));
                        slots
                            .min_by_key(|(slot, line)| (is_intact(line), !line.is_open, slot.step))
                            .map(|(slot, _)| slot)
                    }
                    _ => {
                        let replaced = template[old.clone()].iter().filter_map(|line| line.owner);
                        replaced.min_by_key(|slot| slot.step)
                    }
                };
            }
        }
    }
}

#[cfg(test)]
mod tests;
