//! `cargo codelab restore`: restores a kept copy.

use std::{fs, path::Path};

use crate::{
    Error,
    commands::{Answer, Context, kept},
    term::AGAIN,
    text::{lesson::CONTRACT, project::Project},
};

/// Restores the files of a copy that `solve`, `reset`, or `restore` kept, by default the last one.
/// Keeps a copy of the current files first.
///
/// # Errors
///
/// If there is no such copy, or a file cannot be read or written.
pub fn restore(context: &Context, number: Option<usize>) -> Result<Answer, Error> {
    let last = kept::last(context);
    let number = number.unwrap_or(last);
    let folder = kept::folder(context, number);
    if !folder.is_dir() {
        return Err(match last {
            0 => "there is no copy yet: solve and reset keep one when they change files".into(),
            last => format!("there is no copy {number}; for the last one: {AGAIN} restore {last}")
                .into(),
        });
    }
    let after = copy(&folder)?;
    let mut before = Project::read(&context.codelab.project())?;
    before
        .files
        .insert(kept::contract_beside(), context.codelab.contract()?);
    let changed = after.changed_from(&before);
    if changed.files.is_empty() {
        let text =
            format!("The files are already the same as in copy {number}. To continue: {AGAIN}\n");
        return Ok(Answer::success(text));
    }
    let kept = kept::replace(context, &before, &after)?;
    let names = changed.files.keys().map(|file| kept::shown(context, file));
    let list: String = names.map(|file| format!("  {file}\n")).collect();
    Ok(Answer::success(format!(
        "Brought back from copy {number}:\n\n{list}\n{kept}\nTo see where you are: {AGAIN}\n"
    )))
}

/// The files of a copy. The path of the contract, which is outside of the project, begins with
/// `../`.
fn copy(folder: &Path) -> Result<Project, Error> {
    let mut project = Project::read(folder)?;
    if let Ok(contract) = fs::read_to_string(folder.join(CONTRACT)) {
        project
            .files
            .insert(kept::contract_beside(), contract.replace("\r\n", "\n"));
    }
    Ok(project)
}
