//! The wording for a reference that has changed.

use crate::{
    term::directions::Directions,
    text::{
        codelab::{COMPLETED, PROJECT},
        solution::MissingCode,
    },
};

/// The change, and how to undo it without losing code. The paths to type are relative to the
/// current folder.
pub fn changed(missing: &MissingCode, directions: &Directions) -> String {
    let MissingCode { step, file, .. } = missing;
    let reference = format!("{COMPLETED}/{file}");
    format!(
        "{reference} has changed: the code for step {step} is missing. Your project is {}. If you \
         wrote your code in {COMPLETED}, copy it to {}. Then restore the file: git checkout {}",
        directions.path(PROJECT),
        directions.file(file),
        directions.path(&reference)
    )
}
