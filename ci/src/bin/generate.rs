//! Writes the sources, the tests and the manifest of `start_here`, from `completed` and CODELAB.md:
//! `cargo run --package ci --bin generate`.

use std::process::ExitCode;

use ci::repository;
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
    let codelab = Codelab::open(&repository())?;
    codelab.with_open(|_| true).write(&codelab.project())
}
