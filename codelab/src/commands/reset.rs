//! `cargo codelab reset`: restores files to their state before a step.

use std::io::{self, BufRead, IsTerminal, Write as _};

use crate::{
    Error,
    commands::{Answer, Context, kept},
    term::AGAIN,
    text::{
        lesson::{CONTRACT_STEP, Step},
        project::Project,
    },
};

/// Restores the files of a step to their state before it, or all files to their original state.
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
            "There is nothing to write in step {}, so there is nothing to reset.\n",
            step.number
        );
        return Ok(Answer::success(text));
    }
    let before = files(context, step)?;
    let mut after = beginning(context, step, &before);
    if resets_contract(step) {
        let shown = context.codelab.lesson.contract();
        after.files.insert(kept::contract_beside(), shown);
    }
    let changed = after.changed_from(&before);
    if changed.files.is_empty() {
        return Ok(Answer::success(format!(
            "There is nothing to reset. To continue: {AGAIN}\n"
        )));
    }
    let list: String = changed
        .files
        .keys()
        .map(|file| {
            format!(
                "  {}\n{}",
                kept::shown(context, file),
                others(context, step, file, &before)
            )
        })
        .collect();
    let state = state(step);
    if !yes && !confirmed(&state, &list)? {
        return Ok(Answer {
            text: "Nothing was changed.\n".to_string(),
            success: false,
        });
    }
    if files(context, step)? != before {
        let number = step.map_or(String::new(), |step| format!(" {}", step.number));
        return Err(format!(
            "a file was saved before you confirmed, so nothing was changed; run again: \
             {AGAIN} reset{number}"
        )
        .into());
    }
    let kept = kept::replace(context, &before, &after)?;
    Ok(Answer::success(format!(
        "Restored these files to {state}:\n\n{list}\n{kept}\nTo see where you are: {AGAIN}\n"
    )))
}

/// The learner's files, with the contract if it is reset, too.
fn files(context: &Context, step: Option<&Step>) -> Result<Project, Error> {
    let mut project = Project::read(&context.codelab.project())?;
    if resets_contract(step) {
        let contract = context.codelab.contract()?;
        project.files.insert(kept::contract_beside(), contract);
    }
    Ok(project)
}

fn resets_contract(step: Option<&Step>) -> bool {
    step.is_none_or(|step| step.number == CONTRACT_STEP)
}

/// The files of a step, or all files, as they are when the step begins. A slot of an earlier step that
/// is not written stays open.
fn beginning(context: &Context, step: Option<&Step>, before: &Project) -> Project {
    let first = step.map_or(0, |step| step.number);
    let learner = context.learner(before);
    let mut project = context
        .codelab
        .with_open(|slot| slot.step >= first || learner.is_open(slot));
    if let Some(step) = step {
        project
            .files
            .retain(|file, _| step.slots.iter().any(|slot| slot.file == *file));
    }
    project
}

/// The state that files are restored to.
fn state(step: Option<&Step>) -> String {
    match step {
        Some(step) if step.number != CONTRACT_STEP => {
            format!("their state before step {}", step.number)
        }
        _ => "their original state".to_string(),
    }
}

/// The other steps whose code in a file changes, one a line: that of later steps is removed, and that of
/// earlier ones becomes that of the text.
fn others(context: &Context, step: Option<&Step>, file: &str, before: &Project) -> String {
    let Some(step) = step else {
        return String::new();
    };
    let mut text = String::new();
    let slots = context.codelab.lesson.slots();
    let learner = context.learner(before);
    for slot in slots.filter(|slot| slot.file == file && slot.step != step.number) {
        let change = match slot.step < step.number {
            _ if learner.is_open(slot) => continue,
            true if learner.is_as_in_text(slot) => continue,
            true => "the text's code replaces yours",
            false => "the placeholder replaces your code",
        };
        let line = format!("    step {}: {change}\n", slot.step);
        if !text.contains(&line) {
            text.push_str(&line);
        }
    }
    text
}

/// Asks whether these files may be restored.
fn confirmed(state: &str, list: &str) -> Result<bool, Error> {
    if !io::stdin().is_terminal() {
        return Err(
            "reset asks for confirmation, which needs a terminal; to skip the question, add --yes"
                .into(),
        );
    }
    anstream::print!(
        "The following files will be restored to {state}. Copies of your versions will be kept:\n\n{list}\nContinue? [y/N] "
    );
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(["y", "yes"].contains(&line.trim().to_lowercase().as_str()))
}
