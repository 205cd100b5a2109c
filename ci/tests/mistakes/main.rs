//! Wrong solutions that a learner might write: each entry of a file in `ci/mistakes` changes a part of
//! one of the step's snippets. The project still compiles, the step's tests fail and those of earlier
//! steps do not, and a failing test's message leads to the mistake. The variable STEP limits the test
//! to one step.

#[path = "../support/mistake.rs"]
mod mistake;
#[path = "../support/mod.rs"]
mod support;
mod tester;
mod together;
mod worker;

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::Path,
    sync::{
        Mutex,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use ci::repository;
use codelab::{cargo::build::Compiled, text::codelab::Codelab};
use mistake::{Mistake, entries};
use tester::catching_tests;
use worker::Worker;

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
    assert_eq!(outcomes.len(), mistakes.len(), "no mistake gets lost");
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

/// A mistake that was made.
struct Outcome<'a> {
    mistake: &'a Mistake,
    /// The names of the tests that catch it, or the reason why none does.
    caught_by: Result<Vec<String>, String>,
}

/// A mistake, with the test program of a learner who makes it, or the reason why there is no such program.
struct Made<'w, 'a> {
    mistake: &'a Mistake,
    codelab: &'w Codelab,
    compiled: Result<Compiled, String>,
}

/// Makes each of the mistakes. A worker compiles a group of steps whose mistakes can be merged. While it
/// compiles the next group, the tests of the finished ones run.
fn outcomes(mistakes: &[Mistake]) -> Vec<Outcome<'_>> {
    let count = thread::available_parallelism().map_or(1, usize::from);
    let workers: Vec<Worker> = (0..count).map(Worker::new).collect();
    let go_together = |a: &Mistake, b: &Mistake| {
        let worker = workers.first();
        a.step == b.step || worker.is_some_and(|worker| worker.go_together(a.step, b.step))
    };
    let groups = Mutex::new(mistakes.chunk_by(go_together));
    let (sender, made) = mpsc::channel();
    let made = Mutex::new(made);
    let mut outcomes: Vec<Outcome> = thread::scope(|scope| {
        for worker in &workers {
            let sender = sender.clone();
            scope.spawn(|| make(worker, &groups, sender));
        }
        drop(sender);
        let testers: Vec<_> = (0..4 * count)
            .map(|_| scope.spawn(|| test(&made)))
            .collect();
        let testers = testers.into_iter();
        testers
            .flat_map(|tester| tester.join().expect("no panic"))
            .collect()
    });
    outcomes.sort_by_key(|outcome| outcome.mistake.step);
    outcomes
}

/// Compiles groups of mistakes until none is left.
fn make<'w, 'a>(
    worker: &'w Worker,
    groups: &Mutex<impl Iterator<Item = &'a [Mistake]>>,
    sender: Sender<Made<'w, 'a>>,
) {
    let next = || groups.lock().expect("no panic").next();
    while let Some(mistakes) = next() {
        worker.compile(mistakes, |mistake, compiled| {
            let made = Made {
                mistake,
                codelab: &worker.codelab,
                compiled,
            };
            let _ = sender.send(made); // fails only after a panic
        });
    }
}

/// Tests mistakes until none is left.
fn test<'a>(made: &Mutex<Receiver<Made<'_, 'a>>>) -> Vec<Outcome<'a>> {
    let next = || made.lock().expect("no panic").recv();
    let mut outcomes = Vec::new();
    while let Ok(made) = next() {
        let mistake = made.mistake;
        let compiled = made.compiled;
        outcomes.push(Outcome {
            mistake,
            caught_by: compiled.and_then(|it| catching_tests(made.codelab, mistake, &it)),
        });
    }
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

/// All mistakes, ordered by step.
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
