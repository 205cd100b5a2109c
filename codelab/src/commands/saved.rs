//! The times at which the learner's files were saved.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::commands::Context;

/// The time between two checks of the files. A check costs a few dozen file system calls. Unlike
/// notifications, it works on every file system, including mounted and shared ones.
pub const PAUSE: Duration = Duration::from_millis(100);

/// The time of the last change of each file.
pub type Saved = BTreeMap<PathBuf, SystemTime>;

/// The times at which the learner's sources and the contract were saved.
pub fn saved(context: &Context) -> Saved {
    let mut saved = Saved::new();
    let project = context.codelab.project();
    for folder in [
        project.join("src"),
        project.join("tests"),
        context.codelab.root.join("protos"),
    ] {
        look(&folder, &mut saved);
    }
    for file in ["Cargo.toml", "build.rs"] {
        add(&project.join(file), &mut saved);
    }
    saved
}

fn look(folder: &Path, saved: &mut Saved) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => look(&path, saved),
            path => add(&path, saved),
        }
    }
}

fn add(file: &Path, saved: &mut Saved) {
    // An editor may be renaming the file at this moment. The next check finds it.
    if let Ok(time) = fs::metadata(file).and_then(|metadata| metadata.modified()) {
        saved.insert(file.to_path_buf(), time);
    }
}
