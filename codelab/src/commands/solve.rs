//! `cargo codelab solve`: fills the open slots with the code in the text.

use std::fmt::Write as _;

use crate::{
    Error,
    commands::{Answer, Context, kept},
    progress::causes::Cause,
    term::{AGAIN, cause},
    text::{project::Project, slot::SlotState},
};

/// Fills the slots that are open, up to and including a step.
///
/// # Errors
///
/// If there is no such step, there is code next to a placeholder, or a file cannot be read or
/// written.
pub fn solve(context: &Context, step: usize) -> Result<Answer, Error> {
    let last = context.codelab.step(step)?.number;
    let before = context.project()?;
    let mut after = before.clone();
    let mut list = String::new();
    for slot in context
        .codelab
        .lesson
        .slots()
        .filter(|slot| slot.step <= last)
    {
        let learner = context.learner(&after);
        let SlotState::Open { line } = learner.state(slot) else {
            continue;
        };
        let location = context.directions.line(&slot.file, line);
        if learner.code_beside(slot).is_some() {
            return Err(format!(
                "{location}: there is code next to this placeholder; delete one of the two, and \
                 run again: {AGAIN} solve {step}"
            )
            .into());
        }
        let filled = slot.fill(after.text(&slot.file));
        after
            .files
            .extend(filled.map(|text| (slot.file.clone(), text)));
        let _ = writeln!(list, "  step {}  {location}", slot.step);
    }
    if list.is_empty() {
        let lost = lost(context, &after, last);
        return Ok(Answer::success(format!(
            "{lost}There is nothing to fill in up to step {last}, so nothing was changed.\n\
             To replace your code for a step with the text's: {AGAIN} reset STEP, then {AGAIN} solve STEP\n\
             To see where you are: {AGAIN}\n"
        )));
    }
    let kept = kept::replace(context, &before, &after)?;
    let lost = lost(context, &after, last);
    Ok(Answer::success(format!(
        "Filled in the text's code:\n\n{list}\n{lost}{kept}\nYour own code has not changed. If its tests \
         fail: {AGAIN} reset STEP, then {AGAIN} solve STEP\nTo see where you are: {AGAIN}\n"
    )))
}

/// The slots up to and including a step that cannot be filled, because their placeholders are gone or
/// damaged.
fn lost(context: &Context, project: &Project, last: usize) -> String {
    let learner = context.learner(project);
    let slots = context.codelab.lesson.slots();
    let lost =
        slots
            .filter(|slot| slot.step <= last)
            .filter_map(|slot| match learner.state(slot) {
                SlotState::Damaged { line } => Some(Cause::Damaged { slot, line }),
                _ => learner.lost(slot).map(Cause::Lost),
            });
    lost.map(|lost| cause::of(&lost, &learner, &context.directions) + "\n")
        .collect()
}
