//! The wording of advice for code that fails its tests.

use std::fmt::Write as _;

use crate::{
    progress::{fix::Fix, suspect::Suspect},
    term::{RED, advice::Wording, cause, diagnostic, failure, indented},
};

impl Wording<'_> {
    /// The tests that fail, the message of the first one, and where to look.
    pub(super) fn fix(&self, fix: &Fix) -> String {
        let mut text = String::new();
        if let Some(current) = self.progress.current().filter(|_| self.is_to_come()) {
            let _ = writeln!(
                text,
                "Step {} is not done yet. Do that step first.\n",
                current.number
            );
        }
        if self.progress.learner.contract_differs {
            let _ = writeln!(text, "{}", cause::contract(self.directions));
        }
        text.push_str(&self.failures(fix));
        if let Some(first) = fix.failed.first() {
            let project = self.progress.learner.codelab.project();
            let message = failure::message(first, &project, self.directions);
            let _ = writeln!(text, "The first failure:\n\n{message}");
        }
        if let Some(warning) = fix.warning {
            let warning =
                diagnostic::short(warning, self.progress.learner.project, self.directions);
            let _ = writeln!(text, "The compiler also warns:\n\n{warning}");
        }
        if let Some(suspect) = fix.suspect {
            let _ = writeln!(text, "{}", self.suspected(&suspect));
        }
        for file in &fix.changed {
            let _ = writeln!(text, "{}", cause::changed(file, self.directions));
        }
        let only = fix.suspect.filter(|suspect| suspect.only);
        text + &self.compare_with(only.map_or(self.step.number, |suspect| suspect.slot.step))
    }

    /// The progress of the step, and the tests that fail, unless they are listed above.
    fn failures(&self, fix: &Fix) -> String {
        let how_far = if let Some(todo) = fix.unfinished {
            let location = self.directions.line(todo.file, todo.line);
            format!("is not finished: see the `todo!` or `unimplemented!` at {location}")
        } else if fix.partly {
            "is partly written".to_string()
        } else {
            "is written".to_string()
        };
        let number = self.step.number;
        if self.listed {
            return format!("Step {number} {how_far}. Not all of its tests pass.\n\n");
        }
        let mut text = format!("Step {number} {how_far}. These tests fail:\n\n");
        for run in &fix.failed {
            let _ = writeln!(text, "  {RED}✗{RED:#} {}", run.test.short_name());
        }
        text.push('\n');
        text
    }

    fn suspected(&self, suspect: &Suspect) -> String {
        let (own, other) = (self.step.number, suspect.slot.step);
        let location = self.bold(suspect.slot, suspect.line);
        match suspect.only {
            true if !suspect.is_next_to_it => {
                let is_open = self.progress.learner.is_open(suspect.slot);
                let (how_far, task) = match is_open {
                    true => (
                        "only partly written. This is next",
                        suspect.slot.task.as_str(),
                    ),
                    false => ("not done. Look at its code here", ""),
                };
                format!(
                    "Your code for step {own} is the same as in the text, but step {other} is {how_far}:\n\n  {location}\n{}",
                    indented(task, "  ")
                )
            }
            true => format!(
                "Your code for step {own} is the same as in the text, so look at the code for step {other}\nnext to it:\n\n  \
                 {location}\n"
            ),
            false => format!(
                "The cause may be the code for step {other} next to it, which is not done either:\n\n  \
                 {location}\n"
            ),
        }
    }
}
