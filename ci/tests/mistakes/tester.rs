//! Finds the tests that catch a mistake.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use codelab::{
    cargo::{build::Compiled, test::TestRun},
    text::{codelab::Codelab, slot::Slot},
};

use crate::mistake::Mistake;

/// The time that the tests of earlier steps may take. They take a few seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// The tests that catch a mistake. At least one of them leads to it.
pub fn catching_tests(
    codelab: &Codelab,
    mistake: &Mistake,
    compiled: &Compiled,
) -> Result<Vec<String>, String> {
    let slot = mistake.slot(codelab)?;
    earlier_tests_pass(codelab, compiled, mistake.step)?;
    let failed = failed_tests(codelab, compiled, mistake.step);
    let _ = fs::remove_file(&compiled.tests); // some 30 MB
    match failed.first() {
        None => Err("all of the step's tests pass".to_string()),
        Some(_) if failed.iter().any(|run| leads_to(mistake, slot, run)) => {
            Ok(failed.into_iter().map(|run| run.test.name).collect())
        }
        Some(run) => Err(format!(
            "no test names the step and {}; the first is {}:\n{}",
            slot.file, run.test.name, run.output
        )),
    }
}

/// Runs the tests of all earlier steps in one process, and expects them to pass.
fn earlier_tests_pass(codelab: &Codelab, compiled: &Compiled, step: usize) -> Result<(), String> {
    let earlier = (2..step).map(|step| format!("step_{step:02}::"));
    let mut tests = Command::new(&compiled.tests)
        .args(earlier)
        .arg("--test-threads=8") // most tests spend more time waiting than computing
        .current_dir(codelab.project())
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
fn failed_tests(codelab: &Codelab, compiled: &Compiled, step: usize) -> Vec<TestRun> {
    let folder = codelab.project();
    let mut tests = compiled.list(&folder).expect("the tests can be listed");
    tests.retain(|test| test.step() == Some(step));
    let mut runs = compiled.run(&folder, &tests).expect("the tests can be run");
    runs.retain(|run| !run.passed());
    runs
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
