//! The folder that `cargo codelab` works on.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ci::repository;
use codelab::cargo;

use crate::{COMPANION, Learner, refused};

/// All folders of the learner's project that hold sources.
fn folders(folder: &Path, found: &mut Vec<PathBuf>) {
    found.push(folder.to_path_buf());
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !is_hidden {
            folders(&path, found);
        }
    }
}

#[test]
fn the_alias_works_in_every_folder() {
    let mut all = vec![
        repository(),
        repository().join("protos"),
        repository().join("completed"),
    ];
    for part in ["src", "tests"] {
        folders(&repository().join("start_here").join(part), &mut all);
    }
    all.push(repository().join("start_here"));
    for folder in all {
        let output = cargo::command()
            .args(["codelab", "hint", "4"])
            .current_dir(&folder)
            .output()
            .expect("cargo can be run");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "in {}: {errors}", folder.display());
    }
}

#[test]
fn a_clone_that_is_moved_is_the_one_that_is_changed() {
    let (first, moved) = (Learner::new(), Learner::new());
    let before = first.read("src/database.rs");
    // Cargo names the package's folder when it runs the program.
    let output = Command::new(&*COMPANION)
        .args(["solve", "3"])
        .env("CARGO_MANIFEST_DIR", moved.root.join("codelab"))
        .output()
        .expect("it runs");
    assert!(output.status.success());
    assert_ne!(moved.read("src/database.rs"), before);
    assert_eq!(first.read("src/database.rs"), before);
}

#[test]
fn another_folder_is_one_line_of_error() {
    let learner = Learner::new();
    let mut command = Command::new(&*COMPANION);
    let output = command
        .args(["--root", "nowhere"])
        .output()
        .expect("it runs");
    refused(&output, &["cannot read", "CODELAB.md"]);
    let mut command = Command::new(&*COMPANION);
    let root = learner
        .root
        .ancestors()
        .last()
        .expect("the root of the file system");
    let output = command
        .env_remove("CARGO_MANIFEST_DIR")
        .current_dir(root)
        .output();
    refused(
        &output.expect("it runs"),
        &["no CODELAB.md in this folder", "--root FOLDER"],
    );
}
