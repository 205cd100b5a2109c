//! A project's sources, and the placeholders in them.

use std::{collections::BTreeMap, fs, ops::Range, path::Path};

use crate::Error;

/// The files of a project that a learner reads and writes, by their path relative to it, with `/`
/// between its parts on every system.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tree {
    /// What each file holds.
    pub files: BTreeMap<String, String>,
}

/// Code for the learner to replace: `todo!("step 4: …")`, in a method that a client can call
/// `Err(Status::unimplemented("step 10: …"))`, or a comment `// TODO(step 8): …`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Placeholder {
    /// The step it belongs to.
    pub step: usize,
    /// What to do, in one line.
    pub task: String,
    /// The file, relative to the project.
    pub file: String,
    /// Its line, counted from 1.
    pub line: usize,
    /// Whether it is a comment, which no test can reach.
    pub is_comment: bool,
    /// Its part of the file's text.
    range: Span,
}

/// A part of a file's text, in bytes.
pub type Span = Range<usize>;

impl Tree {
    /// Reads a project's build script, sources and tests.
    ///
    /// # Errors
    ///
    /// If one of them cannot be read; the message names it.
    pub fn read(project: &Path) -> Result<Tree, Error> {
        let mut tree = Tree::default();
        for part in ["build.rs", "src", "tests"] {
            tree.add(project, part)?;
        }
        Ok(tree)
    }

    fn add(&mut self, project: &Path, path: &str) -> Result<(), Error> {
        let place = project.join(path);
        let unreadable = |error| format!("cannot read {}: {error}", place.display());
        if place.is_dir() {
            for entry in fs::read_dir(&place).map_err(unreadable)? {
                let name = entry.map_err(unreadable)?.file_name();
                self.add(project, &format!("{path}/{}", name.to_string_lossy()))?;
            }
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(&place).map_err(unreadable)?;
            // A checkout or an editor may end lines with CR LF; snippets are compared without.
            self.files
                .insert(path.to_string(), text.replace("\r\n", "\n"));
        }
        Ok(())
    }

    /// Writes the files that differ from what is there, and only those, so that Cargo compiles no
    /// more than it must.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; the message names it.
    pub fn write(&self, project: &Path) -> Result<(), Error> {
        for (path, text) in &self.files {
            let file = project.join(path);
            if fs::read_to_string(&file).is_ok_and(|there| there == *text) {
                continue;
            }
            file.parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(&file, text))
                .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        }
        Ok(())
    }

    /// Every placeholder, file by file, from top to bottom.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let files = self.files.keys();
        files.flat_map(|file| self.placeholders_in(file)).collect()
    }

    /// The placeholders of one file, from top to bottom; none if there is no such file.
    pub fn placeholders_in(&self, file: &str) -> Vec<Placeholder> {
        let text = self.files.get(file);
        text.map_or(Vec::new(), |text| placeholders(file, text))
    }

    /// The files that another tree has differently, or not at all.
    pub fn changed_from<'a>(&'a self, other: &'a Tree) -> impl Iterator<Item = &'a String> {
        let changed = self
            .files
            .iter()
            .filter(|(file, text)| other.files.get(*file) != Some(text));
        changed.map(|(file, _)| file)
    }

    /// Puts a snippet in place of the step's first placeholder in a file. Its lines are indented
    /// as the placeholder is.
    ///
    /// # Errors
    ///
    /// If there is no such file, or no placeholder of that step in it.
    pub fn fill(&mut self, step: usize, file: &str, snippet: &str) -> Result<(), String> {
        let Some(text) = self.files.get(file) else {
            return Err(format!("the project has no file {file}"));
        };
        let mut placeholders = placeholders(file, text).into_iter();
        let Some(placeholder) = placeholders.find(|p| p.step == step) else {
            return Err(format!("no placeholder of step {step} is left in {file}"));
        };
        self.fill_in(&placeholder, snippet);
        Ok(())
    }

    /// Puts a snippet in place of this placeholder, which must be one of the tree's as it is now.
    pub fn fill_in(&mut self, placeholder: &Placeholder, snippet: &str) {
        let Some(text) = self.files.get(&placeholder.file) else {
            return;
        };
        let indented = indented(snippet, text, placeholder.range.start);
        self.replace(&placeholder.file, placeholder.range.clone(), &indented);
    }

    /// Puts something else in place of a part of a file.
    pub fn replace(&mut self, file: &str, span: Span, with: &str) {
        if let Some(text) = self.files.get_mut(file) {
            text.replace_range(span, with);
        }
    }

    /// Where a snippet stands in a file, its lines indented as it is there.
    pub fn find(&self, file: &str, snippet: &str) -> Option<Span> {
        let text = self.files.get(file)?;
        let first_line = snippet.lines().next()?;
        text.match_indices(first_line).find_map(|(at, _)| {
            let indented = indented(snippet, text, at);
            text[at..]
                .starts_with(&indented)
                .then(|| at..at + indented.len())
        })
    }

    /// The first place where two trees differ, for a person to look at; `None` if they are equal.
    pub fn difference(&self, other: &Tree) -> Option<String> {
        let paths = self.files.keys().chain(other.files.keys());
        let path = paths
            .into_iter()
            .find(|path| self.files.get(*path) != other.files.get(*path))?;
        let (Some(ours), Some(theirs)) = (self.files.get(path), other.files.get(path)) else {
            return Some(format!("{path} is in one of them only"));
        };
        let same = ours
            .lines()
            .zip(theirs.lines())
            .take_while(|(a, b)| a == b)
            .count();
        let line = |text: &str| {
            text.lines()
                .nth(same)
                .unwrap_or("(the end)")
                .trim()
                .to_string()
        };
        Some(format!(
            "{path}:{}: {:?} in one, {:?} in the other",
            same + 1,
            line(ours),
            line(theirs)
        ))
    }
}

