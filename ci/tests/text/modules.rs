//! The modules of a step's tests are named after the step's slots, and Cargo runs all of them.

use std::collections::BTreeSet;

use codelab::text::{
    Problem,
    lesson::{self, Step},
    numbered,
};

use crate::{
    claims::{Claims, problem},
    sources::Sources,
};

/// The folder of the steps' tests.
const TESTS: &str = "completed/tests/codelab";

/// Slots without tests, and tests without a slot.
pub fn problems(_: &Claims, sources: &Sources) -> Vec<Problem> {
    let steps = sources.lesson().map_or(&[][..], |lesson| &lesson.steps);
    steps
        .iter()
        .flat_map(|step| of_step(step, sources))
        .collect()
}

fn of_step(step: &Step, sources: &Sources) -> Vec<Problem> {
    let number = step.number;
    let file = format!("{TESTS}/step_{number:02}.rs");
    if !sources.has(&file) {
        let message = format!("step {number} has slots, but no tests: add {file}");
        let problem = (!step.slots.is_empty()).then(|| lesson::problem(step.line, message));
        return problem.into_iter().collect();
    }
    let modules = modules(sources.text(&file));
    let mut problems: Vec<Problem> = not_run(number, sources).into_iter().collect();
    for slot in &step.slots {
        if let Some(name) = &slot.name
            && !modules.contains(name.as_str())
        {
            let message = format!(
                "slot={name} is not the name of a module in {file}; {}",
                choice("its modules are", &modules)
            );
            problems.push(lesson::problem(slot.line, message));
        }
    }
    let slots = step.slots.iter().filter_map(|slot| slot.name.as_deref());
    let slots: BTreeSet<&str> = slots.collect();
    for module in modules.difference(&slots) {
        let message = format!(
            "the module {module} in {file} is not the name of a slot of step {number}; {}",
            choice("its slots are", &slots)
        );
        problems.push(lesson::problem(step.line, message));
    }
    problems
}

/// The problem of a step's file that Cargo does not compile.
fn not_run(step: usize, sources: &Sources) -> Option<Problem> {
    let main = format!("{TESTS}/main.rs");
    let declaration = format!("mod step_{step:02};");
    let text = sources.text(&main);
    if text.lines().any(|line| line == declaration) {
        return None;
    }
    let others = numbered(text).filter(|(_, line)| line.starts_with("mod step_"));
    let line = others.last().map_or(1, |(line, _)| line);
    let message = format!("the tests of step {step} do not run: add `{declaration}`");
    Some(problem(&main, line, message))
}

/// The modules at the top of a file.
fn modules(text: &str) -> BTreeSet<&str> {
    let modules = text.lines().filter_map(|line| line.strip_prefix("mod "));
    modules.filter_map(|rest| rest.strip_suffix(" {")).collect()
}

/// The names to choose from.
fn choice(intro: &str, names: &BTreeSet<&str>) -> String {
    let names: Vec<&str> = names.iter().copied().collect();
    match names.is_empty() {
        true => format!("{intro}: none"),
        false => format!("{intro}: {}", names.join(", ")),
    }
}
