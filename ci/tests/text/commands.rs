//! The commands of `cargo codelab` and of the two programs, as their own help describes them.

use std::{
    collections::HashMap,
    process::Command,
    sync::{LazyLock, Mutex},
};

use crate::{programs::program, support::COMPANION};

/// The help of a program or of one of its commands, printed once; `None` if there is no such command.
fn help(name: &str, command: Option<&str>) -> Option<String> {
    static PRINTED: LazyLock<Mutex<HashMap<String, Option<String>>>> =
        LazyLock::new(Mutex::default);
    let key = format!("{name} {}", command.unwrap_or_default());
    let mut printed = PRINTED.lock().expect("no test panics here");
    let print = || {
        let arguments: Vec<&str> = command.into_iter().chain(["--help"]).collect();
        let mut program = match name {
            "codelab" => Command::new(&*COMPANION),
            _ => program(name, &[]),
        };
        let output = program.args(arguments).output().expect("the program runs");
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then_some(help)
    };
    printed.entry(key).or_insert_with(print).clone()
}

/// Returns true if these words are a command that exists, with arguments that it takes.
pub fn exists(words: &[&str]) -> bool {
    match words {
        ["cargo", "codelab", arguments @ ..] => takes("codelab", arguments),
        [
            "cargo",
            "run",
            "--bin",
            name @ ("server" | "client"),
            arguments @ ..,
        ] => match arguments {
            ["--", arguments @ ..] => takes(name, arguments),
            arguments => arguments.is_empty(),
        },
        _ => false,
    }
}

/// Returns true if a program takes these arguments, of which the first may be one of its commands.
fn takes(name: &str, arguments: &[&str]) -> bool {
    let (command, arguments) = match arguments {
        [command, rest @ ..] if !command.starts_with('-') => (Some(*command), rest),
        _ => (None, arguments),
    };
    let Some(help) = help(name, command) else {
        return false;
    };
    let words: Vec<&str> = help.split_whitespace().collect();
    let positional = words.iter().filter(|word| {
        word.starts_with(['[', '<']) && word.ends_with([']', '>']) && **word != "[OPTIONS]"
    });
    let mut free = positional.count() / 2; // once in the usage, once in the list
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument.starts_with("--") {
            let Some(at) = words
                .iter()
                .position(|word| word.trim_end_matches('.') == *argument)
            else {
                return false;
            };
            if words
                .get(at + 1)
                .is_some_and(|value| value.starts_with('<'))
            {
                arguments.next();
            }
        } else if free == 0 {
            return false;
        } else {
            free -= 1;
        }
    }
    true
}
