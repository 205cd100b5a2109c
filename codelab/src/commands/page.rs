//! `cargo codelab page` and `cargo codelab site`: runs the program that shows the codelab in a
//! browser. It is a package of its own, because only those who use it should compile its dependencies.

use std::{
    env,
    ffi::OsString,
    process::{Command, ExitStatus},
};

use crate::{Error, commands::Context};

/// The package of the program.
const PACKAGE: &str = "page";

/// Runs a command of the program with these arguments, until it ends.
///
/// # Errors
///
/// If Cargo cannot be run.
pub fn page<'a>(
    context: &Context,
    command: &str,
    arguments: impl Iterator<Item = &'a OsString>,
) -> Result<ExitStatus, Error> {
    let root = &context.codelab.root;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(cargo)
        .args(["run", "--package", PACKAGE, "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .args(["--", "--root"])
        .arg(root)
        .arg(command)
        .args(arguments)
        .status();
    status.map_err(|error| format!("cannot run cargo: {error}; is Rust installed?").into())
}
