//! Compiles a project and runs its tests.
//!
//! - [`build`] runs Cargo and reads its messages;
//! - [`diagnostic`] is a message of the compiler;
//! - [`mod@test`] runs each test in a process of its own;
//! - [`paths`] makes the paths in messages relative to the project.

use std::{
    env,
    ffi::{OsStr, OsString},
    process::Command,
};

pub mod build;
pub mod diagnostic;
mod messages;
pub mod paths;
mod process;
pub mod test;

/// Cargo as it runs in a terminal, without the variables that it sets for the programs that it runs. This
/// program is one of these, and build scripts such as that of ring run again when the variables change.
pub fn command() -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut cargo = Command::new(program);
    for (name, _) in env::vars_os().filter(|(name, _)| is_of_program(name)) {
        cargo.env_remove(name);
    }
    cargo
}

/// Returns whether Cargo sets a variable for the programs that it runs.
fn is_of_program(variable: &OsStr) -> bool {
    let variable = variable.to_string_lossy();
    let prefixes = ["CARGO_MANIFEST_", "CARGO_PKG_"];
    variable == "OUT_DIR" || prefixes.iter().any(|prefix| variable.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_this_program_are_not_passed_on() {
        let cargo = command();
        let removed: Vec<&OsStr> = cargo
            .get_envs()
            .filter_map(|(name, value)| value.is_none().then_some(name))
            .collect();
        for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_VERSION"] {
            assert!(removed.contains(&OsStr::new(name)), "{name}: {removed:?}");
        }
        assert!(!is_of_program(OsStr::new("CARGO_TARGET_DIR")));
    }
}
