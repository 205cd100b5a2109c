//! The list of the steps of a part.

use crate::{
    progress::{Progress, advice::Advice},
    text::{codelab::Part, lesson::Step},
};

/// The steps of the learner's current part, and what to do next.
#[derive(Debug)]
pub struct Overview<'a> {
    /// The part.
    pub part: Part<'a>,
    /// Its steps.
    pub rows: Vec<Row<'a>>,
    /// The next thing.
    pub next: Next<'a>,
}

/// A step in the list.
#[derive(Debug)]
pub struct Row<'a> {
    /// The step.
    pub step: &'a Step,
    /// The state of the step.
    pub mark: Mark,
    /// The number of its tests that pass.
    pub passed: usize,
    /// The number of its tests.
    pub tests: usize,
}

/// The state of a step in the list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// It is done.
    Done,
    /// It is the first step that is not done.
    Current,
    /// It is still to come.
    ToCome,
}

/// The next thing in the codelab.
#[derive(Debug)]
pub enum Next<'a> {
    /// The current step.
    Step(&'a Step, Advice<'a>),
    /// This part is done, and another one follows.
    PartDone(Part<'a>),
    /// The codelab is done.
    AllDone,
}

impl<'a> Progress<'a> {
    /// The part that the learner is in; `None` if the codelab has no parts.
    pub fn overview(&self) -> Option<Overview<'a>> {
        let current = self.current();
        let mut parts = self.learner.codelab.parts();
        let at = parts.iter().rposition(|part| self.has_begun(part))?;
        let following = (parts.len() > at + 1).then(|| parts.remove(at + 1));
        let part = parts.swap_remove(at);
        let rows = self.rows(&part);
        let next = match (current, following) {
            (Some(step), Some(next)) if step.number >= first(&next) => Next::PartDone(next),
            (Some(step), _) => Next::Step(step, self.advice(step)),
            (None, _) => Next::AllDone,
        };
        Some(Overview { part, rows, next })
    }

    /// The steps of a part.
    pub fn rows(&self, part: &Part<'a>) -> Vec<Row<'a>> {
        let current = self.current();
        part.steps
            .iter()
            .map(|step| self.row(step, current))
            .collect()
    }

    /// Returns whether all earlier parts are done, and something is written in this one.
    fn has_begun(&self, part: &Part) -> bool {
        let earlier = self
            .learner
            .codelab
            .lesson
            .steps
            .iter()
            .take(first(part) - 1);
        let mut slots = part.steps.iter().flat_map(|step| &step.slots);
        let mut is_written = || {
            slots
                .any(|slot| !self.learner.is_open(slot) || self.learner.code_beside(slot).is_some())
        };
        part.number == 1 || (is_written() && earlier.into_iter().all(|step| self.is_done(step)))
    }

    fn row(&self, step: &'a Step, current: Option<&Step>) -> Row<'a> {
        let mark = match current {
            Some(current) if current.number == step.number => Mark::Current,
            _ if self.is_done(step) => Mark::Done,
            _ => Mark::ToCome,
        };
        Row {
            step,
            mark,
            passed: self.passed(step),
            tests: self.tests_of(step).len(),
        }
    }
}

/// The number of a part's first step.
fn first(part: &Part) -> usize {
    part.steps.first().map_or(1, |step| step.number)
}
