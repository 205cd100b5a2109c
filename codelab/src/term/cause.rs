//! The wording of the reasons why a project does not compile.

use crate::{
    progress::{Learner, causes::Cause, lost::Lost},
    term::{AGAIN, BOLD, diagnostic::code_at, directions::Directions},
    text::{
        lesson::{CONTRACT, CONTRACT_STEP},
        manifest::{self, Difference},
        slot::SlotState,
    },
};

/// The message for a contract that is not the one in the text.
pub fn contract(directions: &Directions) -> String {
    format!(
        "{BOLD}{}{BOLD:#} differs from the text. All of the code depends on this file.\n\
         To compare: {AGAIN} diff {CONTRACT_STEP}\nTo restore it: {AGAIN} reset {CONTRACT_STEP}\n",
        directions.path(CONTRACT)
    )
}

/// The message for a placeholder that is gone.
pub fn lost(lost: &Lost, directions: &Directions) -> String {
    let (slot, reset) = (lost.slot, lost.step());
    let instead = lost.instead.map_or(String::new(), |(other, line)| {
        let location = directions.line(&slot.file, line);
        format!("{location} has the code for step {} instead.\n", other.step)
    });
    format!(
        "The code that should replace this placeholder of step {} is missing from {BOLD}{}{BOLD:#}, and so \
         is the placeholder:\n\n    {}\n\n\
         {instead}Undo the change in your editor, or restore all files of step {reset}: {AGAIN} reset {reset}\n",
        slot.step,
        directions.file(&slot.file),
        slot.marker,
    )
}

/// The message for a file in which ready-made code has changed.
pub fn changed(file: &str, directions: &Directions) -> String {
    format!(
        "{BOLD}{}{BOLD:#} has changed outside the code that you write.\n\
         To see the changes: {AGAIN} diff\n",
        directions.file(file)
    )
}

/// The message for a manifest that is not complete.
fn manifest(difference: &Difference, directions: &Directions) -> String {
    let lines = |sign: char, lines: &[String]| -> String {
        let lines = lines.iter().map(|line| format!("    {sign} {line}\n"));
        lines.collect()
    };
    let what = match difference.original.is_empty() {
        true => "Delete the lines that you added",
        false => "Change the file as shown",
    };
    format!(
        "{BOLD}{}{BOLD:#} needs this fix:\n\n{}{}\n\
         {what}. To see all changes in this file and the others: {AGAIN} diff\n",
        directions.line(manifest::FILE, difference.line),
        lines('-', &difference.mine),
        lines('+', &difference.original)
    )
}

/// A reason why a project does not compile.
pub fn of(cause: &Cause, learner: &Learner, directions: &Directions) -> String {
    let bold = |file: &str, line| format!("{BOLD}{}{BOLD:#}", directions.line(file, line));
    match cause {
        Cause::Contract => contract(directions),
        Cause::Damaged { slot, line } => format!(
            "{} still has part of the placeholder of step {step}:\n\n    {}\n\n\
             If your code is complete, delete that part. To restore the placeholder: {AGAIN} reset {step}\n",
            bold(&slot.file, *line),
            code_at(learner.project, &slot.file, *line),
            step = slot.step
        ),
        Cause::Leftover { slot, line } => format!(
            "{} is the placeholder of step {}, and there is code next to it.\n\
             If your code is complete, delete line {line}.\n",
            bold(&slot.file, *line),
            slot.step
        ),
        Cause::Misplaced {
            slot,
            file,
            line,
            instead: Some(own),
        } => format!(
            "{} has code for step {} that belongs in place of the code at {}. Move it there.\n",
            bold(file, *line),
            slot.step,
            bold(&slot.file, *own)
        ),
        Cause::Misplaced {
            slot, file, line, ..
        } if learner.state(slot) == SlotState::Written => {
            format!(
                "{} repeats the code for step {}. Delete it there.\n",
                bold(file, *line),
                slot.step
            )
        }
        Cause::Misplaced {
            slot, file, line, ..
        } => format!(
            "{} has the code for step {}. It belongs in {}, in place of:\n\n    {}\n",
            bold(file, *line),
            slot.step,
            directions.file(&slot.file),
            slot.marker
        ),
        Cause::Lost(slot) => lost(slot, directions),
        Cause::Skipped { slot, line } => format!(
            "{} still has a placeholder of step {}. Later code probably depends on the code that belongs there:\n\n    {}\n",
            bold(&slot.file, *line),
            slot.step,
            slot.task
        ),
        Cause::Manifest(difference) => manifest(difference, directions),
        Cause::Changed { file } => changed(file, directions),
    }
}
