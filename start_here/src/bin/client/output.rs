//! The text that the client program prints. Text from the server cannot control the terminal.

use std::io::{self, Write as _};

use route_guide::{
    client,
    error::{Error, with_causes},
    routeguide::{Feature, Point, RouteNote, RouteSummary},
};
use serde_json::{Value, json};
use tonic::{Code, Status};

use crate::{arguments::argument, json};

/// The form in which the program prints the results of its calls.
#[derive(Clone, Copy)]
pub enum Format {
    /// Lines for a person.
    Text,
    /// An object on each line, for other programs.
    Json,
}

impl Format {
    pub fn print_feature(self, feature: &Feature) -> Result<(), Error> {
        match self {
            Format::Text => print(&client::describe(feature)),
            Format::Json => print_json(&json::feature(feature)),
        }
    }

    /// Prints a point of a route. A person sees only the summary.
    pub fn print_point(self, point: &Point) -> Result<(), Error> {
        match self {
            Format::Text => Ok(()),
            Format::Json => print_json(&json!({ "point": json::point(point) })),
        }
    }

    pub fn print_summary(self, summary: &RouteSummary) -> Result<(), Error> {
        match self {
            Format::Text => print(&format!(
                "points: {}, with a name: {}, distance: {} m, time: {} s",
                summary.point_count, summary.feature_count, summary.distance, summary.elapsed_time
            )),
            Format::Json => print_json(&json!({ "summary": json::summary(summary) })),
        }
    }

    pub fn print_note(self, note: &RouteNote) -> Result<(), Error> {
        match self {
            Format::Text => print(&format!("  {}", client::describe_note(note))),
            Format::Json => print_json(&json::note(note)),
        }
    }

    /// Prints a sentence for a person, which is not a result.
    pub fn print_remark(self, remark: &str) -> Result<(), Error> {
        match self {
            Format::Text => print(remark),
            Format::Json => Ok(()),
        }
    }
}

/// Prints a line that may contain text from the server.
fn print(line: &str) -> Result<(), Error> {
    writeln!(io::stdout(), "{}", printable(line))?;
    Ok(())
}

/// Prints a value that may contain text from the server. Unsafe characters occur in strings only, so
/// the line stays valid JSON, and a reader gets the same text, if an escape takes their place.
fn print_json(value: &Value) -> Result<(), Error> {
    let mut line = String::new();
    for c in value.to_string().chars() {
        if is_unsafe(c) {
            line.push_str(&format!("\\u{:04x}", u32::from(c))); // none needs more than four digits
        } else {
            line.push(c);
        }
    }
    writeln!(io::stdout(), "{line}")?;
    Ok(())
}

/// Replaces the characters with which text from the server could control the terminal.
pub fn printable(text: &str) -> String {
    text.replace(is_unsafe, "\u{fffd}")
}

/// Returns whether text with this character could control the terminal: control characters, line
/// separators, and characters that change the direction of the text.
fn is_unsafe(c: char) -> bool {
    let changes_lines = ('\u{2028}'..='\u{2029}').contains(&c);
    let changes_direction = matches!(
        c,
        '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    c.is_control() || changes_lines || changes_direction
}

/// Turns the status of a failed call into an error for a person.
pub fn failed(method: &'static str) -> impl Fn(Status) -> Error {
    move |status| {
        let mut message = status.message().to_string();
        if let Some(cause) = std::error::Error::source(&status) {
            let causes = with_causes(cause); // such as a broken connection
            message = if causes.contains(&message) {
                causes
            } else {
                format!("{message}: {causes}")
            };
        }
        let mut text = format!("{method} failed with {:?}", status.code());
        if !message.is_empty() {
            text = format!("{text}: {message}");
        }
        for violation in client::invalid_fields(&status) {
            if let Some(argument) = argument(method, &violation.field) {
                text = format!("{text}; change the argument {argument}");
            }
        }
        if text.contains("invalid peer certificate") {
            text.push_str("; check that --ca names the CA of the server's certificate");
        } else if let Code::Unavailable | Code::Unknown | Code::Cancelled = status.code() {
            text.push_str("; check that the server is running, and try again");
        }
        text.into()
    }
}
