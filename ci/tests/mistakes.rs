//! Wrong solutions that a learner might write: each entry of a file in `ci/mistakes` changes a part of
//! one of the step's snippets. The project still compiles, the step's tests fail and those of earlier
//! steps do not, and a failing test's message leads to the mistake.

#[path = "support/mistake.rs"]
mod mistake;
mod support;

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::Path,
    thread,
};

use ci::repository;
use codelab::{
    cargo::{
        build::{self, Build, Compiled},
        test::TestRun,
    },
    text::{codelab::Codelab, project::Project, slot::Slot},
};
use mistake::{Mistake, entries};
use support::copy_without_programs;

/// How to compile a mistake: nobody is going to debug it.
const OPTIONS: [&str; 2] = ["--locked", "--config=profile.dev.debug=false"];

/// The smallest number of mistakes for a step that has something to write.
const AT_LEAST: usize = 4;

#[test]
fn every_mistake_is_caught_by_its_own_step() {
    let codelab = Codelab::open(&copy_without_programs("mistakes")).expect("the codelab");
    let mistakes = mistakes();
    // While the tests of one mistake run, the next one is compiled.
    let verdicts: Vec<Result<Vec<String>, String>> = thread::scope(|scope| {
        let mut verdicts = Vec::new();
        for mistake in &mistakes {
            let compiled = compiled(mistake, &codelab);
            let codelab = &codelab;
            verdicts.push(scope.spawn(move || catching_tests(mistake, codelab, &compiled?)));
        }
        let verdicts = verdicts.into_iter();
        verdicts
            .map(|verdict| verdict.join().expect("no panic"))
            .collect()
    });
    report(&mistakes, &verdicts);
    let escaped: Vec<String> = mistakes
        .iter()
        .zip(&verdicts)
        .filter_map(|(mistake, verdict)| {
            let reason = verdict.as_ref().err()?;
            Some(format!(
                "step {}: {}: {reason}",
                mistake.step, mistake.about
            ))
        })
        .collect();
    assert!(escaped.is_empty(), "{}", escaped.join("\n\n"));
    every_step_has_mistakes(&codelab, &mistakes);
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
            "step {step} has {count} mistakes, and should have {AT_LEAST}"
        );
    }
}

/// All mistakes, step by step: the fewer changes between two of them, the less there is to compile.
fn mistakes() -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for entry in fs::read_dir(repository().join("ci/mistakes")).expect("ci/mistakes") {
        mistakes.extend(mistakes_in(&entry.expect("a file").path()));
    }
    mistakes.sort_by_key(|mistake| mistake.step);
    mistakes
}

/// Prints the score, past the test runner, which captures the output of a test that passes.
fn report(mistakes: &[Mistake], verdicts: &[Result<Vec<String>, String>]) {
    let caught = verdicts.iter().filter(|verdict| verdict.is_ok()).count();
    let mut text = format!("mistakes caught: {caught} of {}\n", mistakes.len());
    for (mistake, verdict) in mistakes.iter().zip(verdicts) {
        let by = match verdict.as_deref() {
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

/// Compiles the project of a learner who makes this mistake.
fn compiled(mistake: &Mistake, codelab: &Codelab) -> Result<Compiled, String> {
    let mut project = mistake.project(codelab)?;
    leave_out_later_tests(&mut project, mistake.step);
    let folder = codelab.project();
    project.write(&folder).map_err(|error| error.to_string())?;

    let build = build::build(&folder, &OPTIONS, |_| {}).expect("cargo can be run");
    let Build::Done(compiled) = build else {
        return Err(format!("it does not compile: {build:#?}"));
    };
    // The next mistake's tests are compiled to the same file.
    let name: String = mistake
        .about
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let tests = folder.join(format!(
        "{}-{name}{}",
        mistake.step,
        env::consts::EXE_SUFFIX
    ));
    fs::rename(&compiled.tests, &tests).map_err(|error| error.to_string())?;
    Ok(Compiled { tests, ..compiled })
}

/// Takes the tests of later steps out of the test program, which takes longer to compile than all the
/// rest.
fn leave_out_later_tests(project: &mut Project, step: usize) {
    let main = "tests/codelab/main.rs";
    let is_later = |line: &str| {
        let module = line.strip_prefix("mod step_");
        let number = module.and_then(|module| module.strip_suffix(';'));
        number.and_then(|number| number.parse().ok()) > Some(step)
    };
    let text = project.text(main).lines().filter(|line| !is_later(line));
    let text = text.map(|line| format!("{line}\n")).collect();
    project.files.insert(main.to_string(), text);
}

/// Runs the tests up to the mistake's step, and returns those that catch it.
fn catching_tests(
    mistake: &Mistake,
    codelab: &Codelab,
    compiled: &Compiled,
) -> Result<Vec<String>, String> {
    let slot = mistake.slot(codelab)?;
    let folder = codelab.project();
    let mut tests = compiled.list(&folder).expect("the tests can be listed");
    tests.retain(|test| test.step() <= Some(mistake.step));
    let mut failed = compiled.run(&folder, &tests).expect("the tests can be run");
    let _ = fs::remove_file(&compiled.tests); // some 30 MB
    failed.retain(|run| !run.passed());
    let step = |run: &TestRun| run.test.step();
    if let Some(early) = failed.iter().find(|run| step(run) < Some(mistake.step)) {
        return Err(format!("an earlier test fails: {early:#?}"));
    }
    match failed.first() {
        None => Err("all of the step's tests pass".to_string()),
        Some(_) if failed.iter().any(|run| leads_to(mistake, slot, run)) => {
            Ok(failed.iter().map(|run| run.test.name.clone()).collect())
        }
        Some(run) => Err(format!(
            "no test names the step and {}: {run:#?}",
            slot.file
        )),
    }
}

/// Returns whether the message of a test names the step and the file. A panic in the learner's code names
/// the file; the test's name has the step.
fn leads_to(mistake: &Mistake, slot: &Slot, run: &TestRun) -> bool {
    let words = [
        format!("step {}", mistake.step),
        format!("step_{:02}::", mistake.step),
    ];
    let message = format!("{}\n{}", run.test.name, run.output);
    let names_step = words.iter().any(|word| message.contains(word));
    names_step && run.output.contains(&slot.file)
}
