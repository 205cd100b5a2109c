//! `cargo codelab`: says where you are in the codelab, and helps when you are stuck.

use std::{
    io::Write as _,
    path::PathBuf,
    process::{self, ExitCode},
};

use clap::{
    Arg, ArgAction, ArgMatches, Command,
    error::{ContextKind, ContextValue},
    value_parser,
};
use codelab::{Error, changes, commands, course::Course, watch};

fn main() -> ExitCode {
    match run(&arguments()) {
        Ok((text, good)) => {
            // Whoever reads this may have closed the pipe; there is nobody left to tell.
            let _ = anstream::stdout().write_all(text.as_bytes());
            if good {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            anstream::eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &ArgMatches) -> commands::Answer {
    let root = arguments.get_one::<PathBuf>("root").cloned();
    let course = Course::open(&root.unwrap_or_else(codelab::repository))?;
    match arguments.subcommand() {
        Some(("check", own)) => commands::check(&course, step(own)),
        Some(("hint", own)) => commands::hint(&course, step(own), own.get_count("more")),
        Some(("diff", own)) => changes::diff(&course, step(own)),
        Some(("solve", own)) => {
            let step = step(own).ok_or_else(|| Error::from("solve up to which step?"))?;
            changes::solve(&course, step)
        }
        Some(("reset", own)) => changes::reset(&course, step(own), own.get_flag("yes")),
        Some(("watch", _)) => watch::watch(&course).map(|()| (String::new(), true)),
        _ => commands::status(&course),
    }
}

fn step(arguments: &ArgMatches) -> Option<usize> {
    arguments.get_one("step").copied()
}

/// What was typed. A mistake is said on one line, with exit code 2.
fn arguments() -> ArgMatches {
    command().try_get_matches().unwrap_or_else(|error| {
        if !error.use_stderr() {
            error.exit(); // help is not a mistake
        }
        let message = match error.get(ContextKind::InvalidSubcommand) {
            Some(ContextValue::String(word)) => no_command(word),
            _ => {
                // clap's first paragraph is the mistake; the rest is usage, which --help shows.
                let message = error.to_string();
                let mistake = message.split("\n\n").next().unwrap_or_default();
                let words: Vec<&str> = mistake.split_whitespace().collect();
                format!("{}; try: cargo codelab --help", words.join(" "))
            }
        };
        anstream::eprintln!("{message}");
        process::exit(2)
    })
}

/// What to say to whoever types this where a command is expected.
fn no_command(word: &str) -> String {
    if word.parse::<usize>().is_ok() {
        return format!("error: {word} is no command; for step {word}: cargo codelab check {word}");
    }
    let command = command();
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    format!(
        "error: there is no command {word}; there are: {}",
        names.join(", ")
    )
}

fn command() -> Command {
    let step = |help: &'static str| {
        Arg::new("step")
            .value_name("STEP")
            .value_parser(|word: &str| {
                let number = word.parse::<usize>();
                number.map_err(|_| "a step is a number, as in: cargo codelab check 4")
            })
            .help(help)
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    let the_current = "The step [default: the one you are at]";
    Command::new("codelab")
        .bin_name("cargo codelab")
        .about("Says where you are in the codelab, and helps when you are stuck")
        .arg(
            Arg::new("root")
                .long("root")
                .value_name("FOLDER")
                .value_parser(value_parser!(PathBuf))
                .help("The folder that holds CODELAB.md [default: this repository]"),
        )
        .subcommands([
            Command::new("status").about("All steps, and what to write next (the default)"),
            Command::new("check")
                .about("The tests of one step; fails if one of them does")
                .arg(step(the_current)),
            Command::new("hint")
                .about("A hint for a step, from a nudge to nearly the answer")
                .arg(step(the_current))
                .arg(flag("more", "One more than the last time").action(ArgAction::Count)),
            Command::new("diff")
                .about("What you wrote for a step, beside what the text says")
                .arg(step(the_current)),
            Command::new("solve")
                .about("Fills in what the text says, where you have not written yet; keeps copies")
                .arg(step("The last step to fill in").required(true)),
            Command::new("reset")
                .about("Puts a step's files back to where they began; keeps copies")
                .arg(step("The step [default: all of them]"))
                .arg(flag("yes", "Do not ask")),
            Command::new("watch").about("Shows where you are again after each save"),
        ])
}
