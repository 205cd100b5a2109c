//! What `cargo codelab` can do, a function for each of its words. Each returns what to print.

use std::{
    fmt::Write as _,
    fs,
    io::{self, BufRead, IsTerminal, Write as _},
    path::PathBuf,
};

use similar::TextDiff;

use crate::{
    Error,
    check::{self, Build, Failure, Test},
    course::{Course, Gap, PROJECT},
    lesson::Step,
    status::{self, AGAIN, BOLD, Status},
    tree::Tree,
};

/// What to print, and whether it is good news: the exit code is 0 if it is.
pub type Answer = Result<(String, bool), Error>;

/// What came of compiling and testing the learner's project.
enum Outcome {
    Tested(Vec<Test>),
    DoesNotCompile(Failure),
}

/// All steps, and what to do next. Bad news only if the project does not compile.
pub fn status(course: &Course) -> Answer {
    let tree = learner(course)?;
    match test(course)? {
        Outcome::DoesNotCompile(failure) => {
            Ok((status::does_not_compile(course, &tree, &failure), false))
        }
        Outcome::Tested(tests) => {
            let status = Status {
                course,
                tree: &tree,
                tests: &tests,
            };
            Ok((status.overview(), true))
        }
    }
}

/// One step, by default the one that the learner is at. Bad news if it is not done.
pub fn check(course: &Course, step: Option<usize>) -> Answer {
    let step = step.map(|number| find(course, number)).transpose()?;
    let tree = learner(course)?;
    match test(course)? {
        Outcome::DoesNotCompile(failure) => {
            Ok((status::does_not_compile(course, &tree, &failure), false))
        }
        Outcome::Tested(tests) => {
            let status = Status {
                course,
                tree: &tree,
                tests: &tests,
            };
            match step.or(status.current()) {
                Some(step) => Ok((status.of_step(step), status.done(step))),
                None => Ok((status.overview(), true)),
            }
        }
    }
}

/// A step's first hint, or one more than the last time.
pub fn hint(course: &Course, step: Option<usize>, more: bool) -> Answer {
    let step = step_or_current(course, step)?;
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
    let count = if more {
        (before.unwrap_or(0) + 1).min(all)
    } else {
        1
    };
    if let Some(folder) = memory.parent() {
        let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&memory, count.to_string()));
    }

    let mut text = format!("{BOLD}{}. {}{BOLD:#}\n", step.number, step.title);
    for (index, hint) in advice.hints.iter().take(count).enumerate() {
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

/// What the learner wrote for a step beside what the text says, as a unified diff.
pub fn diff(course: &Course, step: Option<usize>) -> Answer {
    let step = step_or_current(course, step)?;
    let tree = learner(course)?;
    // The reference, with the same placeholders left as the learner has in other steps.
    let other = |gap: &Gap| gap.step != step.number && gap.placeholder(&tree).is_some();
    let reference = course.with_open(other)?;

    let mut files: Vec<&str> = Vec::new();
    for gap in course.gaps() {
        if gap.step == step.number && !files.contains(&gap.file) {
            files.push(gap.file);
        }
    }
    let mut text = String::new();
    for file in files {
        let (mine, theirs) = (&tree.files[file], &reference.files[file]);
        let spans = course.lines(&reference, step.number, file)?;
        let line = |at: usize| theirs[..at].matches('\n').count();
        let diff = TextDiff::from_lines(mine, theirs);
        let mut unified = String::new();
        for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
            let own = hunk
                .ops()
                .iter()
                .filter(|op| op.tag() != similar::DiffTag::Equal)
                .any(|op| {
                    let changed = op.new_range();
                    spans.iter().any(|span| {
                        changed.start <= line(span.end) && line(span.start) <= changed.end
                    })
                });
            if own {
                let _ = write!(unified, "{hunk}");
            }
        }
        if !unified.is_empty() {
            let _ = write!(
                text,
                "--- {PROJECT}/{file}\n+++ completed/{file}\n{unified}"
            );
        }
    }
    if text.is_empty() {
        let what = match course.guide.get(step.number - 1) {
            Some(advice) if advice.markers.is_empty() => "has nothing to write",
            _ => "is written as in the text",
        };
        text = format!("Step {} {what}.\n", step.number);
    } else {
        let _ = writeln!(
            text,
            "\nLines with - are yours, lines with + are the text's. It is one way to do it: what \
             counts is that\nthe tests are green. {AGAIN} check {}",
            step.number
        );
    }
    Ok((text, true))
}

/// Puts the text's snippets in place of the placeholders that are left, up to and including a step.
pub fn solve(course: &Course, step: usize) -> Answer {
    let step = find(course, step)?;
    let mut tree = learner(course)?;
    let before = tree.clone();
    let mut text = String::new();
    for gap in course.gaps().iter().filter(|gap| gap.step <= step.number) {
        if let Some(placeholder) = gap.placeholder(&tree) {
            let place = status::shown(&course.root, gap.file, placeholder.line);
            tree.fill_in(&placeholder, gap.snippet);
            let _ = writeln!(text, "  step {}  {place}", gap.step);
        }
    }
    if text.is_empty() {
        let text = format!(
            "No placeholder of the steps up to {0} is left, so nothing was changed.\n\
             To write step {0} anew: {AGAIN} reset {0}. To see where you are: {AGAIN}\n",
            step.number
        );
        return Ok((text, true));
    }
    let kept = replace(course, &before, &tree)?;
    let text =
        format!("Filled in what the text says:\n\n{text}\n{kept}\nTo see where you are: {AGAIN}\n");
    Ok((text, true))
}

