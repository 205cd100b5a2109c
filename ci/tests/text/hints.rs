//! The hints agree with the text: each is for a slot that exists, and resembles the code of that
//! slot most.

use std::collections::BTreeSet;

use codelab::text::{
    Problem,
    hints::{FILE, Hint, Hints},
    lesson::{Lesson, Step},
};

use crate::{
    claims::{self, Claims},
    entries::headers,
    sources::Sources,
    tokens::tokens,
};

/// Hints that do not fit the text.
pub fn problems(_: &Claims, sources: &Sources) -> Vec<Problem> {
    let hints = match Hints::parse(sources.text(FILE)) {
        Ok(hints) => hints,
        Err(error) => return vec![problem(1, error.to_string())],
    };
    let Ok(lesson) = sources.lesson() else {
        return Vec::new(); // reported where the text is checked
    };
    let text = sources.text(FILE);
    let (lines, tables) = match (
        headers(text, "hint", hints.hints.len()),
        headers(text, "errors", hints.errors.len()),
    ) {
        (Ok(lines), Ok(tables)) => (lines, tables),
        (Err(error), _) | (_, Err(error)) => return vec![problem(1, error)],
    };
    let mut problems = Vec::new();
    let mut previous = (0, 0);
    for (hint, line) in hints.hints.iter().zip(lines) {
        let place = (hint.step, hint.slot);
        let message = match lesson.step(hint.step) {
            None => Some(format!("there is no step {}", hint.step)),
            Some(step) if hint.slot == 0 || hint.slot > step.slots.len().max(1) => {
                Some(format!("step {} has no slot {}", hint.step, hint.slot))
            }
            Some(_) if place < previous => {
                Some("hints are in the order of the steps and of their slots".to_string())
            }
            Some(step) => nearer(hint, step),
        };
        previous = place;
        problems.extend(message.map(|message| {
            let message = format!("the hint {:?}: {message}", hint.title);
            problem(line, message)
        }));
    }
    for step in &lesson.steps {
        if hints.of_step(step.number).len() < 2 {
            let message = format!("step {} has fewer than two hints", step.number);
            problems.push(problem(1, message));
        }
    }
    problems.extend(misplaced(&hints, lesson, &tables));
    problems
}

/// The slot that has more of the hint's words than the hint's own slot, if there is one.
fn nearer(hint: &Hint, step: &Step) -> Option<String> {
    let words: BTreeSet<&str> = tokens(&hint.text)
        .into_iter()
        .filter(|word| word.len() > 2)
        .collect();
    let common = |slot: usize| {
        let code: BTreeSet<&str> = tokens(&step.slots[slot - 1].solution).into_iter().collect();
        words.intersection(&code).count()
    };
    if step.slots.len() < 2 {
        return None;
    }
    let own = common(hint.slot);
    let nearer = (1..=step.slots.len()).find(|&slot| common(slot) > own)?;
    Some(format!(
        "slot {nearer} has more of its words in its code than slot {}",
        hint.slot
    ))
}

/// Tables of errors that are in a step other than the one that hints.toml names.
fn misplaced(hints: &Hints, lesson: &Lesson, lines: &[usize]) -> Vec<Problem> {
    let of_heading = |heading: &str| {
        let line = lesson.line_of(heading)?;
        let mut before = lesson.steps.iter().rev();
        before.find(|step| step.line < line).map(|step| step.number)
    };
    let tables = hints.errors.iter().zip(lines);
    let wrong = tables.filter(|(table, _)| of_heading(&table.heading) != Some(table.step));
    wrong
        .map(|(table, line)| {
            problem(
                *line,
                format!("step {} has no heading {:?}", table.step, table.heading),
            )
        })
        .collect()
}

fn problem(line: usize, message: String) -> Problem {
    claims::problem(FILE, line, message)
}
