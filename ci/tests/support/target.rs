//! A target directory for each copy: Cargo locks a target directory while it builds, and the copies
//! are built side by side.

use std::{fs, io, path::Path, process::Stdio, sync::LazyLock};

use ci::repository;
use codelab::cargo;

/// The features that are on at some point of the text, from its beginning to its end. Each has
/// dependencies of its own.
const FEATURES: [&str; 4] = ["", "tls", "tls,telemetry", "tls,telemetry,web"];

/// Compiles the dependencies of the learner's project, once for all copies.
static DEPENDENCIES: LazyLock<()> = LazyLock::new(|| {
    for features in FEATURES {
        let compiled = cargo::command()
            .args(["test", "--locked", "--no-run", "--test", "codelab"])
            .args(["--features", features])
            .current_dir(repository().join("start_here"))
            .stderr(Stdio::null())
            .status()
            .expect("cargo can be run");
        assert!(
            compiled.success(),
            "start_here does not compile with the features {features:?}"
        );
    }
});

/// Gives a workspace below `target` a target directory of its own that has the dependencies. Its
/// files are hard links, which take neither space nor time.
pub fn add_to(workspace: &Path) -> io::Result<()> {
    LazyLock::force(&DEPENDENCIES);
    for folder in ["deps", "build", ".fingerprint"] {
        link(
            &repository().join("target/debug").join(folder),
            &workspace.join("target/debug").join(folder),
        )?;
    }
    fs::create_dir_all(workspace.join(".cargo"))?;
    let config = "[build]\ntarget-dir = \"target\"\n";
    fs::write(workspace.join(".cargo/config.toml"), config)
}

fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            link(&entry.path(), &to)?;
        } else {
            fs::hard_link(entry.path(), to)?;
        }
    }
    Ok(())
}
