//! Markdown as HTML, by pulldown-cmark, with the codelab's headings, links, tables, and code blocks.

use codelab::text::markdown::anchor;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use super::highlight::{escaped, highlight};

/// The parts of a text whose HTML depends on where the text is in the codelab.
pub trait Place {
    /// The number of levels by which headings move up: on a step's page, `###` becomes `h2`.
    fn levels_above(&self) -> usize;

    /// The target of a link.
    fn target(&self, link: &str) -> String;

    /// The caption of a code block, as HTML, and the HTML after it. The info string declares the
    /// purpose of the block.
    fn caption(&mut self, info: &str) -> (String, String);
}

/// A text outside of the steps.
pub struct Plain;

impl Place for Plain {
    fn levels_above(&self) -> usize {
        0
    }

    fn target(&self, link: &str) -> String {
        link.to_string()
    }

    fn caption(&mut self, _: &str) -> (String, String) {
        (String::new(), String::new())
    }
}

/// A text as HTML.
pub fn render(text: &str, place: &mut impl Place) -> String {
    let options = Options::ENABLE_TABLES;
    let mut events = Vec::new();
    let mut parser = Parser::new_ext(text, options);
    while let Some(event) = parser.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let level = (level as usize).saturating_sub(place.levels_above()).max(1);
                events.extend(heading(level, &mut parser));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => info.as_ref(),
                    CodeBlockKind::Indented => "rust", // in a hint
                };
                events.push(raw(code(info, &text_until_end(&mut parser), place)));
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let dest_url = place.target(&dest_url).into();
                events.push(Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }));
            }
            Event::Start(Tag::Table(columns)) => {
                // A table that is too wide scrolls on its own, also with the keyboard.
                let region =
                    "<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">";
                events.push(raw(region.to_string()));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(event);
                events.push(raw("</div>\n".to_string()));
            }
            event => events.push(event),
        }
    }
    let mut html = String::new();
    html::push_html(&mut html, events.into_iter());
    html
}

/// A heading with its anchor.
fn heading<'a>(level: usize, parser: &mut Parser<'a>) -> Vec<Event<'a>> {
    let is_end = |event: &Event| matches!(event, Event::End(TagEnd::Heading(_)));
    let inside: Vec<Event> = parser.by_ref().take_while(|event| !is_end(event)).collect();
    let text = inside.iter().map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.as_ref(),
        _ => "",
    });
    let anchor = anchor(&text.collect::<String>());
    let start = raw(format!("<h{level} id=\"{}\">", escaped(&anchor)));
    let end = raw(format!("</h{level}>\n"));
    [start].into_iter().chain(inside).chain([end]).collect()
}

/// The text of a code block.
fn text_until_end(parser: &mut Parser) -> String {
    let mut code = String::new();
    for event in parser {
        match event {
            Event::Text(text) => code.push_str(&text),
            _ => break,
        }
    }
    code
}

/// A code block with its caption.
fn code(info: &str, code: &str, place: &mut impl Place) -> String {
    let language = info.split_whitespace().next().unwrap_or_default();
    let (caption, after) = place.caption(info);
    let caption = match caption.is_empty() {
        true => String::new(),
        false => format!("<figcaption>{caption}</figcaption>"),
    };
    format!(
        "<figure class=\"code {}\">{caption}<pre tabindex=\"0\"><code>{}</code></pre></figure>\n{after}",
        escaped(language),
        highlight(language, code)
    )
}

fn raw<'a>(html: String) -> Event<'a> {
    Event::Html(html.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Captions;

    impl Place for Captions {
        fn levels_above(&self) -> usize {
            1
        }

        fn target(&self, link: &str) -> String {
            format!("to-{link}")
        }

        fn caption(&mut self, info: &str) -> (String, String) {
            (info.to_uppercase(), String::new())
        }
    }

    #[test]
    fn headings_links_tables_and_code_have_their_own_html() {
        let text =
            "### A `b` c\n\nSee [d](e).\n\n```rust fill=x\nlet x;\n```\n\n| f |\n|---|\n| g |\n";
        assert_eq!(
            render(text, &mut Captions),
            "<h2 id=\"a-b-c\">A <code>b</code> c</h2>\n<p>See <a href=\"to-e\">d</a>.</p>\n\
             <figure class=\"code rust\"><figcaption>RUST FILL=X</figcaption><pre tabindex=\"0\"><code>\
             <span class=\"keyword\">let</span> x;\n</code></pre></figure>\n\
             <div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table><thead><tr><th>f</th></tr></thead><tbody>\n\
             <tr><td>g</td></tr>\n</tbody></table>\n</div>\n"
        );
    }
}
