//! A Markdown text as a list of what stands in it, each with its line.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Something that stands in a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Item {
    /// Its line, counted from 1.
    pub line: usize,
    /// What it is.
    pub kind: ItemKind,
}

/// What can stand in a text, as far as the codelab looks at it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ItemKind {
    /// A heading: its level, 1 to 6, and its text.
    Heading(usize, String),
    /// A paragraph's text, without its markup.
    Paragraph(String),
    /// A code block: its info string, empty if there is none, and what stands in it.
    Code(String, String),
    /// Words in code type.
    Word(String),
    /// The target of a link.
    Link(String),
    /// A box to tick, in a list of tasks.
    Task,
    /// A line of HTML.
    Html(String),
}

/// Reads a text. What stands inside a heading or a paragraph comes before it.
pub fn read(source: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut text = String::new();
    let mut began = 1;
    let mut info = String::new();
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        let line = source[..range.start].matches('\n').count() + 1;
        let kind = match event {
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) => {
                text.clear();
                began = line;
                continue;
            }
            Event::Start(Tag::CodeBlock(block)) => {
                text.clear();
                began = line;
                info = match block {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                continue;
            }
            Event::Text(part) => {
                text.push_str(&part);
                continue;
            }
            Event::SoftBreak | Event::HardBreak => {
                text.push('\n');
                continue;
            }
            Event::Code(word) => {
                text.push_str(&word);
                ItemKind::Word(word.to_string())
            }
            Event::Start(Tag::Link { dest_url, .. }) => ItemKind::Link(dest_url.to_string()),
            Event::TaskListMarker(_) => ItemKind::Task,
            Event::Html(html) | Event::InlineHtml(html) => ItemKind::Html(html.to_string()),
            Event::End(TagEnd::Heading(level)) => ItemKind::Heading(depth(level), text.clone()),
            Event::End(TagEnd::Paragraph) => ItemKind::Paragraph(text.clone()),
            Event::End(TagEnd::CodeBlock) => ItemKind::Code(info.clone(), text.clone()),
            _ => continue,
        };
        let line = match kind {
            ItemKind::Heading(..) | ItemKind::Paragraph(_) | ItemKind::Code(..) => began,
            _ => line,
        };
        items.push(Item { line, kind });
    }
    items
}

fn depth(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// How GitHub names a heading in a link: small letters, no punctuation, dashes for spaces.
pub fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
