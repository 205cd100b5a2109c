//! Does what a learner does: takes a copy of `start_here`, puts the text's snippets into it step by
//! step, and looks at the tests after each.

mod support;

use std::{fs, path::Path};

use codelab::{
    check::{self, Build, Compiled, Test},
    course::Course,
    lesson::{Kind, Lesson},
    proof::{self, GENERATED},
    repository,
    tree::{Placeholder, Tree},
};
use support::copy_of_the_repository;

#[test]
fn every_step_turns_its_tests_from_red_to_green() {
    let course = Course::open(&copy_of_the_repository("walkthrough")).expect("the codelab");
    let (lesson, project) = (&course.lesson, course.project());
    let mut tree = Tree::read(&project).expect("the copy can be read");
    let placeholders = tree.placeholders();

    let starts_red = |project: &Path| {
        let (_, tests) = compile_and_test(project);
        for step in &lesson.steps {
            starts_red(step.number, &placeholders, &tests);
        }
        tests
    };
    let mut tests = starts_red(&project);

    for step in &lesson.steps {
        if !placeholders
            .iter()
            .any(|placeholder| placeholder.step == step.number)
        {
            continue; // nothing changes
        }
        reaches_its_placeholder(step.number, &placeholders, &tests);
        step.fill(&mut tree)
            .unwrap_or_else(|problems| panic!("{problems:?}"));
        tree.write(&project).expect("the copy can be written");
        let (compiled, after) = compile_and_test(&project);
        tests = after;

        let red = |number: usize| {
            tests
                .iter()
                .filter(move |test| test.step() == Some(number) && !test.passed())
        };
        for done in 1..=step.number {
            let failed: Vec<&Test> = red(done).collect();
            assert!(
                failed.is_empty(),
                "after step {}, step {done} is red: {failed:#?}",
                step.number
            );
        }
        for later in placeholders.iter().map(|placeholder| placeholder.step) {
            let waits = later <= step.number || red(later).next().is_some();
            assert!(
                waits,
                "after step {}, step {later} is green already",
                step.number
            );
        }
        generated_excerpts(lesson, &compiled);
    }

    let end = tree.difference(&course.completed);
    assert_eq!(end, None, "the walk ends where completed is");

    // What was compiled on the way is not taken for the learner's project.
    starts_red(&repository().join("start_here"));
}

/// Expects a step that has placeholders to be red, and one without to be green.
fn starts_red(step: usize, placeholders: &[Placeholder], tests: &[Test]) {
    let is_red = placeholders.iter().any(|p| p.step == step);
    let mut of_step = tests.iter().filter(|test| test.step() == Some(step));
    assert_eq!(
        of_step.any(|test| !test.passed()),
        is_red,
        "step {step} should be red if it has a placeholder, and green if it has none"
    );
}

/// Expects a test of the step that is next to reach one of its placeholders. Comments cannot be
/// reached.
fn reaches_its_placeholder(step: usize, placeholders: &[Placeholder], tests: &[Test]) {
    let own = placeholders.iter().filter(|p| p.step == step);
    let messages: Vec<String> = own
        .filter(|placeholder| !placeholder.is_comment)
        .map(|placeholder| format!("step {step}: {}", placeholder.task))
        .collect();
    let reaches = |test: &Test| messages.iter().any(|message| test.output.contains(message));
    let mut of_step = tests.iter().filter(|test| test.step() == Some(step));
    assert!(
        messages.is_empty() || of_step.any(|test| !test.passed() && reaches(test)),
        "no test of step {step} reaches a placeholder of step {step}"
    );
}

/// Compiles the project, without warnings, and runs its tests.
fn compile_and_test(project: &Path) -> (Compiled, Vec<Test>) {
    let build = check::build(project, &["--locked"], |_| {}).expect("cargo can be run");
    let Build::Done(compiled) = build else {
        panic!("it does not compile: {build:#?}");
    };
    assert!(
        compiled.warnings.is_empty(),
        "{}",
        compiled.warnings.join("\n")
    );
    let tests = compiled.test(project).expect("the tests can be run");
    let others: Vec<&Test> = tests.iter().filter(|test| test.step().is_none()).collect();
    assert!(
        others.is_empty(),
        "these tests belong to no step: {others:?}"
    );
    (compiled, tests)
}

/// Expects the excerpts of generated code to stand in it.
fn generated_excerpts(lesson: &Lesson, compiled: &Compiled) {
    for block in lesson.steps.iter().flat_map(|step| &step.blocks) {
        if let Kind::Excerpt(file) = &block.kind
            && let Some(name) = file.strip_prefix(GENERATED)
        {
            let text = fs::read_to_string(compiled.out_dir.join(name)).expect("generated code");
            assert_eq!(proof::stale(block, file, &text), None);
        }
    }
}

#[test]
fn both_lock_files_pin_the_same_versions() {
    let locked = |file: &str| {
        let text = fs::read_to_string(repository().join(file)).expect("a lock file");
        let packages = text.replace("\r\n", "\n");
        packages
            .split("[[package]]\n")
            .skip(1)
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    let workspace = locked("Cargo.lock");
    for package in locked("start_here/Cargo.lock") {
        let own = package.starts_with("name = \"start_here\"");
        // The same crate may have several versions; the entry as a whole is to be the same.
        assert!(
            own || workspace.contains(&package),
            "not in Cargo.lock: {package}"
        );
    }
}
