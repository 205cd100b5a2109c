//! Makes mistakes in a copy of the repository, and finds the tests that catch them.

use std::{
    env, fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use codelab::{
    cargo::{
        build::{self, Build, Compiled},
        test::TestRun,
    },
    text::{codelab::Codelab, project::Project, slot::Slot},
};

use crate::{mistake::Mistake, support::copy_without_programs};

/// The options for compiling, without debug information.
const OPTIONS: [&str; 2] = ["--locked", "--config=profile.dev.debug=false"];

/// The time that the tests of earlier steps may take. They take a few seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// A mistake that was made.
pub struct Outcome<'a> {
    pub mistake: &'a Mistake,
    /// The names of the tests that catch it, or the reason why none does.
    pub caught_by: Result<Vec<String>, String>,
}

/// A copy of the repository, in which one mistake after the other is made.
pub struct Worker {
    codelab: Codelab,
}

impl Worker {
    pub fn new(number: usize) -> Worker {
        let copy = copy_without_programs(&format!("mistakes-{number}"));
        Worker {
            codelab: Codelab::open(&copy).expect("the codelab"),
        }
    }

    /// Makes these mistakes. While the tests of one run, and often wait, the next one is compiled.
    pub fn outcomes<'a>(&self, mistakes: &'a [Mistake]) -> Vec<Outcome<'a>> {
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
                "no test names the step and {}; the first is {}:\n{}",
                slot.file, run.test.name, run.output
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
