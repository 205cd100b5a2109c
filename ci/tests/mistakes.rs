//! Wrong answers that a learner might give: each file in `ci/mistakes` is one. It changes a snippet
//! of a step. The project still compiles, that step's tests turn red and no earlier step's do, and
//! what a test says leads to the mistake.

mod support;

use std::{collections::BTreeMap, env, fs, path::Path, thread};

use codelab::{
    check::{self, Build, Compiled, Test},
    course::{Course, Gap},
    repository,
};
use serde_json::Value;
use support::copy_of_the_repository;

/// How to compile a mistake: nobody is going to debug it.
const OPTIONS: [&str; 2] = ["--locked", "--config=profile.dev.debug=false"];

/// How many mistakes a step has that has something to write.
const AT_LEAST: usize = 4;

#[test]
fn every_mistake_is_caught_by_its_own_step() {
    let course = Course::open(&copy_of_the_repository("mistakes")).expect("the codelab");
    without_programs(&course);
    let mut counts: BTreeMap<usize, usize> =
        course.gaps().iter().map(|gap| (gap.step, 0)).collect();
    let mut mistakes: Vec<Mistake> = fs::read_dir(repository().join("ci/mistakes"))
        .expect("ci/mistakes")
        .map(|entry| Mistake::read(&entry.expect("a file").path()))
        .collect();
    mistakes.sort_by_key(|mistake| mistake.step); // the less changes, the less there is to compile
    // While the tests of one mistake run, the next one is compiled.
    let escaped: Vec<String> = thread::scope(|scope| {
        let mut verdicts = Vec::new();
        for mistake in &mistakes {
            *counts
                .get_mut(&mistake.step)
                .expect("a step with something to write") += 1;
            let compiled = mistake.compiled(&course);
            let course = &course;
            verdicts.push(scope.spawn(move || mistake.is_caught(course, &compiled?)));
        }
        let verdicts = verdicts.into_iter().zip(&mistakes);
        verdicts
            .filter_map(|(verdict, mistake)| {
                let reason = verdict.join().expect("no panic").err()?;
                Some(format!("{}: {}: {reason}", mistake.file, mistake.about))
            })
            .collect()
    });
    assert!(escaped.is_empty(), "{}", escaped.join("\n\n"));
    for (step, count) in counts {
        assert!(
            count >= AT_LEAST,
            "step {step} has {count} mistakes, and should have {AT_LEAST}"
        );
    }
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

/// A wrong answer, as its file has it.
struct Mistake {
    file: String,
    step: usize,
    about: String,
    replace: String,
    with: String,
}

impl Mistake {
    fn read(file: &Path) -> Mistake {
        let text = fs::read_to_string(file)
            .expect("a mistake")
            .replace("\r\n", "\n");
        let value: Value = basic_toml::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let text = |field: &str| {
            let text = value[field].as_str();
            text.unwrap_or_else(|| panic!("{} has no {field}", file.display()))
                .to_string()
        };
        let step = value["step"]
            .as_u64()
            .and_then(|step| usize::try_from(step).ok());
        Mistake {
            file: file.display().to_string(),
            step: step.unwrap_or_else(|| panic!("{} has no step", file.display())),
            about: text("about"),
            replace: text("replace"),
            with: text("with"),
        }
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
        let name = Path::new(&self.file).with_extension(env::consts::EXE_EXTENSION);
        let name = name.file_name().ok_or("no name")?;
        let moved = compiled.moved(&course.project().join(name));
        moved.map_err(|error| error.to_string())
    }

    /// Looks at the tests.
    fn is_caught(&self, course: &Course, compiled: &Compiled) -> Result<(), String> {
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
        let mut own = tests
            .iter()
            .filter(failed)
            .filter(|test| test.step() == Some(self.step));
        // A panic in the learner's code names the file; the test's name is the step's.
        let words = [
            format!("step {}", self.step),
            format!("step_{}::", self.step),
        ];
        let leads = |test: &Test| {
            let names_step = words.iter().any(|word| test.output.contains(word));
            names_step && test.output.contains(gap.file)
        };
        match own.clone().next() {
            None => Err("all of the step's tests pass".to_string()),
            Some(_) if own.any(leads) => Ok(()),
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
