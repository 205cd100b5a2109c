//! A copy of the repository to work in, and the companion.

#![allow(dead_code)] // each test program uses a part of this

mod target;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    sync::LazyLock,
};

use ci::repository;
use codelab::cargo;

/// The program behind `cargo codelab`.
pub static COMPANION: LazyLock<PathBuf> = LazyLock::new(|| {
    let built = cargo::command()
        .args([
            "build",
            "--locked",
            "--package",
            "codelab",
            "--message-format=json",
        ])
        .current_dir(repository())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be run");
    assert!(built.status.success(), "codelab does not compile");
    let messages = String::from_utf8_lossy(&built.stdout).into_owned();
    let mut messages = messages
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a message of cargo's"));
    let program = messages.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.expect("a program")
});

/// A copy of the learner's files, below `target`, where Cargo finds the repository's settings and
/// shares the dependencies it has compiled.
///
/// The copy is in a workspace of its own, at a path that contains its name. Cargo tells packages
/// apart by their path within their workspace. If the paths were the same, Cargo would use the
/// results of compiling one copy for another, or for the learner's project.
pub fn copy_of_the_repository(name: &str) -> PathBuf {
    let workspace = repository().join("target/codelab").join(name);
    let root = workspace.join(name);
    let _ = fs::remove_dir_all(&workspace); // from an earlier run, if there was one
    for part in [
        "CODELAB.md",
        "README.md",
        "codelab/hints.toml",
        "completed",
        "data",
        "protos",
        "start_here",
    ] {
        copy(&repository().join(part), &root.join(part));
    }
    let _ = fs::remove_dir_all(root.join("start_here/kept"));
    fs::rename(
        root.join("start_here/Cargo.lock"),
        workspace.join("Cargo.lock"),
    )
    .expect("a lock file");
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"{name}/start_here\"]\nexclude = [\"{name}/completed\"]\n"
    );
    fs::write(workspace.join("Cargo.toml"), manifest).expect("the workspace");
    root
}

/// The same with a target directory of its own, so that tests can compile side by side, and without
/// the two programs, for tests that do not run them. Linking them each time would take as long as
/// everything else.
pub fn copy_without_programs(name: &str) -> PathBuf {
    let root = copy_of_the_repository(name);
    target::add_to(root.parent().expect("the workspace")).expect("a target directory");
    for project in ["completed", "start_here"] {
        let file = root.join(project).join("Cargo.toml");
        let manifest = fs::read_to_string(&file)
            .expect("the manifest")
            .replace("\r\n", "\n");
        let (before, programs) = manifest.split_once("[[bin]]").expect("programs");
        let (_, after) = programs.split_once("[features]").expect("features");
        let before = before.replacen("publish = false", "publish = false\nautobins = false", 1);
        fs::write(file, format!("{before}[features]{after}")).expect("the manifest");
    }
    root
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder for the copy");
        for entry in fs::read_dir(from).expect("a folder to copy") {
            let name = entry.expect("an entry of the folder").file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder for the copy");
        fs::copy(from, to).expect("a copy of the file");
    }
}
