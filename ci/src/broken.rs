//! What to say of a project that does not compile, or not as it was meant to.

use std::fmt::Write as _;

use crate::{
    Error,
    check::Failure,
    course::{CONTRACT, Course, Gap, PROJECT},
    status::{AGAIN, BOLD, RED, shown},
    tree::Tree,
};

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
        "{RED}{PROJECT} does not compile yet{RED:#}, so none of its tests could run. \
         Mend that, and type: {AGAIN}"
    );
    Ok(text)
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
    let gone = course
        .gaps()
        .into_iter()
        .filter(|gap| gap.placeholder(tree).is_none());
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