/// Puts a step's files, or all files, back to where they began.
pub fn reset(course: &Course, step: Option<usize>, yes: bool) -> Answer {
    let step = step.map(|number| find(course, number)).transpose()?;
    let before = Tree::read(&course.project())?;
    let mut after = course.with_open(|gap| step.is_none_or(|step| gap.step >= step.number))?;
    if let Some(step) = step {
        let gaps = course.gaps();
        let mut own = gaps.iter().filter(|gap| gap.step == step.number);
        after
            .files
            .retain(|file, _| own.clone().any(|gap| gap.file == file));
        if own.next().is_none() {
            let text = format!(
                "Step {} has nothing to write, so nothing to reset.\n",
                step.number
            );
            return Ok((text, true));
        }
    }
    let changed: Vec<&String> = after.changed_from(&before).collect();
    if changed.is_empty() {
        return Ok((format!("Everything is as it began. Go on: {AGAIN}\n"), true));
    }
    let mut list = String::new();
    for file in changed {
        let _ = writeln!(list, "  {PROJECT}/{file}");
    }
    if !yes && !confirmed(&list)? {
        return Ok(("Nothing was changed.\n".to_string(), false));
    }
    let kept = replace(course, &before, &after)?;
    Ok((
        format!("Put back to where it began:\n\n{list}\n{kept}\nTo begin again: {AGAIN}\n"),
        true,
    ))
}

/// Asks whether these files may be put back.
fn confirmed(list: &str) -> Result<bool, Error> {
    if !io::stdin().is_terminal() {
        return Err(
            "reset asks before it changes files, and there is nobody to ask; \
                    say yes with --yes"
                .into(),
        );
    }
    anstream::print!(
        "This puts back to where they began, and keeps copies of:\n\n{list}\nGo on? [y/N] "
    );
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

/// Writes the files of a tree that differ from what is there. First keeps copies of what is there,
/// and says where.
fn replace(course: &Course, before: &Tree, after: &Tree) -> Result<String, Error> {
    let mut old = before.clone();
    old.files
        .retain(|file, text| after.files.get(file).is_some_and(|new| new != text));
    let kept = if old.files.is_empty() {
        String::new()
    } else {
        let folder = unused_folder(course)?;
        old.write(&folder)?;
        let shown = folder.strip_prefix(&course.root).unwrap_or(&folder);
        format!(
            "What was there before is kept in {}\n",
            shown.display().to_string().replace('\\', "/")
        )
    };
    after.write(&course.project())?;
    Ok(kept)
}

/// A folder for copies that does not exist yet.
fn unused_folder(course: &Course) -> Result<PathBuf, Error> {
    let folders = (1..).map(|number| course.project().join(format!("kept/{number}")));
    let mut unused = folders.filter(|folder| !folder.exists());
    unused
        .next()
        .ok_or_else(|| "no folder is left for copies".into())
}

/// The step with this number.
fn find(course: &Course, number: usize) -> Result<&Step, Error> {
    let steps = &course.lesson.steps;
    let step = number.checked_sub(1).and_then(|index| steps.get(index));
    step.ok_or_else(|| {
        format!(
            "there is no step {number}: the codelab has steps 1 to {}",
            steps.len()
        )
        .into()
    })
}

/// The step with this number, or the one that the learner is at.
fn step_or_current(course: &Course, number: Option<usize>) -> Result<&Step, Error> {
    if let Some(number) = number {
        return find(course, number);
    }
    let tree = learner(course)?;
    let current = match test(course)? {
        Outcome::Tested(tests) => {
            let status = Status {
                course,
                tree: &tree,
                tests: &tests,
            };
            status.current().map(|step| step.number)
        }
        // What does not compile is, most likely, the step that was written last.
        Outcome::DoesNotCompile(_) => {
            let gaps = course.gaps();
            let first_open = gaps.iter().position(|gap| gap.placeholder(&tree).is_some());
            let last_written = first_open.unwrap_or(gaps.len()).saturating_sub(1);
            gaps.get(last_written).map(|gap| gap.step)
        }
    };
    find(course, current.unwrap_or(course.lesson.steps.len()))
}

/// What the learner has written, with all its files.
fn learner(course: &Course) -> Result<Tree, Error> {
    let tree = Tree::read(&course.project())?;
    let mut expected = course.completed.files.keys();
    match expected.find(|file| !tree.files.contains_key(*file)) {
        None => Ok(tree),
        Some(file) => {
            Err(format!("{PROJECT}/{file} is missing; bring it back with: {AGAIN} reset").into())
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
        Build::Done(compiled) => Ok(Outcome::Tested(compiled.test(&project)?)),
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
