//! The program that makes tokens for development.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use route_guide::{
    error::{Error, with_causes},
    files::write_private,
    token::Token,
};

/// Makes tokens for two users: alice may post notes, bob may only read
#[derive(Parser)]
struct Args {
    /// Folder to write to
    #[arg(value_name = "FOLDER", default_value = "tokens")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    match run(&Args::parse().folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path) -> Result<(), Error> {
    let mut users = "# name, permission (post or read), token\n".to_string();
    for (name, permission) in [("alice", "post"), ("bob", "read")] {
        let token = Token::generate()?;
        let token = token.reveal();
        users.push_str(&format!("{name} {permission} {token}\n"));
        write(&folder.join(name).with_extension("token"), token)?;
    }
    write(&folder.join("users.txt"), &users)
}

fn write(file: &Path, text: &str) -> Result<(), Error> {
    write_private(file, text)?;
    writeln!(io::stdout(), "Wrote {}", file.display())?;
    Ok(())
}
