//! Replaces files as a whole: a new text is written to another file first, which is then renamed.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::Error;

/// The new text of a file, in another file beside it.
pub(super) struct Draft {
    /// The other file.
    pub file: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// Writes the new text, and leaves the file itself as it is.
    pub fn new(target: PathBuf, text: &str) -> io::Result<Draft> {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        if fs::metadata(&target).is_ok_and(|metadata| metadata.permissions().readonly()) {
            return Err(io::Error::from(io::ErrorKind::PermissionDenied));
        }
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(".codelab");
        let draft = Draft {
            file: target.with_file_name(name),
            target,
        };
        let written = fs::write(&draft.file, text).and_then(|()| draft.keep_permissions());
        if written.is_err() {
            let _ = fs::remove_file(&draft.file);
        }
        written.map(|()| draft)
    }

    fn keep_permissions(&self) -> io::Result<()> {
        match fs::metadata(&self.target) {
            Ok(metadata) => fs::set_permissions(&self.file, metadata.permissions()),
            Err(_) => Ok(()), // a new file
        }
    }

    /// Replaces the file.
    pub fn publish(&self) -> Result<(), Error> {
        let renamed = fs::rename(&self.file, &self.target);
        renamed.map_err(|error| cannot_write(&self.target, &error))
    }
}

/// The error for a file that cannot be written.
pub(super) fn cannot_write(file: &Path, error: &io::Error) -> Error {
    format!(
        "cannot write {}: {error}; check its permissions, and the space on the disk",
        file.display()
    )
    .into()
}
