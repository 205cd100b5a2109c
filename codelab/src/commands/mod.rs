//! The subcommands of `cargo codelab`, one file for each, and the code that they share.

use std::path::Path;

use crate::{
    Error,
    cargo::{
        build::{self, Build, Failure},
        test::Test,
    },
    progress::{Learner, Progress, Tested, broken::Broken},
    term::{directions::Directions, progress_line, reference},
    text::{codelab::Codelab, lesson::statements, project::Project},
};

pub mod check;
pub mod diff;
pub mod hint;
mod kept;
mod keys;
pub mod open;
pub mod page;
pub mod reset;
pub mod restore;
pub mod saved;
mod single_keys;
pub mod solve;
pub mod status;
pub mod watch;

/// The codelab, and directions for the learner.
#[derive(Debug)]
pub struct Context {
    /// The codelab.
    pub codelab: Codelab,
    /// The names of files and lines, and of the next command.
    pub directions: Directions,
}

/// The output of a command, and its success. The exit code is 0 if it succeeded.
#[derive(Debug)]
pub struct Answer {
    /// The text to print.
    pub text: String,
    /// True if the command succeeded.
    pub success: bool,
}

/// The learner's project, compiled and tested.
#[derive(Debug)]
pub struct Judged {
    project: Project,
    contract_differs: bool,
    outcome: Outcome,
}

/// The result of compiling and testing.
#[derive(Debug)]
enum Outcome {
    Tested(Tested),
    DoesNotCompile(Failure),
}

/// The result of compiling and testing, as a command looks at it.
#[derive(Debug)]
pub enum View<'a> {
    /// It compiles, and its tests have run.
    Compiles(Progress<'a>),
    /// It does not compile.
    Broken(Broken<'a>),
}

impl Answer {
    /// A success with this text.
    fn success(text: impl Into<String>) -> Answer {
        Answer {
            text: text.into(),
            success: true,
        }
    }
}

impl Context {
    /// Opens the codelab in a folder.
    ///
    /// # Errors
    ///
    /// If a file of the codelab cannot be read or parsed.
    pub fn open(root: &Path) -> Result<Context, Error> {
        let directions = Directions::detect(root);
        let in_words = |error: Error| match error.downcast_ref() {
            Some(missing) => reference::changed(missing, &directions).into(),
            None => error,
        };
        Ok(Context {
            codelab: Codelab::open(root).map_err(in_words)?,
            directions,
        })
    }

    /// The same for a program that checks the code each time the learner saves a file.
    #[must_use]
    pub fn on_save(mut self) -> Context {
        self.directions = self.directions.on_save();
        self
    }

    /// The learner, for questions to which the contract does not matter.
    fn learner<'a>(&'a self, project: &'a Project) -> Learner<'a> {
        Learner {
            codelab: &self.codelab,
            project,
            contract_differs: false,
        }
    }

    /// The learner's project, with all of its files.
    fn project(&self) -> Result<Project, Error> {
        let project = Project::read(&self.codelab.project())?;
        match self.codelab.missing_from(&project) {
            None => Ok(project),
            Some(file) => {
                let file = self.directions.file(file);
                Err(format!("{file} is missing; to restore it: git checkout {file}").into())
            }
        }
    }

    /// Compiles and tests the learner's project. Tests whose slots are open are not run.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or Cargo cannot be run.
    pub fn judge(&self) -> Result<Judged, Error> {
        let project = self.project()?;
        let mut judged = Judged {
            contract_differs: !statements(&self.codelab.contract()?)
                .eq(statements(&self.codelab.lesson.contract())),
            project,
            outcome: Outcome::Tested(Tested::default()),
        };
        let ready = |tests: &[Test]| judged.learner(&self.codelab).ready(tests);
        let outcome = compile_and_test(&self.codelab.project(), ready)?;
        judged.outcome = outcome;
        Ok(judged)
    }
}

impl Judged {
    /// The learner's files.
    pub fn learner<'a>(&'a self, codelab: &'a Codelab) -> Learner<'a> {
        Learner {
            codelab,
            project: &self.project,
            contract_differs: self.contract_differs,
        }
    }

    /// The result of compiling and testing.
    pub fn view<'a>(&'a self, codelab: &'a Codelab) -> View<'a> {
        let learner = self.learner(codelab);
        match &self.outcome {
            Outcome::Tested(tested) => View::Compiles(Progress { learner, tested }),
            Outcome::DoesNotCompile(failure) => View::Broken(Broken::new(&learner, failure)),
        }
    }

    /// The number of the current step; `None` if all steps are done.
    fn current(&self, codelab: &Codelab) -> Option<usize> {
        match self.view(codelab) {
            View::Compiles(progress) => progress.current().map(|step| step.number),
            View::Broken(broken) => Some(broken.step),
        }
    }
}

fn compile_and_test(
    project: &Path,
    ready: impl Fn(&[Test]) -> Vec<Test>,
) -> Result<Outcome, Error> {
    let mut failed = false;
    let build = build::build(project, &[], |line| {
        failed |= line.starts_with("error"); // shown later, with advice
        if !failed {
            progress_line::show(line);
        }
    });
    progress_line::clear();
    let compiled = match build? {
        Build::Failed(failure) => return Ok(Outcome::DoesNotCompile(failure)),
        Build::Done(compiled) => compiled,
    };
    let tests = compiled.list(project)?;
    Ok(Outcome::Tested(Tested {
        runs: compiled.run(project, &ready(&tests))?,
        tests,
        warnings: compiled.warnings,
        programs: compiled.programs,
    }))
}
