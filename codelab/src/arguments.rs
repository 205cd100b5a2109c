//! The command line of `cargo codelab`.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Arg, ArgAction, Command,
    error::{ContextKind, ContextValue, ErrorKind},
    value_parser,
};
use codelab::term::{mistake, nearest::nearest};

/// The subcommands and their arguments.
pub fn command() -> Command {
    let current = "The step [default: the current one]";
    Command::new("codelab")
        .bin_name("cargo codelab")
        .about("Shows where you are in the codelab, and helps when you are stuck")
        .arg(
            Arg::new("root")
                .long("root")
                .value_name("FOLDER")
                .value_parser(value_parser!(PathBuf))
                .help("The folder that holds CODELAB.md [default: this repository]"),
        )
        .subcommands([
            Command::new("status")
                .about("Shows the steps of the current part, and what to write next (the default)"),
            Command::new("check")
                .about("Checks one step; fails unless it is done")
                .arg(step(current))
                .arg(flag("full", "Show all compiler errors in full")),
            Command::new("hint")
                .about("Gives a hint for a step, from a nudge to nearly the solution")
                .arg(step(current))
                .arg(flag("more", "Show one more hint than last time").action(ArgAction::Count)),
            Command::new("diff")
                .about("Compares your code for a step with the text")
                .arg(step(current)),
            Command::new("solve")
                .about("Fills in the text's code where you have not written any; keeps copies")
                .arg(step("The last step to fill in").required(true)),
            Command::new("reset")
                .about("Restores a step's files to their state before it; keeps copies")
                .arg(step("The step [default: all steps]"))
                .arg(flag("yes", "Do not ask for confirmation")),
            Command::new("restore")
                .about("Brings back files that solve or reset replaced")
                .arg(number(
                    "COPY",
                    "The number of the copy [default: the last one]",
                )),
            Command::new("open")
                .about("Opens the file of the next placeholder in your editor")
                .arg(step("The step [default: that of the next placeholder]")),
            Command::new("watch")
                .about("Checks your code again each time you save a file")
                .arg(flag(
                    "open",
                    "Also open the file of the next placeholder in your editor",
                )),
            forwarded(
                "page",
                "Shows the codelab in a browser, with your progress and a map",
            ),
            forwarded("site", "Writes the codelab as a static website"),
        ])
}

/// The message for a mistake in the arguments, in one line.
pub fn message(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word),
        _ => None,
    };
    if let Some(word) = context(ContextKind::InvalidSubcommand) {
        return no_command(word);
    }
    match (error.kind(), context(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(flag)) if flag.starts_with('-') => no_flag(flag),
        (ErrorKind::MissingRequiredArgument, _) => {
            "error: STEP is missing; add it, as in: cargo codelab solve 4".to_string()
        }
        _ => {
            format!("{}; try: cargo codelab --help", mistake(&error.to_string()))
        }
    }
}

/// The message for a word that is not a command.
fn no_command(word: &str) -> String {
    if word.parse::<usize>().is_ok() {
        return format!(
            "error: {word} is not a command; for step {word}: cargo codelab check {word}"
        );
    }
    let command = command();
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    match nearest(word, names.iter().copied()) {
        Some(name) => {
            format!("error: there is no command {word}; did you mean: cargo codelab {name}")
        }
        None => format!(
            "error: there is no command {word}; the commands are: {}",
            names.join(", ")
        ),
    }
}

/// The message for a flag that no command, or another command, has.
fn no_flag(flag: &str) -> String {
    let command = command();
    let flags: Vec<(String, &str)> = command
        .get_subcommands()
        .flat_map(|verb| {
            let longs = verb.get_arguments().filter_map(Arg::get_long);
            longs.map(|long| (format!("--{long}"), verb.get_name()))
        })
        .collect();
    let meant = nearest(flag, flags.iter().map(|(flag, _)| flag.as_str()));
    match flags.iter().find(|(own, _)| Some(own.as_str()) == meant) {
        Some((own, verb)) => {
            format!("error: there is no flag {flag} here; did you mean: cargo codelab {verb} {own}")
        }
        None => format!("error: there is no flag {flag}; for all flags: cargo codelab --help"),
    }
}

/// A command whose arguments another program reads.
fn forwarded(name: &'static str, about: &'static str) -> Command {
    let arguments = Arg::new("arguments")
        .num_args(..)
        .trailing_var_arg(true)
        .allow_hyphen_values(true)
        .value_parser(value_parser!(OsString))
        .hide(true);
    let command = Command::new(name).about(about);
    command.disable_help_flag(true).arg(arguments)
}

fn step(help: &'static str) -> Arg {
    number("STEP", help)
}

fn number(name: &'static str, help: &'static str) -> Arg {
    Arg::new("number")
        .value_name(name)
        .value_parser(move |word: &str| {
            let number = word.parse::<usize>();
            number.map_err(|_| format!("{name} must be a number, such as 4"))
        })
        .help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}
