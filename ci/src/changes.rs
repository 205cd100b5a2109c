//! What `cargo codelab` does with the learner's files: compare them, fill them in, put them back.
//! Nothing that a learner wrote is overwritten before a copy of it is kept.

use std::{
    fmt::Write as _,
    io::{self, BufRead, IsTerminal, Write as _},
    ops::Range,
    path::PathBuf,
};

use similar::{DiffOp, DiffTag, TextDiff};

use crate::{
    Error,
    commands::{Answer, all_done, learner, step_or_current},
    course::{CONTRACT, Course, Gap, PROJECT},
    lesson::Step,
    status::{self, AGAIN},
    tree::Tree,
};

/// What the learner wrote for a step beside what the text says, as a unified diff.
pub fn diff(course: &Course, step: Option<usize>) -> Answer {
    let Some(step) = step_or_current(course, step)? else {
        return Ok((all_done(), true));
    };
    if step.number == CONTRACT.1 {
        let (mine, theirs) = course.contract()?;
        let difference = TextDiff::from_lines(&mine, &theirs)
            .unified_diff()
            .header(CONTRACT.0, "CODELAB.md")
            .to_string();
        return Ok((explained(difference, course, step), true));
    }
    let tree = learner(course)?;
    // The reference, with the same placeholders left as the learner has in other steps.
    let other = |gap: &Gap| gap.step != step.number && gap.is_open(&tree);
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
        let line = |at: usize| theirs[..at].matches('\n').count();
        let spans = course.spans(&reference, step.number, file)?;
        let lines: Vec<_> = spans
            .iter()
            .map(|span| line(span.start)..line(span.end) + 1)
            .collect();
        let hunks = hunks(mine, theirs, &lines);
        if unindented(mine) == unindented(theirs) && !hunks.is_empty() {
            let _ = writeln!(
                text,
                "{PROJECT}/{file} is indented differently from the text: cargo fmt"
            );
        } else if !hunks.is_empty() {
            let _ = write!(text, "--- {PROJECT}/{file}\n+++ completed/{file}\n{hunks}");
        }
    }
    Ok((explained(text, course, step), true))
}

/// Differences with the words that go with them.
fn explained(mut text: String, course: &Course, step: &Step) -> String {
    let number = step.number;
    if text.is_empty() {
        let has_code = course.gaps().iter().any(|gap| gap.step == number);
        let what = match has_code || number == CONTRACT.1 {
            true => "is as in the text",
            false => "has nothing to write",
        };
        return format!("Step {number} {what}.\n");
    }
    let what_counts = match number == CONTRACT.1 {
        true => "The contract has to be as in the text:\n",
        false => "It is one way to do it: what counts is that\nthe tests are green. ",
    };
    let _ = writeln!(
        text,
        "\nLines with - are yours, lines with + are the text's. {what_counts}{AGAIN} check {number}"
    );
    text
}

fn unindented(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).collect()
}

/// How two files differ at these lines of the second, which are counted from 0.
fn hunks(mine: &str, theirs: &str, lines: &[Range<usize>]) -> String {
    let touches = |op: &&DiffOp| {
        let changed = op.new_range();
        let touches =
            |lines: &Range<usize>| changed.start <= lines.end && lines.start <= changed.end;
        op.tag() != DiffTag::Equal && lines.iter().any(touches)
    };
    let diff = TextDiff::from_lines(mine, theirs);
    let mut unified = diff.unified_diff();
    let hunks = unified.context_radius(3).iter_hunks();
    let own = hunks.filter(|hunk| hunk.ops().iter().any(|op| touches(&op)));
    own.map(|hunk| hunk.to_string()).collect()
}

