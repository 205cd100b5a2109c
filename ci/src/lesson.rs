//! CODELAB.md as data: its steps, and in each step the fenced blocks, with their lines.

use crate::{
    Problem,
    course::CONTRACT,
    markdown::{self, Item, ItemKind},
    tree::Tree,
};

/// The file that is read, as messages name it.
pub const FILE: &str = "CODELAB.md";

/// The codelab's text.
#[derive(Debug)]
pub struct Lesson {
    /// The `#` heading.
    pub title: String,
    /// Every `##` heading, in order; step 1 comes first.
    pub steps: Vec<Step>,
    /// All that stands in the text, in order.
    pub items: Vec<Item>,
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
        let mut lesson = Lesson {
            title: String::new(),
            steps: Vec::new(),
            items: markdown::read(text),
        };
        let mut problems = Vec::new();
        for item in lesson.items.clone() {
            if let Err(message) = lesson.add(&item) {
                problems.push(problem(item.line, message));
            }
        }
        for step in lesson.steps.iter().filter(|step| step.minutes == 0) {
            let message = format!(
                "step {} has no paragraph \"Duration: MINUTES\"",
                step.number
            );
            problems.push(problem(step.line, message));
        }
        if lesson.title.is_empty() {
            problems.push(problem(1, "there is no # heading with the title"));
        }
        if problems.is_empty() {
            Ok(lesson)
        } else {
            Err(problems)
        }
    }

    /// The contract: all excerpts of it, a blank line between them.
    pub fn contract(&self) -> String {
        let kind = Kind::Excerpt(CONTRACT.0.to_string());
        let blocks = self
            .steps
            .iter()
            .flat_map(|step| &step.blocks)
            .filter(|block| block.kind == kind);
        blocks
            .map(|block| block.text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The line of a heading within a step.
    pub fn line_of(&self, heading: &str) -> Option<usize> {
        let mut items = self.items.iter();
        let item =
            items.find(|item| matches!(&item.kind, ItemKind::Heading(3, text) if text == heading));
        item.map(|item| item.line)
    }

    fn add(&mut self, item: &Item) -> Result<(), String> {
        match &item.kind {
            ItemKind::Heading(1, text) => self.title.clone_from(text),
            ItemKind::Heading(2, text) => {
                let number = self.steps.len() + 1;
                let title = text.strip_prefix(&format!("{number}. ")).ok_or_else(|| {
                    format!("this heading opens step {number}: begin it with \"{number}. \"")
                })?;
                self.steps.push(Step {
                    number,
                    title: title.to_string(),
                    line: item.line,
                    minutes: 0,
                    blocks: Vec::new(),
                });
            }
            ItemKind::Paragraph(text) => {
                if let Some(minutes) = text.strip_prefix("Duration: ") {
                    let minutes = minutes.parse().ok().filter(|minutes| *minutes > 0);
                    let (Some(minutes), Some(step)) = (minutes, self.steps.last_mut()) else {
                        return Err(
                            "a duration is a whole number of minutes, below a step's heading"
                                .into(),
                        );
                    };
                    step.minutes = minutes;
                }
            }
            ItemKind::Code(info, text) => {
                let block = Block::new(item.line, info, text)?;
                let step = self
                    .steps
                    .last_mut()
                    .ok_or("a fenced block belongs into a step")?;
                step.blocks.push(block);
            }
            _ => {}
        }
        Ok(())
    }
}

impl Block {
    /// A code block, classified by its info string.
    ///
    /// # Errors
    ///
    /// If that says nothing that is known.
    pub fn new(line: usize, info: &str, text: &str) -> Result<Block, String> {
        let kind = kind(info).ok_or_else(|| {
            format!(
                "a block that says {info:?} of itself is none of: LANGUAGE fill=FILE, \
                 LANGUAGE excerpt=FILE, console, console background, console needs=PROGRAM, text"
            )
        })?;
        Ok(Block {
            line,
            kind,
            text: text.to_string(),
        })
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
        [_, fill, slot] if slot.starts_with("slot=") => {
            Some(Kind::Fill(fill.strip_prefix("fill=")?.to_string()))
        }
        [_, attribute] => match attribute.split_once('=')? {
            ("fill", file) => Some(Kind::Fill(file.to_string())),
            ("excerpt", file) => Some(Kind::Excerpt(file.to_string())),
            _ => None,
        },
        _ => None,
    }
}
