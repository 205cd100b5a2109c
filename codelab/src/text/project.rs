//! The files of a project that a learner reads and writes.

use std::{collections::BTreeMap, fs, path::Path};

use super::draft::{Draft, cannot_write};
use crate::Error;

/// The files and folders that are read.
const PARTS: [&str; 5] = ["Cargo.toml", "build.rs", "src", "tests", "web"];

/// The ends of the names of the files that are read in folders. There is JavaScript, with a
/// `package.json`, for the browser.
const ENDS: [&str; 3] = [".rs", ".js", "/package.json"];

/// The files of a project by their path relative to it, with `/` between its parts on every system,
/// and with `\n` at the end of each line.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Project {
    /// The text of each file.
    pub files: BTreeMap<String, String>,
}

impl Project {
    /// Reads a project's manifest, build script, sources, tests, and scripts for the browser.
    ///
    /// # Errors
    ///
    /// If a file cannot be read; the message names it.
    pub fn read(folder: &Path) -> Result<Project, Error> {
        let mut project = Project::default();
        for part in PARTS {
            project.add(folder, part)?;
        }
        Ok(project)
    }

    fn add(&mut self, folder: &Path, path: &str) -> Result<(), Error> {
        let location = folder.join(path);
        let unreadable = |error| format!("cannot read {}: {error}", location.display());
        if location.is_dir() {
            for entry in fs::read_dir(&location).map_err(unreadable)? {
                let name = entry.map_err(unreadable)?.file_name();
                self.add(folder, &format!("{path}/{}", name.to_string_lossy()))?;
            }
        } else if location.exists() && (PARTS.contains(&path) || is_source(path)) {
            let text = fs::read_to_string(&location).map_err(unreadable)?;
            self.files
                .insert(path.to_string(), text.replace("\r\n", "\n"));
        }
        Ok(())
    }

    /// The text of a file; empty if there is no such file.
    pub fn text(&self, file: &str) -> &str {
        self.files.get(file).map_or("", String::as_str)
    }

    /// The files that differ from those of another project, or that the other project does not
    /// have.
    pub fn changed_from(&self, other: &Project) -> Project {
        let files = self.files.iter();
        let changed = files.filter(|(file, text)| other.files.get(*file) != Some(text));
        Project {
            files: changed
                .map(|(file, text)| (file.clone(), text.clone()))
                .collect(),
        }
    }

    /// Writes the files that differ from those in the folder, and only those, so that Cargo compiles
    /// no more than it has to. A file is replaced as a whole, or not at all.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; the message names it. No file has
    /// changed in that case, unless the disk failed during the last step.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let mut drafts = Vec::new();
        let prepared = self.files.iter().try_for_each(|(file, text)| {
            let target = folder.join(file);
            if fs::read_to_string(&target).is_ok_and(|current| current == *text) {
                return Ok(());
            }
            let draft = Draft::new(target.clone(), text);
            drafts.push(draft.map_err(|error| cannot_write(&target, &error))?);
            Ok(())
        });
        let result = prepared.and_then(|()| drafts.iter().try_for_each(Draft::publish));
        for draft in &drafts {
            let _ = fs::remove_file(&draft.file); // it exists only after a failure
        }
        result
    }
}

fn is_source(path: &str) -> bool {
    ENDS.iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests;
