//! Copies of the learner's files. Nothing that a learner wrote is overwritten before a copy is kept.

use std::{fs, path::PathBuf};

use crate::{
    Error,
    commands::Context,
    term::AGAIN,
    text::{codelab::PROJECT, lesson::CONTRACT, project::Project},
};

/// The path of the contract, relative to the learner's project.
pub(super) fn contract_beside() -> String {
    format!("../{CONTRACT}")
}

/// The path of a file as it is shown. That of the contract, which is outside of the project, begins
/// with `../`.
pub(super) fn shown(context: &Context, file: &str) -> String {
    match file.strip_prefix("../") {
        Some(contract) => context.directions.path(contract),
        None => context.directions.file(file),
    }
}

/// Keeps copies of the files that these files replace, and then writes these files to the project.
/// Returns a sentence that says where the copies are.
pub(super) fn replace(
    context: &Context,
    before: &Project,
    after: &Project,
) -> Result<String, Error> {
    // Only files that change. The others keep their line endings, and Cargo does not recompile
    // them.
    let new = after.changed_from(before);
    let mut old = Project::default();
    for (file, text) in &before.files {
        if new.files.contains_key(file) {
            // In the folder of the copies, the contract has its path in the repository.
            let file = file.strip_prefix("../").unwrap_or(file);
            old.files.insert(file.to_string(), text.clone());
        }
    }
    let mut sentence = String::new();
    if !old.files.is_empty() {
        let number = last(context) + 1;
        old.write(&folder(context, number))?;
        sentence = format!(
            "Copies of the previous files are in {}.\nTo bring them back: {AGAIN} restore {number}\n",
            context.directions.path(&format!("{PROJECT}/kept/{number}"))
        );
    }
    new.write(&context.codelab.project())?;
    Ok(sentence)
}

/// The folder of a kept copy.
pub(super) fn folder(context: &Context, number: usize) -> PathBuf {
    context.codelab.project().join(format!("kept/{number}"))
}

/// The number of the last copy; 0 if there is none.
pub(super) fn last(context: &Context) -> usize {
    let entries = fs::read_dir(context.codelab.project().join("kept"));
    let names = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name());
    names
        .filter_map(|name| name.to_str()?.parse().ok())
        .max()
        .unwrap_or(0)
}
