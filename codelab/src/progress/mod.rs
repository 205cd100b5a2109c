//! The learner's position in the codelab, and the next thing to do: pure functions of the codelab, the project, and the
//! result of compiling and testing it.
//!
//! - [`advice`] is the next thing to do in a project that compiles, and [`fix`] what its tests say;
//! - [`broken`] is the same for one that does not, and [`causes`] the reasons to look at first;
//! - [`lost`] are placeholders that are gone, and `remnant` parts of them that are left;
//! - [`suspect`] is code of a later step that breaks the tests of an earlier one;
//! - [`overview`] is the list of steps, as far as a part goes.

use std::path::PathBuf;

use crate::{
    cargo::{
        diagnostic::Diagnostic,
        test::{Test, TestRun},
    },
    text::{
        codelab::Codelab,
        lesson::Step,
        project::Project,
        slot::{Slot, SlotState},
    },
};

pub mod advice;
pub mod broken;
pub mod causes;
pub mod fix;
pub mod lost;
pub mod overview;
mod remnant;
pub mod suspect;

/// The learner's files, and whether the contract is as in the text.
#[derive(Clone, Copy, Debug)]
pub struct Learner<'a> {
    /// The codelab.
    pub codelab: &'a Codelab,
    /// The learner's project.
    pub project: &'a Project,
    /// True if the contract differs from the one in the text.
    pub contract_differs: bool,
}

/// The results of a project that compiles.
#[derive(Debug, Default)]
pub struct Tested {
    /// All tests of the project.
    pub tests: Vec<Test>,
    /// The results of the tests that were run.
    pub runs: Vec<TestRun>,
    /// The compiler's warnings.
    pub warnings: Vec<Diagnostic>,
    /// The project's own programs, such as `client`.
    pub programs: Vec<PathBuf>,
}

/// A learner whose project compiles.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The learner's files.
    pub learner: Learner<'a>,
    /// The results of the tests.
    pub tested: &'a Tested,
}

impl<'a> Learner<'a> {
    /// The state of a slot.
    pub fn state(&self, slot: &Slot) -> SlotState {
        self.codelab.state(slot, self.project)
    }

    /// Returns whether a slot holds its placeholder.
    pub fn is_open(&self, slot: &Slot) -> bool {
        matches!(self.state(slot), SlotState::Open { .. })
    }

    /// The index in its step of the slot that this failing test is about, or else of the first open slot.
    pub fn slot_in_question(&self, step: &Step, failing: Option<&Test>) -> Option<usize> {
        let mut slots = step.slots.iter();
        match failing {
            Some(test) => {
                let module = test.module()?; // without one, it is about all slots
                slots.position(|slot| slot.name.as_deref() == Some(module))
            }
            None => slots.position(|slot| self.is_open(slot)),
        }
    }

    /// The tests whose slots are all written. The others are still to come.
    pub fn ready(&self, tests: &[Test]) -> Vec<Test> {
        let is_ready = |test: &&Test| {
            let needed = test
                .step()
                .map(|step| self.codelab.slots_needed_by(step, test.module()));
            !needed.into_iter().flatten().any(|slot| self.is_open(slot))
        };
        tests.iter().filter(is_ready).cloned().collect()
    }

    /// The first line of code beside the placeholder of a slot, if there is any.
    pub fn code_beside(&self, slot: &Slot) -> Option<usize> {
        self.is_open(slot).then_some(())?;
        let text = self.project.text(&slot.file);
        let range = slot.find(text)?;
        let layout = self.codelab.layout(&slot.file, self.project);
        let mut start = 0;
        let mut lines = (1..)
            .zip(text.split_inclusive('\n'))
            .filter(|(line, code)| {
                let own = start..start + code.len();
                start = own.end;
                let is_placeholder = own.start < range.end && range.start < own.end;
                let is_comment = code.trim().is_empty() || code.trim_start().starts_with("//");
                !is_placeholder && !is_comment && layout.owner(*line) == Some(slot)
            });
        lines.next().map(|(line, _)| line)
    }
}

impl<'a> Progress<'a> {
    /// The first step that is not done.
    pub fn current(&self) -> Option<&'a Step> {
        let mut steps = self.learner.codelab.lesson.steps.iter();
        steps.find(|step| !self.is_done(step))
    }

    /// Returns whether a step is done: its slots are written without a warning, and all of its tests pass.
    pub fn is_done(&self, step: &Step) -> bool {
        let is_written = |slot| !self.learner.is_open(slot);
        step.slots.iter().all(is_written)
            && self.passed(step) == self.tests_of(step).len()
            && self.warning(step).is_none()
    }

    /// The number of the step's tests that pass.
    pub fn passed(&self, step: &Step) -> usize {
        self.runs_of(step).iter().filter(|run| run.passed()).count()
    }

    /// The first test of a step that fails.
    pub fn failing(&self, step: &Step) -> Option<&'a TestRun> {
        let mut runs = self.runs_of(step).into_iter();
        runs.find(|run| !run.passed())
    }

    /// The tests of a step, in the order of their file, which begins with the simplest one.
    pub fn tests_of(&self, step: &Step) -> Vec<&'a Test> {
        let tests = self.tested.tests.iter();
        let mut own: Vec<&Test> = tests
            .filter(|test| test.step() == Some(step.number))
            .collect();
        own.sort_by_cached_key(|test| self.line_of(test));
        own
    }

    /// The tests of a step that were run, in the order of their file.
    pub fn runs_of(&self, step: &Step) -> Vec<&'a TestRun> {
        let runs = self.tested.runs.iter();
        let mut own: Vec<&TestRun> = runs
            .filter(|run| run.test.step() == Some(step.number))
            .collect();
        own.sort_by_cached_key(|run| self.line_of(&run.test));
        own
    }

    /// The first warning about code that was written for a step.
    pub fn warning(&self, step: &Step) -> Option<&'a Diagnostic> {
        self.tested.warnings.iter().find(|warning| {
            let owner = owner_of(&self.learner, warning);
            owner.is_some_and(|slot| slot.step == step.number)
        })
    }

    fn line_of(&self, test: &Test) -> Option<usize> {
        let file = format!("tests/codelab/step_{:02}.rs", test.step().unwrap_or(0));
        self.learner
            .project
            .text(&file)
            .find(&format!("fn {}(", test.function()))
    }
}

/// The slot in whose code a diagnostic lies.
pub(crate) fn owner_of<'a>(learner: &Learner<'a>, diagnostic: &Diagnostic) -> Option<&'a Slot> {
    let span = diagnostic.span.as_ref()?;
    learner
        .codelab
        .layout(&span.file, learner.project)
        .owner(span.line)
}

#[cfg(test)]
mod tests;
