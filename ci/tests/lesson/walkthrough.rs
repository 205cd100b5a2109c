//! Follows the text like a learner: takes a copy of `start_here`, fills in the text's snippets step
//! by step, and runs the tests after each step.

use std::{fs, path::Path};

use ci::repository;
use codelab::{
    cargo::{
        build::{self, Build, Compiled},
        test::{Test, TestRun, Verdict},
    },
    text::{
        block::Kind,
        codelab::Codelab,
        lesson::{Lesson, Step},
        manifest,
        project::Project,
        slot::Slot,
    },
};

use crate::support::copy_without_programs;

/// The prefix of excerpts from code that the build script generates.
const GENERATED: &str = "OUT_DIR/";

#[test]
fn every_step_turns_its_tests_from_red_to_green() {
    let codelab = Codelab::open(&copy_without_programs("walkthrough")).expect("the codelab");
    let folder = codelab.project();
    let mut project = Project::read(&folder).expect("the copy can be read");
    let last = codelab.lesson.steps.len();
    let mut runs = compile_and_test(&folder, last).runs;
    for step in &codelab.lesson.steps {
        starts_red(step, &runs);
    }

    let steps = codelab.lesson.steps.iter();
    let mut steps = steps.filter(|step| !step.slots.is_empty()).peekable();
    while let Some(step) = steps.next() {
        let next = steps.peek().map_or(last, |step| step.number);
        // A feature brings the tests of its step, which are red until their own code is written.
        let (features, code): (Vec<&Slot>, Vec<&Slot>) = step
            .slots
            .iter()
            .partition(|slot| slot.file == manifest::FILE);
        if !features.is_empty() {
            runs = fill(&mut project, &features, &folder, step.number).runs;
        }
        reaches_its_placeholder(step, &runs);
        let tested = fill(&mut project, &code, &folder, next);
        runs = tested.runs;
        ends_green(step, next, &runs);
        generated_excerpts(&codelab.lesson, &tested.compiled);
    }
    every_slot_has_its_tests(&codelab, &runs);
    assert_eq!(
        project, codelab.finished,
        "the last step should lead to the files of `completed`"
    );
}

/// A project that compiles, and the runs of its tests.
struct Tested {
    compiled: Compiled,
    runs: Vec<TestRun>,
}

/// Writes the solutions of these slots, and runs the tests of all steps up to `last`.
fn fill(project: &mut Project, slots: &[&Slot], folder: &Path, last: usize) -> Tested {
    for slot in slots {
        let filled = slot.fill(project.text(&slot.file)).expect("a placeholder");
        project.files.insert(slot.file.clone(), filled);
    }
    project.write(folder).expect("the copy can be written");
    compile_and_test(folder, last)
}

/// Compiles the project, without warnings, and runs the tests of all steps up to `last`.
fn compile_and_test(folder: &Path, last: usize) -> Tested {
    let build = build::build(folder, &crate::OPTIONS, |_| {}).expect("cargo can be run");
    let Build::Done(compiled) = build else {
        panic!("it does not compile: {build:#?}");
    };
    assert_eq!(compiled.warnings, []);
    let mut tests = compiled.list(folder).expect("the tests can be listed");
    tests.retain(|test| test.step() <= Some(last)); // keeps tests of no step, for `every_slot_has_its_tests`
    let runs = compiled.run(folder, &tests).expect("the tests can be run");
    Tested { compiled, runs }
}

fn red(step: usize, runs: &[TestRun]) -> Vec<&TestRun> {
    let of_step = runs.iter().filter(|run| run.test.step() == Some(step));
    of_step.filter(|run| !run.passed()).collect()
}

/// Expects a step that has slots to be red, and one without to be green. No test crashes or hangs.
fn starts_red(step: &Step, runs: &[TestRun]) {
    let red = red(step.number, runs);
    assert_eq!(
        red.is_empty(),
        step.slots.is_empty(),
        "step {0} should be red if it has a slot, and green if it has none; \
         its tests need `mod step_{0:02};` in tests/codelab/main.rs",
        step.number
    );
    let other = red.iter().find(|run| run.verdict != Verdict::Failed);
    assert_eq!(
        other, None,
        "a test of an unwritten step should fail in the ordinary way"
    );
}

