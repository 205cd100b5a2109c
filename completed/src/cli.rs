//! What the two programs share: flags in, one line of error out.

use std::{
    io,
    process::{self, ExitCode},
};

use clap::Parser;

use crate::Error;

/// Reads the program's flags; on a mistake, says so on one line and exits with code 2.
pub fn parse<Args: Parser>() -> Args {
    Args::try_parse().unwrap_or_else(|error| {
        if !error.use_stderr() {
            error.exit(); // --help is not a mistake
        }
        // clap's first paragraph is the mistake; the rest is usage, which --help shows.
        let message = error.to_string();
        let mistake = message.split("\n\n").next().unwrap_or_default();
        let words: Vec<&str> = mistake.split_whitespace().collect();
        eprintln!("{}; try --help", words.join(" "));
        process::exit(2)
    })
}

/// Turns a program's result into its exit code; an error is written as one line, with its causes.
pub fn exit(result: Result<(), Error>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    let cause = error.downcast_ref::<io::Error>().map(io::Error::kind);
    if cause == Some(io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS; // whoever reads the output has seen enough
    }
    eprintln!("error: {}", with_causes(&*error));
    ExitCode::FAILURE
}

/// The message of an error, followed by those of its causes that say something new.
pub fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        cause = error.source();
    }
    message
}
