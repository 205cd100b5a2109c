//! The wording of advice for a step.

use std::fmt::Write as _;

use crate::{
    progress::{
        Progress,
        advice::{Advice, Fix},
    },
    term::{AGAIN, BOLD, RED, broken, diagnostic, failure, location::Locations},
    text::{lesson::Step, slot::Slot},
};

/// Words an advice for a step of this learner.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// The learner's progress.
    pub progress: &'a Progress<'a>,
    /// The names of files and lines.
    pub locations: &'a Locations,
    /// The step.
    pub step: &'a Step,
}

impl Wording<'_> {
    /// The advice in words, after the placeholders that other steps have lost.
    pub fn of(&self, advice: &Advice) -> String {
        let lost = self.progress.lost();
        let others = lost
            .iter()
            .filter(|lost| lost.slot.step != self.step.number);
        let mut text: String = others
            .map(|lost| broken::lost(lost, self.locations) + "\n")
            .collect();
        text.push_str(&self.own(advice));
        text
    }

    fn own(&self, advice: &Advice) -> String {
        let number = self.step.number;
        match advice {
            Advice::Write { slot, line, begun } => self.write(slot, *line, *begun),
            Advice::DeletePlaceholder { slot, line } => format!(
                "{} There is code next to this placeholder:\n\n  {}\n  {}\n\n\
                 When the code is complete, delete the placeholder, save, and type: {AGAIN}\n\
                 If you are stuck: {AGAIN} hint{}\n",
                self.where_one_is(),
                self.bold(slot, *line),
                slot.task,
                self.number_if_needed()
            ),
            Advice::RestorePlaceholder { slot, line } => format!(
                "The tests of step {number} fail, and this looks like a part of its placeholder:\n\n  \
                 {}\n\nReplace all of it, save, and type: {AGAIN}\n\
                 To restore it: {AGAIN} reset {number}\n",
                self.bold(slot, *line)
            ),
            Advice::RestoreLost(lost) => broken::lost(lost, self.locations),
            Advice::Fix(fix) => self.fix(fix),
            Advice::FixWarning { warning, slip } => format!(
                "The tests of step {number} pass, but the compiler warns about its code:\n\n{}{}\n{}",
                slip.map_or(String::new(), |slip| format!("{}\n\n", slip.fix)),
                diagnostic::short(warning, self.progress.learner.project, self.locations),
                self.compare()
            ),
            Advice::Done => format!("Step {number} is done. To continue: {AGAIN}\n"),
        }
    }

    fn write(&self, slot: &Slot, line: usize, begun: bool) -> String {
        let how_far = match begun {
            true => "A part of it is written, and this is next:",
            false => "Its tests are red until you have written it, as they should be.",
        };
        format!(
            "{} {how_far}\n\n  {}\n  {}\n\n\
             Read step {} in {}, write in place of the placeholder, save,\n\
             and type: {AGAIN}\nIf you are stuck: {AGAIN} hint{}\n",
            self.where_one_is(),
            self.bold(slot, line),
            slot.task,
            self.step.number,
            self.locations.in_text(self.step.line),
            self.number_if_needed()
        )
    }

    fn fix(&self, fix: &Fix) -> String {
        let mut text = String::new();
        if let Some(current) = self.progress.current().filter(|_| self.is_to_come()) {
            let _ = writeln!(
                text,
                "Step {} is not done yet. Do it first.\n",
                current.number
            );
        }
        if self.progress.learner.contract_differs {
            let _ = writeln!(text, "{}", broken::contract(self.locations));
        }
        let how_far = if let Some(todo) = fix.unfinished {
            let location = self.locations.line(todo.file, todo.line);
            format!("is not finished: there is a `todo!` at {location}. These tests fail:")
        } else if fix.partly {
            "is written in part, but not all of the tests of that part pass:".to_string()
        } else {
            "is written, but not all of its tests pass:".to_string()
        };
        let _ = writeln!(text, "Step {} {how_far}\n", self.step.number);
        for run in &fix.failed {
            let _ = writeln!(text, "  {RED}✗{RED:#} {}", run.test.short_name());
        }
        if let Some(first) = fix.failed.first() {
            let project = self.progress.learner.codelab.project();
            let message = failure::message(first, &project, self.locations);
            let _ = writeln!(text, "\nThe message of the first one:\n\n{message}");
        }
        if let Some(warning) = fix.warning {
            let warning = diagnostic::short(warning, self.progress.learner.project, self.locations);
            let _ = writeln!(text, "The compiler warns as well:\n\n{warning}");
        }
        text + &self.compare()
    }

    /// Where to look when the code is not right.
    fn compare(&self) -> String {
        let number = self.step.number;
        format!(
            "Compare with step {number} in {}, fix it, save, and type: {AGAIN}\n\
             If you are stuck: {AGAIN} hint{of_it}, or {AGAIN} diff{of_it}\n",
            self.locations.in_text(self.step.line),
            of_it = self.number_if_needed()
        )
    }

    fn where_one_is(&self) -> String {
        let number = self.step.number;
        match self.is_to_come() {
            true => format!("Step {number} is still to come."),
            false => format!("You are at step {number}."),
        }
    }

    /// Returns whether the learner is at an earlier step.
    fn is_to_come(&self) -> bool {
        let current = self.progress.current();
        current.is_some_and(|current| current.number < self.step.number)
    }

    /// The argument that makes a command be about this step.
    fn number_if_needed(&self) -> String {
        match self.is_to_come() {
            true => format!(" {}", self.step.number),
            false => String::new(),
        }
    }

    fn bold(&self, slot: &Slot, line: usize) -> String {
        format!("{BOLD}{}{BOLD:#}", self.locations.line(&slot.file, line))
    }
}
