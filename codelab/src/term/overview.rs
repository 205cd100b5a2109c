//! The wording of the list of steps.

use std::fmt::Write as _;

use anstyle::Style;

use crate::{
    progress::{
        Progress,
        overview::{Mark, Next, Overview, Row},
    },
    term::{AGAIN, BOLD, GREEN, RED, advice::Wording, directions::Directions},
    text::{codelab::Part, lesson::Step},
};

/// The steps of the part that the learner is in, and what to do next.
pub fn of_part(overview: &Overview, progress: &Progress, directions: &Directions) -> String {
    let lesson = &progress.learner.codelab.lesson;
    let part = match overview.part.number {
        1 => String::new(),
        number => format!(", part {number}: {}", overview.part.title),
    };
    let bar = bar(&overview.rows);
    let mut text = format!("{BOLD}{}{part}{BOLD:#}\n\n  {bar}\n\n", lesson.title);
    for row in &overview.rows {
        let _ = writeln!(text, "  {}", line(row));
    }
    text.push('\n');
    text + &next(overview, progress, directions)
}

/// The next thing to do, without the list of steps.
pub fn next(overview: &Overview, progress: &Progress, directions: &Directions) -> String {
    match &overview.next {
        Next::Step(step, advice) => {
            let wording = Wording {
                progress,
                directions,
                step,
                listed: false,
            };
            wording.of(advice)
        }
        Next::PartDone(next) => part_done(&overview.part, next, directions),
        Next::AllDone => format!(
            "All {} steps are done, and all tests pass. You have written a gRPC server and client.\n\n\
             For challenges and further reading, see the end of CODELAB.md.\n",
            progress.learner.codelab.lesson.steps.len()
        ),
    }
}

/// The steps of all parts.
pub fn of_all_parts(progress: &Progress) -> String {
    let mut text = String::new();
    for part in progress.learner.codelab.parts() {
        let _ = writeln!(text, "{BOLD}Part {}: {}{BOLD:#}\n", part.number, part.title);
        for row in progress.rows(&part) {
            let _ = writeln!(text, "  {}", line(&row));
        }
        text.push('\n');
    }
    text
}

/// A step with its tests, and what to do next for it.
pub fn of_step(step: &Step, progress: &Progress, directions: &Directions) -> String {
    let mut text = format!("{BOLD}{}. {}{BOLD:#}\n\n", step.number, step.title);
    let runs = progress.runs_of(step);
    for test in progress.tests_of(step) {
        let run = runs.iter().find(|run| run.test == *test);
        let (mark, style) = match run {
            Some(run) if run.passed() => ("✓", GREEN),
            Some(_) => ("✗", RED),
            None => ("·", Style::new()),
        };
        let _ = writeln!(text, "  {style}{mark}{style:#} {}", test.short_name());
    }
    if !progress.tests_of(step).is_empty() {
        text.push('\n');
    }
    let wording = Wording {
        progress,
        directions,
        step,
        listed: true,
    };
    text + &wording.of(&progress.advice(step))
}

/// The message for a learner who has done everything.
pub fn all_done() -> String {
    format!("All steps are done. To see a single step, add its number, as in: {AGAIN} diff 4\n")
}

fn part_done(part: &Part, next: &Part, directions: &Directions) -> String {
    let (begin, line) = next
        .steps
        .first()
        .map_or((1, 1), |step| (step.number, step.line));
    format!(
        "All {} steps of part {} are done, and all of their tests pass. You have written a gRPC\n\
         server and client.\n\n\
         Part {}, {}, takes {} minutes. You can do it today or another day. It begins with\n\
         step {begin} in {}.\n",
        part.steps.len(),
        part.number,
        next.number,
        next.title,
        minutes(next.steps.iter().copied()),
        directions.in_text(line)
    )
}

/// The progress over a part's steps, and the minutes that are left.
fn bar(rows: &[Row]) -> String {
    let is_done = |row: &&Row| row.mark == Mark::Done;
    let done = rows.iter().filter(is_done).count();
    let (full, empty) = ("■".repeat(done), "□".repeat(rows.len() - done));
    let left = rows.iter().filter(|row| !is_done(row)).map(|row| row.step);
    let rest = match minutes(left) {
        0 => String::new(),
        1 => ", 1 minute to go".to_string(),
        minutes => format!(", {minutes} minutes to go"),
    };
    format!(
        "{GREEN}{full}{GREEN:#}{empty}  {done} of {}{rest}",
        counted(rows.len(), "step")
    )
}

fn line(row: &Row) -> String {
    let (mark, style) = match row.mark {
        Mark::Done => ("✓", GREEN),
        Mark::Current => ("→", BOLD),
        Mark::ToCome => (" ", Style::new()),
    };
    let count = match row.tests {
        0 => "nothing to write".to_string(),
        tests => format!("{} of {}", row.passed, counted(tests, "test")),
    };
    let (number, title) = (row.step.number, &row.step.title);
    format!("{style}{mark} {number:2}  {title:42}{style:#} {count}")
}

/// A number of things: `1 step`, `2 steps`.
fn counted(number: usize, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}

fn minutes<'a>(steps: impl Iterator<Item = &'a Step>) -> u32 {
    steps.map(|step| step.minutes).sum()
}
