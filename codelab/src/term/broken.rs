//! The wording for a project that does not compile.

use std::fmt::Write as _;

use crate::{
    progress::{Learner, broken::Broken, causes::Cause, lost::Lost},
    term::{
        AGAIN, BOLD, RED,
        diagnostic::{self, code_at},
        location::Locations,
    },
    text::{
        codelab::PROJECT,
        lesson::{CONTRACT, CONTRACT_STEP},
        manifest::{self, Difference},
        slot::SlotState,
    },
};

/// How much to show of an error.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Detail {
    /// An error with a known cause in a few lines, others as the compiler prints them.
    Short,
    /// Every error as the compiler prints it.
    Full,
}

/// The causes, the error, and where to look.
pub fn wording(
    broken: &Broken,
    learner: &Learner,
    detail: Detail,
    locations: &Locations,
) -> String {
    let mut text = String::new();
    for cause in &broken.causes {
        let _ = writeln!(text, "{}", of_cause(cause, learner, locations));
    }
    if !broken.causes.is_empty() {
        text.push_str("Look at that first. The error that comes of it:\n\n");
    }
    text.push_str(&error(broken, learner, detail, locations));
    let _ = writeln!(
        text,
        "{RED}{PROJECT} does not compile yet{RED:#}, so none of its tests could run."
    );
    text.push_str(&where_to_look(broken, learner, locations));
    text
}

/// The message for a contract that is not the one in the text.
pub fn contract(locations: &Locations) -> String {
    format!(
        "{BOLD}{}{BOLD:#} differs from the text, and all code depends on it.\n\
         To compare: {AGAIN} diff {CONTRACT_STEP}\nTo restore it: {AGAIN} reset {CONTRACT_STEP}\n",
        locations.path(CONTRACT)
    )
}

/// The message for a placeholder that is gone.
pub fn lost(lost: &Lost, locations: &Locations) -> String {
    let slot = lost.slot;
    let instead = lost.instead.map_or(String::new(), |(other, line)| {
        let location = locations.line(&slot.file, line);
        format!("{location} has the code of step {} instead.\n", other.step)
    });
    format!(
        "The placeholder of step {} is missing from {BOLD}{}{BOLD:#}, and so is its code:\n\n    {}\n\n\
         {instead}Undo the change in your editor, or restore the file: {AGAIN} reset {}\n",
        slot.step,
        locations.file(&slot.file),
        slot.marker,
        lost.step()
    )
}

/// The message for a manifest that is not complete.
fn manifest(difference: &Difference, locations: &Locations) -> String {
    let file = locations.file(manifest::FILE);
    let lines = |sign: char, lines: &[String]| -> String {
        let lines = lines.iter().map(|line| format!("    {sign} {line}\n"));
        lines.collect()
    };
    let what = match difference.original.is_empty() {
        true => "Delete what you added",
        false => "Restore that line",
    };
    format!(
        "{BOLD}{}{BOLD:#} differs from the original:\n\n{}{}\n\
         {what}, or restore the whole file: git checkout {file}\n",
        locations.line(manifest::FILE, difference.line),
        lines('-', &difference.mine),
        lines('+', &difference.original)
    )
}

fn of_cause(cause: &Cause, learner: &Learner, locations: &Locations) -> String {
    let bold = |file: &str, line| format!("{BOLD}{}{BOLD:#}", locations.line(file, line));
    match cause {
        Cause::Contract => contract(locations),
        Cause::Damaged { slot, line } => format!(
            "{} has a part of the placeholder of step {step}:\n\n    {}\n\n\
             If your code is complete, delete that part. To restore the placeholder: {AGAIN} reset {step}\n",
            bold(&slot.file, *line),
            code_at(learner.project, &slot.file, *line),
            step = slot.step
        ),
        Cause::Leftover { slot, line } => format!(
            "{} is the placeholder of step {}, and there is code next to it.\n\
             When the code is complete, delete line {line}.\n",
            bold(&slot.file, *line),
            slot.step
        ),
        Cause::Misplaced { slot, file, line } if learner.state(slot) == SlotState::Written => {
            format!(
                "{} has the code of step {} a second time. Delete it there.\n",
                bold(file, *line),
                slot.step
            )
        }
        Cause::Misplaced { slot, file, line } => format!(
            "{} has the code of step {}, which belongs in {}, in place of:\n\n    {}\n",
            bold(file, *line),
            slot.step,
            locations.file(&slot.file),
            slot.marker
        ),
        Cause::Lost(slot) => lost(slot, locations),
        Cause::Manifest(difference) => manifest(difference, locations),
        Cause::Changed { file } => format!(
            "{BOLD}{}{BOLD:#} has changed outside the code that the steps ask for.\n\
             To see the changes: {AGAIN} diff\n",
            locations.file(file)
        ),
    }
}

fn error(broken: &Broken, learner: &Learner, detail: Detail, locations: &Locations) -> String {
    let mut text = String::new();
    if let Some(slip) = broken.slip {
        let _ = writeln!(text, "{}\n", slip.fix);
    }
    let has_cause = broken.slip.is_some() || !broken.causes.is_empty();
    let is_short = has_cause && detail == Detail::Short;
    match broken.error {
        Some(error) if is_short => {
            let _ = writeln!(
                text,
                "{}",
                diagnostic::short(error, learner.project, locations)
            );
            let _ = writeln!(text, "The whole error: {AGAIN} check --full\n");
        }
        Some(error) => {
            let _ = writeln!(text, "{}\n", error.rendered);
        }
        None => {
            let _ = writeln!(text, "{}\n", broken.cargo.join("\n"));
        }
    }
    let _ = match broken.more {
        0 => Ok(()),
        1 => writeln!(
            text,
            "There is one more error, which often has the same cause.\n"
        ),
        more => writeln!(
            text,
            "There are {more} more errors, which often have the same cause.\n"
        ),
    };
    text
}

fn where_to_look(broken: &Broken, learner: &Learner, locations: &Locations) -> String {
    if broken.is_outside() {
        return format!("Fix it, save, and type: {AGAIN}\nTo see all changes: {AGAIN} diff\n");
    }
    let lesson = &learner.codelab.lesson;
    let step = broken.step;
    let line = lesson.step(step).map_or(1, |step| step.line);
    let mut text = format!(
        "Compare with step {step} in {}, fix it, save, and type: {AGAIN}\n\
         If you are stuck: {AGAIN} hint {step}, or {AGAIN} diff\n",
        locations.in_text(line)
    );
    if let Some(heading) = broken.table.map(|table| &table.heading)
        && let Some(line) = lesson.line_of(heading)
    {
        let _ = writeln!(
            text,
            "Common errors: \"{heading}\" in {}",
            locations.in_text(line)
        );
    }
    text
}
