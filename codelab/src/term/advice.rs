//! The wording of advice for a step.

use crate::{
    progress::{Progress, advice::Advice},
    term::{AGAIN, BOLD, cause, diagnostic, directions::Directions},
    text::{lesson::Step, slot::Slot},
};

/// Puts advice for a step of this learner into words.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// The learner's progress.
    pub progress: &'a Progress<'a>,
    /// The names of files and lines.
    pub directions: &'a Directions,
    /// The step.
    pub step: &'a Step,
    /// True if the step's tests are listed above.
    pub listed: bool,
}

impl Wording<'_> {
    /// The advice in words, after the placeholders that other steps have lost.
    pub fn of(&self, advice: &Advice) -> String {
        let lost = self.progress.lost();
        let others = lost
            .iter()
            .filter(|lost| lost.slot.step != self.step.number);
        let mut text: String = others
            .map(|lost| cause::lost(lost, self.directions) + "\n")
            .collect();
        text.push_str(&self.own(advice));
        text
    }

    fn own(&self, advice: &Advice) -> String {
        let number = self.step.number;
        match advice {
            Advice::Write { slot, line, begun } => self.write(slot, *line, *begun),
            Advice::Move(misplaced) => format!(
                "{} {}\nMove it there, {}{}",
                self.where_one_is(),
                cause::of(misplaced, &self.progress.learner, self.directions),
                self.directions.save(),
                self.stuck()
            ),
            Advice::DeletePlaceholder { slot, line } => format!(
                "{} There is code next to this placeholder:\n\n  {}\n  {}\n\n\
                 When your code is complete, delete the placeholder, {}{}",
                self.where_one_is(),
                self.bold(slot, *line),
                slot.task,
                self.directions.save(),
                self.stuck()
            ),
            Advice::RestorePlaceholder { slot, line } => format!(
                "The tests for step {number} fail, and part of its placeholder is still there:\n\n  {}\n\n\
                 If your code is complete, delete that part, {}\
                 To restore the placeholder: {AGAIN} reset {number}\n",
                self.bold(slot, *line),
                self.directions.save()
            ),
            Advice::RestoreLost(lost) => cause::lost(lost, self.directions),
            Advice::Fix(fix) => self.fix(fix),
            Advice::FixWarning { warning, slip } => format!(
                "The tests for step {number} pass, but the compiler warns about your code:\n\n{}{}\n{}",
                slip.map_or(String::new(), |slip| format!("{}\n\n", slip.fix)),
                diagnostic::short(warning, self.progress.learner.project, self.directions),
                self.compare()
            ),
            Advice::Done => format!("Step {number} is done. To continue: {AGAIN}\n"),
        }
    }

    fn write(&self, slot: &Slot, line: usize, begun: bool) -> String {
        let how_far = match begun {
            true => "You have written part of it. This is next:",
            false => "Its tests fail until you write the code, as they should.",
        };
        format!(
            "{} {how_far}\n\n  {}\n  {}\n\n\
             Read step {} in {}, replace the placeholder, {}{}",
            self.where_one_is(),
            self.bold(slot, line),
            slot.task,
            self.step.number,
            self.directions.in_text(self.step.line),
            self.directions.save(),
            self.stuck()
        )
    }

    /// Tells the learner where to look if the code is wrong.
    fn compare(&self) -> String {
        self.compare_with(self.step.number)
    }

    pub(super) fn compare_with(&self, number: usize) -> String {
        let step = self.progress.learner.codelab.lesson.step(number);
        let of_it = match number == self.step.number {
            true => self.number_if_needed(),
            false => format!(" {number}"),
        };
        format!(
            "Compare your code with step {number} in {}, fix it, {}{}",
            self.directions
                .in_text(step.map_or(self.step.line, |step| step.line)),
            self.directions.save(),
            self.directions
                .stuck(&format!("{AGAIN} hint{of_it}, or {AGAIN} diff{of_it}"))
        )
    }

    fn stuck(&self) -> String {
        let hint = format!("{AGAIN} hint{}", self.number_if_needed());
        self.directions.stuck(&hint)
    }

    fn where_one_is(&self) -> String {
        let number = self.step.number;
        match self.is_to_come() {
            true => format!("Step {number} comes later."),
            false => format!("You are at step {number}."),
        }
    }

    /// Returns whether the learner is at an earlier step.
    pub(super) fn is_to_come(&self) -> bool {
        let current = self.progress.current();
        current.is_some_and(|current| current.number < self.step.number)
    }

    /// The argument that selects this step, if a command needs one.
    fn number_if_needed(&self) -> String {
        match self.is_to_come() {
            true => format!(" {}", self.step.number),
            false => String::new(),
        }
    }

    pub(super) fn bold(&self, slot: &Slot, line: usize) -> String {
        format!("{BOLD}{}{BOLD:#}", self.directions.line(&slot.file, line))
    }
}
