//! Copies of the repository that tests use one after the other: a test that finds what the one before
//! it has compiled needs to compile only what differs.

use std::{
    collections::BTreeMap,
    fs, mem,
    path::{Path, PathBuf},
    sync::{Condvar, LazyLock, Mutex},
    thread,
};

use crate::support::copy_without_programs;

/// The copies that no test uses at the moment. There is one copy for each core, and one because some tests
/// mostly wait. Each additional copy would have to compile everything again.
static FREE: LazyLock<Mutex<Vec<Copy>>> = LazyLock::new(|| {
    let count = thread::available_parallelism().map_or(1, usize::from);
    Mutex::new((0..=count).map(Copy::new).collect())
});

/// Wakes a test that waits for a copy when another test returns one.
static RETURNED: Condvar = Condvar::new();

/// A copy of the repository, and its files as they were at first.
pub struct Copy {
    pub root: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Copy {
    fn new(number: usize) -> Copy {
        let root = copy_without_programs(&format!("cli-{number}"));
        let files = files(&root).into_iter().map(|file| {
            let text = fs::read(&file).expect("a file");
            (file, text)
        });
        Copy {
            files: files.collect(),
            root,
        }
    }

    /// Waits for a copy that no other test uses, and restores its files.
    pub fn take() -> Copy {
        let free = FREE.lock().expect("no panic");
        let mut free = RETURNED
            .wait_while(free, |free| free.is_empty())
            .expect("no panic");
        let copy = free.pop().expect("a copy");
        drop(free);
        copy.restore();
        copy
    }

    /// Gives the copy to the next test.
    pub fn give_back(&mut self) {
        let copy = Copy {
            root: self.root.clone(),
            files: mem::take(&mut self.files),
        };
        FREE.lock().expect("no panic").push(copy);
        RETURNED.notify_one();
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
