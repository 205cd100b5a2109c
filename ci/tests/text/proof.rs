//! Compares CODELAB.md with the repository, without compiling anything.

use std::{fs, path::Path};

use codelab::{
    Error,
    text::{
        Problem,
        block::{Block, Kind},
        lesson::{self, CONTRACT, CONTRACT_STEP, Lesson, Step},
        numbered,
        project::Project,
        slot::Slot,
    },
};

use ci::repository;

use crate::{claims::Claims, ending, form, links, sources::Sources};

/// The prefix of excerpts from code that the build script generates.
const GENERATED: &str = "OUT_DIR/";

/// Everything in CODELAB.md that does not agree with the projects, the contract, or itself.
pub fn problems(_: &Claims, sources: &Sources) -> Vec<Problem> {
    match sources.lesson() {
        Ok(lesson) => of_lesson(lesson, sources.text(lesson::FILE), &repository())
            .unwrap_or_else(|error| panic!("{error}")),
        Err(problems) => problems.clone(),
    }
}

/// The same for a text, and a repository to compare it with.
///
/// # Errors
///
/// If a file of the repository cannot be read.
fn of_lesson(lesson: &Lesson, text: &str, repository: &Path) -> Result<Vec<Problem>, Error> {
    let mut project = Project::read(&repository.join("start_here"))?;
    let completed = Project::read(&repository.join("completed"))?;

    let mut problems = Vec::new();
    for step in &lesson.steps {
        problems.extend(
            step.slots
                .iter()
                .filter_map(|slot| fill(slot, &mut project)),
        );
        problems.extend(placeholders_left(step, &project));
        let blocks = || step.blocks.iter();
        problems.extend(blocks().filter_map(|block| excerpt(block, &project, repository)));
        problems.extend(blocks().filter_map(console));
    }
    problems.extend(contract(lesson, repository)?);
    problems.extend(links::broken(lesson::FILE, &lesson.items, repository));
    problems.extend(form::problems(&lesson.items, text));
    if problems.is_empty() {
        // Where a snippet is missing, the projects differ for that reason.
        problems.extend(ending::problem(lesson, &project, &completed));
    }
    problems.sort_by_key(|problem| problem.line);
    Ok(problems)
}

/// Fills a slot, as a learner does.
fn fill(slot: &Slot, project: &mut Project) -> Option<Problem> {
    let Some(text) = project.files.get_mut(&slot.file) else {
        let message = format!("the project has no file {}", slot.file);
        return Some(lesson::problem(slot.line, message));
    };
    match slot.fill(text) {
        Some(filled) => *text = filled,
        None => {
            let message = format!("{} is not in {}", slot.marker, slot.file);
            return Some(lesson::problem(slot.line, message));
        }
    }
    None
}

/// The placeholders of a step that are left when all of its snippets are in the project.
fn placeholders_left(step: &Step, project: &Project) -> Vec<Problem> {
    let number = step.number;
    let beginnings = [
        format!("todo!(\"step {number}:"),
        format!("unimplemented(\"step {number}:"),
        format!("TODO(step {number}):"),
    ];
    let mut problems = Vec::new();
    for (file, text) in &project.files {
        for (line, code) in numbered(text) {
            if beginnings.iter().any(|beginning| code.contains(beginning)) {
                let message =
                    format!("step {number} has no snippet for the placeholder at {file}:{line}");
                problems.push(lesson::problem(step.line, message));
            }
        }
    }
    problems
}

/// The problem of an excerpt that is not in the file it names: one of the project's, as it is after
/// the step, or one of the repository's.
fn excerpt(block: &Block, project: &Project, repository: &Path) -> Option<Problem> {
    let Kind::Excerpt(file) = &block.kind else {
        return None;
    };
    if file.starts_with(GENERATED) {
        return None; // it exists once the project has been compiled; the walkthrough checks it
    }
    let text = match project.files.get(file) {
        Some(text) => text.clone(),
        None => match fs::read_to_string(repository.join(file)) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("cannot read {file}, the file of the excerpt: {error}");
                return Some(lesson::problem(block.line, message));
            }
        },
    };
    let message = format!("these lines are not in {file}");
    (!stands_in(&block.text, &text)).then(|| lesson::problem(block.line, message))
}

/// Returns whether a text contains these lines, one after the other, except for their indentation.
fn stands_in(lines: &str, text: &str) -> bool {
    let lines: Vec<&str> = lines.trim_end().lines().map(str::trim).collect();
    let text: Vec<&str> = text.lines().map(str::trim).collect();
    !lines.is_empty() && text.windows(lines.len()).any(|window| window == lines)
}

/// The problem of a console block that does not begin with a command.
fn console(block: &Block) -> Option<Problem> {
    let is_console = matches!(block.kind, Kind::Console { .. });
    let message = "a console block begins with a command, after \"$ \"";
    (is_console && !block.text.starts_with("$ ")).then(|| lesson::problem(block.line, message))
}

/// The problem of a contract that differs from its excerpts, with a blank line between them: the
/// text does not explain every line of it.
fn contract(lesson: &Lesson, repository: &Path) -> Result<Option<Problem>, Error> {
    let file = fs::read_to_string(repository.join(CONTRACT))
        .map_err(|error| format!("cannot read {CONTRACT}: {error}"))?;
    let Some(step) = lesson.step(CONTRACT_STEP) else {
        return Ok(Some(lesson::problem(
            1,
            format!("there is no step {CONTRACT_STEP}"),
        )));
    };
    let is_whole = lesson.contract() == file.replace("\r\n", "\n");
    let message = format!("together, the excerpts of {CONTRACT} are not the whole file");
    Ok((!is_whole).then(|| lesson::problem(step.line, message)))
}
