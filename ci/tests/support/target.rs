//! Target directories for several builds at a time: Cargo locks a target directory while it builds.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ci::repository;

/// A target directory that has everything that is compiled so far, in the profile for development.
/// Its files are hard links: they take no space, and no time to copy.
pub fn linked(name: &str) -> io::Result<PathBuf> {
    let target = repository()
        .join("target/codelab")
        .join(name)
        .join("target");
    if target.exists() {
        fs::remove_dir_all(&target)?; // from an earlier run
    }
    for folder in ["deps", "build", ".fingerprint"] {
        link(
            &repository().join("target/debug").join(folder),
            &target.join("debug").join(folder),
        )?;
    }
    Ok(target)
}

fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            link(&entry.path(), &to)?;
        } else {
            fs::hard_link(entry.path(), to)?;
        }
    }
    Ok(())
}
