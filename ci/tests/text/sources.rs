//! The files of the repository, in memory, so that a test can change one without writing it.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Arc, LazyLock, OnceLock},
};

use codelab::{
    Error,
    text::{
        Problem,
        lesson::{self, Lesson},
    },
};

use crate::{facts, prose::Prose, source::Source};

/// The texts whose figures and code spans are checked.
pub const TEXTS: [&str; 4] = [
    "CODELAB.md",
    "README.md",
    "data/README.md",
    "codelab/hints.toml",
];

/// A file that does not exist: facts that have to be computed from other files.
pub const FACTS: &str = "facts";

/// Folders without sources.
const SKIPPED: [&str; 5] = [".git", "target", "kept", "node_modules", "__pycache__"];

/// The texts and sources of the repository by their path, with `/` between its parts.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<String, Arc<Source>>,
    facts: OnceLock<Arc<Source>>,
}

impl Sources {
    /// Reads all text files of the repository.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read.
    pub fn read(repository: &Path) -> Result<Sources, Error> {
        let mut sources = Sources::default();
        sources.add(repository, "")?;
        Ok(sources)
    }

    fn add(&mut self, folder: &Path, prefix: &str) -> Result<(), Error> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if !SKIPPED.contains(&name.as_str()) {
                    self.add(&entry.path(), &format!("{path}/"))?;
                }
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                self.set(&path, text.replace("\r\n", "\n"));
            }
        }
        Ok(())
    }

    fn set(&mut self, file: &str, text: String) {
        let source = Source::new(text);
        self.files.insert(file.to_string(), Arc::new(source));
    }

    /// A file; empty if there is no such file.
    pub fn get(&self, file: &str) -> &Source {
        static EMPTY: LazyLock<Source> = LazyLock::new(Source::default);
        match file {
            FACTS => self.facts.get_or_init(|| self.compute()),
            _ => self.files.get(file).map_or(&EMPTY, |source| source),
        }
    }

    /// The facts; none if a file that they are computed from is damaged, which is reported by itself.
    fn compute(&self) -> Arc<Source> {
        let text = facts::of(self).unwrap_or_default();
        Arc::new(Source::new(text))
    }

    /// The text of a file; empty if there is no such file.
    pub fn text(&self, file: &str) -> &str {
        &self.get(file).text
    }

    /// The prose of a text.
    pub fn prose(&self, file: &str) -> &Prose {
        self.get(file).prose(file)
    }

    /// CODELAB.md, read.
    ///
    /// # Errors
    ///
    /// Everything in it that cannot be parsed.
    pub fn lesson(&self) -> Result<&Lesson, &Vec<Problem>> {
        self.get(lesson::FILE).lesson()
    }

    /// The files that lie in one of these folders.
    pub fn below<'a>(&'a self, folders: &'a [&str]) -> impl Iterator<Item = &'a Arc<Source>> {
        let is_below = |file: &str| folders.iter().any(|folder| file.starts_with(folder));
        let files = self.files.iter().filter(move |(file, _)| is_below(file));
        files.map(|(_, source)| source)
    }

    /// Returns true if a path is that of a file or a folder.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = format!("{path}/");
        let first_below = self.files.range(below.clone()..).next();
        let has_below = first_below.is_some_and(|(file, _)| file.starts_with(&below));
        has_below || self.files.contains_key(path)
    }

    /// The same with another text for a file.
    pub fn with(&self, file: &str, text: String) -> Sources {
        let mut sources = Sources {
            files: self.files.clone(),
            facts: OnceLock::new(),
        };
        sources.set(file, text);
        sources
    }
}
