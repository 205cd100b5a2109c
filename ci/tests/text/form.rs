//! The form that the text needs for GitHub, and for Google's claat, which makes web pages of codelabs.

use codelab::text::{
    Problem,
    lesson::problem,
    markdown::{Item, ItemKind},
};

/// The metadata of a codelab that claat knows.
const METADATA: [&str; 8] = [
    "id",
    "summary",
    "authors",
    "categories",
    "environments",
    "status",
    "tags",
    "feedback link",
];

/// Everything in the text that GitHub or claat would not understand.
pub fn problems(items: &[Item], text: &str) -> Vec<Problem> {
    let mut problems = metadata(items);
    for (item, next) in items.iter().zip(items.iter().skip(1)) {
        let is_duration = matches!(&next.kind, ItemKind::Paragraph(paragraph) if paragraph.text.starts_with("Duration: "));
        if matches!(item.kind, ItemKind::Heading(2, _)) && !is_duration {
            let message =
                "a step begins with a paragraph \"Duration: MINUTES\", right below its heading";
            problems.push(problem(item.line, message));
        }
    }
    for item in items {
        let message = match &item.kind {
            ItemKind::Task => "claat does not support lists of tasks",
            ItemKind::Paragraph(paragraph) if paragraph.text.starts_with("Environment:") => {
                "claat mistakes a paragraph that begins with \"Environment:\" for a setting"
            }
            ItemKind::Html(html) if !is_aside(html.trim()) => {
                "the only HTML is <aside> with class \"positive\" or \"negative\", and </aside>"
            }
            _ => continue,
        };
        problems.push(problem(item.line, message));
    }
    problems.extend(asides(text));
    problems
}

/// The text begins with a paragraph of `key: value` lines without markup, the first of them `id`.
fn metadata(items: &[Item]) -> Vec<Problem> {
    let Some(ItemKind::Paragraph(first)) = items.first().map(|item| &item.kind) else {
        let message = "the text begins with a paragraph of metadata, without any markup";
        return vec![problem(1, message)];
    };
    let mut problems = Vec::new();
    for (index, line) in first.text.lines().enumerate() {
        let key = line.split_once(": ").map(|(key, _)| key);
        let fits =
            key.is_some_and(|key| METADATA.contains(&key)) && (index > 0 || key == Some("id"));
        if !fits {
            let message =
                format!("{line:?} is no metadata: the keys are {METADATA:?}, and id comes first");
            problems.push(problem(items[0].line + index, message));
        }
    }
    problems
}

fn is_aside(html: &str) -> bool {
    [
        "<aside class=\"positive\">",
        "<aside class=\"negative\">",
        "</aside>",
    ]
    .contains(&html)
}

/// Inside an aside, a blank line comes first and last, so that the lines between are Markdown.
fn asides(text: &str) -> Vec<Problem> {
    let lines: Vec<&str> = text.lines().collect();
    let mut problems = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        let (neighbor, opens) = match line.trim() {
            start if start.starts_with("<aside") => (index + 1, true),
            "</aside>" => (index.saturating_sub(1), false),
            _ => continue,
        };
        if opens == open {
            problems.push(problem(
                index + 1,
                "each <aside> is closed before the next one opens, in turn",
            ));
        }
        if lines
            .get(neighbor)
            .is_some_and(|line| !line.trim().is_empty())
        {
            problems.push(problem(
                index + 1,
                "inside an <aside>, a blank line comes first and last",
            ));
        }
        open = opens;
    }
    if open {
        problems.push(problem(lines.len(), "an <aside> is not closed"));
    }
    problems
}
