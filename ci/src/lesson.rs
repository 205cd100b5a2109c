//! CODELAB.md as data: its steps, and in each step the fenced blocks, with their lines.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::{Problem, tree::Tree};

/// The file that is read, as messages name it.
pub const FILE: &str = "CODELAB.md";

/// The codelab's text.
#[derive(Debug)]
pub struct Lesson {
    /// The `#` heading.
    pub title: String,
    /// Every `##` heading, in order; step 1 comes first.
    pub steps: Vec<Step>,
    /// Every link and where it stands: its line and its target.
    pub links: Vec<(usize, String)>,
    /// What a link to a heading is made of, for every heading.
    pub anchors: Vec<String>,
}

/// A `##` heading and what stands below it.
#[derive(Debug)]
pub struct Step {
    /// Counted from 1; the heading begins with it.
    pub number: usize,
    /// The heading without its number.
    pub title: String,
    /// The line of the heading.
    pub line: usize,
    /// How long the step takes, from its `Duration:` paragraph.
    pub minutes: u32,
    /// The fenced blocks, in order.
    pub blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Debug)]
pub struct Block {
    /// The line of the opening fence.
    pub line: usize,
    /// What it is, as its info string says.
    pub kind: Kind,
    /// What stands between the fences.
    pub text: String,
}

/// What a fenced block is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Takes the place of the step's next placeholder in this file of the project.
    Fill(String),
    /// Is shown, and stands in this file.
    Excerpt(String),
    /// Commands and their output.
    Console {
        /// The command keeps running until the step ends.
        background: bool,
        /// A program beyond Rust that the commands call.
        needs: Option<String>,
    },
    /// A drawing, or a message quoted from a program.
    Text,
}

impl Lesson {
    /// Reads the text.
    ///
    /// # Errors
    ///
    /// Everything in it that cannot be understood, each with its line.
    pub fn parse(text: &str) -> Result<Lesson, Vec<Problem>> {
        let mut reader = Reader::new(text);
        for (event, range) in Parser::new(text).into_offset_iter() {
            reader.event(event, range.start);
        }
        reader.finish()
    }
}

impl Step {
    /// Puts the step's snippets in place of its placeholders, as its reader does.
    ///
    /// # Errors
    ///
    /// Each snippet that finds no placeholder, and each placeholder that is left.
    pub fn fill(&self, project: &mut Tree) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for block in &self.blocks {
            if let Kind::Fill(file) = &block.kind
                && let Err(message) = project.fill(self.number, file, &block.text)
            {
                problems.push(problem(block.line, message));
            }
        }
        for left in project.placeholders() {
            if left.step == self.number {
                let place = format!("{}:{}", left.file, left.line);
                let message = format!(
                    "step {} has no snippet for the placeholder at {place}",
                    self.number
                );
                problems.push(problem(self.line, message));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }
}

/// Something wrong at a line of CODELAB.md.
pub fn problem(line: usize, message: impl Into<String>) -> Problem {
    Problem {
        file: FILE.to_string(),
        line,
        message: message.into(),
    }
}

/// Collects a lesson from the events of a Markdown parser.
struct Reader<'a> {
    source: &'a str,
    lesson: Lesson,
    problems: Vec<Problem>,
    /// The text of the heading, paragraph or code block that is being read.
    text: String,
    /// Where that began, and the info string if it is a fenced block.
    began: usize,
    info: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Reader<'a> {
        Reader {
            source,
            lesson: Lesson {
                title: String::new(),
                steps: Vec::new(),
                links: Vec::new(),
                anchors: Vec::new(),
            },
            problems: Vec::new(),
            text: String::new(),
            began: 0,
            info: None,
        }
    }

    fn event(&mut self, event: Event, offset: usize) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) => self.begin(offset, None),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                self.begin(offset, Some(info.to_string()));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                self.begin(offset, Some(String::new()));
            }
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.lesson
                    .links
                    .push((self.line(offset), dest_url.to_string()));
            }
            Event::End(TagEnd::Heading(level)) => {
                self.lesson.anchors.push(anchor(&self.text));
                match level {
                    HeadingLevel::H1 => self.lesson.title = self.text.clone(),
                    HeadingLevel::H2 => self.step(),
                    _ => {}
                }
            }
            Event::End(TagEnd::Paragraph) => self.duration(),
            Event::End(TagEnd::CodeBlock) => self.block(),
            _ => {}
        }
    }

    fn begin(&mut self, offset: usize, info: Option<String>) {
        self.text.clear();
        self.began = self.line(offset);
        self.info = info;
    }

    fn line(&self, offset: usize) -> usize {
        self.source[..offset].matches('\n').count() + 1
    }

    fn step(&mut self) {
        let number = self.lesson.steps.len() + 1;
        let Some(title) = self.text.strip_prefix(&format!("{number}. ")) else {
            let message = format!("this heading opens step {number}: begin it with \"{number}. \"");
            return self.complain(message);
        };
        self.lesson.steps.push(Step {
            number,
            title: title.to_string(),
            line: self.began,
            minutes: 0,
            blocks: Vec::new(),
        });
    }

    fn duration(&mut self) {
        let Some(minutes) = self.text.strip_prefix("Duration: ") else {
            return;
        };
        match (minutes.parse(), self.lesson.steps.last_mut()) {
            (Ok(minutes), Some(step)) if minutes > 0 => step.minutes = minutes,
            _ => self.complain("a duration is a whole number of minutes, below a step's heading"),
        }
    }

    fn block(&mut self) {
        let info = self.info.take().unwrap_or_default();
        match (kind(&info), self.lesson.steps.last_mut()) {
            (Some(kind), Some(step)) => step.blocks.push(Block {
                line: self.began,
                kind,
                text: self.text.clone(),
            }),
            (Some(_), None) => self.complain("a fenced block belongs into a step"),
            (None, _) => self.complain(format!(
                "a block that says {info:?} of itself is none of: LANGUAGE fill=FILE, \
                 LANGUAGE excerpt=FILE, console, console background, console needs=PROGRAM, text"
            )),
        }
    }

    fn complain(&mut self, message: impl Into<String>) {
        self.problems.push(problem(self.began, message));
    }

    fn finish(mut self) -> Result<Lesson, Vec<Problem>> {
        for step in &self.lesson.steps {
            if step.minutes == 0 {
                let message = format!(
                    "step {} has no paragraph \"Duration: MINUTES\"",
                    step.number
                );
                self.problems.push(problem(step.line, message));
            }
        }
        if self.lesson.title.is_empty() {
            self.problems
                .push(problem(1, "there is no # heading with the title"));
        }
        if self.problems.is_empty() {
            Ok(self.lesson)
        } else {
            Err(self.problems)
        }
    }
}

/// What a fenced block is, from its info string.
fn kind(info: &str) -> Option<Kind> {
    let words: Vec<&str> = info.split_whitespace().collect();
    let console = |background, needs: Option<&str>| Kind::Console {
        background,
        needs: needs.map(String::from),
    };
    match words[..] {
        ["text"] => Some(Kind::Text),
        ["console"] => Some(console(false, None)),
        ["console", "background"] => Some(console(true, None)),
        ["console", attribute] => Some(console(false, Some(attribute.strip_prefix("needs=")?))),
        [_, attribute] => match attribute.split_once('=')? {
            ("fill", file) => Some(Kind::Fill(file.to_string())),
            ("excerpt", file) => Some(Kind::Excerpt(file.to_string())),
            _ => None,
        },
        _ => None,
    }
}

/// How GitHub names a heading in a link: small letters, no punctuation, dashes for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
