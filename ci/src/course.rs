//! The codelab as it lies in a folder: its text, its hints, the learner's project and the reference.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Error,
    guide::{self, Advice},
    lesson::{self, Kind, Lesson, Step},
    tree::{self, Placeholder, Span, Tree},
};

/// The folder of the learner's project, relative to the repository.
pub const PROJECT: &str = "start_here";

/// The codelab, as far as it does not depend on what the learner has written.
#[derive(Debug)]
pub struct Course {
    /// The folder that holds CODELAB.md.
    pub root: PathBuf,
    /// The text.
    pub lesson: Lesson,
    /// What is known of each step beside the text; as long as its steps.
    pub guide: Vec<Advice>,
    /// The finished project.
    pub completed: Tree,
}

/// The contract, and the step that it belongs to. Later steps show the rest of it.
pub const CONTRACT: (&str, usize) = ("protos/route_guide.proto", 2);

/// Steps after which a learner may stop, and have something complete.
#[derive(Debug)]
pub struct Part<'a> {
    /// Counted from 1.
    pub number: usize,
    /// What it is about, in a word or two.
    pub title: &'a str,
    /// Its steps, in order.
    pub steps: Vec<&'a Step>,
}

/// A snippet of the text, and the placeholder that it takes the place of.
#[derive(Clone, Copy, Debug)]
pub struct Gap<'a> {
    /// The step it belongs to.
    pub step: usize,
    /// The file, relative to the project.
    pub file: &'a str,
    /// The placeholder, as it stands in the starter.
    pub marker: &'a str,
    /// The snippet.
    pub snippet: &'a str,
    /// The module of tests that needs it and the step's gaps before it, if there is one.
    pub tests: Option<&'a str>,
}

impl<'a> Gap<'a> {
    /// What the placeholder asks for.
    pub fn task(&self) -> &'a str {
        tree::task(self.marker)
    }

    /// Whether its placeholder is still there.
    pub fn is_open(&self, tree: &Tree) -> bool {
        self.placeholder(tree).is_some()
    }

    /// Its placeholder in a project, if that is still there.
    pub fn placeholder(&self, tree: &Tree) -> Option<Placeholder> {
        let mut left = tree.placeholders_in(self.file).into_iter();
        left.find(|left| left.step == self.step && left.task == self.task())
    }
}

impl Course {
    /// The step with this number.
    ///
    /// # Errors
    ///
    /// If there is none; the message says which there are.
    pub fn step(&self, number: usize) -> Result<&Step, Error> {
        let steps = &self.lesson.steps;
        let step = number.checked_sub(1).and_then(|index| steps.get(index));
        step.ok_or_else(|| {
            format!(
                "there is no step {number}: the codelab has steps 1 to {}",
                steps.len()
            )
            .into()
        })
    }

    /// Reads the codelab in a folder.
    ///
    /// # Errors
    ///
    /// If a file of it cannot be read, or CODELAB.md or hints.toml cannot be understood.
    pub fn open(root: &Path) -> Result<Course, Error> {
        let read = |file: &str| {
            let path = root.join(file);
            match fs::read_to_string(&path) {
                Ok(text) => Ok(text.replace("\r\n", "\n")),
                Err(error) => Err(format!("cannot read {}: {error}", path.display())),
            }
        };
        let lesson = Lesson::parse(&read(lesson::FILE)?).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })?;
        Ok(Course {
            root: root.to_path_buf(),
            lesson,
            guide: guide::parse(&read(guide::FILE)?)?,
            completed: Tree::read(&root.join("completed"))?,
        })
    }

    /// The learner's project.
    pub fn project(&self) -> PathBuf {
        self.root.join(PROJECT)
    }

    /// The contract as it is there, and as the text shows it.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn contract(&self) -> Result<(String, String), Error> {
        let file = self.root.join(CONTRACT.0);
        // Whoever begins with a blank page may have begun by deleting it.
        let there = if file.exists() {
            fs::read_to_string(&file)
        } else {
            Ok(String::new())
        };
        let there = there.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        Ok((there.replace("\r\n", "\n"), self.lesson.contract()))
    }

    /// The parts of the codelab, in order.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts: Vec<Part> = Vec::new();
        for (step, advice) in self.lesson.steps.iter().zip(&self.guide) {
            if let Some(title) = &advice.part {
                parts.push(Part {
                    number: parts.len() + 1,
                    title,
                    steps: Vec::new(),
                });
            }
            if let Some(part) = parts.last_mut() {
                part.steps.push(step);
            }
        }
        parts
    }

    /// Every place where the learner writes, step by step, in the order of the text.
    pub fn gaps(&self) -> Vec<Gap<'_>> {
        let steps = self.lesson.steps.iter().zip(&self.guide);
        steps
            .flat_map(|(step, advice)| {
                let snippets = step.blocks.iter().filter_map(|block| match &block.kind {
                    Kind::Fill(file) => Some((file, &block.text)),
                    _ => None,
                });
                snippets
                    .zip(&advice.markers)
                    .map(|((file, snippet), marker)| Gap {
                        step: step.number,
                        file,
                        marker: &marker.code,
                        snippet,
                        tests: marker.tests.as_deref(),
                    })
            })
            .collect()
    }

    /// The project as it is when these gaps wait for the learner, and all others are filled as the
    /// text says.
    ///
    /// # Errors
    ///
    /// If a snippet does not stand in the reference.
    pub fn with_open(&self, open: impl Fn(&Gap) -> bool) -> Result<Tree, Error> {
        let mut tree = self.completed.clone();
        for gap in self.gaps().iter().filter(|gap| open(gap)) {
            let span = find(&tree, gap)?;
            tree.replace(gap.file, span, gap.marker);
        }
        Ok(tree)
    }

    /// Where a step's snippets stand in a file of a project in which they are filled.
    ///
    /// # Errors
    ///
    /// If a snippet does not stand in the project.
    pub fn spans(&self, tree: &Tree, step: usize, file: &str) -> Result<Vec<Span>, Error> {
        let gaps = self.gaps();
        let own = gaps
            .iter()
            .filter(|gap| gap.step == step && gap.file == file);
        own.map(|gap| find(tree, gap)).collect()
    }
}

fn find(tree: &Tree, gap: &Gap) -> Result<Span, Error> {
    let found = tree.find(gap.file, gap.snippet);
    found.ok_or_else(|| format!("a snippet of step {} is not in {}", gap.step, gap.file).into())
}
