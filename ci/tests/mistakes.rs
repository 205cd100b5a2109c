//! Wrong solutions that a learner might write: each entry of a file in `ci/mistakes` changes a part of
//! one of the step's snippets. The project still compiles, the step's tests fail and those of earlier
//! steps do not, and a failing test's message leads to the mistake. The variable STEP limits the test
//! to one step.

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
    process::{Command, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
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

/// The options for compiling, without debug information.
const OPTIONS: [&str; 2] = ["--locked", "--config=profile.dev.debug=false"];

/// The smallest number of mistakes for a step that has something to write.
const AT_LEAST: usize = 4;

/// The time that the tests of earlier steps may take. They take a few seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// A mistake that was made.
struct Outcome<'a> {
    mistake: &'a Mistake,
    /// The names of the tests that catch it, or the reason why none does.
    caught_by: Result<Vec<String>, String>,
}

#[test]
fn every_mistake_is_caught_by_its_own_step() {
    let mut mistakes = mistakes();
    let codelab = Codelab::open(&repository()).expect("the codelab");
    every_step_has_mistakes(&codelab, &mistakes);
    if let Ok(step) = env::var("STEP") {
        mistakes.retain(|mistake| mistake.step.to_string() == step);
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

/// A copy of the repository, in which one mistake after the other is made.
struct Worker {
    codelab: Codelab,
}

impl Worker {
    fn new(number: usize) -> Worker {
        let copy = copy_without_programs(&format!("mistakes-{number}"));
        Worker {
            codelab: Codelab::open(&copy).expect("the codelab"),
        }
    }

    /// Makes these mistakes. While the tests of one run, and often wait, the next one is compiled.
    fn outcomes<'a>(&self, mistakes: &'a [Mistake]) -> Vec<Outcome<'a>> {
        thread::scope(|scope| {
            let outcomes: Vec<_> = mistakes
                .iter()
                .map(|mistake| {
                    let compiled = self.compiled(mistake);
                    scope.spawn(move || Outcome {
                        mistake,
                        caught_by: compiled.and_then(|it| self.catching_tests(mistake, &it)),
                    })
                })
                .collect();
            let outcomes = outcomes.into_iter();
            outcomes
                .map(|outcome| outcome.join().expect("no panic"))
                .collect()
        })
    }

    /// Compiles the project of a learner who makes this mistake.
    fn compiled(&self, mistake: &Mistake) -> Result<Compiled, String> {
        let mut project = mistake.project(&self.codelab)?;
        leave_out_later_tests(&mut project, mistake.step);
        let folder = self.codelab.project();
        project.write(&folder).map_err(|error| error.to_string())?;

        match build::build(&folder, &OPTIONS, |_| {}).expect("cargo can be run") {
            Build::Done(compiled) => Ok(kept(compiled, mistake)),
            Build::Failed(failure) => {
                let errors = failure.errors.iter().map(|error| error.message.clone());
                let errors: Vec<String> = errors.chain(failure.cargo).collect();
                Err(format!("it does not compile: {}", errors.join("\n")))
            }
        }
    }

    /// The tests that catch a mistake. At least one of them leads to it.
    fn catching_tests(
        &self,
        mistake: &Mistake,
        compiled: &Compiled,
    ) -> Result<Vec<String>, String> {
        let slot = mistake.slot(&self.codelab)?;
        self.earlier_tests_pass(compiled, mistake.step)?;
        let failed = self.failed_tests(compiled, mistake.step);
        let _ = fs::remove_file(&compiled.tests); // some 30 MB
        match failed.first() {
            None => Err("all of the step's tests pass".to_string()),
            Some(_) if failed.iter().any(|run| leads_to(mistake, slot, run)) => {
                Ok(failed.into_iter().map(|run| run.test.name).collect())
            }
            Some(run) => Err(format!(
                "no test names the step and {}: {run:#?}",
                slot.file
            )),
        }
    }

    /// Runs the tests of all earlier steps, in one process: they are expected to pass.
    fn earlier_tests_pass(&self, compiled: &Compiled, step: usize) -> Result<(), String> {
        let earlier = (2..step).map(|step| format!("step_{step:02}::"));
        let mut tests = Command::new(&compiled.tests)
            .args(earlier)
            .current_dir(self.codelab.project())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the tests can be run");
        let end = Instant::now() + LIMIT;
        while tests.try_wait().expect("a process").is_none() && Instant::now() < end {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = tests.kill(); // if it has not ended
        let output = tests.wait_with_output().expect("the output");
        let text = String::from_utf8_lossy(&output.stdout);
        let passed = output.status.success() && text.contains("test result: ok.");
        passed
            .then_some(())
            .ok_or_else(|| format!("an earlier test fails: {text}"))
    }

    /// Runs the tests of the mistake's step, and returns those that fail.
    fn failed_tests(&self, compiled: &Compiled, step: usize) -> Vec<TestRun> {
        let folder = self.codelab.project();
        let mut tests = compiled.list(&folder).expect("the tests can be listed");
        tests.retain(|test| test.step() == Some(step));
        let mut runs = compiled.run(&folder, &tests).expect("the tests can be run");
        runs.retain(|run| !run.passed());
        runs
    }
}

/// Gives the test program a name of its own: the next mistake's tests are compiled to the same file.
fn kept(compiled: Compiled, mistake: &Mistake) -> Compiled {
    let about = mistake.about.chars().filter(|c| c.is_alphanumeric());
    let name = format!("{}-{}", mistake.step, about.collect::<String>());
    let tests = compiled
        .tests
        .with_file_name(name + env::consts::EXE_SUFFIX);
    fs::rename(&compiled.tests, &tests).expect("the test program can be renamed");
    Compiled { tests, ..compiled }
}

/// Removes the tests of later steps from the test program, which takes longer to compile than all
/// other code.
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

/// Returns whether the message of a test names the step and the file. A panic in the learner's code names
/// only the file, but then the name of the test contains the step.
fn leads_to(mistake: &Mistake, slot: &Slot, run: &TestRun) -> bool {
    let words = [
        format!("step {}", mistake.step),
        format!("step_{:02}::", mistake.step),
    ];
    let message = format!("{}\n{}", run.test.name, run.output);
    let names_step = words.iter().any(|word| message.contains(word));
    names_step && run.output.contains(&slot.file)
}