/// A snippet as it looks at this place of a text: its further lines are indented as the line is that
/// it begins in.
fn indented(snippet: &str, text: &str, at: usize) -> String {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let indentation: String = line.chars().take_while(|c| *c == ' ').collect();
    let lines = snippet
        .trim_end()
        .replace('\n', &format!("\n{indentation}"));
    lines.replace(&format!("\n{indentation}\n"), "\n\n")
}

/// Whether these lines stand in a text, one after the other, whole but for their indentation.
pub fn stands_in(lines: &str, text: &str) -> bool {
    let lines: Vec<&str> = lines.trim_end().lines().map(str::trim).collect();
    let text: Vec<&str> = text.lines().map(str::trim).collect();
    !lines.is_empty() && text.windows(lines.len()).any(|window| window == lines)
}

/// The task that a placeholder gives, from how it stands in the starter.
pub fn task(marker: &str) -> &str {
    let parts = expression(marker).or_else(|| todo_comment(marker));
    parts.map_or("", |(_, _, task)| task.trim())
}

/// The expressions that are placeholders: what stands before and after their message.
const EXPRESSIONS: [(&str, &str); 2] = [("todo!(", ")"), ("Err(Status::unimplemented(", "))")];

/// The placeholders of one file, from top to bottom.
fn placeholders(file: &str, text: &str) -> Vec<Placeholder> {
    let expressions = EXPRESSIONS.iter().flat_map(|(start, _)| {
        text.match_indices(start)
            .map(|(at, _)| (at, expression(&text[at..])))
    });
    let comments = text
        .match_indices("// TODO(")
        .map(|(at, _)| (at, todo_comment(&text[at..])));
    let mut found: Vec<Placeholder> = expressions
        .chain(comments)
        .filter_map(|(at, marker)| {
            let (length, step, task) = marker?;
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            if line.trim_start().starts_with("//") {
                return None; // commented out
            }
            Some(Placeholder {
                step: step.trim().strip_prefix("step ")?.parse().ok()?,
                task: task.trim().to_string(),
                file: file.to_string(),
                line: text[..at].matches('\n').count() + 1,
                is_comment: text[at..].starts_with("//"),
                range: at..at + length,
            })
        })
        .collect();
    found.sort_by_key(|placeholder| placeholder.range.start);
    found
}

/// The expression that a text begins with, if it is a placeholder: its length, "step 4", and the task.
fn expression(text: &str) -> Option<(usize, &str, &str)> {
    EXPRESSIONS.iter().find_map(|(start, end)| {
        let message = text.strip_prefix(start)?.trim_start().strip_prefix('"')?;
        let (message, rest) = message.split_once('"')?;
        let rest = rest.trim_start().strip_prefix(end)?;
        let (step, task) = message.split_once(": ")?;
        Some((text.len() - rest.len(), step, task))
    })
}

/// The `// TODO(step 4): …` that a text begins with, in the same parts.
fn todo_comment(text: &str) -> Option<(usize, &str, &str)> {
    let line = text.lines().next()?;
    let (step, task) = line.strip_prefix("// TODO(")?.split_once("): ")?;
    Some((line.len(), step, task))
}
