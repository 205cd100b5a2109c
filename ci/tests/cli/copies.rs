//! Copies of the repository that tests use one after the other: a test that finds what the one before
//! it has compiled needs to compile only what differs.

use std::{
    collections::BTreeMap,
    fs, mem,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::support::copy_without_programs;

/// The copies that no test uses at the moment.
static FREE: Mutex<Vec<Copy>> = Mutex::new(Vec::new());

/// The number of copies.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A copy of the repository, and its files as they were at first.
pub struct Copy {
    pub root: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Copy {
    /// A copy that nobody uses, or a new one.
    pub fn take() -> Copy {
        let free = FREE.lock().expect("no panic").pop();
        if let Some(copy) = free {
            copy.restore();
            return copy;
        }
        let root = copy_without_programs(&format!("cli-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        let files = files(&root).into_iter();
        let files = files.map(|file| {
            let text = fs::read(&file).expect("a file");
            (file, text)
        });
        Copy {
            files: files.collect(),
            root,
        }
    }

    /// Gives the copy to the next test.
    pub fn give_back(&mut self) {
        let copy = Copy {
            root: self.root.clone(),
            files: mem::take(&mut self.files),
        };
        FREE.lock().expect("no panic").push(copy);
    }

    /// Writes only the files that differ, because Cargo compiles a file that was written.
    fn restore(&self) {
        let _ = fs::remove_dir_all(self.root.join("start_here/kept")); // if there are copies
        for file in files(&self.root) {
            if !self.files.contains_key(&file) {
                fs::remove_file(file).expect("a file");
            }
        }
        for (file, text) in &self.files {
            if fs::read(file).ok().as_ref() != Some(text) {
                fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                fs::write(file, text).expect("a file");
            }
        }
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}
