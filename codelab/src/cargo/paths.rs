//! Paths in messages, relative to the project.

use std::path::Path;

/// Converts a path in a compiler message, which is absolute or relative to the workspace, to one
/// that is relative to the project, with `/` between its parts. Returns `None` for a file outside
/// of it.
pub fn in_project(project: &Path, file: &str) -> Option<String> {
    let mut roots = project.ancestors();
    let absolute = roots.find_map(|root| {
        let file = root.join(file);
        (file.starts_with(project) && file.is_file()).then_some(file)
    })?;
    let relative = absolute.strip_prefix(project).ok()?.to_string_lossy();
    Some(relative.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_from_any_root() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in ["src/lib.rs", "codelab/src/lib.rs"] {
            assert_eq!(
                in_project(project, file).as_deref(),
                Some("src/lib.rs"),
                "{file}"
            );
        }
        let absolute = project.join("src").join("lib.rs");
        assert_eq!(
            in_project(project, &absolute.to_string_lossy()).as_deref(),
            Some("src/lib.rs")
        );
        for file in [
            "src/no.rs",
            "Cargo.lock",
            "/rustc/library/core/src/option.rs",
        ] {
            assert_eq!(in_project(project, file), None, "{file}");
        }
    }
}
