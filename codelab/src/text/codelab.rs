//! The codelab in a folder: its text, its hints, the reference, and the learner's project.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use super::{
    hints::{self, Hints},
    layout::{InFile, Layout},
    lesson::{self, CONTRACT, Lesson, Step},
    manifest,
    project::Project,
    slot::{self, Slot, SlotState},
    solution::{Solution, locate},
};
use crate::Error;

/// The folder of the learner's project, relative to the repository.
pub const PROJECT: &str = "start_here";

/// The folder of the reference, relative to the repository.
pub const COMPLETED: &str = "completed";

/// The parts of the codelab that do not depend on the learner.
#[derive(Debug)]
pub struct Codelab {
    /// The folder that holds CODELAB.md.
    pub root: PathBuf,
    /// The text.
    pub lesson: Lesson,
    /// The hints.
    pub hints: Hints,
    /// The learner's project as it is in the end: the reference, with the learner's manifest.
    pub finished: Project,
    /// The location of each slot's solution in the finished project.
    solutions: Vec<Solution>,
}

/// Steps after which a learner may stop with a complete result.
#[derive(Debug)]
pub struct Part<'a> {
    /// Counted from 1.
    pub number: usize,
    /// Its subject.
    pub title: &'a str,
    /// Its steps, in order.
    pub steps: Vec<&'a Step>,
}

