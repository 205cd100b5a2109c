//! The text that the client program prints. Text from the server cannot control the terminal.

use std::io::{self, Write as _};

use route_guide::{
    client,
    error::{Error, with_causes},
};
use tonic::{Code, Status};

use crate::arguments::argument;

/// Prints a line that may contain text from the server.
pub fn print(line: &str) -> Result<(), Error> {
    writeln!(io::stdout(), "{}", printable(line))?;
    Ok(())
}

/// Replaces the characters with which text from the server could control the terminal: control
/// characters, line separators, and characters that change the direction of the text.
pub fn printable(text: &str) -> String {
    let is_unsafe = |c: char| {
        let changes_lines = ('\u{2028}'..='\u{2029}').contains(&c);
        let changes_direction = matches!(
            c,
            '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        c.is_control() || changes_lines || changes_direction
    };
    text.replace(is_unsafe, "\u{fffd}")
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
