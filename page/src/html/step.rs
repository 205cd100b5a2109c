//! The text of a step as HTML.

use codelab::text::{
    block::{Block, Kind},
    codelab::Codelab,
    hints::Hint,
    lesson::Step,
    slot::Slot,
};

use super::{
    Pages, escaped,
    links::Links,
    markdown::{Place, Plain, render},
};
use crate::state::{SlotView, State};

/// The step that contains a text.
struct InStep<'a> {
    codelab: &'a Codelab,
    links: &'a Links,
    step: &'a Step,
    state: Option<&'a State>,
    /// The number of slots before the next code block.
    slots: usize,
}

impl Pages {
    /// The text of a step below its heading.
    pub(super) fn body(&self, step: &Step, state: Option<&State>) -> String {
        let next = self.context.codelab.lesson.step(step.number + 1);
        let end = next.map_or(usize::MAX, |next| next.line - 1);
        let lines = self.text.split_inclusive('\n').take(end).skip(step.line);
        let own = lines.filter(|line| !line.starts_with("Duration: "));
        let mut place = InStep {
            codelab: &self.context.codelab,
            links: &self.links,
            step,
            state,
            slots: 0,
        };
        render(&own.collect::<String>(), &mut place)
    }
}

impl Place for InStep<'_> {
    fn levels_above(&self) -> usize {
        1
    }

    fn target(&self, link: &str) -> String {
        self.links.target(link)
    }

    fn caption(&mut self, info: &str) -> (String, String) {
        let kind = Block::new(0, info, "").map(|block| block.kind);
        match kind {
            Ok(Kind::Fill { .. }) => {
                self.slots += 1;
                let Some(slot) = self.step.slots.get(self.slots - 1) else {
                    return (String::new(), String::new());
                };
                (self.fill(slot), self.hints())
            }
            Ok(Kind::Excerpt(file) | Kind::OwnFile(file)) => (escaped(&file), String::new()),
            Ok(
                Kind::Console {
                    background: true, ..
                }
                | Kind::OwnConsole { background: true },
            ) => ("Keeps running".to_string(), String::new()),
            Ok(Kind::Console {
                needs: Some(program),
                ..
            }) => (format!("If you have {}", escaped(&program)), String::new()),
            _ => (String::new(), String::new()),
        }
    }
}

impl InStep<'_> {
    /// The caption of a solution: its file, and the state of its slot.
    fn fill(&self, slot: &Slot) -> String {
        let id = format!("slot-{}-{}", self.step.number, self.slots);
        let state = match self.state {
            Some(state) => {
                let view = state.slot(self.step.number, self.slots);
                let shown = view.map_or(String::new(), |view| shown(view, state)); // empty until the first check has ended
                format!(" <span class=\"slot\" id=\"{id}\" data-live>{shown}</span>")
            }
            None => String::new(),
        };
        format!("Write in <b>{}</b>{state}", escaped(&slot.file))
    }

    /// The hints for the slot, each inside the one before it, so that they open one by one.
    fn hints(&self) -> String {
        let hints = self.codelab.hints.of_step(self.step.number);
        let own = hints.into_iter().filter(|hint| hint.slot == self.slots);
        own.rev()
            .fold(String::new(), |inner, hint| self.hint(hint, &inner))
    }

    fn hint(&self, hint: &Hint, inner: &str) -> String {
        format!(
            "<details class=\"hint\"><summary>Hint: {}</summary>\n{}{inner}</details>\n",
            escaped(&hint.title),
            render(&hint.text, &mut Plain)
        )
    }
}

/// The state of a slot in words.
fn shown(view: &SlotView, state: &State) -> String {
    let tests = match (view.passed, view.tests) {
        (_, 0) => "written".to_string(),
        (passed, 1) => format!("{passed} of 1 test passes"),
        (passed, all) => format!("{passed} of {all} tests pass"),
    };
    match view.open_at {
        Some(line) => format!("<span class=\"open\">not written yet, line {line}</span>"),
        None if !state.is_tested => "written, not tested yet".to_string(),
        None if view.passed == view.tests => format!("<span class=\"done\">✓ {tests}</span>"),
        None => format!("<span class=\"fails\">✗ {tests}</span>"),
    }
}
