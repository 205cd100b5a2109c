//! A learner who follows the text ends with the reference.

use codelab::text::{
    Problem,
    lesson::{self, Lesson},
    project::Project,
    slot::Slot,
};

/// The problem of a learner who does not end with the reference. The manifests differ by design.
pub fn problem(lesson: &Lesson, project: &Project, completed: &Project) -> Option<Problem> {
    let files = || project.files.keys().chain(completed.files.keys());
    let file = files()
        .filter(|file| *file != "Cargo.toml")
        .find(|file| project.text(file) != completed.text(file))?;
    let (mine, theirs) = (project.text(file), completed.text(file));
    let same = mine
        .lines()
        .zip(theirs.lines())
        .take_while(|(a, b)| a == b)
        .count();
    let line = |text: &str| {
        text.lines()
            .nth(same)
            .unwrap_or("the end")
            .trim()
            .to_string()
    };
    let message = format!(
        "filled in, start_here is not completed: {file}:{}: {:?} in start_here, {:?} in completed",
        same + 1,
        line(mine),
        line(theirs)
    );
    Some(lesson::problem(blame(lesson, completed), message))
}

/// The line of the first snippet that is not in the reference; line 1 if all of them are.
fn blame(lesson: &Lesson, completed: &Project) -> usize {
    let trimmed = |text: &str| {
        text.lines()
            .map(|line| format!("{}\n", line.trim()))
            .collect()
    };
    let differs = |slot: &&Slot| {
        let (snippet, text): (String, String) =
            (trimmed(&slot.solution), trimmed(completed.text(&slot.file)));
        !text.contains(snippet.trim_end()) // a snippet may end in the middle of a line
    };
    lesson.slots().find(differs).map_or(1, |slot| slot.line)
}
