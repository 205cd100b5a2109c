//! A file, in memory.

use std::{ops::Range, sync::OnceLock};

use codelab::text::{Problem, lesson::Lesson, line_at};

use crate::{passages::Passages, prose::Prose};

/// A file, and the results that were computed from it. Most files stay the same from check to
/// check.
#[derive(Debug, Default)]
pub struct Source {
    /// The text.
    pub text: String,
    flat: OnceLock<Passages>,
    code: OnceLock<Passages>,
    prose: OnceLock<Prose>,
    lesson: OnceLock<Result<Lesson, Vec<Problem>>>,
}

impl Source {
    /// A file with this text.
    pub fn new(text: String) -> Source {
        Source {
            text,
            ..Source::default()
        }
    }

    /// The locations of a passage in the text. A line break counts as a space.
    pub fn passages(&self, passage: &str) -> Vec<Range<usize>> {
        let flat = self
            .flat
            .get_or_init(|| Passages::of(self.text.replace('\n', " ")));
        flat.find(passage)
    }

    /// The line of the first occurrence of a passage, if there is one.
    pub fn line_of(&self, passage: &str) -> Option<usize> {
        let first = self.passages(passage).into_iter().next()?;
        Some(line_at(&self.text, first.start))
    }

    /// Returns true if the text has this code, wherever its lines are broken.
    pub fn has_code(&self, code: &str) -> bool {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let own = self.code.get_or_init(|| Passages::of(one_line(&self.text)));
        !own.find(&one_line(code)).is_empty()
    }

    /// The prose, if the file is one of the texts.
    pub fn prose(&self, file: &str) -> &Prose {
        self.prose.get_or_init(|| Prose::read(file, &self.text))
    }

    /// The text, parsed as CODELAB.md, or everything in it that cannot be parsed.
    pub fn lesson(&self) -> Result<&Lesson, &Vec<Problem>> {
        self.lesson
            .get_or_init(|| Lesson::parse(&self.text))
            .as_ref()
    }
}
