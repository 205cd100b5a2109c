//! The repository that the tests check.

use std::path::{Path, PathBuf};

/// The folder that holds CODELAB.md and the projects.
pub fn repository() -> PathBuf {
    let ci = Path::new(env!("CARGO_MANIFEST_DIR"));
    ci.parent().unwrap_or(ci).to_path_buf()
}
