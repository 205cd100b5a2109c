//! The location of each slot's solution in the finished project.

use std::{cmp::Reverse, error, fmt, ops::Range};

use super::{
    codelab::COMPLETED,
    lesson,
    project::Project,
    slot::{self, Slot},
};

/// The solution of a slot in the finished project.
#[derive(Debug)]
pub(super) struct Solution {
    /// The slot.
    pub slot: Slot,
    /// Its part of the file, in bytes.
    pub range: Range<usize>,
}

/// The error of a reference that does not contain the code of a slot. It is worded for those who
/// change the codelab.
#[derive(Debug)]
pub struct MissingCode {
    /// The step that the slot belongs to.
    pub step: usize,
    /// The file, relative to the project.
    pub file: String,
    /// The line of the code's block in CODELAB.md.
    pub line: usize,
}

impl fmt::Display for MissingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = format!(
            "{COMPLETED}/{} does not contain this code for step {}; make the block and the file match",
            self.file, self.step
        );
        lesson::problem(self.line, message).fmt(f)
    }
}

impl error::Error for MissingCode {}

/// Finds each solution in the finished project, file by file from the top. If a short one is a
/// part of a long one, the long one comes first.
pub(super) fn locate<'a>(
    slots: impl Iterator<Item = &'a Slot>,
    finished: &Project,
) -> Result<Vec<Solution>, MissingCode> {
    let mut slots: Vec<&Slot> = slots.collect();
    slots.sort_by_key(|slot| Reverse(slot.solution.len()));
    let mut found: Vec<Solution> = Vec::new();
    for slot in slots {
        let of_file = found.iter().filter(|other| other.slot.file == slot.file);
        let taken: Vec<Range<usize>> = of_file.map(|other| other.range.clone()).collect();
        let is_free = |range: &Range<usize>| {
            taken
                .iter()
                .all(|other| range.end <= other.start || other.end <= range.start)
        };
        let mut all = slot::occurrences(finished.text(&slot.file), &slot.solution).into_iter();
        let range = all.find(is_free).ok_or_else(|| MissingCode {
            step: slot.step,
            file: slot.file.clone(),
            line: slot.line,
        })?;
        found.push(Solution {
            slot: slot.clone(),
            range,
        });
    }
    found.sort_by(|a, b| (&a.slot.file, a.range.start).cmp(&(&b.slot.file, b.range.start)));
    Ok(found)
}

#[cfg(test)]
mod tests;
