//! `cargo codelab diff`: compares the learner's code with the code in the text.

use std::ops::Range;

use similar::{DiffOp, DiffTag, TextDiff};

use crate::{
    Error,
    commands::{Answer, Context, Judged, View},
    term::{AGAIN, overview},
    text::{
        codelab::COMPLETED,
        lesson::{self, CONTRACT, CONTRACT_STEP, Step},
        project::Project,
        slot::SlotState,
    },
};

/// Shows the differences for a step, by default the current one. In a project that does not
/// compile, the default is all differences from the project as it should be now.
///
/// # Errors
///
/// If there is no such step, a file cannot be read, or Cargo cannot be run.
pub fn diff(context: &Context, step: Option<usize>) -> Result<Answer, Error> {
    match step {
        Some(number) => of_step(context, context.codelab.step(number)?, &context.project()?),
        None => current(context, &context.judge()?),
    }
}

/// Shows the default differences of a project that has been compiled and tested.
pub(super) fn current(context: &Context, judged: &Judged) -> Result<Answer, Error> {
    match judged.view(&context.codelab) {
        View::Broken(_) => of_everything(context, &judged.project),
        View::Compiles(progress) => match progress.current() {
            Some(step) => of_step(context, step, &judged.project),
            None => Ok(Answer::success(overview::all_done())),
        },
    }
}

fn of_step(context: &Context, step: &Step, project: &Project) -> Result<Answer, Error> {
    let number = step.number;
    let difference = match number {
        CONTRACT_STEP => contract(context)?,
        _ => slots(context, step, project),
    };
    let mut text = match (difference.is_empty(), step.slots.is_empty()) {
        (true, _) if number == CONTRACT_STEP => {
            "The contract is the same as in the text.\n".to_string()
        }
        (true, true) => format!("There is nothing to write in step {number}.\n"),
        (true, false) => format!("Your code for step {number} is the same as in the text.\n"),
        (false, _) => format!("{difference}\n{}{AGAIN} check {number}\n", legend(number)),
    };
    let learner = context.learner(project);
    let changed = learner.changed_outside(&context.codelab.expected(project));
    if !changed.is_empty() {
        let files: Vec<String> = changed
            .iter()
            .map(|file| context.directions.file(file))
            .collect();
        text.push_str(&format!(
            "\nFiles that have changed outside the code that you write: {}\n",
            files.join(", ")
        ));
        for file in changed {
            text.push_str(&of_file(context, &file, project, |_| true));
        }
    }
    Ok(Answer::success(text))
}

/// The explanation below the differences.
fn legend(step: usize) -> &'static str {
    match step {
        CONTRACT_STEP => {
            "Lines with - are yours, and lines with + are from the text. Except for comments, \
             the contract\nhas to be the same as in the text. To check it: "
        }
        _ => {
            "Lines with - are yours, and lines with + are from the text. Your code may differ, as long \
             as its\ntests pass. To run them: "
        }
    }
}

/// Shows all differences from the project as it should be now, in which the slots that are not
/// written hold their placeholders.
fn of_everything(context: &Context, project: &Project) -> Result<Answer, Error> {
    let mut text = contract(context)?;
    for file in context.codelab.finished.files.keys() {
        text.push_str(&of_file(context, file, project, |_| true));
    }
    Ok(Answer::success(match text.is_empty() {
        true => format!("Your code is the same as in the text. To see where you are: {AGAIN}\n"),
        false => format!(
            "{text}\nLines with - are yours, and lines with + are from the text. Code that you have not \
             written\nyet is left out. Fix your code, {}",
            context.directions.save()
        ),
    }))
}

fn contract(context: &Context) -> Result<String, Error> {
    let (mine, theirs) = (
        context.codelab.contract()?,
        context.codelab.lesson.contract(),
    );
    let diff = TextDiff::from_lines(&mine, &theirs);
    let name = context.directions.path(CONTRACT);
    Ok(diff.unified_diff().header(&name, lesson::FILE).to_string())
}

/// The differences in a step's slots.
fn slots(context: &Context, step: &Step, project: &Project) -> String {
    let codelab = &context.codelab;
    let mut files: Vec<&str> = step.slots.iter().map(|slot| slot.file.as_str()).collect();
    files.dedup();
    let mut text = String::new();
    for (index, file) in files.iter().enumerate() {
        if files[..index].contains(file) {
            continue;
        }
        // The finished project, with the same placeholders as the learner's in other steps.
        let reference = codelab.with_open(|slot| {
            slot.step != step.number && codelab.state(slot, project) != SlotState::Written
        });
        let lines = codelab.solution_lines(step.number, file, &reference);
        text.push_str(&hunks(context, file, project, &reference, |op| {
            touches(op, &lines)
        }));
    }
    text
}

/// Returns whether a change is at one of these lines of the reference, which are counted from 0.
fn touches(op: &DiffOp, lines: &[Range<usize>]) -> bool {
    let changed = op.new_range();
    lines
        .iter()
        .any(|lines| changed.start <= lines.end && lines.start <= changed.end)
}

/// The differences between a file and the project as it should be now.
fn of_file(
    context: &Context,
    file: &str,
    project: &Project,
    wanted: impl Fn(&DiffOp) -> bool,
) -> String {
    hunks(
        context,
        file,
        project,
        &context.codelab.expected(project),
        wanted,
    )
}

fn hunks(
    context: &Context,
    file: &str,
    project: &Project,
    reference: &Project,
    wanted: impl Fn(&DiffOp) -> bool,
) -> String {
    let (mine, theirs) = (project.text(file), reference.text(file));
    let shown = context.directions.file(file);
    let unindented = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let diff = TextDiff::from_lines(mine, theirs);
    let is_wanted = |op: &DiffOp| op.tag() != DiffTag::Equal && wanted(op);
    let mut unified = diff.unified_diff();
    let hunks = unified.context_radius(3).iter_hunks();
    let own = hunks.filter(|hunk| hunk.ops().iter().any(is_wanted));
    let text: String = own.map(|hunk| hunk.to_string()).collect();
    if text.is_empty() {
        text
    } else if unindented(mine) == unindented(theirs) {
        format!("{shown} differs from the text in its indentation only. To format it: cargo fmt\n")
    } else {
        let theirs = context.directions.path(&format!("{COMPLETED}/{file}"));
        format!("--- {shown}\n+++ {theirs}\n{text}")
    }
}
