//! `cargo codelab`: says where you are in the codelab, and what to do next.

use std::{
    fs,
    io::{self, IsTerminal, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use codelab::{
    Error, check,
    check::Build,
    lesson::{self, Lesson},
    status,
    tree::Tree,
};

/// Says where you are in the codelab, and what to do next.
#[derive(Parser)]
#[command(bin_name = "cargo codelab")]
struct Args {
    /// The folder that holds CODELAB.md and start_here [default: this repository]
    #[arg(long, value_name = "DIRECTORY")]
    root: Option<PathBuf>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let root = args.root.unwrap_or_else(codelab::repository);
    match report(&root) {
        Ok((text, code)) => {
            // Whoever reads this may have closed the pipe; there is nobody left to tell.
            let _ = io::stdout().write_all(text.as_bytes());
            code
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What to tell the learner, and the exit code: 0 unless the project does not compile.
fn report(root: &Path) -> Result<(String, ExitCode), Error> {
    let lesson = read_lesson(root)?;
    let project = root
        .join("start_here")
        .canonicalize()
        .map_err(|error| format!("cannot find start_here in {}: {error}", root.display()))?;
    let tree = Tree::read(&project)?;
    let build = check::build(&project, &[], progress());
    clear_progress();
    match build? {
        Build::Failed(failure) => Ok((status::does_not_compile(&failure), ExitCode::FAILURE)),
        Build::Done(compiled) => {
            let tests = compiled.test(&project)?;
            Ok((status::report(&lesson, &tree, &tests), ExitCode::SUCCESS))
        }
    }
}

fn read_lesson(root: &Path) -> Result<Lesson, Error> {
    let file = root.join(lesson::FILE);
    let text = fs::read_to_string(&file)
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Lesson::parse(&text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n").into()
    })
}

/// Shows what Cargo is at: on a terminal on one line that is written over, elsewhere line by line.
fn progress() -> impl FnMut(&str) {
    |line| {
        let mut stderr = io::stderr();
        let _ = if stderr.is_terminal() {
            let line: String = line.chars().take(70).collect();
            write!(stderr, "\r\x1b[K{line}")
        } else {
            writeln!(stderr, "{line}")
        };
    }
}

fn clear_progress() {
    if io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
}
