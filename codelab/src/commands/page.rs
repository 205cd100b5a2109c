//! `cargo codelab page` and `cargo codelab site`: runs the program that shows the codelab in a
//! browser. It is a package of its own, because only those who use it should compile its dependencies.

use std::{ffi::OsString, process::ExitStatus};

use crate::{Error, cargo, commands::Context};

/// The package of the program.
const PACKAGE: &str = "page";

/// Runs a command of the program with these arguments, until it ends.
///
/// # Errors
///
/// If the folder is not the whole repository, or Cargo cannot be run.
pub fn page<'a>(
    context: &Context,
    command: &str,
    arguments: impl Iterator<Item = &'a OsString>,
) -> Result<ExitStatus, Error> {
    let root = &context.codelab.root;
    if !root.join("Cargo.toml").is_file() {
        let root = root.display();
        return Err(format!(
            "{root} has no Cargo.toml, and this command needs the whole repository"
        )
        .into());
    }
    let status = cargo::command()
        .args(["run", "--package", PACKAGE, "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .args(["--", "--root"])
        .arg(root)
        .arg(command)
        .args(arguments)
        .status();
    status.map_err(|error| format!("cannot run cargo: {error}; is Rust installed?").into())
}
