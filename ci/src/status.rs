//! Where a learner is, and what to do next, derived from the tests alone.

use std::{env, fmt::Write as _, path::Path};

use anstyle::{AnsiColor, Style};

use crate::{
    broken,
    check::{TEST_LIMIT, Test, Verdict},
    course::{Course, Gap, PROJECT, Part},
    lesson::Step,
    tree::Tree,
};

/// What to type to see how far one has come.
pub const AGAIN: &str = "cargo codelab";

/// For what is done.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// For what fails.
pub const RED: Style = AnsiColor::Red.on_default();
/// For what is next.
pub const BOLD: Style = Style::new().bold();

/// What a test says that runs into a `todo!`.
const TODO: &str = "not yet implemented";
/// What it says if that is a placeholder.
const PLACEHOLDER: &str = "not yet implemented: step ";

/// What is known of a learner's progress.
#[derive(Debug)]
pub struct Status<'a> {
    /// The codelab.
    pub course: &'a Course,
    /// What the learner has written.
    pub tree: &'a Tree,
    /// What came of the tests.
    pub tests: &'a [Test],
    /// What the compiler warns of.
    pub warnings: &'a [String],
}

impl Status<'_> {
    /// The first step that is not done.
    pub fn current(&self) -> Option<&Step> {
        let mut steps = self.course.lesson.steps.iter();
        steps.find(|step| !self.done(step))
    }

    /// Whether all tests of a step pass. A step without any is done when the project compiles.
    pub fn done(&self, step: &Step) -> bool {
        self.tests_of(step).into_iter().all(Test::passed)
    }

    /// All steps of the part that the learner is in, and what to do next.
    pub fn overview(&self) -> String {
        let lesson = &self.course.lesson;
        let current = self.current().map(|step| step.number);
        let parts = self.course.parts();
        let Some(part) = parts.iter().rev().find(|part| self.is_in(part)) else {
            return String::new();
        };
        let which = match part.number {
            1 => String::new(),
            number => format!(", part {number}: {}", part.title),
        };
        let bar = self.bar(part);
        let mut text = format!("{BOLD}{}{which}{BOLD:#}\n\n  {bar}\n\n", lesson.title);
        for step in &part.steps {
            let (mark, style) = match current {
                Some(current) if step.number == current => ("→", BOLD),
                _ if self.done(step) => ("✓", GREEN),
                _ => (" ", Style::new()),
            };
            let (number, title, count) = (step.number, &step.title, self.count(step));
            let _ = writeln!(
                text,
                "  {style}{mark} {number:2}  {title:42}{style:#} {count}"
            );
        }
        text.push('\n');
        let of_part = |step: &Step| part.steps.iter().any(|own| own.number == step.number);
        match (self.current(), parts.get(part.number)) {
            (Some(step), Some(next)) if !of_part(step) => {
                let _ = writeln!(
                    text,
                    "All {} steps of part {} are done, and every test of theirs is green. You have \
                     a gRPC server and\nclient of your own.\n\n\
                     Part {}, {}, takes {} minutes, today or whenever you like. It begins with \
                     step {} in\nCODELAB.md (line {}).",
                    part.steps.len(),
                    part.number,
                    next.number,
                    next.title,
                    minutes(&next.steps),
                    step.number,
                    step.line
                );
            }
            (Some(step), _) => text.push_str(&self.next(step)),
            (None, _) => {
                let _ = writeln!(
                    text,
                    "All {} steps are done, and every test is green. You have a gRPC server and \
                     client of your own.\n\nWhere to go from here: the end of CODELAB.md.",
                    lesson.steps.len()
                );
            }
        }
        text
    }

    /// Whether the learner is in this part: has all earlier ones done, and begun with this one.
    fn is_in(&self, part: &Part) -> bool {
        let first = part.steps.first().map_or(1, |step| step.number);
        let mut earlier = self.course.lesson.steps.iter().take(first - 1);
        let mut gaps = self.course.gaps().into_iter().filter(|gap| {
            let mut steps = part.steps.iter();
            steps.any(|step| step.number == gap.step)
        });
        let begun = first == 1 || gaps.any(|gap| self.begun(&gap));
        begun && earlier.all(|step| self.done(step))
    }

    /// Whether the learner has written something in place of a placeholder, or beside it in a file
    /// that has no other.
    fn begun(&self, gap: &Gap) -> bool {
        let alone = |gaps: &[Gap]| gaps.iter().filter(|other| other.file == gap.file).count() == 1;
        let changed = |starter: Tree| starter.files.get(gap.file) != self.tree.files.get(gap.file);
        gap.placeholder(self.tree).is_none()
            || alone(&self.course.gaps()) && self.course.with_open(|_| true).is_ok_and(changed)
    }

    /// One step, with its tests, and what to do for it.
    pub fn of_step(&self, step: &Step) -> String {
        let mut text = format!("{BOLD}{}. {}{BOLD:#}\n\n", step.number, step.title);
        for test in self.tests_of(step) {
            let (mark, style) = if test.passed() {
                ("✓", GREEN)
            } else {
                ("✗", RED)
            };
            let _ = writeln!(text, "  {style}{mark}{style:#} {}", test.short_name());
        }
        if !self.tests_of(step).is_empty() {
            text.push('\n');
        }
        if self.done(step) {
            let _ = writeln!(
                text,
                "Step {} is done. What comes next: {AGAIN}",
                step.number
            );
        } else {
            text.push_str(&self.next(step));
        }
        text
    }

    /// A step's tests, in the order of their file, which begins with the plainest.
    fn tests_of(&self, step: &Step) -> Vec<&Test> {
        let number = step.number;
        let tests = self.tests.iter();
        let mut tests: Vec<&Test> = tests.filter(|test| test.step() == Some(number)).collect();
        let file = self
            .tree
            .files
            .get(&format!("tests/codelab/step_{number}.rs"));
        let text = file.map_or("", String::as_str);
        tests.sort_by_key(|test| text.find(&format!("fn {}(", test.short_name())));
        tests
    }

    /// Progress over a part's steps, and the minutes that the text gives to those that are left.
    fn bar(&self, part: &Part) -> String {
        let steps = part.steps.iter();
        let (done, left): (Vec<&Step>, Vec<&Step>) = steps.partition(|step| self.done(step));
        let (full, empty) = ("■".repeat(done.len()), "□".repeat(left.len()));
        let rest = match minutes(&left) {
            0 => String::new(),
            minutes => format!(", {minutes} minutes to go"),
        };
        format!(
            "{GREEN}{full}{GREEN:#}{empty}  {} of {} steps{rest}",
            done.len(),
            part.steps.len()
        )
    }

    fn count(&self, step: &Step) -> String {
        let tests = self.tests_of(step);
        let passed = tests.iter().filter(|test| test.passed()).count();
        match tests.len() {
            0 => "nothing to write".to_string(),
            all => format!("{passed} of {all} tests"),
        }
    }

    /// What to do for a step that is not done.
    fn next(&self, step: &Step) -> String {
        let number = step.number;
        let read = format!("step {number} in CODELAB.md (line {})", step.line);
        let mut text = String::new();
        let (open, failed) = (self.open_gaps(number), self.mistaken(step));
        if let (Some((gap, line)), []) = (open.first(), &failed[..]) {
            let place = shown(&self.course.root, gap.file, *line);
            let where_one_is = match self.current() {
                Some(current) if current.number < number => {
                    format!("Step {number} is still to come.")
                }
                _ => format!("You are at step {number}."),
            };
            let how_far = if self.gaps_of(number).count() > open.len() {
                "A part of it is written, and this is the next:"
            } else {
                "Its tests are red until you have written it, as they should be."
            };
            let _ = writeln!(
                text,
                "{where_one_is} {how_far}\n\n  {BOLD}{place}{BOLD:#}\n  {}\n\n\
                 Read {read}, write in place of the placeholder, save,\nand type: {AGAIN}\n\
                 If you are stuck: {AGAIN} hint",
                gap.task()
            );
            return text;
        }
        if let Some(first) = self.current().filter(|first| first.number < number) {
            let _ = writeln!(
                text,
                "Step {} is not done yet, and comes before step {number}.\n",
                first.number
            );
        }
        let differs = self
            .course
            .contract()
            .is_ok_and(|(there, shown)| there != shown);
        if differs {
            text.push_str(&broken::contract_differs());
            text.push('\n');
        }
        let how_far = if failed.iter().any(|test| is_unfinished(test)) {
            "is not finished: there is a `todo!` left in what you wrote. These tests fail:"
        } else if open.is_empty() {
            "is written, but not all of its tests pass:"
        } else {
            "is written in part, but not all of the tests of that part pass:"
        };
        let _ = writeln!(text, "Step {number} {how_far}\n");
        for test in &failed {
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
            "\nCompare with {read}, mend it, save, and type: {AGAIN}\n\
             If you are stuck: {AGAIN} hint, or {AGAIN} diff"
        );
        text
    }

    /// The step's tests that fail for what is written, not for what is still to be written; those
    /// first that run into a `todo!` all the same.
    fn mistaken(&self, step: &Step) -> Vec<&Test> {
        let open = self.open_gaps(step.number);
        let mut tests = self.tests_of(step);
        tests.retain(|test| !test.passed());
        if !open.is_empty() {
            // A test says so if it waits for a `todo!`, and not if it waits for a comment.
            let says_so = open.iter().all(|(gap, _)| gap.marker.starts_with("todo!"));
            let begun = self.gaps_of(step.number).count() > open.len();
            tests.retain(|test| begun && says_so && !test.output.contains(PLACEHOLDER));
        }
        tests.sort_by_key(|test| !is_unfinished(test));
        tests
    }

    /// The step's placeholders, in the order of the text.
    fn gaps_of(&self, step: usize) -> impl Iterator<Item = Gap<'_>> {
        let gaps = self.course.gaps().into_iter();
        gaps.filter(move |gap| gap.step == step)
    }

    /// Those of them that are left, and the line of each.
    fn open_gaps(&self, step: usize) -> Vec<(Gap<'_>, usize)> {
        let gaps = self.gaps_of(step);
        gaps.filter_map(|gap| Some((gap, gap.placeholder(self.tree)?.line)))
            .collect()
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
                    let place = place.replace('\\', "/");
                    // Rust names files relative to the workspace, which is the project itself.
                    let place = place
                        .rsplit_once("start_here/")
                        .map_or(&place[..], |(_, rest)| rest);
                    let (file, line) = place.split_once(':').unwrap_or((place, ""));
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

/// The minutes that the text gives to these steps.
fn minutes(steps: &[&Step]) -> u32 {
    steps.iter().map(|step| step.minutes).sum()
}

/// A place in the project as a person can open it from where they are.
pub fn shown(root: &Path, file: &str, line: usize) -> String {
    let inside = env::current_dir().is_ok_and(|here| here == root.join(PROJECT));
    let folder = if inside {
        String::new()
    } else {
        format!("{PROJECT}/")
    };
    format!("{folder}{file}:{line}")
}
