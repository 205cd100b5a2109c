//! The files of a project that a learner reads and writes.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::Error;

/// The folders and files that are read. Of folders, the `.rs` files are.
const PARTS: [&str; 4] = ["Cargo.toml", "build.rs", "src", "tests"];

/// The files of a project by their path relative to it, with `/` between its parts on every system,
/// and with `\n` at the end of each line.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Project {
    /// The text of each file.
    pub files: BTreeMap<String, String>,
}

impl Project {
    /// Reads a project's manifest, build script, sources and tests.
    ///
    /// # Errors
    ///
    /// If a file cannot be read; the message names it.
    pub fn read(folder: &Path) -> Result<Project, Error> {
        let mut project = Project::default();
        for part in PARTS {
            project.add(folder, part)?;
        }
        Ok(project)
    }

    fn add(&mut self, folder: &Path, path: &str) -> Result<(), Error> {
        let location = folder.join(path);
        let unreadable = |error| format!("cannot read {}: {error}", location.display());
        if location.is_dir() {
            for entry in fs::read_dir(&location).map_err(unreadable)? {
                let name = entry.map_err(unreadable)?.file_name();
                self.add(folder, &format!("{path}/{}", name.to_string_lossy()))?;
            }
        } else if location.exists() && (path.ends_with(".rs") || PARTS.contains(&path)) {
            let text = fs::read_to_string(&location).map_err(unreadable)?;
            self.files
                .insert(path.to_string(), text.replace("\r\n", "\n"));
        }
        Ok(())
    }

    /// The text of a file; empty if there is no such file.
    pub fn text(&self, file: &str) -> &str {
        self.files.get(file).map_or("", String::as_str)
    }

    /// The files that differ from another project's, or that it does not have.
    pub fn changed_from(&self, other: &Project) -> Project {
        let files = self.files.iter();
        let changed = files.filter(|(file, text)| other.files.get(*file) != Some(text));
        Project {
            files: changed
                .map(|(file, text)| (file.clone(), text.clone()))
                .collect(),
        }
    }

    /// Writes the files that differ from those in the folder, and only those, so that Cargo compiles
    /// no more than it has to. A file is replaced as a whole, or not at all.
    ///
    /// # Errors
    ///
    /// If a file cannot be written; the message names it. Unless the disk fails in the middle, no
    /// file has changed then.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let mut drafts = Vec::new();
        let prepared = self.files.iter().try_for_each(|(file, text)| {
            let target = folder.join(file);
            if fs::read_to_string(&target).is_ok_and(|current| current == *text) {
                return Ok(());
            }
            let draft = Draft::new(target.clone(), text);
            drafts.push(draft.map_err(|error| cannot_write(&target, &error))?);
            Ok(())
        });
        let result = prepared.and_then(|()| drafts.iter().try_for_each(Draft::publish));
        for draft in &drafts {
            let _ = fs::remove_file(&draft.file); // it is there only after a failure
        }
        result
    }
}

/// The new text of a file, in another file beside it.
struct Draft {
    file: PathBuf,
    target: PathBuf,
}

impl Draft {
    fn new(target: PathBuf, text: &str) -> io::Result<Draft> {
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

    fn publish(&self) -> Result<(), Error> {
        let renamed = fs::rename(&self.file, &self.target);
        renamed.map_err(|error| cannot_write(&self.target, &error))
    }
}

fn cannot_write(file: &Path, error: &io::Error) -> Error {
    format!(
        "cannot write {}: {error}; check its permissions, and the space on the disk",
        file.display()
    )
    .into()
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn project(files: &[(&str, &str)]) -> Project {
        let files = files.iter();
        Project {
            files: files
                .map(|(file, text)| (file.to_string(), text.to_string()))
                .collect(),
        }
    }

    fn empty_folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("codelab-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = empty_folder("write");
        let written = project(&[("Cargo.toml", "[package]\n"), ("src/a.rs", "1;\n")]);
        written.write(&folder).expect("it can be written");
        fs::write(folder.join("src/note.txt"), "no source").expect("a file");
        fs::write(folder.join("src/a.rs"), "1;\r\n").expect("a file");
        assert_eq!(Project::read(&folder).expect("it can be read"), written);
        fs::remove_dir_all(&folder).expect("it is there");
    }

    #[test]
    fn a_failure_changes_no_file() {
        let folder = empty_folder("failure");
        let old = project(&[("src/a.rs", "1;\n"), ("src/b.rs", "2;\n")]);
        old.write(&folder).expect("it can be written");
        let file = folder.join("src/b.rs");
        let mut permissions = fs::metadata(&file).expect("a file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&file, permissions.clone()).expect("a file");

        let new = project(&[("src/a.rs", "3;\n"), ("src/b.rs", "4;\n")]);
        let error = new
            .write(&folder)
            .expect_err("b.rs is read-only")
            .to_string();
        assert!(error.contains("b.rs"), "{error}");
        assert_eq!(Project::read(&folder).expect("it can be read"), old);
        assert_eq!(
            fs::read_dir(folder.join("src")).expect("a folder").count(),
            2,
            "no drafts"
        );
        #[allow(clippy::permissions_set_readonly_false)] // so that it can be removed on Windows
        permissions.set_readonly(false);
        fs::set_permissions(&file, permissions).expect("a file");
        fs::remove_dir_all(&folder).expect("it is there");
    }

    #[test]
    fn files_that_differ_are_found() {
        let (a, b) = (
            project(&[("a", "1"), ("b", "2")]),
            project(&[("a", "1"), ("b", "3")]),
        );
        assert_eq!(a.changed_from(&b), project(&[("b", "2")]));
    }
}