/// Puts the text's snippets in place of the placeholders that are left, up to and including a step.
pub fn solve(course: &Course, step: usize) -> Answer {
    let step = course.step(step)?;
    let mut tree = learner(course)?;
    let before = tree.clone();
    let mut text = String::new();
    for gap in course.gaps().iter().filter(|gap| gap.step <= step.number) {
        if let Some(placeholder) = gap.placeholder(&tree) {
            let place = status::shown(&course.root, gap.file, placeholder.line);
            if tree.find(gap.file, gap.snippet).is_some() {
                let message = format!(
                    "{place}: what the text says is there already; take the placeholder away"
                );
                return Err(message.into());
            }
            tree.fill_in(&placeholder, gap.snippet);
            let _ = writeln!(text, "  step {}  {place}", gap.step);
        }
    }
    if text.is_empty() {
        let text = format!(
            "No placeholder of the steps up to {0} is left, so nothing was changed. To take the text's \
             code for a\nstep that is red: {AGAIN} reset STEP, then solve. To see where you are: {AGAIN}\n",
            step.number
        );
        return Ok((text, true));
    }
    let kept = replace(course, &before, &tree)?;
    let text = format!(
        "Filled in what the text says:\n\n{text}\n{kept}\nWhat you wrote yourself is left as it is. If its \
         tests are red: {AGAIN} reset STEP, then solve.\nTo see where you are: {AGAIN}\n"
    );
    Ok((text, true))
}

/// Puts a step's files, or all files, back to where they began.
pub fn reset(course: &Course, step: Option<usize>, yes: bool) -> Answer {
    let step = step.map(|number| course.step(number)).transpose()?;
    let mut before = Tree::read(&course.project())?;
    let mut after = course.with_open(|gap| step.is_none_or(|step| gap.step >= step.number))?;
    if let Some(step) = step {
        let gaps = course.gaps();
        let mut own = gaps.iter().filter(|gap| gap.step == step.number);
        after
            .files
            .retain(|file, _| own.clone().any(|gap| gap.file == file));
        if own.next().is_none() && step.number != CONTRACT.1 {
            let text = format!(
                "Step {} has nothing to write, so nothing to reset.\n",
                step.number
            );
            return Ok((text, true));
        }
    }
    if step.is_none_or(|step| step.number == CONTRACT.1) {
        // The contract lies beside the project, and is a file like the others here.
        let (there, shown) = course.contract()?;
        before.files.insert(format!("../{}", CONTRACT.0), there);
        after.files.insert(format!("../{}", CONTRACT.0), shown);
    }
    let changed: Vec<&String> = after.changed_from(&before).collect();
    if changed.is_empty() {
        return Ok((format!("Everything is as it began. Go on: {AGAIN}\n"), true));
    }
    let mut list = String::new();
    for file in changed {
        let shown = format!("{PROJECT}/{file}");
        let _ = write!(list, "  {}", file.strip_prefix("../").unwrap_or(&shown));
        let others = other_steps(course, step, file, &before);
        let _ = if others.is_empty() {
            writeln!(list)
        } else {
            writeln!(list, ", with {others}")
        };
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

/// What a file holds beside the step that is reset: later steps begin again too, and earlier ones
/// become what the text says.
fn other_steps(course: &Course, step: Option<&Step>, file: &str, before: &Tree) -> String {
    let Some(step) = step else {
        return String::new();
    };
    let mut others: Vec<String> = Vec::new();
    for gap in course
        .gaps()
        .iter()
        .filter(|gap| gap.file == file && gap.step != step.number)
    {
        let becomes = if gap.step < step.number {
            "as in the text"
        } else {
            "taken back too"
        };
        let other = format!("step {} {becomes}", gap.step);
        if !gap.is_open(before) && !others.contains(&other) {
            others.push(other);
        }
    }
    others.join(", ")
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
        let contract = old.files.remove(&format!("../{}", CONTRACT.0));
        old.files
            .extend(contract.map(|text| (CONTRACT.0.to_string(), text)));
        old.write(&folder)?;
        let shown = folder.strip_prefix(&course.root).unwrap_or(&folder);
        format!(
            "What was there before is kept in {}. To have it back, copy it from there.\n",
            shown.display().to_string().replace('\\', "/")
        )
    };
    // Only what changed: other files keep their line endings, and Cargo what it compiled of them.
    let mut new = after.clone();
    new.files
        .retain(|file, text| before.files.get(file) != Some(text));
    new.write(&course.project())?;
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
