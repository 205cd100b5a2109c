//! A Markdown text as a list of items, each with its line.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// An item of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Item {
    /// The line, counted from 1.
    pub line: usize,
    /// The kind of item, with its content.
    pub kind: ItemKind,
}

/// The kinds of items that the codelab looks at.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ItemKind {
    /// A heading: its level, 1 to 6, and its text.
    Heading(usize, String),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A code block: its info string, empty if there is none, and its text.
    Code(String, String),
    /// A code span.
    Word(String),
    /// The target of a link.
    Link(String),
    /// A checkbox in a task list.
    Task,
    /// A line of HTML.
    Html(String),
}

/// A paragraph without its markup.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Paragraph {
    /// The text.
    pub text: String,
    /// The strong text that it begins with; empty if there is none.
    pub strong: String,
    /// Its code spans.
    pub code: Vec<String>,
}

/// Reads a text. In the list, the spans and links of a heading or paragraph come before it.
pub fn read(source: &str) -> Vec<Item> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    let mut reader = Reader::default();
    let (mut line, mut counted) = (1, 0);
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        // The range of an `End` event is that of the whole element, so it begins before `counted`.
        let further = source.get(counted..range.start).unwrap_or_default();
        line += further.matches('\n').count();
        counted = counted.max(range.start);
        reader.add(event, line);
    }
    reader.items
}

/// Collects items from the parser's events.
#[derive(Default)]
struct Reader {
    items: Vec<Item>,
    /// The heading, paragraph, or code block that is being read.
    block: Paragraph,
    began: usize,
    info: String,
    in_strong: bool,
}

impl Reader {
    fn add(&mut self, event: Event, line: usize) {
        match event {
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            Event::Code(word) => {
                self.block.code.push(word.to_string());
                self.text(&word);
                self.push(line, ItemKind::Word(word.to_string()));
            }
            Event::TaskListMarker(_) => self.push(line, ItemKind::Task),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.push(line, ItemKind::Html(html.to_string()));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag, line: usize) {
        match tag {
            Tag::Heading { .. } | Tag::Paragraph => {
                self.block = Paragraph::default();
                self.began = line;
            }
            Tag::CodeBlock(block) => {
                self.block = Paragraph::default();
                self.began = line;
                self.info = match block {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
            }
            Tag::Strong => self.in_strong = self.block.text.is_empty(),
            Tag::Link { dest_url, .. } => self.push(line, ItemKind::Link(dest_url.to_string())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let text = self.block.text.clone();
        let kind = match tag {
            TagEnd::Heading(level) => ItemKind::Heading(depth(level), text),
            TagEnd::Paragraph => ItemKind::Paragraph(self.block.clone()),
            TagEnd::CodeBlock => ItemKind::Code(self.info.clone(), text),
            TagEnd::Strong => {
                self.in_strong = false;
                return;
            }
            _ => return,
        };
        self.push(self.began, kind);
    }

    fn text(&mut self, text: &str) {
        self.block.text.push_str(text);
        if self.in_strong {
            self.block.strong.push_str(text);
        }
    }

    fn push(&mut self, line: usize, kind: ItemKind) {
        self.items.push(Item { line, kind });
    }
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

/// The name that GitHub gives a heading in a link: lowercase, no punctuation, dashes for spaces.
pub fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests;
