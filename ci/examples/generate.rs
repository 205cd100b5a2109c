//! Writes the sources and the manifest of `start_here` from `completed`, CODELAB.md and hints.toml:
//! `cargo run --package codelab --example generate`.

use std::process::ExitCode;

use codelab::{Error, course::Course, repository};

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
    let course = Course::open(&repository())?;
    course.with_open(|_| true)?.write(&course.project())
}
