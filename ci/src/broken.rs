//! What to say of a project that does not compile, or not as it was meant to.

use std::fmt::Write as _;

use crate::{
    Error,
    check::Failure,
    course::{CONTRACT, Course, Gap, PROJECT},
    lesson::Step,
    status::{AGAIN, BOLD, RED, in_project, path, shown},
    tree::Tree,
};

/// The step for which a project does not compile, most likely: the contract's, if that is not as in
/// the text, or else the one that was written last, in the file of the error if that has one.
///
/// # Errors
///
/// If the contract cannot be read.
pub fn suspect<'a>(course: &'a Course, tree: &Tree, failure: &Failure) -> Result<&'a Step, Error> {
    let (there, shown) = course.contract()?;
    let gaps = course.gaps();
    let mut written = gaps.iter().rev().filter(|gap| !gap.is_open(tree));
    let error = failure.error.replace('\\', "/");
    let mut named = written.clone().filter(|gap| error.contains(gap.file));
    let last = named.next().or(written.next()).or(gaps.first());
    let number = match last {
        Some(gap) if there == shown => gap.step,
        _ => CONTRACT.1,
    };
    course.step(number)
}

/// What to say when there are no tests to run, because the project does not compile.
///
/// # Errors
///
/// If the contract cannot be read.
pub fn does_not_compile(course: &Course, tree: &Tree, failure: &Failure) -> Result<String, Error> {
    let mut text = String::new();
    for (gap, line) in halves(course, tree) {
        let place = shown(&course.root, gap.file, line);
        let _ = writeln!(
            text,
            "{BOLD}{place}{BOLD:#} looks like a part of the placeholder of step {0}. Replace all of \
             it, or put it back: {AGAIN} reset {0}\n",
            gap.step
        );
    }
    let (there, shown) = course.contract()?;
    if there != shown {
        text.push_str(&contract_differs());
        text.push('\n');
    }
    if !text.is_empty() {
        text.push_str("Look at that first. This is what comes of it:\n\n");
    }
    let _ = writeln!(text, "{}\n", failure.error);
    match failure.more {
        0 => {}
        1 => text.push_str("There is one more error; often it goes with this one.\n\n"),
        more => {
            let _ = writeln!(
                text,
                "There are {more} more errors; often they go with this one.\n"
            );
        }
    }
    let _ = writeln!(
        text,
        "{RED}{PROJECT} does not compile yet{RED:#}, so none of its tests could run."
    );
    match meddled_with(course, tree, failure) {
        Some(file) => {
            let file = path(&course.root, &file);
            let _ = writeln!(
                text,
                "You had nothing to write in {file} so far. What has changed in it: git diff {file}\n\
                 Mend it, save, and type: {AGAIN}"
            );
        }
        None => text.push_str(&way_on(course, suspect(course, tree, failure)?)),
    }
    Ok(text)
}

/// The file of an error, if it has changed although nothing was to be written in it yet.
fn meddled_with(course: &Course, tree: &Tree, failure: &Failure) -> Option<String> {
    let (_, place) = failure.error.split_once("--> ")?;
    let place = in_project(place);
    let file = place.split(':').next()?;
    let gaps = course.gaps();
    let next = gaps
        .iter()
        .find(|gap| gap.is_open(tree))
        .map(|gap| gap.step);
    let mut own = gaps.iter().filter(|gap| gap.file == file);
    let expected = course.with_open(|gap| gap.is_open(tree)).ok()?;
    let changed = tree.files.get(file)? != expected.files.get(file)?;
    (changed && own.all(|gap| gap.is_open(tree) && Some(gap.step) > next)).then(|| file.to_string())
}

/// Where help is, for the step that does not compile.
fn way_on(course: &Course, step: &Step) -> String {
    let (number, line) = (step.number, step.line);
    let mut text = format!(
        "Compare with step {number} in CODELAB.md (line {line}), mend it, save, and type: {AGAIN}\n\
         If you are stuck: {AGAIN} hint {number}, or {AGAIN} diff {number}\n"
    );
    let mut headings = course.guide.iter().skip(number - 1);
    if let Some(heading) = headings.find_map(|advice| advice.errors.as_ref())
        && let Some(line) = course.lesson.line_of(heading)
    {
        let _ = writeln!(
            text,
            "What some errors mean: \"{heading}\" in CODELAB.md (line {line})"
        );
    }
    text
}

/// What to say of a contract that is not the one in the text.
pub fn contract_differs() -> String {
    let (file, step) = CONTRACT;
    format!(
        "{BOLD}{file}{BOLD:#} is not as in the text, and all code depends on it. To see the \
         difference: {AGAIN} diff {step}\nTo put it back: {AGAIN} reset {step}\n"
    )
}

/// Placeholders that have been removed in part, and the line where the rest stands.
fn halves<'a>(course: &'a Course, tree: &Tree) -> Vec<(Gap<'a>, usize)> {
    let gone = course.gaps().into_iter().filter(|gap| !gap.is_open(tree));
    gone.filter_map(|gap| {
        let text = tree.files.get(gap.file)?;
        let (todo, words) = (format!("todo!(\"step {}", gap.step), gap.task());
        let whole = tree.placeholders_in(gap.file); // of the same step, perhaps
        let mut lines = (1..).zip(text.lines());
        let rest = lines.find(|(number, line)| {
            let is_comment = line.trim_start().starts_with("//"); // which breaks nothing
            let is_whole = whole.iter().any(|other| other.line == *number);
            !is_comment && !is_whole && (line.contains(&todo) || line.contains(words))
        });
        Some((gap, rest?.0))
    })
    .collect()
}
