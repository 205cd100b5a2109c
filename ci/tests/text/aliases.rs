//! The commands behind `cargo codelab`, run for real.

use std::process::Command;

use ci::repository;
use codelab::text::Problem;

use crate::sources::Sources;

/// The settings of Cargo that define the alias, and the folders in which a learner types it.
pub const ALIASES: [(&str, &str); 3] = [
    (".cargo/config.toml", "."),
    ("start_here/.cargo/config.toml", "start_here"),
    ("start_here/src/.cargo/config.toml", "start_here/src"),
];

/// Aliases that do not print the help of the companion.
pub fn problems(sources: &Sources, file: &str) -> Vec<Problem> {
    let own = ALIASES.iter().filter(|(alias, _)| *alias == file);
    own.filter_map(|(file, folder)| {
        let error = run(sources.text(file), folder).err()?;
        let message = format!("in {folder}, `cargo codelab --help` fails: {error}");
        Some(Problem {
            file: (*file).to_string(),
            line: 1,
            message,
        })
    })
    .collect()
}

/// Runs the alias that a file of settings defines.
fn run(settings: &str, folder: &str) -> Result<(), String> {
    let settings: serde_json::Value =
        basic_toml::from_str(settings).map_err(|error| error.to_string())?;
    let alias = settings["alias"]["codelab"]
        .as_str()
        .ok_or("there is no alias")?;
    let output = Command::new(env!("CARGO"))
        .args(alias.split_whitespace())
        .arg("--help")
        .current_dir(repository().join(folder))
        .output()
        .map_err(|error| error.to_string())?;
    let help = String::from_utf8_lossy(&output.stdout);
    match help.contains("Usage: cargo codelab") {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).lines().collect()),
    }
}

/// Runs `cargo codelab --help` in a folder, as a learner does.
#[test]
fn the_alias_works_where_a_learner_types_it() {
    for (_, folder) in ALIASES {
        let output = Command::new(env!("CARGO"))
            .args(["codelab", "--help"])
            .current_dir(repository().join(folder))
            .output()
            .expect("cargo can be run");
        let help = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            help.contains("Usage: cargo codelab"),
            "in {folder}: {errors}"
        );
    }
}
