//! `cargo codelab reset`: puts files back to where a step began.

use std::{
    fmt::Write as _,
    io::{self, BufRead, IsTerminal, Write as _},
};

use crate::{
    Error,
    commands::{Answer, Context, kept},
    term::AGAIN,
    text::{
        lesson::{CONTRACT_STEP, Step},
        project::Project,
        slot::SlotState,
    },
};

/// Puts the files of a step, or all files, back to where they began.
///
/// # Errors
///
/// If there is no such step, no person can confirm, or a file cannot be read or written.
pub fn reset(context: &Context, step: Option<usize>, yes: bool) -> Result<Answer, Error> {
    let step = step
        .map(|number| context.codelab.step(number))
        .transpose()?;
    if let Some(step) = step
        && step.slots.is_empty()
        && step.number != CONTRACT_STEP
    {
        let text = format!(
            "Step {} has nothing to write, so nothing to reset.\n",
            step.number
        );
        return Ok(Answer::success(text));
    }
    let mut before = Project::read(&context.codelab.project())?;
    let mut after = beginning(context, step);
    if step.is_none_or(|step| step.number == CONTRACT_STEP) {
        let shown = context.codelab.lesson.contract();
        before
            .files
            .insert(kept::contract_beside(), context.codelab.contract()?);
        after.files.insert(kept::contract_beside(), shown);
    }
    let changed = after.changed_from(&before);
    if changed.files.is_empty() {
        return Ok(Answer::success(format!(
            "Everything is as it began. To continue: {AGAIN}\n"
        )));
    }
    let list: String = changed
        .files
        .keys()
        .map(|file| {
            format!(
                "  {}{}\n",
                context.locations.file(file),
                others(context, step, file, &before)
            )
        })
        .collect();
    let list = list.replace("start_here/../", "");
    if !yes && !confirmed(&list)? {
        return Ok(Answer {
            text: "Nothing was changed.\n".to_string(),
            success: false,
        });
    }
    let kept = kept::replace(context, &before, &after)?;
    Ok(Answer::success(format!(
        "These files are as they began:\n\n{list}\n{kept}\nTo see where you are: {AGAIN}\n"
    )))
}

/// The files of a step, or all files, as they are when the step begins.
fn beginning(context: &Context, step: Option<&Step>) -> Project {
    let first = step.map_or(0, |step| step.number);
    let mut project = context.codelab.with_open(|slot| slot.step >= first);
    if let Some(step) = step {
        project
            .files
            .retain(|file, _| step.slots.iter().any(|slot| slot.file == *file));
    }
    project
}

/// The other steps that have code in a file: later steps begin again as well, and earlier ones become
/// as in the text.
fn others(context: &Context, step: Option<&Step>, file: &str, before: &Project) -> String {
    let Some(step) = step else {
        return String::new();
    };
    let mut text = String::new();
    let slots = context.codelab.lesson.slots();
    for slot in slots.filter(|slot| slot.file == file && slot.step != step.number) {
        let becomes = match slot.step < step.number {
            true => "as in the text",
            false => "begins again too",
        };
        let other = format!(", step {} {becomes}", slot.step);
        let is_written = context.codelab.state(slot, before) == SlotState::Written;
        if is_written && !text.contains(&other) {
            let _ = write!(text, "{other}");
        }
    }
    text
}

/// Asks whether these files may be put back.
fn confirmed(list: &str) -> Result<bool, Error> {
    if !io::stdin().is_terminal() {
        return Err(
            "reset asks before it changes files, and there is no terminal to ask on; to \
                    change them without a question, add --yes"
                .into(),
        );
    }
    anstream::print!("These files begin again; copies are kept:\n\n{list}\nContinue? [y/N] ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(["y", "yes"].contains(&line.trim().to_lowercase().as_str()))
}
