//! The parts that all pages have: the list of steps and, beside the content, the learner's progress.
//!
//! An element with the attribute `data-live` shows a state, and an `id` names it. When the state has
//! changed, the script of the page replaces the element's content.

use codelab::text::{codelab::Part, lesson::Step};

use super::{INDEX, Live, MAP, Pages, escaped, links::step_page};
use crate::state::State;

/// The content of a page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The title; if it is empty, the page has the title of the codelab.
    pub title: String,
    /// The content, as HTML.
    pub main: String,
    /// The step that the page is about.
    pub step: Option<usize>,
    /// True if the map is beside the content.
    pub has_map: bool,
    /// The path to the folder of the index.
    pub up: String,
}

impl Pages {
    /// The whole page.
    pub(super) fn layout(&self, sheet: &Sheet, live: Option<&Live>) -> String {
        let heading = escaped(&self.context.codelab.lesson.title);
        let title = match sheet.title.as_str() {
            "" => heading.clone(),
            title => format!("{} · {heading}", escaped(title)),
        };
        let (summary, up, main) = (escaped(self.summary()), &sheet.up, &sheet.main);
        let steps = self.steps(sheet, live.map(|live| &live.state));
        let (script, progress, side, version) = match live {
            None => Default::default(),
            Some(live) => (
                format!("<script type=\"module\" src=\"{up}page.js\"></script>\n"),
                format!("{}<a href=\"{up}{MAP}\">Map</a>", chip(live)),
                side(live, sheet),
                format!(" data-text=\"{}\"", self.version),
            ),
        };
        format!(
            r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width">
<meta name="description" content="{summary}">
<link rel="icon" href="{up}icon.svg">
<link rel="stylesheet" href="{up}page.css">
{script}</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header><a class="home" href="{up}{INDEX}">{heading}</a>{progress}<a class="to-steps" href="#steps">Steps</a></header>
<div class="columns">
{steps}<main id="main"{version}>
{main}</main>
{side}</div>
</body>
</html>
"##
        )
    }

    /// The list of steps.
    fn steps(&self, sheet: &Sheet, state: Option<&State>) -> String {
        let parts = self.context.codelab.parts();
        let lists = parts.iter().map(|part| {
            let rows = part.steps.iter().map(|step| row(sheet, step, state));
            let (title, rows) = (part_title(part, state), rows.collect::<String>());
            format!("<h2>{title}</h2>\n<ol>\n{rows}</ol>\n")
        });
        let lists = lists.collect::<String>();
        let old = match state {
            Some(state) if !state.is_tested && !state.steps.is_empty() => {
                "<p>Your code has not been tested since you changed it. These results are from an earlier version.</p>\n"
            }
            _ => "",
        };
        format!(
            "<nav class=\"steps\" aria-label=\"Steps\">\n\
             <div id=\"steps\" data-live>\n{old}{lists}</div>\n</nav>\n"
        )
    }
}

/// The next thing to do, and the map.
fn side(live: &Live, sheet: &Sheet) -> String {
    let message = message(&live.state.message);
    let current = live
        .state
        .current
        .filter(|_| sheet.step != live.state.current);
    let go = match current {
        Some(number) => format!(
            "<p><a href=\"{}{}\">Go to step {number}</a></p>\n",
            sheet.up,
            step_page(number)
        ),
        None => String::new(),
    };
    let mistake = match &live.state.mistake {
        Some(mistake) => format!(
            "<p class=\"mistake\">{}</p>\n<p>Until this is fixed, the page shows the text as it was before.</p>\n",
            escaped(mistake)
        ),
        None => String::new(),
    };
    let class = match live.state.is_checking {
        true => " class=\"old\"",
        false => "",
    };
    let map = match sheet.has_map {
        true => format!(
            "<section aria-labelledby=\"map-title\"><h2 id=\"map-title\">Your map</h2>\n{}</section>\n",
            map(live)
        ),
        false => String::new(),
    };
    format!(
        "<aside class=\"side\" aria-label=\"Your progress\">\n\
         <section aria-labelledby=\"now-title\"><h2 id=\"now-title\">Your code</h2>\n\
         <div id=\"now\" data-live role=\"status\">{mistake}<pre tabindex=\"0\"{class}>{message}</pre>{go}</div>\
         </section>\n{map}</aside>\n"
    )
}

