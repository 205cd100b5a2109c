//! The location of each slot's solution in the finished project.

use std::{cmp::Reverse, ops::Range};

use super::{
    codelab::{COMPLETED, PROJECT},
    project::Project,
    slot::{self, Slot},
};
use crate::Error;

/// The solution of a slot in the finished project.
#[derive(Debug)]
pub(super) struct Solution {
    /// The slot.
    pub slot: Slot,
    /// Its part of the file, in bytes.
    pub range: Range<usize>,
}

/// Finds each solution in the finished project, file by file from the top. If a short one is a
/// part of a long one, the long one comes first.
pub(super) fn locate<'a>(
    slots: impl Iterator<Item = &'a Slot>,
    finished: &Project,
) -> Result<Vec<Solution>, Error> {
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
        let range = all.find(is_free).ok_or_else(|| {
            let (step, file) = (slot.step, &slot.file);
            format!(
                "{COMPLETED}/{file} has changed: the code of step {step} is missing. Your project is \
                 {PROJECT}, so if you wrote in {COMPLETED}, copy your code to {PROJECT}/{file}; then restore the \
                 file: git checkout {COMPLETED}/{file}"
            )
        })?;
        found.push(Solution {
            slot: slot.clone(),
            range,
        });
    }
    found.sort_by(|a, b| (&a.slot.file, a.range.start).cmp(&(&b.slot.file, b.range.start)));
    Ok(found)
}
