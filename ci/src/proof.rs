//! Holds CODELAB.md against the repository: all of it that can be checked without compiling.

use std::{fs, path::Path};

use crate::{
    Error, Problem,
    course::CONTRACT,
    form,
    lesson::{self, Block, Kind, Lesson, Step},
    markdown::{self, Item, ItemKind},
    tree::{self, Tree},
    words,
};

/// The prefix of excerpts from code that the build script generates.
pub const GENERATED: &str = "OUT_DIR/";

/// Everything in the text that does not agree with the projects, the contract, the dataset, or
/// itself.
///
/// # Errors
///
/// If a file of the repository cannot be read.
pub fn problems(text: &str, repository: &Path) -> Result<Vec<Problem>, Error> {
    let lesson = match Lesson::parse(text) {
        Ok(lesson) => lesson,
        Err(problems) => return Ok(problems),
    };
    let mut project = Tree::read(&repository.join("start_here"))?;
    let completed = Tree::read(&repository.join("completed"))?;

    let mut problems = stray_placeholders(&lesson, &project);
    for step in &lesson.steps {
        problems.extend(step.fill(&mut project).err().into_iter().flatten());
        problems.extend(
            step.blocks
                .iter()
                .filter_map(|block| excerpt(block, &project, repository)),
        );
        problems.extend(step.blocks.iter().filter_map(console));
    }
    problems.extend(contract(&lesson, repository)?);
    problems.extend(links(&lesson.items, repository));
    problems.extend(form::problems(&lesson.items, text));
    problems.extend(words::problems(&lesson, repository)?);
    if problems.is_empty() {
        // Where a snippet is missing, the trees differ for that reason.
        problems.extend(ending(&lesson, &project, &completed));
    }
    problems.sort_by_key(|problem| problem.line);
    Ok(problems)
}

/// Placeholders of steps that the text does not have.
fn stray_placeholders(lesson: &Lesson, project: &Tree) -> Vec<Problem> {
    let known = |number| lesson.steps.iter().any(|step| step.number == number);
    let strays = project
        .placeholders()
        .into_iter()
        .filter(|placeholder| !known(placeholder.step));
    strays
        .map(|stray| {
            let place = format!("start_here/{}:{}", stray.file, stray.line);
            let message = format!(
                "there is no step {} for the placeholder at {place}",
                stray.step
            );
            lesson::problem(1, message)
        })
        .collect()
}

/// Whether an excerpt stands in the file it names: one of the project's, as it is after the step,
/// or one of the repository's.
fn excerpt(block: &Block, project: &Tree, repository: &Path) -> Option<Problem> {
    let Kind::Excerpt(file) = &block.kind else {
        return None;
    };
    if file.starts_with(GENERATED) {
        return None; // it is there once the project has been compiled; the walkthrough looks
    }
    let text = match project.files.get(file) {
        Some(text) => text.clone(),
        None => match fs::read_to_string(repository.join(file)) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("cannot read {file}, which the excerpt is from: {error}");
                return Some(lesson::problem(block.line, message));
            }
        },
    };
    stale(block, file, &text)
}

/// The complaint about an excerpt that does not stand in the text of its file.
pub fn stale(block: &Block, file: &str, text: &str) -> Option<Problem> {
    let message = format!("these lines do not stand in {file}");
    (!tree::stands_in(&block.text, text)).then(|| lesson::problem(block.line, message))
}

/// Whether a console block begins with a command.
fn console(block: &Block) -> Option<Problem> {
    let is_console = matches!(block.kind, Kind::Console { .. });
    (is_console && !block.text.starts_with("$ ")).then(|| {
        lesson::problem(
            block.line,
            "a console block begins with a command, after \"$ \"",
        )
    })
}

/// Whether the excerpts of the contract, a blank line between them, are the whole of it, so that
/// the text explains each of its lines.
fn contract(lesson: &Lesson, repository: &Path) -> Result<Option<Problem>, Error> {
    let (file, number) = CONTRACT;
    let there = fs::read_to_string(repository.join(file))
        .map_err(|error| format!("cannot read {file}: {error}"))?;
    let Some(step) = lesson.steps.iter().find(|step| step.number == number) else {
        return Ok(Some(lesson::problem(
            1,
            format!("there is no step {number}"),
        )));
    };
    let whole = lesson.contract() == there.replace("\r\n", "\n");
    let message = format!("the excerpts of {file}, put together, are not the whole file");
    Ok((!whole).then(|| lesson::problem(step.line, message)))
}

/// Links to files that are not there, and to headings that are not there.
pub fn links(items: &[Item], repository: &Path) -> Vec<Problem> {
    let is_broken = |target: &str| {
        if target.starts_with("https://") {
            return false;
        }
        let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
        let there = match file {
            "" => items.to_vec(),
            _ if anchor.is_empty() => return !repository.join(file).exists(),
            _ => markdown::read(&fs::read_to_string(repository.join(file)).unwrap_or_default()),
        };
        !there.iter().any(|item| match &item.kind {
            ItemKind::Heading(_, heading) => markdown::anchor(heading) == anchor,
            _ => false,
        })
    };
    let broken = items.iter().filter_map(|item| match &item.kind {
        ItemKind::Link(target) if is_broken(target) => Some(lesson::problem(
            item.line,
            format!("the link to {target} leads nowhere"),
        )),
        _ => None,
    });
    broken.collect()
}

/// Whether the learner ends where the reference is.
fn ending(lesson: &Lesson, project: &Tree, completed: &Tree) -> Option<Problem> {
    let difference = project.difference(completed)?;
    let message = format!("filled in, start_here is not completed: {difference}");
    Some(lesson::problem(blame(lesson, completed), message))
}

/// The line of the first snippet that does not stand in the reference; line 1 if all of them do.
fn blame(lesson: &Lesson, completed: &Tree) -> usize {
    let unindented = |text: &str| {
        text.lines()
            .map(|line| format!("{}\n", line.trim()))
            .collect()
    };
    let differs = |block: &&Block| match &block.kind {
        Kind::Fill(file) => {
            let (snippet, text): (String, String) = (
                unindented(&block.text),
                unindented(completed.files.get(file).map_or("", String::as_str)),
            );
            // A snippet may end in the middle of a line.
            !text.contains(snippet.trim_end())
        }
        _ => false,
    };
    let mut blocks = lesson.steps.iter().flat_map(|step: &Step| &step.blocks);
    blocks.find(differs).map_or(1, |block| block.line)
}
