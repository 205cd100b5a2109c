//! Compiles the projects of learners who make mistakes, in a copy of the repository.

use std::{env, fs};

use codelab::{
    cargo::build::{self, Build, Compiled},
    text::{codelab::Codelab, project::Project},
};

use crate::{mistake::Mistake, support::copy_without_programs, together::together};

/// The options for compiling, without debug information.
const OPTIONS: [&str; 2] = ["--locked", "--config=profile.dev.debug=false"];

/// A copy of the repository, in which mistakes are made.
pub struct Worker {
    pub codelab: Codelab,
}

impl Worker {
    pub fn new(number: usize) -> Worker {
        let copy = copy_without_programs(&format!("mistakes-{number}"));
        Worker {
            codelab: Codelab::open(&copy).expect("the codelab"),
        }
    }

    /// The project in which this step and all earlier ones are done.
    fn done(&self, step: usize) -> Project {
        self.codelab.with_open(|slot| slot.step > step)
    }

    /// Returns whether mistakes of both steps can be compiled together: only function bodies differ between
    /// the projects in which the one step and the other are done.
    pub fn go_together(&self, step: usize, later: usize) -> bool {
        let (_, contained) = together(&self.done(later), &[self.done(step)]);
        !contained.is_empty()
    }

    /// Compiles a group of mistakes, and calls `done` with the test program of each, or with the reason why
    /// there is no such program. Mistakes that cannot be merged are compiled separately.
    pub fn compile<'a>(
        &self,
        mistakes: &'a [Mistake],
        mut done: impl FnMut(&'a Mistake, Result<Compiled, String>),
    ) {
        let mut possible = Vec::new();
        for mistake in mistakes {
            match mistake.project(&self.codelab) {
                Ok(project) => possible.push((mistake, project)),
                Err(error) => done(mistake, Err(error)),
            }
        }
        let (possible, projects): (Vec<&Mistake>, Vec<Project>) = possible.into_iter().unzip();
        let last = mistakes.last().map_or(0, |mistake| mistake.step);
        let name = |number: usize| format!("mistake-{last}-{number}");
        let (project, mut contained) = together(&self.done(last), &projects);
        match self.build(project, last) {
            Ok(compiled) => {
                for &number in &contained {
                    done(possible[number], Ok(named(&compiled, &name(number))));
                }
            }
            Err(_) => contained.clear(), // one does not compile, so compile each separately
        }
        for (number, (mistake, project)) in possible.into_iter().zip(projects).enumerate() {
            if !contained.contains(&number) {
                let compiled = self.build(project, mistake.step);
                done(mistake, compiled.map(|it| named(&it, &name(number))));
            }
        }
    }

    /// Compiles a project with the tests up to a step.
    fn build(&self, mut project: Project, step: usize) -> Result<Compiled, String> {
        leave_out_later_tests(&mut project, step);
        let folder = self.codelab.project();
        project.write(&folder).map_err(|error| error.to_string())?;
        match build::build(&folder, &OPTIONS, |_| {}).expect("cargo can be run") {
            Build::Done(compiled) => Ok(compiled),
            Build::Failed(failure) => {
                let errors = failure.errors.iter().map(|error| error.message.clone());
                let errors: Vec<String> = errors.chain(failure.cargo).collect();
                Err(format!("it does not compile: {}", errors.join("\n")))
            }
        }
    }
}

/// Creates a hard link to the test program, because the next build replaces the file at Cargo's path.
fn named(compiled: &Compiled, name: &str) -> Compiled {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let tests = compiled.tests.with_file_name(name);
    fs::hard_link(&compiled.tests, &tests).expect("a name for the test program");
    Compiled {
        tests,
        programs: Vec::new(),
        out_dir: compiled.out_dir.clone(),
        warnings: Vec::new(),
    }
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
