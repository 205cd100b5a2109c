//! What to do next, for a step that is not done.

use std::fmt::Write as _;

use crate::{
    broken,
    check::{TEST_LIMIT, Test, Verdict},
    course::Gap,
    lesson::Step,
    status::{AGAIN, BOLD, RED, Status, in_project, shown},
};

/// What a test says that runs into a `todo!`.
const TODO: &str = "not yet implemented";
/// What it says if that is a placeholder.
const PLACEHOLDER: &str = "not yet implemented: step ";

impl Status<'_> {
    /// What to do for a step that is not done.
    pub fn next(&self, step: &Step) -> String {
        let failed = self.mistaken(step);
        let mut gaps = self.gaps_of(step.number);
        let open = gaps.find_map(|gap| Some((gap, gap.placeholder(self.tree)?.line)));
        match open {
            Some((gap, line)) if failed.is_empty() => self.to_write(step, &gap, line),
            _ => self.to_mend(step, &failed),
        }
    }

    /// That this placeholder is the next.
    fn to_write(&self, step: &Step, gap: &Gap, line: usize) -> String {
        let number = step.number;
        let where_one_is = if self.is_to_come(step) {
            format!("Step {number} is still to come.")
        } else {
            format!("You are at step {number}.")
        };
        let place = shown(&self.course.root, gap.file, line);
        if self.tree.find(gap.file, gap.snippet).is_some() {
            return format!(
                "{where_one_is} What the text says is there already, and so is the placeholder:\n\n  \
                 {BOLD}{place}{BOLD:#}\n\nTake the placeholder away, save, and type: {AGAIN}\n"
            );
        }
        let mut gaps = self.gaps_of(number);
        let how_far = if gaps.all(|gap| gap.is_open(self.tree)) {
            "Its tests are red until you have written it, as they should be."
        } else {
            "A part of it is written, and this is the next:"
        };
        format!(
            "{where_one_is} {how_far}\n\n  {BOLD}{place}{BOLD:#}\n  {}\n\n\
             Read step {number} in CODELAB.md (line {}), write in place of the placeholder, save,\n\
             and type: {AGAIN}\nIf you are stuck: {AGAIN} hint{}\n",
            gap.task(),
            step.line,
            self.number_if_needed(step)
        )
    }

    /// That these tests fail, and why the first does.
    fn to_mend(&self, step: &Step, failed: &[&Test]) -> String {
        let number = step.number;
        let mut text = String::new();
        if let Some(first) = self.current().filter(|first| first.number < number) {
            let _ = writeln!(
                text,
                "Step {} is not done yet, and comes before step {number}.\n",
                first.number
            );
        }
        let contract = self.course.contract();
        if contract.is_ok_and(|(there, shown)| there != shown) {
            let _ = writeln!(text, "{}", broken::contract_differs());
        }
        let how_far = if failed.iter().any(|test| is_unfinished(test)) {
            "is not finished: there is a `todo!` left in what you wrote. These tests fail:"
        } else if self.gaps_of(number).any(|gap| gap.is_open(self.tree)) {
            "is written in part, but not all of the tests of that part pass:"
        } else {
            "is written, but not all of its tests pass:"
        };
        let _ = writeln!(text, "Step {number} {how_far}\n");
        for test in failed {
            let _ = writeln!(text, "  {RED}✗{RED:#} {}", test.short_name());
        }
        if let Some(first) = failed.first() {
            let _ = writeln!(text, "\nThe first one says:\n\n{}", self.message(first));
        }
        if let Some(warning) = self.warnings.first() {
            let _ = writeln!(
                text,
                "\nThe compiler has something to say, too:\n\n{warning}"
            );
        }
        let _ = writeln!(
            text,
            "\nCompare with step {number} in CODELAB.md (line {}), mend it, save, and type: {AGAIN}\n\
             If you are stuck: {AGAIN} hint{of_it}, or {AGAIN} diff{of_it}",
            step.line,
            of_it = self.number_if_needed(step)
        );
        text
    }

    /// Whether the learner is at an earlier step.
    fn is_to_come(&self, step: &Step) -> bool {
        let current = self.current();
        current.is_some_and(|current| current.number < step.number)
    }

    /// What to add to a command, so that it is about this step.
    fn number_if_needed(&self, step: &Step) -> String {
        if self.is_to_come(step) {
            format!(" {}", step.number)
        } else {
            String::new()
        }
    }

    /// The step's tests that fail although the code that they need is written; those first that run
    /// into a `todo!` of the learner's own.
    fn mistaken(&self, step: &Step) -> Vec<&Test> {
        let gaps: Vec<Gap> = self.gaps_of(step.number).collect();
        let needs = |test: &Test| {
            let own = |gap: &Gap| gap.tests.is_some() && gap.tests == test.module();
            let last = gaps
                .iter()
                .rposition(own)
                .unwrap_or(gaps.len().saturating_sub(1));
            gaps.iter().take(last + 1)
        };
        let mut tests = self.tests_of(step);
        tests.retain(|test| !test.passed() && !needs(test).any(|gap| gap.is_open(self.tree)));
        tests.sort_by_key(|test| !is_unfinished(test));
        tests
    }

    /// The step's placeholders, in the order of the text.
    fn gaps_of(&self, step: usize) -> impl Iterator<Item = Gap<'_>> {
        let gaps = self.course.gaps().into_iter();
        gaps.filter(move |gap| gap.step == step)
    }

    /// Why a test failed and where, without the noise around it.
    fn message(&self, test: &Test) -> String {
        if test.verdict == Verdict::Hung {
            return format!(
                "    It had not ended after {} seconds. Is there a loop that never ends, or a lock \
                 that is never released?",
                TEST_LIMIT.as_secs()
            );
        }
        let mut text = String::new();
        for line in test.output.lines() {
            let panic = line
                .strip_prefix("thread '")
                .and_then(|rest| rest.split_once("panicked at "));
            let line = match panic {
                Some((_, place)) => {
                    let place = in_project(place);
                    let (file, line) = place.split_once(':').unwrap_or((&place, ""));
                    let line = line.split(':').next().and_then(|line| line.parse().ok());
                    format!("at {}", shown(&self.course.root, file, line.unwrap_or(1)))
                }
                None if line.starts_with("note: run with") || line.is_empty() => continue,
                None => line.to_string(),
            };
            let _ = writeln!(text, "    {line}");
        }
        if text.contains("`left == right` failed") {
            text.push_str("    (left is what your code gave, right is what was expected)");
        }
        text.trim_end().to_string()
    }
}

/// Whether a test ran into a `todo!` that is no placeholder, but the learner's own.
fn is_unfinished(test: &Test) -> bool {
    test.output.contains(TODO) && !test.output.contains(PLACEHOLDER)
}
