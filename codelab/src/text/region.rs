//! The regions of a file between ready-made lines.

use std::ops::Range;

use super::{slot::Slot, template::Line};

/// A line of the learner's file that is not blank.
pub(super) struct Written<'a> {
    /// Its index in the file.
    pub index: usize,
    /// The line, without its indentation.
    pub text: &'a str,
}

/// Slots with no ready-made line between them.
pub(super) struct Region {
    /// Its lines of the file as it should be.
    pub template: Range<usize>,
    /// Its lines of the learner's file.
    pub written: Range<usize>,
}

/// The regions between ready-made lines; `None` if not all of those are there, in order.
pub(super) fn regions(template: &[Line], written: &[Written]) -> Option<Vec<Region>> {
    let mut regions = Vec::new();
    let (mut at, mut line) = (0, 0);
    while at < template.len() {
        let end = end_of_run(template, at);
        if template[at].owner.is_none() {
            stands_at(&template[at..end], written, line).then_some(())?;
            line += end - at;
        } else {
            let next = end_of_run(template, end);
            let mut starts = line..=written.len();
            let start = if next == end {
                written.len()
            } else if next == template.len() {
                written
                    .len()
                    .checked_sub(next - end)
                    .filter(|start| *start >= line)?
            } else {
                starts.find(|start| stands_at(&template[end..next], written, *start))?
            };
            regions.push(Region {
                template: at..end,
                written: line..start,
            });
            line = start;
        }
        at = end;
    }
    (line == written.len()).then_some(regions)
}

/// The slots of each run of lines that are not ready-made.
pub(super) fn groups<'a>(template: &[Line<'a>]) -> Vec<Vec<&'a Slot>> {
    let runs = template.chunk_by(|a, b| a.owner.is_some() == b.owner.is_some());
    let slots = runs.map(|run| {
        let mut slots: Vec<&Slot> = run.iter().filter_map(|line| line.owner).collect();
        slots.dedup();
        slots
    });
    slots.filter(|slots| !slots.is_empty()).collect()
}

/// The end of the run of ready-made lines, or of slots, that starts here.
fn end_of_run(template: &[Line], start: usize) -> usize {
    let is_ready_made = |line: &Line| line.owner.is_none();
    let kind = template.get(start).map(is_ready_made);
    let run = template[start..]
        .iter()
        .take_while(|line| Some(is_ready_made(line)) == kind);
    start + run.count()
}

fn stands_at(lines: &[Line], written: &[Written], at: usize) -> bool {
    let mut pairs = lines.iter().zip(written.iter().skip(at));
    written.len() >= at + lines.len() && pairs.all(|(line, own)| line.text == own.text)
}
