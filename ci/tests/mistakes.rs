//! Wrong solutions that a learner might write: each entry of a file in `ci/mistakes` changes a part of
//! one of the step's snippets. The project still compiles, the step's tests fail and those of earlier
//! steps do not, and a failing test's message leads to the mistake.

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

use codelab::{
    check::{self, Build, Compiled, Test},
    course::{Course, Gap},
    repository,
};
use serde_json::Value;
use support::copy_of_the_repository;

/// How to compile a mistake: nobody is going to debug it.
const OPTIONS: [&str; 2] = ["--locked", "--config=profile.dev.debug=false"];

/// The smallest number of mistakes for a step that has something to write.
const AT_LEAST: usize = 4;

#[test]
fn every_mistake_is_caught_by_its_own_step() {
    let course = Course::open(&copy_of_the_repository("mistakes")).expect("the codelab");
    without_programs(&course);
    let mut counts: BTreeMap<usize, usize> =
        course.gaps().iter().map(|gap| (gap.step, 0)).collect();
    let mistakes = mistakes();
    // While the tests of one mistake run, the next one is compiled.
    let verdicts: Vec<Result<Vec<String>, String>> = thread::scope(|scope| {
        let mut verdicts = Vec::new();
        for mistake in &mistakes {
            *counts
                .get_mut(&mistake.step)
                .expect("a step with something to write") += 1;
            let compiled = mistake.compiled(&course);
            let course = &course;
            verdicts.push(scope.spawn(move || mistake.is_caught(course, &compiled?)));
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
        mistakes.extend(Mistake::read(&entry.expect("a file").path()));
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

/// Takes the programs out of the project: no mistake is in them, and to link them each time takes as
/// long as all the rest.
fn without_programs(course: &Course) {
    let file = course.project().join("Cargo.toml");
    let manifest = fs::read_to_string(&file)
        .expect("the manifest")
        .replace("\r\n", "\n");
    let (before, programs) = manifest.split_once("[[bin]]").expect("programs");
    let (_, after) = programs.split_once("[dependencies]").expect("dependencies");
    let before = before.replacen("publish = false", "publish = false\nautobins = false", 1);
    fs::write(file, format!("{before}[dependencies]{after}")).expect("the manifest");
}

/// A wrong solution, as its file has it.
struct Mistake {
    step: usize,
    about: String,
    replace: String,
    with: String,
}

impl Mistake {
    /// Reads the file of one step, `step_03.toml`.
    fn read(file: &Path) -> Vec<Mistake> {
        let text = fs::read_to_string(file)
            .expect("a file of mistakes")
            .replace("\r\n", "\n");
        let value: Value = basic_toml::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let stem = file.file_stem().expect("a name").to_string_lossy();
        let step = stem
            .strip_prefix("step_")
            .and_then(|step| step.parse().ok());
        let entries = value["mistake"].as_array().expect("a list of mistakes");
        entries
            .iter()
            .map(|entry| {
                let text = |field: &str| {
                    let text = entry[field].as_str();
                    text.unwrap_or_else(|| panic!("{}: {entry}: no {field}", file.display()))
                        .to_string()
                };
                Mistake {
                    step: step.unwrap_or_else(|| panic!("{} names no step", file.display())),
                    about: text("about"),
                    replace: text("replace"),
                    with: text("with"),
                }
            })
            .collect()
    }

    /// Gives the wrong answer in a project where all earlier steps are right and no later one has
    /// begun.
    fn compiled(&self, course: &Course) -> Result<Compiled, String> {
        let gap = self.gap(course)?;
        let mut tree = course
            .with_open(|gap| gap.step > self.step)
            .map_err(|error| error.to_string())?;
        let span = tree
            .find(gap.file, gap.snippet)
            .ok_or("the snippet is not there")?;
        tree.replace(
            gap.file,
            span,
            &gap.snippet.replacen(&self.replace, &self.with, 1),
        );
        tree.write(&course.project())
            .map_err(|error| error.to_string())?;

        let build = check::build(&course.project(), &OPTIONS, |_| {}).expect("cargo can be run");
        let Build::Done(compiled) = build else {
            return Err(format!("it does not compile: {build:#?}"));
        };
        // The next mistake's tests are compiled to the same place.
        let name: String = self.about.chars().filter(|c| c.is_alphanumeric()).collect();
        let name = format!("{}-{name}{}", self.step, env::consts::EXE_SUFFIX);
        let moved = compiled.moved(&course.project().join(name));
        moved.map_err(|error| error.to_string())
    }

    /// Runs the tests, and returns those that catch the mistake.
    fn is_caught(&self, course: &Course, compiled: &Compiled) -> Result<Vec<String>, String> {
        let gap = self.gap(course)?;
        let tests = compiled
            .test(&course.project())
            .expect("the tests can be run");
        let failed = |test: &&Test| !test.passed();
        if let Some(early) = tests
            .iter()
            .filter(failed)
            .find(|test| test.step() < Some(self.step))
        {
            return Err(format!("an earlier test fails: {early:#?}"));
        }
        let own: Vec<&Test> = tests
            .iter()
            .filter(failed)
            .filter(|test| test.step() == Some(self.step))
            .collect();
        // A panic in the learner's code names the file; the test's name has the step.
        let words = [
            format!("step {}", self.step),
            format!("step_{:02}::", self.step),
        ];
        let leads = |test: &&Test| {
            let names_step = words.iter().any(|word| test.output.contains(word));
            names_step && test.output.contains(gap.file)
        };
        match own.first() {
            None => Err("all of the step's tests pass".to_string()),
            Some(_) if own.iter().any(leads) => {
                Ok(own.iter().map(|test| test.name.clone()).collect())
            }
            Some(test) => Err(format!(
                "no test names the step and {}: {test:#?}",
                gap.file
            )),
        }
    }

    /// The one place of the step that it changes.
    fn gap<'a>(&self, course: &'a Course) -> Result<Gap<'a>, String> {
        let gaps = course.gaps().into_iter();
        let mut fitting =
            gaps.filter(|gap| gap.step == self.step && gap.snippet.contains(&self.replace));
        match (fitting.next(), fitting.next()) {
            (Some(gap), None) => Ok(gap),
            (None, _) => Err("what it replaces is in no snippet of the step".to_string()),
            (Some(_), Some(_)) => Err("what it replaces is in two snippets".to_string()),
        }
    }
}
