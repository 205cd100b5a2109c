//! A file as it should be, line by line.

use std::ops::Range;

use super::{
    layout::InFile,
    slot::{Slot, SlotState},
};

/// A line of a file as it should be.
pub(super) struct Line<'a> {
    /// The line, without its indentation.
    pub text: String,
    /// Its slot; `None` for ready-made code.
    pub owner: Option<&'a Slot>,
    /// True if it is a placeholder.
    pub is_open: bool,
}

/// The file as it should be. Its slots are open or filled like those in the learner's file.
pub(super) fn template<'a>(starter: &str, slots: &[InFile<'a>]) -> Vec<Line<'a>> {
    let mut marked: Vec<(Range<usize>, &InFile<'a>)> = slots
        .iter()
        .filter_map(|own| Some((own.slot.find(starter)?, own)))
        .collect();
    marked.sort_by_key(|(range, _)| range.start);
    let mut lines = Vec::new();
    let mut at = 0;
    for (range, own) in marked {
        let start = starter[..range.start].rfind('\n').map_or(0, |end| end + 1);
        let end = starter[range.end..]
            .find('\n')
            .map_or(starter.len(), |end| range.end + end);
        add_lines(&mut lines, &starter[at..start], None, false);
        let is_open = matches!(own.state, SlotState::Open { .. });
        let code = match is_open {
            true => &starter[range.clone()],
            false => &own.slot.solution,
        };
        let code = [
            &starter[start..range.start],
            code.trim_end(),
            &starter[range.end..end],
        ]
        .concat();
        add_lines(&mut lines, &code, Some(own.slot), is_open);
        at = end;
    }
    add_lines(&mut lines, &starter[at..], None, false);
    lines
}

fn add_lines<'a>(lines: &mut Vec<Line<'a>>, text: &str, owner: Option<&'a Slot>, is_open: bool) {
    let added = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.extend(added.map(|line| Line {
        text: line.to_string(),
        owner,
        is_open,
    }));
}
