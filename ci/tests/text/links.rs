//! Links have targets, and lead to the file or the step that their text names.

use std::{fs, path::Path};

use codelab::text::{
    Problem,
    markdown::{self, Item, ItemKind},
};

use crate::{claims::problem, prose::Prose};

/// Links of a file to files and headings that do not exist. The file's path is relative to the
/// repository.
pub fn broken(source: &str, items: &[Item], repository: &Path) -> Vec<Problem> {
    let path = repository.join(source);
    let folder = path.parent().unwrap_or(repository);
    let is_broken = |target: &str| {
        if target.starts_with("https://") {
            return false;
        }
        let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
        let other;
        let items = match file {
            "" => items,
            _ if anchor.is_empty() => return !folder.join(file).exists(),
            _ => {
                other = fs::read_to_string(folder.join(file)).unwrap_or_default();
                &markdown::read(&other)
            }
        };
        !items.iter().any(|item| match &item.kind {
            ItemKind::Heading(_, heading) => markdown::anchor(heading) == anchor,
            _ => false,
        })
    };
    let broken = items.iter().filter_map(|item| match &item.kind {
        ItemKind::Link(target) if is_broken(target) => {
            let missing = match target.contains('#') {
                true => "heading",
                false => "file or folder",
            };
            let message = format!("the link to {target} leads nowhere: there is no such {missing}");
            Some(problem(source, item.line, message))
        }
        _ => None,
    });
    broken.collect()
}

/// Links whose text names another file or step than their target does.
pub fn misleading(file: &str, prose: &Prose) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (part, target) in &prose.links {
        let text = part
            .text
            .split(']')
            .next()
            .unwrap_or_default()
            .trim_start_matches('[');
        let fits = match text.strip_prefix("step ") {
            Some(step) => target.starts_with(&format!("#{step}-")),
            None if text.starts_with('`') && text.contains('/') => {
                target.ends_with(text.trim_matches('`'))
                    || target.ends_with(&text.trim_matches('`').replace("::", "/"))
            }
            None => true,
        };
        if !fits {
            problems.push(problem(
                file,
                part.line,
                format!("the link from {text} leads to {target}"),
            ));
        }
    }
    problems
}
