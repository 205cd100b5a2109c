//! `cargo codelab hint`: shows a hint, and with `--more`, one more each time.

use std::{fmt::Write as _, fs, path::PathBuf};

use crate::{
    Error,
    commands::{Answer, Context, Judged, View},
    term::{AGAIN, BOLD, indented, overview},
    text::{hints::Hint, lesson::Step},
};

/// Shows the first hint for the slot in question of a step, or `more` hints more than the last time.
///
/// # Errors
///
/// If there is no such step or it has no hints, a file cannot be read, or Cargo cannot be run.
pub fn hint(context: &Context, step: Option<usize>, more: u8) -> Result<Answer, Error> {
    let Some(number) = step else {
        let next = format!("{AGAIN} hint --more");
        return current(context, &context.judge()?, more, &next);
    };
    let step = context.codelab.step(number)?;
    let slot = slot_of(context, step);
    let next = format!("{AGAIN} hint {number} --more");
    show(context, step, slot, more, &next)
}

/// Returns the slot in question of a step. Compiles and tests the project only if all slots of the step are
/// written, and at least one differs from the text.
fn slot_of(context: &Context, step: &Step) -> Option<usize> {
    let project = context.project().ok()?;
    let learner = context.learner(&project);
    let open = learner.slot_in_question(step, None);
    if open.is_some() || step.slots.iter().all(|slot| learner.is_as_in_text(slot)) {
        return open;
    }
    in_question(context, &context.judge().ok()?, step)
}

/// Shows hints for the current step, as [`hint`] does for one that is named. `next` tells how to see one more.
pub(super) fn current(
    context: &Context,
    judged: &Judged,
    more: u8,
    next: &str,
) -> Result<Answer, Error> {
    let Some(number) = judged.current(&context.codelab) else {
        return Ok(Answer::success(overview::all_done()));
    };
    let step = context.codelab.step(number)?;
    let slot = in_question(context, judged, step);
    show(context, step, slot, more, next)
}

/// Returns the slot that the step's failing test is about, or the one whose code has the compiler's error. If
/// there is neither, returns the first open slot.
fn in_question(context: &Context, judged: &Judged, step: &Step) -> Option<usize> {
    let learner = judged.learner(&context.codelab);
    let slot = match judged.view(&context.codelab) {
        View::Compiles(progress) => progress
            .failing(step)
            .and_then(|run| learner.slot_in_question(step, Some(&run.test))),
        View::Broken(broken) => broken.slot(&learner).filter(|_| broken.step == step.number),
    };
    slot.or_else(|| learner.slot_in_question(step, None))
}

/// The hints of a step from those for this slot on. `next` tells how to see one more.
fn show(
    context: &Context,
    step: &Step,
    slot: Option<usize>,
    more: u8,
    next: &str,
) -> Result<Answer, Error> {
    let hints = context.codelab.hints.of_step(step.number);
    if hints.is_empty() {
        return Err(format!("there are no hints for step {}", step.number).into());
    }
    let first = slot.and_then(|slot| hints.iter().position(|hint| hint.slot > slot));
    let skipped = first.unwrap_or(0);
    let memory = Memory::new(context, step);
    let count = count(&hints, skipped, memory.read(), more);
    memory.write(count);

    let mut text = format!("{BOLD}{}. {}{BOLD:#}\n", step.number, step.title);
    for (index, hint) in hints.iter().enumerate().take(count).skip(skipped) {
        let _ = writeln!(text, "\n{BOLD}Hint {}: {}{BOLD:#}\n", index + 1, hint.title);
        text.push_str(&indented(&hint.text, "  "));
    }
    let (all, number) = (hints.len(), step.number);
    let next = match (count == all, step.slots.is_empty()) {
        (false, _) => next.to_string(),
        (true, true) => AGAIN.to_string(),
        (true, false) => format!("{AGAIN} diff {number}, or {AGAIN} solve {number}"),
    };
    let _ = writeln!(
        text,
        "\nThat was hint {count} of {all}. If you need more help: {next}"
    );
    Ok(Answer::success(text))
}

/// The number of hints to show: one for the next slot, or `more` hints more than the last time. It
/// includes the skipped hints, which are for other slots.
fn count(hints: &[&Hint], skipped: usize, last: usize, more: u8) -> usize {
    let first = skipped + 1;
    let count = match more {
        0 => first,
        more => last.max(first) + usize::from(more),
    };
    count.min(hints.len())
}

/// The number of hints that have been shown. It is kept in the target directory, because it does
/// not matter if it gets lost.
struct Memory {
    file: PathBuf,
}

impl Memory {
    fn new(context: &Context, step: &Step) -> Memory {
        let file = format!("target/codelab/hints/{}", step.number);
        Memory {
            file: context.codelab.root.join(file),
        }
    }

    fn read(&self) -> usize {
        let text = fs::read_to_string(&self.file).ok();
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    fn write(&self, count: usize) {
        if let Some(folder) = self.file.parent() {
            let written = fs::create_dir_all(folder);
            let _ = written.and_then(|()| fs::write(&self.file, count.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_always_more() {
        let hint = Hint {
            step: 4,
            slot: 1,
            title: String::new(),
            text: String::new(),
        };
        let hints = [&hint; 4];
        for (skipped, last, more, expected) in [
            (0, 0, 0, 1),
            (0, 3, 0, 1),
            (0, 0, 1, 2), // also if it is the first request
            (0, 2, 1, 3),
            (0, 2, 2, 4),
            (0, 4, 1, 4),
            (2, 0, 0, 3),
            (2, 1, 1, 4),
        ] {
            let count = count(&hints, skipped, last, more);
            assert_eq!(
                count, expected,
                "{skipped} skipped, {last} shown, {more} more"
            );
        }
    }
}
