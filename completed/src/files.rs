//! Files with secrets.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use crate::error::Error;

/// Writes a file that, on Unix, only its owner can read. Creates the file's folder if necessary,
/// and replaces an older file, which remains if an error occurs.
///
/// # Errors
///
/// Returns an error if the folder or the file cannot be written. The message is one line that names
/// it.
pub fn write_private(file: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    }
    replace(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()).into())
}

/// Writes a new file, and renames it. If the disk is full, the older file remains.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let new = file.with_extension("new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {} // an earlier run may have failed before it renamed the file
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true); // an older file would keep its permissions
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut output = options.open(&new)?;
    output.write_all(text.as_bytes())?;
    output.sync_all()?; // some file systems report a full disk only now
    fs::rename(new, file)
}
