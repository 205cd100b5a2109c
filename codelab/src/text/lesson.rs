//! CODELAB.md as data: steps, the fenced blocks of each, and the slots that they declare.

use super::{
    Problem,
    block::{Block, Kind},
    markdown::{self, Item, ItemKind, Paragraph},
    marker::Marker,
    slot::Slot,
};

/// The file, relative to the repository.
pub const FILE: &str = "CODELAB.md";

/// The contract, relative to the repository.
pub const CONTRACT: &str = "protos/route_guide.proto";

/// The step that is about the contract. Later steps show the rest of it.
pub const CONTRACT_STEP: usize = 2;

/// The codelab's text.
#[derive(Debug, Default)]
pub struct Lesson {
    /// The `#` heading.
    pub title: String,
    /// The `##` headings, in order; step 1 is first.
    pub steps: Vec<Step>,
    /// All items of the text, in order.
    pub items: Vec<Item>,
}

/// A `##` heading and the text below it.
#[derive(Debug)]
pub struct Step {
    /// Counted from 1; the heading begins with it.
    pub number: usize,
    /// The heading without its number.
    pub title: String,
    /// The line of the heading.
    pub line: usize,
    /// The duration, from the `Duration:` paragraph.
    pub minutes: u32,
    /// The fenced blocks, in order.
    pub blocks: Vec<Block>,
    /// The slots, in order.
    pub slots: Vec<Slot>,
}

impl Lesson {
    /// Reads the text.
    ///
    /// # Errors
    ///
    /// Everything in the text that cannot be parsed, with its line.
    pub fn parse(text: &str) -> Result<Lesson, Vec<Problem>> {
        let items = markdown::read(text);
        let mut lesson = Lesson::default();
        let mut problems = Vec::new();
        let mut previous = None;
        for item in &items {
            if let Err(message) = lesson.add(item, previous) {
                problems.push(problem(item.line, message));
            }
            previous = Some(item);
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
        lesson.items = items;
        if problems.is_empty() {
            Ok(lesson)
        } else {
            Err(problems)
        }
    }

    /// The step with this number.
    pub fn step(&self, number: usize) -> Option<&Step> {
        self.steps.get(number.checked_sub(1)?)
    }

    /// All slots, in the order of the text.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.steps.iter().flat_map(|step| &step.slots)
    }

    /// The contract: all of its excerpts, with a blank line between them.
    pub fn contract(&self) -> String {
        let blocks = self.steps.iter().flat_map(|step| &step.blocks);
        let excerpts = blocks
            .filter(|block| matches!(&block.kind, Kind::Excerpt(file) if file == CONTRACT))
            .map(|block| block.text.as_str());
        excerpts.collect::<Vec<_>>().join("\n")
    }

    /// The line of a `###` heading.
    pub fn line_of(&self, heading: &str) -> Option<usize> {
        let mut items = self.items.iter();
        let item =
            items.find(|item| matches!(&item.kind, ItemKind::Heading(3, text) if text == heading));
        item.map(|item| item.line)
    }

    fn add(&mut self, item: &Item, previous: Option<&Item>) -> Result<(), String> {
        match &item.kind {
            ItemKind::Heading(1, text) => self.title.clone_from(text),
            ItemKind::Heading(2, text) => self.begin_step(item.line, text)?,
            ItemKind::Paragraph(paragraph) => {
                if let Some(minutes) = paragraph.text.strip_prefix("Duration: ") {
                    self.set_duration(minutes)?;
                }
            }
            ItemKind::Code(info, text) => {
                let block = Block::new(item.line, info, text)?;
                let step = self
                    .steps
                    .last_mut()
                    .ok_or("a fenced block belongs in a step")?;
                step.slots.extend(slot(step.number, &block, previous)?);
                step.blocks.push(block);
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_step(&mut self, line: usize, heading: &str) -> Result<(), String> {
        let number = self.steps.len() + 1;
        let title = heading
            .strip_prefix(&format!("{number}. "))
            .ok_or_else(|| {
                format!("this heading opens step {number}: begin it with \"{number}. \"")
            })?;
        self.steps.push(Step {
            number,
            title: title.to_string(),
            line,
            minutes: 0,
            blocks: Vec::new(),
            slots: Vec::new(),
        });
        Ok(())
    }

    fn set_duration(&mut self, minutes: &str) -> Result<(), String> {
        let minutes = minutes.parse().ok().filter(|minutes| *minutes > 0);
        let (Some(minutes), Some(step)) = (minutes, self.steps.last_mut()) else {
            return Err("a duration is a whole number of minutes, below a step's heading".into());
        };
        step.minutes = minutes;
        Ok(())
    }
}

/// A problem at a line of CODELAB.md.
pub fn problem(line: usize, message: impl Into<String>) -> Problem {
    Problem {
        file: FILE.to_string(),
        line,
        message: message.into(),
    }
}

/// The slot that a block declares together with the paragraph before it, if it is a solution.
fn slot(step: usize, block: &Block, previous: Option<&Item>) -> Result<Option<Slot>, String> {
    let Kind::Fill { file, slot } = &block.kind else {
        return Ok(None);
    };
    let marker = match previous.map(|item| &item.kind) {
        Some(ItemKind::Paragraph(paragraph)) => placeholder(paragraph, file)?,
        _ => None,
    };
    let marker = marker.ok_or_else(|| {
        format!(
            "the paragraph right before this block must begin with **Write:** and contain two \
             code spans: `{file}`, and the placeholder in full"
        )
    })?;
    let parsed = Marker::parse(marker).ok_or_else(|| {
        format!(
            "`{marker}` is not a placeholder; write todo!(\"step {step}: …\"), \
             Err(Status::unimplemented(\"step {step}: …\")), or // TODO(step {step}): …"
        )
    })?;
    if parsed.step != step {
        return Err(format!(
            "the placeholder names step {}, but is in step {step}",
            parsed.step
        ));
    }
    Ok(Some(Slot {
        step,
        name: slot.clone(),
        file: file.clone(),
        marker: marker.to_string(),
        task: parsed.task,
        solution: block.text.clone(),
        line: block.line,
    }))
}

/// The placeholder in a **Write:** paragraph that is about this file; `None` for other paragraphs.
fn placeholder<'a>(paragraph: &'a Paragraph, file: &str) -> Result<Option<&'a str>, String> {
    if paragraph.strong != "Write:" {
        return Ok(None);
    }
    let [named, marker] = &paragraph.code[..] else {
        return Ok(None);
    };
    if named != file {
        return Err(format!(
            "the paragraph before this block is about {named}, but the block is about {file}"
        ));
    }
    Ok(Some(marker))
}

/// The statements of a contract: its lines, without indentation, blank lines, and comments.
pub fn statements(contract: &str) -> impl Iterator<Item = &str> {
    let lines = contract.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//"))
}

#[cfg(test)]
mod tests;
