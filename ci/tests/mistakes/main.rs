//! Wrong solutions that a learner might write: each entry of a file in `ci/mistakes` changes a part of
//! one of the step's snippets. The project still compiles, the step's tests fail and those of earlier
//! steps do not, and a failing test's message leads to the mistake. The variable STEP limits the test
//! to one step.

#[path = "../support/mistake.rs"]
mod mistake;
#[path = "../support/mod.rs"]
mod support;
mod worker;

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::Path,
    sync::Mutex,
    thread,
};

use ci::repository;
use codelab::text::codelab::Codelab;
use mistake::{Mistake, entries};
use worker::{Outcome, Worker};

/// The smallest number of mistakes for a step that has something to write.
const AT_LEAST: usize = 4;

#[test]
fn every_mistake_is_caught_by_its_own_step() {
    let mut mistakes = mistakes();
    let codelab = Codelab::open(&repository()).expect("the codelab");
    every_step_has_mistakes(&codelab, &mistakes);
    if let Ok(step) = env::var("STEP") {
        mistakes.retain(|mistake| mistake.step.to_string() == step);
        assert!(!mistakes.is_empty(), "there is no mistake of STEP={step}");
    }
    let outcomes = outcomes(&mistakes);
    report(&outcomes);
    let escaped: Vec<String> = outcomes
        .iter()
        .filter_map(|Outcome { mistake, caught_by }| {
            let reason = caught_by.as_ref().err()?;
            Some(format!(
                "ci/mistakes/step_{:02}.toml: {}: {reason}",
                mistake.step, mistake.about
            ))
        })
        .collect();
    assert!(escaped.is_empty(), "{}", escaped.join("\n\n"));
}

/// Makes each of the mistakes. A worker makes all those of a step: from one to the next, little
/// changes, and Cargo compiles little. The last steps take the longest, and come first.
fn outcomes(mistakes: &[Mistake]) -> Vec<Outcome<'_>> {
    let count = thread::available_parallelism().map_or(1, usize::from);
    let steps = mistakes.chunk_by(|a, b| a.step == b.step).rev();
    let queue = Mutex::new(steps);
    let work = |worker: Worker| {
        let next = || queue.lock().expect("no panic").next();
        let mut outcomes = Vec::new();
        while let Some(mistakes) = next() {
            outcomes.extend(worker.outcomes(mistakes));
        }
        outcomes
    };
    let mut outcomes: Vec<Outcome> = thread::scope(|scope| {
        let workers: Vec<_> = (0..count)
            .map(|number| scope.spawn(move || work(Worker::new(number))))
            .collect();
        let workers = workers.into_iter();
        workers
            .flat_map(|worker| worker.join().expect("no panic"))
            .collect()
    });
    outcomes.sort_by_key(|outcome| outcome.mistake.step);
    outcomes
}

fn every_step_has_mistakes(codelab: &Codelab, mistakes: &[Mistake]) {
    let steps = codelab.lesson.slots().map(|slot| (slot.step, 0));
    let mut counts: BTreeMap<usize, usize> = steps.collect();
    for mistake in mistakes {
        *counts.get_mut(&mistake.step).expect("a step with a slot") += 1;
    }
    for (step, count) in counts {
        assert!(
            count >= AT_LEAST,
            "ci/mistakes/step_{step:02}.toml has {count} mistakes, and needs at least {AT_LEAST}"
        );
    }
}

/// All mistakes, ordered by step. If few files change between two mistakes, Cargo compiles less.
fn mistakes() -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for entry in fs::read_dir(repository().join("ci/mistakes")).expect("ci/mistakes") {
        mistakes.extend(mistakes_in(&entry.expect("a file").path()));
    }
    mistakes.sort_by_key(|mistake| mistake.step);
    mistakes
}

/// Prints the score, directly to standard error: the test runner captures the output of a test.
fn report(outcomes: &[Outcome]) {
    let caught = outcomes.iter().filter(|outcome| outcome.caught_by.is_ok());
    let mut text = format!(
        "mistakes caught: {} of {}\n",
        caught.count(),
        outcomes.len()
    );
    for Outcome { mistake, caught_by } in outcomes {
        let by = match caught_by.as_deref() {
            Ok([first]) => first.to_string(),
            Ok([first, others @ ..]) => format!("{first}, and {} more", others.len()),
            Ok([]) | Err(_) => "nothing".to_string(),
        };
        let _ = writeln!(text, "  {:2}  {}: {by}", mistake.step, mistake.about);
    }
    let _ = io::stderr().write_all(text.as_bytes());
}

/// The mistakes of one step, whose file is `step_03.toml`.
fn mistakes_in(file: &Path) -> Vec<Mistake> {
    let stem = file.file_stem().expect("a name").to_string_lossy();
    let step = stem
        .strip_prefix("step_")
        .and_then(|step| step.parse().ok());
    let step = step.unwrap_or_else(|| panic!("{} names no step", file.display()));
    let entries = entries(file, "mistake");
    entries
        .iter()
        .map(|entry| Mistake::new(step, entry))
        .collect()
}
