//! What `cargo codelab` says of the learner's project, a function for each of its verbs. Those that
//! compare and change files are in [`changes`](crate::changes).

use std::{
    fmt::Write as _,
    fs,
    io::{self, IsTerminal, Write as _},
};

use crate::{
    Error, broken,
    check::{self, Build, Failure, Test},
    course::Course,
    guide::Advice,
    lesson::Step,
    status::{self, AGAIN, BOLD, Status},
    tree::Tree,
};

/// What to print, and whether it is good news: the exit code is 0 if it is.
pub type Answer = Result<(String, bool), Error>;

/// What came of compiling and testing the learner's project.
enum Outcome {
    Tested {
        tests: Vec<Test>,
        warnings: Vec<String>,
    },
    DoesNotCompile(Failure),
}

/// All steps, and what to do next. Bad news only if the project does not compile.
pub fn status(course: &Course) -> Answer {
    judged(course, |status| (status.overview(), true))
}

/// One step, by default the one that the learner is at. Bad news if it is not done.
pub fn check(course: &Course, step: Option<usize>) -> Answer {
    let step = step.map(|number| course.step(number)).transpose()?;
    judged(course, |status| match step.or(status.current()) {
        Some(step) => (status.of_step(step), status.done(step)),
        None => (status.overview(), true),
    })
}

/// Compiles and tests the learner's project, and says what came of it.
fn judged(course: &Course, say: impl FnOnce(&Status) -> (String, bool)) -> Answer {
    let tree = learner(course)?;
    Ok(match test(course)? {
        Outcome::DoesNotCompile(failure) => {
            (broken::does_not_compile(course, &tree, &failure)?, false)
        }
        Outcome::Tested { tests, warnings } => say(&Status {
            course,
            tree: &tree,
            tests: &tests,
            warnings: &warnings,
        }),
    })
}

/// A step's first hint, or so many more than the last time.
pub fn hint(course: &Course, step: Option<usize>, more: u8) -> Answer {
    let Some(step) = step_or_current(course, step)? else {
        return Ok((all_done(), true));
    };
    let Some(advice) = course.guide.get(step.number - 1) else {
        return Err(format!("there are no hints for step {}", step.number).into());
    };
    // How many have been shown is not progress: it may get lost with the target directory.
    let memory = course
        .root
        .join(format!("target/codelab/hints/{}", step.number));
    let before = fs::read_to_string(&memory)
        .ok()
        .and_then(|text| text.parse().ok());
    let all = advice.hints.len();
    let past = hints_for_what_is_written(course, step, advice);
    let count = match usize::from(more) {
        0 => past + 1,
        more => (before.unwrap_or(0).max(past) + more).min(all),
    };
    if let Some(folder) = memory.parent() {
        let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&memory, count.to_string()));
    }

    let mut text = format!("{BOLD}{}. {}{BOLD:#}\n", step.number, step.title);
    for (index, hint) in advice.hints.iter().enumerate().take(count).skip(past) {
        let _ = writeln!(text, "\n{BOLD}Hint {}: {}{BOLD:#}\n", index + 1, hint.title);
        for line in hint.text.lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    let next = match (count == all, &advice.markers[..]) {
        (false, _) => format!("{AGAIN} hint {} --more", step.number),
        (true, []) => AGAIN.to_string(),
        (true, _) => format!("{AGAIN} diff {0}, or {AGAIN} solve {0}", step.number),
    };
    let _ = writeln!(
        text,
        "\nThat was {count} of {all}. If you need more: {next}"
    );
    Ok((text, true))
}

/// How many of the first hints are for placeholders that have been replaced, if others have not.
fn hints_for_what_is_written(course: &Course, step: &Step, advice: &Advice) -> usize {
    let Ok(tree) = learner(course) else {
        return 0;
    };
    let gaps = course.gaps().into_iter();
    let mut own = gaps.filter(|gap| gap.step == step.number);
    let open = own.position(|gap| gap.is_open(&tree));
    let mut hints = advice.hints.iter();
    open.and_then(|open| hints.position(|hint| hint.of > open))
        .unwrap_or(0)
}

/// What to say to a learner who is stuck nowhere.
pub(crate) fn all_done() -> String {
    format!("All steps are done. For one of them, name it, as in: {AGAIN} diff 4\n")
}

/// The step with this number, or the one that the learner is at; `None` if all are done.
pub(crate) fn step_or_current(
    course: &Course,
    number: Option<usize>,
) -> Result<Option<&Step>, Error> {
    if let Some(number) = number {
        return course.step(number).map(Some);
    }
    let tree = learner(course)?;
    match test(course)? {
        Outcome::Tested { tests, warnings } => {
            let status = Status {
                course,
                tree: &tree,
                tests: &tests,
                warnings: &warnings,
            };
            let current = status.current().map(|step| step.number);
            current.map(|number| course.step(number)).transpose()
        }
        Outcome::DoesNotCompile(failure) => broken::suspect(course, &tree, &failure).map(Some),
    }
}

/// What the learner has written, with all its files.
pub(crate) fn learner(course: &Course) -> Result<Tree, Error> {
    let tree = Tree::read(&course.project())?;
    let mut expected = course.completed.files.keys();
    match expected.find(|file| !tree.files.contains_key(*file)) {
        None => Ok(tree),
        Some(file) => {
            let file = status::path(&course.root, file);
            Err(format!("{file} is missing; bring it back with: git checkout {file}").into())
        }
    }
}

fn test(course: &Course) -> Result<Outcome, Error> {
    let project = course.project();
    let build = check::build(&project, &[], progress);
    if io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
    match build? {
        Build::Failed(failure) => Ok(Outcome::DoesNotCompile(failure)),
        Build::Done(compiled) => Ok(Outcome::Tested {
            tests: compiled.test(&project)?,
            warnings: compiled.warnings,
        }),
    }
}

/// Shows what Cargo is at: on a terminal on one line that is written over, elsewhere line by line.
fn progress(line: &str) {
    let mut stderr = io::stderr();
    let _ = if stderr.is_terminal() {
        let line: String = line.chars().take(38).collect();
        write!(stderr, "\r\x1b[K{line}")
    } else if line.starts_with("error") {
        Ok(()) // it is told in full at the end
    } else {
        writeln!(stderr, "{line}")
    };
}
