//! Writes the sources, the tests, and the manifest of `start_here`, from `completed` and
//! CODELAB.md, and the alias `cargo codelab` for each of its folders:
//! `cargo run --package ci --bin generate`. Removes the files that `completed` does not have.

use std::{collections::BTreeSet, fs, path::Path, process::ExitCode};

use ci::repository;
use codelab::{
    Error,
    text::{codelab::Codelab, project::Project},
};

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Error> {
    let codelab = Codelab::open(&repository())?;
    let mut starter = codelab.with_open(|_| true);
    let folder = codelab.project();
    for file in Project::read(&folder)?.files.keys() {
        if !starter.files.contains_key(file) {
            fs::remove_file(folder.join(file)).map_err(|error| format!("{file}: {error}"))?;
        }
    }
    starter.files.extend(aliases(&starter).files);
    starter.write(&folder)
}

/// The alias for each folder. Cargo resolves its path against the current folder.
fn aliases(starter: &Project) -> Project {
    let folders: BTreeSet<&Path> = starter
        .files
        .keys()
        .flat_map(|file| Path::new(file).ancestors().skip(1))
        .collect();
    let mut aliases = Project::default();
    for folder in folders {
        let up = "../".repeat(folder.components().count() + 1);
        let file = folder
            .join(".cargo/config.toml")
            .to_string_lossy()
            .replace('\\', "/");
        let text =
            format!("[alias]\ncodelab = \"run --manifest-path {up}codelab/Cargo.toml --\"\n");
        aliases.files.insert(file, text);
    }
    aliases
}