impl Codelab {
    /// Reads the codelab in a folder.
    ///
    /// # Errors
    ///
    /// If a file of the codelab cannot be read or parsed; a
    /// [`MissingCode`](super::solution::MissingCode) if `completed` does not match CODELAB.md.
    pub fn open(root: &Path) -> Result<Codelab, Error> {
        let lesson = Lesson::parse(&read(root, lesson::FILE)?).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })?;
        let hints = Hints::parse(&read(root, hints::FILE)?)?;
        Codelab::new(root, lesson, hints, finished(root)?)
    }

    /// Puts a codelab together.
    ///
    /// # Errors
    ///
    /// A [`MissingCode`](super::solution::MissingCode) if the finished project does not contain a
    /// solution.
    pub fn new(
        root: &Path,
        lesson: Lesson,
        hints: Hints,
        finished: Project,
    ) -> Result<Codelab, Error> {
        Ok(Codelab {
            root: root.to_path_buf(),
            hints,
            solutions: locate(lesson.slots(), &finished)?,
            lesson,
            finished,
        })
    }

    /// The step with this number.
    ///
    /// # Errors
    ///
    /// If there is no such step; the message says which steps there are.
    pub fn step(&self, number: usize) -> Result<&Step, Error> {
        let count = self.lesson.steps.len();
        let missing =
            || format!("there is no step {number}: the codelab has steps 1 to {count}").into();
        self.lesson.step(number).ok_or_else(missing)
    }

    /// The folder of the learner's project.
    pub fn project(&self) -> PathBuf {
        self.root.join(PROJECT)
    }

    /// The first file of the project that a learner's does not have, or the folder around it if all of
    /// that is missing.
    pub fn missing_from(&self, project: &Project) -> Option<&str> {
        let mut files = self.finished.files.keys();
        let file = files.find(|file| !project.files.contains_key(*file))?;
        let mut folders = file.match_indices('/').map(|(end, _)| &file[..end]);
        let is_in = |folder: &str, file: &String| {
            file.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        let missing = folders.find(|folder| !project.files.keys().any(|own| is_in(folder, own)));
        Some(missing.unwrap_or(file))
    }

    /// The contract as it is on disk; empty if there is no such file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read.
    pub fn contract(&self) -> Result<String, Error> {
        // A learner who begins with a blank page may have deleted the file.
        match self.root.join(CONTRACT).exists() {
            true => read(&self.root, CONTRACT),
            false => Ok(String::new()),
        }
    }

    /// The parts of the codelab, in order.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let starts = &self.hints.parts;
        let ends = starts
            .iter()
            .skip(1)
            .map(|next| next.first)
            .chain([usize::MAX]);
        let numbered = (1..).zip(starts.iter().zip(ends));
        numbered
            .map(|(number, (start, end))| {
                let steps = self.lesson.steps.iter();
                let own = steps.filter(|step| (start.first..end).contains(&step.number));
                Part {
                    number,
                    title: &start.title,
                    steps: own.collect(),
                }
            })
            .collect()
    }

    /// The slots that a test needs, given its step and the module within the step's tests: all up to
    /// the last one with that name, or all of the step.
    pub fn slots_needed_by(&self, step: usize, module: Option<&str>) -> &[Slot] {
        let slots = self.lesson.step(step).map_or(&[][..], |step| &step.slots);
        let last = slots
            .iter()
            .rposition(|slot| slot.name.is_some() && slot.name.as_deref() == module);
        last.map_or(slots, |last| &slots[..=last])
    }

    /// The state of a slot in a project.
    pub fn state(&self, slot: &Slot, project: &Project) -> SlotState {
        let of_file: Vec<&Slot> = self.slots_in(&slot.file).collect();
        slot.state(project.text(&slot.file), &of_file)
    }

    /// The layout of the slots in a file of a project.
    pub fn layout(&self, file: &str, project: &Project) -> Layout<'_> {
        let starter = self.file_with_open(file, |_| true);
        let in_file = self.slots_in(file).map(|slot| InFile {
            slot,
            state: self.state(slot, project),
        });
        Layout::new(&starter, &in_file.collect::<Vec<_>>(), project.text(file))
    }

    fn slots_in(&self, file: &str) -> impl Iterator<Item = &Slot> {
        self.lesson.slots().filter(move |slot| slot.file == file)
    }

    /// The project in which these slots hold their placeholders, and all others their solutions.
    pub fn with_open(&self, open: impl Fn(&Slot) -> bool) -> Project {
        let files = self.finished.files.keys();
        Project {
            files: files
                .map(|file| (file.clone(), self.file_with_open(file, &open)))
                .collect(),
        }
    }

    fn file_with_open(&self, file: &str, open: impl Fn(&Slot) -> bool) -> String {
        let mut text = self.finished.text(file).to_string();
        // From the end of the file, so that the ranges before it stay as they are.
        for Solution { slot, range } in self.solutions.iter().rev() {
            if slot.file == file && open(slot) {
                text = slot::replaced(&text, range.clone(), &slot.marker);
            }
        }
        text
    }

    /// The project as it should be now: the slots that are not written hold their placeholders.
    pub fn expected(&self, project: &Project) -> Project {
        self.with_open(|slot| self.state(slot, project) != SlotState::Written)
    }

    /// The lines, counted from 0, of the solutions of a step in a file of a project that
    /// [`with_open`](Codelab::with_open) has returned.
    pub fn solution_lines(&self, step: usize, file: &str, project: &Project) -> Vec<Range<usize>> {
        let text = project.text(file);
        let line = |at: usize| text[..at].matches('\n').count();
        let own = self.slots_in(file).filter(|slot| slot.step == step);
        own.flat_map(|slot| slot::occurrences(text, &slot.solution))
            .map(|range| line(range.start)..line(range.end) + 1)
            .collect()
    }
}

/// The text of a file below the root.
///
/// # Errors
///
/// If the file cannot be read; the message names it.
pub fn read(root: &Path, file: &str) -> Result<String, Error> {
    let path = root.join(file);
    let text = fs::read_to_string(&path);
    let text = text.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}

/// The reference with the learner's manifest.
fn finished(root: &Path) -> Result<Project, Error> {
    let mut project = Project::read(&root.join(COMPLETED))?;
    if let Some(manifest) = project.files.get_mut("Cargo.toml") {
        *manifest = manifest::of_starter(manifest, PROJECT);
    }
    Ok(project)
}
