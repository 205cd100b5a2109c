//! The pages of the codelab as HTML.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
};

use codelab::{
    Error,
    commands::Context,
    text::{
        codelab::read,
        hints,
        lesson::{FILE, Step},
        markdown::ItemKind,
    },
};

pub use self::highlight::escaped;
use self::{
    highlight::highlight,
    layout::{Sheet, minutes},
    links::{Links, file_page, step_page},
    markdown::{Plain, render},
};
use crate::{map::Map, pen::FIRST, state::State};

mod highlight;
mod layout;
mod links;
mod map;
mod markdown;
mod step;
mod svg;

/// The page with the list of steps.
pub const INDEX: &str = "index.html";

/// The page with the map alone.
pub const MAP: &str = "map.html";

/// The learner's scripts that call the server from a browser, in the folder `web` of the project.
const SCRIPTS: [&str; 2] = ["route_guide.js", "messages.js"];

/// All pages of the codelab.
#[derive(Debug)]
pub struct Pages {
    /// The codelab.
    pub context: Context,
    text: String,
    links: Links,
    /// A number that changes with the text.
    version: u64,
}

/// The state of the learner's project and programs, for a page that shows it.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The learner's progress.
    pub state: State,
    /// The map that the learner's programs have drawn.
    pub map: Map,
}

impl Pages {
    /// The pages of the codelab in a folder.
    ///
    /// # Errors
    ///
    /// If a file of the codelab cannot be read or parsed.
    pub fn open(root: &Path) -> Result<Pages, Error> {
        let context = Context::open(root)?.on_save();
        let text = read(root, FILE)?;
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        read(root, hints::FILE)?.hash(&mut hasher);
        Ok(Pages {
            version: hasher.finish(),
            text,
            links: Links::new(&context.codelab.lesson),
            context,
        })
    }

    /// The paths of all pages that do not depend on a learner.
    pub fn paths(&self) -> Vec<String> {
        let steps = self.context.codelab.lesson.steps.iter();
        let steps = steps.map(|step| step_page(step.number));
        let files = self.links.files.iter().map(|file| file_page(file));
        [INDEX.to_string()]
            .into_iter()
            .chain(steps)
            .chain(files)
            .collect()
    }

    /// The page at a path; `None` if there is none. Without a state, it shows no learner's progress.
    ///
    /// # Errors
    ///
    /// If the page shows a file that cannot be read.
    pub fn page(&self, path: &str, live: Option<&Live>) -> Result<Option<String>, Error> {
        let mut steps = self.context.codelab.lesson.steps.iter();
        let mut files = self.links.files.iter();
        let sheet = if let Some(step) = steps.find(|step| step_page(step.number) == path) {
            self.step(step, live)
        } else if let Some(file) = files.find(|file| file_page(file) == path) {
            self.file(file)?
        } else if path == INDEX {
            self.index(live)
        } else if let Some(live) = live.filter(|_| path == MAP) {
            Sheet {
                title: "Your map".to_string(),
                main: format!("<h1>Your map</h1>\n{}", layout::map(live)),
                ..Sheet::default()
            }
        } else {
            return Ok(None);
        };
        Ok(Some(self.layout(&sheet, live)))
    }

    /// A script of the learner's project; `None` if there is none.
    pub fn script(&self, file: &str) -> Option<String> {
        let folder = self.context.codelab.project().join("web");
        let script = SCRIPTS.iter().find(|script| **script == file)?;
        fs::read_to_string(folder.join(script)).ok()
    }

    fn step(&self, step: &Step, live: Option<&Live>) -> Sheet {
        let steps = &self.context.codelab.lesson.steps;
        let number = step.number;
        let link = |step: &Step, rel: &str, arrow: &str| {
            let (page, name) = (step_page(step.number), name(step));
            format!("<a rel=\"{rel}\" href=\"{page}\">{arrow} {name}</a>")
        };
        let previous = number.checked_sub(2).and_then(|index| steps.get(index));
        let main = format!(
            "<h1>{}</h1>\n<p class=\"duration\">{}</p>\n{}\
             <nav class=\"turn\" aria-label=\"Previous and next step\">{}{}</nav>\n",
            name(step),
            minutes(step.minutes),
            self.body(step, live.map(|live| &live.state)),
            previous.map_or(String::new(), |step| link(step, "prev", "←")),
            steps
                .get(number)
                .map_or(String::new(), |step| link(step, "next", "→")),
        );
        Sheet {
            title: format!("{number}. {}", step.title),
            main,
            step: Some(number),
            has_map: number >= FIRST.step,
            ..Sheet::default()
        }
    }

    fn index(&self, live: Option<&Live>) -> Sheet {
        let parts = self.context.codelab.parts().into_iter().map(|part| {
            let rows = part.steps.iter().map(|step| {
                let (number, page) = (step.number, step_page(step.number));
                let (title, time) = (escaped(&step.title), minutes(step.minutes));
                format!(
                    "<li value=\"{number}\"><a href=\"{page}\">{title}</a> \
                     <span class=\"duration\">{time}</span></li>\n"
                )
            });
            let (number, title) = (part.number, escaped(part.title));
            let rows = rows.collect::<String>();
            format!("<h2>Part {number}: {title}</h2>\n<ol class=\"contents\">\n{rows}</ol>\n")
        });
        let mut to_write = self.context.codelab.lesson.slots();
        let first = to_write.next().map_or(0, |slot| slot.step);
        let current = live.and_then(|live| live.state.current);
        let (begin, step) = match current {
            Some(step) if step > first => ("Continue", step),
            _ => ("Begin", 1), // the steps before the first slot are done from the beginning
        };
        let main = format!(
            "<h1>{}</h1>\n<p class=\"summary\">{}</p>\n\
             <p id=\"begin\" data-live><a class=\"begin\" href=\"{}\">{begin} with step {step}</a></p>\n{}",
            escaped(&self.context.codelab.lesson.title),
            escaped(self.summary()),
            step_page(step),
            parts.collect::<String>()
        );
        Sheet {
            main,
            has_map: true,
            ..Sheet::default()
        }
    }

    /// The summary from the metadata at the beginning of the text.
    fn summary(&self) -> &str {
        let metadata = self
            .context
            .codelab
            .lesson
            .items
            .first()
            .map(|item| &item.kind);
        let Some(ItemKind::Paragraph(paragraph)) = metadata else {
            return "";
        };
        let mut lines = paragraph.text.lines();
        let summary = lines.find_map(|line| line.strip_prefix("summary: "));
        summary.unwrap_or_default()
    }

    /// A file that the text links to.
    fn file(&self, file: &str) -> Result<Sheet, Error> {
        let text = read(&self.context.codelab.root, file)?;
        let title = format!("<h1>{}</h1>\n", escaped(file));
        let main = match file.rsplit_once('.') {
            Some((_, "md")) => render(&text, &mut Plain), // has a title of its own
            Some((_, "rs")) => title + &code("rust", &text),
            Some((_, language)) => title + &code(language, &text),
            None => title + &code("text", &text),
        };
        Ok(Sheet {
            title: file.to_string(),
            main,
            up: "../".repeat(file_page(file).matches('/').count()),
            ..Sheet::default()
        })
    }
}

/// A step with its number, as HTML.
fn name(step: &Step) -> String {
    format!("{}. {}", step.number, escaped(&step.title))
}

fn code(language: &str, text: &str) -> String {
    let code = highlight(language, text);
    format!("<figure class=\"code\"><pre tabindex=\"0\"><code>{code}</code></pre></figure>\n")
}
