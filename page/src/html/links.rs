//! The pages of the codelab, and the targets of its links.

use std::collections::BTreeMap;

use codelab::text::{
    lesson::Lesson,
    markdown::{ItemKind, anchor},
};

/// The page of each heading, and the files that the text links to.
#[derive(Debug, Default)]
pub struct Links {
    headings: BTreeMap<String, String>,
    /// The files, relative to the repository.
    pub files: Vec<String>,
}

/// The page of a step.
pub fn step_page(number: usize) -> String {
    format!("step-{number}.html")
}

/// The page that shows a file.
pub fn file_page(file: &str) -> String {
    format!("files/{file}.html")
}

impl Links {
    /// The links of the codelab's text.
    pub fn new(lesson: &Lesson) -> Links {
        let mut links = Links::default();
        for item in &lesson.items {
            let step = lesson
                .steps
                .iter()
                .rev()
                .find(|step| step.line <= item.line);
            match (&item.kind, step) {
                (ItemKind::Heading(level, text), Some(step)) => {
                    let page = step_page(step.number);
                    let target = match level {
                        2 => page,
                        _ => format!("{page}#{}", anchor(text)),
                    };
                    links.headings.insert(anchor(text), target);
                }
                (ItemKind::Link(target), _) if is_file(target) => {
                    links.files.push(target.clone());
                }
                _ => {}
            }
        }
        links.files.sort();
        links.files.dedup();
        links
    }

    /// The target of a link in the text, relative to the folder of the steps.
    pub fn target(&self, link: &str) -> String {
        match link.strip_prefix('#') {
            Some(heading) => self
                .headings
                .get(heading)
                .cloned()
                .unwrap_or(link.to_string()),
            None if self.files.iter().any(|file| file == link) => file_page(link),
            None => link.to_string(),
        }
    }
}

fn is_file(target: &str) -> bool {
    !target.starts_with('#') && !target.contains("://")
}
