//! Writes the codelab as a static website.

use std::{fs, path::Path};

use codelab::Error;

use crate::{assets, html::Pages};

/// Writes all pages into a folder, which is created if it does not exist. Returns their number.
///
/// # Errors
///
/// If a file cannot be read or written.
pub fn write(pages: &Pages, folder: &Path) -> Result<usize, Error> {
    let paths = pages.paths();
    for path in &paths {
        let page = pages
            .page(path, None)?
            .ok_or_else(|| format!("there is no page {path}"))?;
        save(&folder.join(path), &page)?;
    }
    for (name, _, content) in assets::FILES {
        save(&folder.join(name), content)?;
    }
    Ok(paths.len())
}

fn save(file: &Path, content: &str) -> Result<(), Error> {
    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
    let saved = folder.and_then(|()| fs::write(file, content));
    saved.map_err(|error| format!("cannot write {}: {error}", file.display()).into())
}
