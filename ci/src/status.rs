//! Where a learner is, and what to do next, derived from the tests alone.

use std::fmt::Write as _;

use crate::{
    check::{Failure, Test, Verdict},
    lesson::{Lesson, Step},
    tree::Tree,
};

/// What to type to see how far one has come.
const AGAIN: &str = "cargo codelab";

/// The steps, the one that is next, and what to do for it.
pub fn report(lesson: &Lesson, project: &Tree, tests: &[Test]) -> String {
    let current = lesson.steps.iter().find(|step| !done(step, tests));
    let mut text = format!("{}\n\n", lesson.title);
    for step in &lesson.steps {
        let mark = match current {
            Some(current) if step.number == current.number => "→",
            _ if done(step, tests) => "✓",
            _ => " ",
        };
        let (number, title) = (step.number, &step.title);
        let _ = writeln!(
            text,
            "  {mark} {number:2}  {title:42} {}",
            count(step, tests)
        );
    }
    text.push('\n');
    match current {
        None => finished(&mut text, lesson),
        Some(step) => next(&mut text, step, project, tests),
    }
    text
}

/// What to say when there are no tests to run, because the project does not compile.
pub fn does_not_compile(failure: &Failure) -> String {
    let mut text = format!("{}\n\n", failure.first);
    if failure.more > 0 {
        let errors = if failure.more == 1 {
            "error follows"
        } else {
            "errors follow"
        };
        let _ = writeln!(
            text,
            "{} more {errors}; often they go with the first.\n",
            failure.more
        );
    }
    let _ = writeln!(
        text,
        "start_here does not compile yet, so none of its tests could run. The message above is the\n\
         compiler's first: mend that, and type: {AGAIN}"
    );
    text
}

/// Whether all tests of a step pass. A step that has none is done when the project compiles.
fn done(step: &Step, tests: &[Test]) -> bool {
    of(step, tests).all(Test::passed)
}

fn of<'a>(step: &Step, tests: &'a [Test]) -> impl Iterator<Item = &'a Test> {
    let number = step.number;
    tests.iter().filter(move |test| test.step() == Some(number))
}

fn count(step: &Step, tests: &[Test]) -> String {
    let (passed, all) = (
        of(step, tests).filter(|test| test.passed()).count(),
        of(step, tests).count(),
    );
    match all {
        0 => "nothing to write".to_string(),
        _ => format!("{passed} of {all} tests"),
    }
}

fn next(text: &mut String, step: &Step, project: &Tree, tests: &[Test]) {
    let number = step.number;
    let placeholders = project.placeholders();
    let read = format!("step {number} in CODELAB.md (line {})", step.line);
    if let Some(next) = placeholders
        .iter()
        .find(|placeholder| placeholder.step == number)
    {
        let (file, line, task) = (&next.file, next.line, &next.task);
        let _ = writeln!(
            text,
            "You are at step {number}. Its tests are red until you have written it, as they should be.\n\n  \
             start_here/{file}:{line}\n  {task}\n\n\
             Read {read}, write, save, and type: {AGAIN}"
        );
        return;
    }
    let failed: Vec<&Test> = of(step, tests).filter(|test| !test.passed()).collect();
    let _ = writeln!(
        text,
        "You are at step {number}. It is written, but not all of its tests pass:\n"
    );
    for test in &failed {
        let _ = writeln!(text, "  ✗ {}", test.name);
    }
    if let Some(first) = failed.first() {
        let _ = writeln!(
            text,
            "\nThe first one says:\n\n{}",
            indented(&message(first))
        );
    }
    let _ = writeln!(text, "\nCompare with {read}, and type: {AGAIN}");
}

fn finished(text: &mut String, lesson: &Lesson) {
    let _ = writeln!(
        text,
        "All {} steps are done, and every test is green. You have a gRPC server and client of your own.\n\n\
         Where to go from here: \"What's next\", at the end of CODELAB.md.",
        lesson.steps.len()
    );
}

/// Why a test failed and where, without the noise around it.
fn message(test: &Test) -> String {
    if test.verdict == Verdict::Hung {
        return "It had not ended after a minute: is there a loop, or an await, that never ends?"
            .to_string();
    }
    let kept = test.output.lines().filter_map(|line| {
        let place = line
            .strip_prefix("thread '")
            .and_then(|rest| rest.split_once("panicked at "));
        match place {
            Some((_, place)) => Some(format!("at start_here/{}", place.trim_end_matches(':'))),
            None if line.starts_with("note: run with") => None,
            None => Some(line.to_string()),
        }
    });
    kept.collect::<Vec<_>>().join("\n").trim().to_string()
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}\n"))
        .collect::<String>()
        .trim_end()
        .to_string()
}