/// Expects a test of the step that is next to reach one of its placeholders. Comments cannot be
/// reached.
fn reaches_its_placeholder(step: &Step, runs: &[TestRun]) {
    let messages: Vec<String> = step
        .slots
        .iter()
        .filter(|slot| !slot.is_comment())
        .map(|slot| format!("step {}: {}", slot.step, slot.task))
        .collect();
    let reaches = |run: &TestRun| messages.iter().any(|message| run.output.contains(message));
    assert!(
        messages.is_empty() || red(step.number, runs).into_iter().any(reaches),
        "no test of step {0} reaches a placeholder of step {0}",
        step.number
    );
}

/// Expects the steps up to this one to be green, and the next one with slots, if there is one, to be red.
fn ends_green(step: &Step, next: usize, runs: &[TestRun]) {
    let of_later = |run: &&TestRun| run.test.step() > Some(step.number);
    let (later, earlier): (Vec<_>, Vec<_>) = runs.iter().partition(of_later);
    let red: Vec<_> = earlier.into_iter().filter(|run| !run.passed()).collect();
    assert!(
        red.is_empty(),
        "after step {}, these tests are red: {red:#?}",
        step.number
    );
    assert!(
        next == step.number || later.into_iter().any(|run| !run.passed()),
        "after step {}, step {next} is green already",
        step.number
    );
}

/// Expects every test to belong to a step, every module of a step's tests to name a slot of that
/// step, and every slot to have tests.
fn every_slot_has_its_tests(codelab: &Codelab, runs: &[TestRun]) {
    let tests: Vec<&Test> = runs.iter().map(|run| &run.test).collect();
    for test in &tests {
        let step = test.step().and_then(|step| codelab.lesson.step(step));
        let step = step.unwrap_or_else(|| panic!("{} belongs to no step", test.name));
        let names = || step.slots.iter().filter_map(|slot| slot.name.as_deref());
        let names_slot = test
            .module()
            .is_none_or(|module| names().any(|name| name == module));
        assert!(
            names_slot,
            "the module of {} names no slot of its step",
            test.name
        );
    }
    for slot in codelab.lesson.slots() {
        let needs = |test: &&Test| {
            test.step() == Some(slot.step)
                && codelab
                    .slots_needed_by(slot.step, test.module())
                    .contains(slot)
        };
        assert!(tests.iter().any(needs), "no test needs {}", slot.marker);
    }
}

/// Expects the excerpts of generated code to stand in it.
fn generated_excerpts(lesson: &Lesson, compiled: &Compiled) {
    let trimmed = |text: &str| {
        text.lines()
            .map(|line| format!("{}\n", line.trim()))
            .collect()
    };
    for block in lesson.steps.iter().flat_map(|step| &step.blocks) {
        if let Kind::Excerpt(file) = &block.kind
            && let Some(name) = file.strip_prefix(GENERATED)
        {
            let text = fs::read_to_string(compiled.out_dir.join(name)).expect("generated code");
            let (shown, text): (String, String) = (trimmed(&block.text), trimmed(&text));
            assert!(
                text.contains(&shown),
                "CODELAB.md:{}: not in {file}",
                block.line
            );
        }
    }
}

#[test]
fn both_lock_files_pin_the_same_versions() {
    let locked = |file: &str| {
        let text = fs::read_to_string(repository().join(file)).expect("a lock file");
        let packages = text.replace("\r\n", "\n");
        let packages = packages.split("[[package]]\n").skip(1);
        // The dependencies follow from the version, and from the features that are on.
        let pinned = |package: &str| {
            package
                .split("dependencies = [")
                .next()
                .map(|it| it.trim().to_string())
        };
        packages.filter_map(pinned).collect::<Vec<_>>()
    };
    let workspace = locked("Cargo.lock");
    for package in locked("start_here/Cargo.lock") {
        let own = package.starts_with("name = \"start_here\"");
        assert!(
            own || workspace.contains(&package),
            "not in Cargo.lock: {package}"
        );
    }
}
