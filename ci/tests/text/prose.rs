//! The prose of a text: its figures and its code spans, each with its position in the file.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::words::{self, Part};

/// The parts of a text that are checked.
#[derive(Debug, Default)]
pub struct Prose {
    /// The words outside code, without punctuation.
    pub words: Vec<Part>,
    /// Code spans.
    pub spans: Vec<Part>,
    /// Lines of code blocks. Those of CODELAB.md are checked by themselves.
    pub code: Vec<Part>,
    /// Links with the text that they underline.
    pub links: Vec<(Part, String)>,
}

impl Prose {
    /// Reads Markdown, or the file of hints.
    pub fn read(file: &str, text: &str) -> Prose {
        let markdown = match file.ends_with(".toml") {
            true => words::prose_of_hints(text),
            false => text.to_string(),
        };
        let mut reader = Reader::default();
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
        let (mut line, mut at) = (1, 0);
        for (event, range) in Parser::new_ext(&markdown, options).into_offset_iter() {
            let between = markdown.get(at..range.start).unwrap_or_default();
            line += between.matches('\n').count();
            at = at.max(range.start);
            reader.add(event, range, line, &markdown);
        }
        reader.prose
    }
}

/// Collects parts from the parser's events.
#[derive(Default)]
struct Reader {
    prose: Prose,
    in_code: bool,
    at_start: bool,
    link: Option<(Part, String)>,
    /// The text that may go on in the next event.
    text: Option<Part>,
}

impl Reader {
    fn end_of_text(&mut self) {
        let Some(text) = self.text.take() else {
            return;
        };
        let is_link = self
            .link
            .as_ref()
            .is_some_and(|(_, to)| to.starts_with('#'));
        let is_checked = self.at_start && starts_with_number(&text.text);
        if !is_link && !is_checked {
            self.prose.words.extend(words::words(&text));
        }
        self.at_start = false;
    }

    fn add(&mut self, event: Event, range: Range<usize>, line: usize, source: &str) {
        let part = |range: Range<usize>| Part {
            line,
            text: source[range.clone()].to_string(),
            range,
        };
        if !matches!(event, Event::Text(_) | Event::InlineHtml(_)) {
            self.end_of_text();
        }
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) => self.at_start = true,
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some((part(range), dest_url.to_string()));
            }
            Event::End(TagEnd::Link) => self.prose.links.extend(self.link.take()),
            Event::Text(_) if self.in_code => {
                let lines = source[range.clone()].split_inclusive('\n');
                let mut at = range.start;
                for (index, text) in lines.enumerate() {
                    let line = line + index;
                    let range = at..at + text.trim_end().len();
                    self.prose.code.push(Part {
                        line,
                        ..part(range)
                    });
                    at += text.len();
                }
            }
            // A sign such as & begins a text of its own, and <Point> is a tag to Markdown.
            Event::Text(_) | Event::InlineHtml(_) => match &mut self.text {
                Some(text) if text.range.end == range.start => {
                    text.range.end = range.end;
                    text.text.push_str(&source[range]);
                }
                _ => {
                    self.end_of_text();
                    self.text = Some(part(range));
                }
            },
            Event::Code(code) => {
                self.at_start = false;
                let start = range.start + source[range].find(&*code).unwrap_or(0);
                self.prose.spans.push(part(start..start + code.len()));
            }
            _ => {}
        }
    }
}

/// Returns true if a block is the heading of a step, or the duration below it: both are checked elsewhere.
fn starts_with_number(text: &str) -> bool {
    let number = text.split(". ").next().unwrap_or_default();
    text.starts_with("Duration: ") || number.parse::<usize>().is_ok()
}
