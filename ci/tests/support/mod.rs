//! What several tests need: a copy of the repository to work in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ci::repository;

/// A copy of what a learner has, below `target`, where Cargo finds the repository's settings and
/// shares the dependencies it has compiled.
///
/// The copy lies in a workspace of its own, and at a path in it that bears its name: Cargo tells
/// packages apart by their path within their workspace, and would otherwise take what it compiles
/// for one copy, or for the learner, for another's.
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
