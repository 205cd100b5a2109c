//! Where a learner is, and what to do next, derived from the tests alone.

use std::{env, fmt::Write as _, path::Path};

use anstyle::{AnsiColor, Style};

use crate::{
    check::Test,
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
        !gap.is_open(self.tree)
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
    pub(crate) fn tests_of(&self, step: &Step) -> Vec<&Test> {
        let number = step.number;
        let tests = self.tests.iter();
        let mut tests: Vec<&Test> = tests.filter(|test| test.step() == Some(number)).collect();
        let file = self
            .tree
            .files
            .get(&format!("tests/codelab/step_{number:02}.rs"));
        let text = file.map_or("", String::as_str);
        tests.sort_by_key(|test| {
            let name = test.short_name().rsplit("::").next().unwrap_or_default();
            text.find(&format!("fn {name}("))
        });
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
}

/// The minutes that the text gives to these steps.
fn minutes(steps: &[&Step]) -> u32 {
    steps.iter().map(|step| step.minutes).sum()
}

/// A place in the project as a person can open it from where they are.
pub fn shown(root: &Path, file: &str, line: usize) -> String {
    format!("{}:{line}", path(root, file))
}

/// A file of the project, as a person can name it from where they are.
pub fn path(root: &Path, file: &str) -> String {
    let inside = env::current_dir().is_ok_and(|here| here == root.join(PROJECT));
    let folder = if inside {
        String::new()
    } else {
        format!("{PROJECT}/")
    };
    format!("{folder}{file}")
}

/// A place as Rust names it, which is relative to the workspace, relative to the project.
pub fn in_project(place: &str) -> String {
    let place = place.replace('\\', "/");
    match place.rsplit_once("start_here/") {
        Some((_, rest)) => rest.to_string(),
        None => place,
    }
}
