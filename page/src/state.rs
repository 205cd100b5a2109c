//! The learner's progress as the page shows it.

use codelab::{
    commands::{Context, Judged, View},
    progress::{Progress, overview::Mark},
    term::{
        broken::{self, Detail},
        overview,
    },
    text::{lesson::Step, slot::SlotState},
};

/// The learner's progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The steps, in order.
    pub steps: Vec<StepView>,
    /// The step that is next; `None` if all are done.
    pub current: Option<usize>,
    /// True if the project compiles, and no test of a written slot fails.
    pub is_green: bool,
    /// True if the last check ran the tests. False if the code did not compile, or Cargo failed. Then the results
    /// are those of an earlier check.
    pub is_tested: bool,
    /// The next thing to do, in the words of the terminal.
    pub message: String,
    /// True while the code is compiled and tested.
    pub is_checking: bool,
    /// The mistake in the text, if the text has changed and can no longer be parsed.
    pub mistake: Option<String>,
}

/// A step as the page shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepView {
    /// True if it is done.
    pub is_done: bool,
    /// The number of its tests that pass.
    pub passed: usize,
    /// The number of its tests.
    pub tests: usize,
    /// Its slots, in order.
    pub slots: Vec<SlotView>,
}

/// A slot as the page shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlotView {
    /// The line of its placeholder, if that is still there.
    pub open_at: Option<usize>,
    /// The number of its tests that pass.
    pub passed: usize,
    /// The number of its tests.
    pub tests: usize,
}

impl State {
    /// The state of a project that has been compiled and tested. If it does not compile, the test results are
    /// those of the last check.
    pub fn new(context: &Context, judged: &Judged, last: &State) -> State {
        let learner = judged.learner(&context.codelab);
        match judged.view(&context.codelab) {
            View::Compiles(progress) => State {
                steps: steps(&progress),
                current: progress.current().map(|step| step.number),
                is_green: progress
                    .current()
                    .is_none_or(|step| progress.runs_of(step).iter().all(|run| run.passed())),
                is_tested: true,
                message: plain(&message(&progress, context)),
                is_checking: false,
                mistake: last.mistake.clone(),
            },
            View::Broken(broken) => {
                let text = broken::wording(&broken, &learner, Detail::Short, &context.directions);
                let mut state = State {
                    current: Some(broken.step),
                    is_green: false,
                    is_tested: false,
                    message: plain(&text),
                    is_checking: false,
                    ..last.clone()
                };
                for (step, view) in context.codelab.lesson.steps.iter().zip(&mut state.steps) {
                    for (slot, view) in step.slots.iter().zip(&mut view.slots) {
                        view.open_at = open_at(learner.state(slot));
                    }
                }
                state
            }
        }
    }

    /// The state of a project that cannot be checked at all.
    pub fn failed(error: &str, last: &State) -> State {
        State {
            is_green: false,
            is_tested: false,
            message: plain(&format!("error: {error}")),
            is_checking: false,
            ..last.clone()
        }
    }

    /// A slot, by the number of its step and its own number in the step; both count from 1.
    pub fn slot(&self, step: usize, slot: usize) -> Option<&SlotView> {
        self.steps
            .get(step.checked_sub(1)?)?
            .slots
            .get(slot.checked_sub(1)?)
    }

    /// Returns whether a step is done.
    pub fn is_done(&self, step: usize) -> bool {
        let step = step.checked_sub(1).and_then(|index| self.steps.get(index));
        step.is_some_and(|step| step.is_done)
    }
}

fn steps(progress: &Progress) -> Vec<StepView> {
    let parts = progress.learner.codelab.parts();
    let rows = parts.iter().flat_map(|part| progress.rows(part));
    rows.map(|row| StepView {
        is_done: row.mark == Mark::Done,
        passed: row.passed,
        tests: row.tests,
        slots: slots(progress, row.step),
    })
    .collect()
}

fn slots(progress: &Progress, step: &Step) -> Vec<SlotView> {
    let tests = progress.tests_of(step);
    let runs = progress.runs_of(step);
    let views = step.slots.iter().map(|slot| {
        let own = tests
            .iter()
            .filter(|test| test.module() == slot.name.as_deref());
        let passed = runs
            .iter()
            .filter(|run| run.test.module() == slot.name.as_deref() && run.passed());
        SlotView {
            open_at: open_at(progress.learner.state(slot)),
            passed: passed.count(),
            tests: own.count(),
        }
    });
    views.collect()
}

fn open_at(state: SlotState) -> Option<usize> {
    match state {
        SlotState::Open { line } | SlotState::Damaged { line } => Some(line),
        SlotState::Written => None,
    }
}

/// The next thing to do, without the list of steps, which is elsewhere on the page.
fn message(progress: &Progress, context: &Context) -> String {
    let overview = progress.overview();
    overview.map_or(String::new(), |overview| {
        overview::next(&overview, progress, &context.directions)
    })
}

/// A text without colors and links.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
