//! `cargo codelab`: shows where you are in the codelab, and helps when you are stuck.

use std::{
    env,
    ffi::OsString,
    io::Write as _,
    path::{self, Path, PathBuf},
    process::{self, ExitCode},
};

use clap::ArgMatches;
use codelab::{
    Error,
    commands::{
        Answer, Context, check, diff, hint, open, page, reset, restore, solve, status, watch,
    },
    term::broken::Detail,
    text::lesson,
};

mod arguments;

fn main() -> ExitCode {
    match run(&parse()) {
        Ok(answer) => {
            // If this fails, the reader has closed the pipe, and nobody is left to inform.
            let _ = anstream::stdout().write_all(answer.text.as_bytes());
            match answer.success {
                true => ExitCode::SUCCESS,
                false => ExitCode::FAILURE,
            }
        }
        Err(error) => {
            anstream::eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &ArgMatches) -> Result<Answer, Error> {
    let root = match arguments.get_one::<PathBuf>("root") {
        Some(root) => path::absolute(root)?,
        None => repository()?,
    };
    let context = Context::open(&root)?;
    if let Some(note) = context.directions.note_on_folder() {
        anstream::eprintln!("{note}");
    }
    match arguments.subcommand() {
        Some(("check", own)) => {
            let detail = match own.get_flag("full") {
                true => Detail::Full,
                false => Detail::Short,
            };
            check::check(&context, number(own), detail)
        }
        Some(("hint", own)) => hint::hint(&context, number(own), own.get_count("more")),
        Some(("diff", own)) => diff::diff(&context, number(own)),
        Some(("solve", own)) => {
            let step = number(own).ok_or_else(|| {
                Error::from("STEP is missing; add it, as in: cargo codelab solve 4")
            })?;
            solve::solve(&context, step)
        }
        Some(("reset", own)) => reset::reset(&context, number(own), own.get_flag("yes")),
        Some(("restore", own)) => restore::restore(&context, number(own)),
        Some(("open", own)) => open::open(&context, number(own)),
        Some(("watch", own)) => {
            watch::watch(&context.on_save(), own.get_flag("open"))?;
            Ok(Answer {
                text: String::new(),
                success: true,
            })
        }
        Some((name @ ("page" | "site"), own)) => {
            let arguments = own.get_many::<OsString>("arguments");
            let status = page::page(&context, name, arguments.into_iter().flatten())?;
            Ok(Answer {
                text: String::new(),
                success: status.success(),
            })
        }
        _ => status::status(&context),
    }
}

fn number(arguments: &ArgMatches) -> Option<usize> {
    arguments.get_one("number").copied()
}

/// The folder that holds CODELAB.md: the one above this package, which Cargo names when it runs the
/// program, or the one around the current folder.
fn repository() -> Result<PathBuf, Error> {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = env::current_dir()?;
    let candidates = package
        .iter()
        .flat_map(|package| package.ancestors())
        .chain(here.ancestors());
    let mut folders = candidates.filter(|folder| folder.join(lesson::FILE).is_file());
    folders.next().map(Path::to_path_buf).ok_or_else(|| {
        let file = lesson::FILE;
        format!(
            "no {file} in this folder or above it; run the command in the repository, or add --root FOLDER"
        )
        .into()
    })
}

/// Parses the arguments. Reports an invalid one in one line, with exit code 2.
fn parse() -> ArgMatches {
    arguments::command()
        .try_get_matches()
        .unwrap_or_else(|error| {
            if !error.use_stderr() {
                error.exit(); // help is not a mistake
            }
            anstream::eprintln!("{}", arguments::message(&error));
            process::exit(2)
        })
}