/// A message of the terminal, as HTML. If a line is too long, the style indents all of its rows.
fn message(text: &str) -> String {
    let lines = text.trim_end().lines().map(|line| {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let indent = (spaces - spaces % 2).min(8);
        let text = escaped(&line[indent..]);
        format!("<span class=\"line in-{indent}\">{text}</span>")
    });
    lines.collect()
}

/// The map.
pub(super) fn map(live: &Live) -> String {
    format!("<div id=\"map\" data-live>\n{}</div>\n", live.map.html())
}

/// The progress in a few words, always in sight.
fn chip(live: &Live) -> String {
    let state = &live.state;
    let done = state.steps.iter().filter(|step| step.is_done).count();
    let (class, now) = match state.current {
        _ if state.is_checking => ("", "Checking your code".to_string()),
        None if state.is_green => ("green", "All steps are done".to_string()),
        None => ("red", "Look at your code".to_string()),
        Some(number) if state.is_green => ("green", format!("Step {number} is next")),
        Some(number) => ("red", format!("Look at step {number}")),
    };
    let count = match state.is_tested {
        true => {
            let all = state.steps.len();
            format!("<span class=\"count\">{done} of {all} done</span>")
        }
        false => String::new(),
    };
    format!(
        "<a id=\"chip\" href=\"#now\" data-live><span class=\"dot {class}\"></span> {now} {count}</a>\
         <span id=\"connection\" role=\"status\"></span>"
    )
}

/// A step in the list of steps.
fn row(sheet: &Sheet, step: &Step, state: Option<&State>) -> String {
    let number = step.number;
    let view = state.and_then(|state| state.steps.get(number - 1));
    let is_next = state.is_some_and(|state| state.current == Some(number));
    let mark = match view {
        Some(view) if view.is_done => {
            " <span class=\"done\">✓<span class=\"hidden\"> done</span></span>"
        }
        Some(_) if is_next => " <span class=\"next\">→<span class=\"hidden\"> next</span></span>",
        _ => "",
    };
    let tests = match view {
        Some(view) if view.tests > 0 => format!(
            " <span class=\"tests\">{}/{}<span class=\"hidden\"> tests</span></span>",
            view.passed, view.tests
        ),
        _ => String::new(),
    };
    let here = match sheet.step == Some(number) {
        true => " aria-current=\"page\"",
        false => "",
    };
    let (up, page, title) = (&sheet.up, step_page(number), escaped(&step.title));
    format!("<li value=\"{number}\"><a href=\"{up}{page}\"{here}>{title}</a>{tests}{mark}</li>\n")
}

/// The title of a part with the minutes that are left.
fn part_title(part: &Part, state: Option<&State>) -> String {
    let is_done = |step: &Step| state.is_some_and(|state| state.is_done(step.number));
    let steps = part.steps.iter().filter(|step| !is_done(step));
    let left = match steps.map(|step| step.minutes).sum() {
        0 => "done".to_string(),
        left => minutes(left),
    };
    format!(
        "Part {} <span class=\"duration\">{left}</span>",
        part.number
    )
}

/// A number of minutes.
pub(super) fn minutes(number: u32) -> String {
    match number {
        1 => "1 minute".to_string(),
        _ => format!("{number} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indentation_of_a_line_is_its_class() {
        for (line, expected) in [
            ("a < b", "<span class=\"line in-0\">a &lt; b</span>"),
            ("    a", "<span class=\"line in-4\">a</span>"),
            ("   a", "<span class=\"line in-2\"> a</span>"),
            ("          a", "<span class=\"line in-8\">  a</span>"),
            (
                "a\n\nb",
                "<span class=\"line in-0\">a</span><span class=\"line in-0\"></span><span class=\"line in-0\">b</span>",
            ),
        ] {
            assert_eq!(message(line), expected, "{line:?}");
        }
    }

    #[test]
    fn steps_are_counted_when_the_code_has_been_tested() {
        let mut live = Live::default();
        live.state.steps = vec![Default::default(); 3];
        assert!(!chip(&live).contains("done"), "{}", chip(&live));
        live.state.is_tested = true;
        assert!(chip(&live).contains("0 of 3 done"), "{}", chip(&live));
    }
}
