//! The wording for a project that does not compile.

use std::fmt::Write as _;

use crate::{
    progress::{Learner, broken::Broken},
    term::{AGAIN, RED, cause, diagnostic, directions::Directions},
    text::codelab::PROJECT,
};

/// The level of detail for errors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Detail {
    /// A few lines for an error with a known cause, and the compiler's output for any other.
    Short,
    /// Every error as the compiler prints it.
    Full,
}

/// The causes, the error, and where to look.
pub fn wording(
    broken: &Broken,
    learner: &Learner,
    detail: Detail,
    directions: &Directions,
) -> String {
    let mut text = String::new();
    for cause in &broken.causes {
        let _ = writeln!(text, "{}", cause::of(cause, learner, directions));
    }
    if !broken.causes.is_empty() {
        text.push_str("Fix that first. It may be the cause of this error:\n\n");
    }
    text.push_str(&error(broken, learner, detail, directions));
    for cause in &broken.changed {
        let _ = writeln!(text, "{}", cause::of(cause, learner, directions));
    }
    if broken.is_elsewhere() {
        let _ = writeln!(
            text,
            "{RED}Cargo could not build {PROJECT}{RED:#}, and the cause does not seem to be in your files.\n\
             Check the network and the free disk space. If your server is running, stop it: on Windows, \
             Cargo cannot replace a running program. Then run: {AGAIN}"
        );
        return text;
    }
    let _ = writeln!(
        text,
        "{RED}{PROJECT} does not compile yet{RED:#}, so its tests cannot run."
    );
    text.push_str(&where_to_look(broken, learner, directions));
    text
}

fn error(broken: &Broken, learner: &Learner, detail: Detail, directions: &Directions) -> String {
    let mut text = String::new();
    if let Some(slip) = broken.slip {
        let _ = writeln!(text, "{}\n", slip.fix);
    }
    let has_cause = broken.slip.is_some() || !broken.causes.is_empty();
    let is_short = has_cause && detail == Detail::Short;
    match broken.error {
        Some(error) if is_short => {
            let error = diagnostic::short(error, learner.project, directions);
            let _ = writeln!(text, "{error}");
        }
        Some(error) => {
            let _ = writeln!(text, "{}\n", error.rendered);
        }
        None => {
            let _ = writeln!(text, "{}\n", broken.cargo.join("\n"));
        }
    }
    if detail == Detail::Full {
        for other in &broken.others {
            let _ = writeln!(text, "{}\n", other.rendered);
        }
        return text;
    }
    let _ = match broken.others.len() {
        0 if is_short && broken.error.is_some() => {
            writeln!(text, "For the full error: {AGAIN} check --full\n")
        }
        0 => Ok(()),
        1 => writeln!(
            text,
            "There is one more error, which may have the same cause. For both: {AGAIN} check --full\n"
        ),
        more => writeln!(
            text,
            "There are {more} more errors, which may have the same cause. For all: {AGAIN} check --full\n"
        ),
    };
    text
}

fn where_to_look(broken: &Broken, learner: &Learner, directions: &Directions) -> String {
    if broken.is_outside() {
        let save = directions.save();
        return format!("Fix it, {save}To see all changes: {AGAIN} diff\n");
    }
    let lesson = &learner.codelab.lesson;
    let step = broken.step;
    let line = lesson.step(step).map_or(1, |step| step.line);
    let mut text = format!(
        "Compare your code with step {step} in {}, fix it, {}{}",
        directions.in_text(line),
        directions.save(),
        directions.stuck(&format!("{AGAIN} hint, or {AGAIN} diff"))
    );
    if let Some(heading) = broken.table.map(|table| &table.heading)
        && let Some(line) = lesson.line_of(heading)
    {
        let _ = writeln!(
            text,
            "For common errors, see \"{heading}\" in {}",
            directions.in_text(line)
        );
    }
    text
}
