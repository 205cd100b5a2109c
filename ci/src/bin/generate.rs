//! Writes the sources, the tests and the manifest of `start_here`, from `completed` and CODELAB.md:
//! `cargo run --package ci --bin generate`.

use std::{path::Path, process::ExitCode};

use codelab::{Error, text::codelab::Codelab};

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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let codelab = Codelab::open(&root)?;
    codelab.with_open(|_| true).write(&codelab.project())
}
