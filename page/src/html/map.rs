//! The map, and the commands that have drawn it.

use std::fmt::Write as _;

use super::escaped;
use crate::{
    map::{Drawing, Map, Server, Shape},
    pen::FIRST,
};

impl Map {
    /// The map, and the commands that have drawn it, as HTML.
    pub fn html(&self) -> String {
        let browser = match self.browser {
            Some(_) if self.server == Server::Up => self.browser(),
            _ => String::new(),
        };
        format!("{}{}{browser}", self.svg(), self.legend())
    }

    /// The part that the browser draws, straight from the server.
    fn browser(&self) -> String {
        format!(
            "<p id=\"browser\" data-server=\"{}\"><span role=\"status\"></span> \
             <span hidden>Restart your server with this command: <code>{}</code></span></p>\n",
            escaped(&self.url),
            self.start(),
        )
    }

    /// The command that starts the server at its address. Once step 20 is done, it also lets the page call the
    /// server.
    fn start(&self) -> String {
        const USUAL: &str = "127.0.0.1:50051";
        let mut arguments = String::new();
        if let Some(address) = self.url.strip_prefix("http://")
            && address != USUAL
        {
            arguments += &format!(" --addr {}", escaped(address));
        }
        if let Some(origin) = &self.browser {
            let origin = escaped(origin);
            arguments += &format!(" --web <span data-origin>{origin}</span>");
        }
        match arguments.as_str() {
            "" => "cargo run --bin server".to_string(),
            arguments => format!("cargo run --bin server --{arguments}"),
        }
    }

    /// The commands that have drawn the map, or the reason why it is empty.
    fn legend(&self) -> String {
        let mut html = String::new();
        let failed = self
            .drawings
            .iter()
            .filter(|drawing| drawing.error.is_some());
        let failed = failed.count();
        match self.server {
            Server::ToCome => html.push_str(&format!(
                "<p>This map is empty until your code compiles and step {} is done. From then on, your own client draws it with the \
                 responses from your own server.</p>\n",
                FIRST.step
            )),
            Server::Down => html.push_str(&format!(
                "<p class=\"down\">Your server is not running at <code>{}</code>. To start it, run this in \
                 <code>start_here</code>: <code>{}</code></p>\n",
                escaped(&self.url),
                self.start()
            )),
            Server::Up => {
                let drawn_by = match failed > 0 && failed == self.drawings.len() {
                    true => "Your client could not draw this map.",
                    false => "Drawn by your own client and server.",
                };
                html.push_str(&format!(
                    "<p>{drawn_by} <a href=\"/draw\">Draw again</a></p>\n"
                ));
            }
        }
        if !self.drawings.is_empty() {
            let items = self.drawings.iter().map(Drawing::item);
            let _ = write!(
                html,
                "<ul class=\"drawings\">\n{}</ul>\n",
                items.collect::<String>()
            );
        }
        if failed > 0 {
            let _ = writeln!(
                html,
                "<p>If you have changed your server since you started it, start it again. The map needs a server \
                 without TLS at <code>{}</code>.</p>",
                escaped(&self.url)
            );
        }
        html
    }
}

impl Drawing {
    /// A line about the drawing: its command, and its result.
    fn item(&self) -> String {
        let command = escaped(&self.command);
        match &self.error {
            Some(error) => format!(
                "<li class=\"failed\"><code>{command}</code> failed:<pre tabindex=\"0\">{}</pre></li>\n",
                escaped(error)
            ),
            None => format!(
                "<li class=\"{}\"><code>{command}</code>: {}{}</li>\n",
                self.kind(),
                self.summary(),
                self.notes()
            ),
        }
    }

    /// The class that gives the line the color of the drawing's marks.
    fn kind(&self) -> &'static str {
        match self.shapes.last() {
            Some(Shape::Stop(_)) => "with-route",
            Some(Shape::Note(_)) => "with-notes",
            Some(Shape::Feature(_)) | None => "with-features",
        }
    }

    /// The number of shapes of each kind.
    pub(super) fn summary(&self) -> String {
        let count = |is: fn(&Shape) -> bool| self.shapes.iter().filter(|shape| is(shape)).count();
        let counts = [
            (count(|shape| matches!(shape, Shape::Feature(_))), "feature"),
            (count(|shape| matches!(shape, Shape::Stop(_))), "point"),
            (count(|shape| matches!(shape, Shape::Note(_))), "note"),
        ];
        let parts = counts.into_iter().filter(|(count, _)| *count > 0);
        let parts = parts.map(|(count, thing)| match count {
            1 => format!("1 {thing}"),
            _ => format!("{count} {thing}s"),
        });
        let text = parts.collect::<Vec<_>>().join(", ");
        if text.is_empty() {
            "nothing".to_string()
        } else {
            text
        }
    }

    /// The notes in full, because a mark on the map shows little.
    fn notes(&self) -> String {
        let notes = self.shapes.iter().filter_map(|shape| match shape {
            Shape::Note(note) if note.author.is_empty() => {
                Some(format!("<li>{}</li>", escaped(&note.message)))
            }
            Shape::Note(note) => Some(format!(
                "<li>{}: {}</li>",
                escaped(&note.author),
                escaped(&note.message)
            )),
            _ => None,
        });
        let notes = notes.collect::<String>();
        if notes.is_empty() {
            notes
        } else {
            format!("<ul class=\"notes\">{notes}</ul>")
        }
    }
}

#[cfg(test)]
mod tests;
