//! Runs the tests again each time that something is saved.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufRead},
    path::{Path, PathBuf},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, SystemTime},
};

use crate::{Error, commands, course::Course};

/// How often to look whether something was saved. A look costs a few dozen file system calls, and
/// unlike notifications it works on every file system, mounted and shared ones too.
const PAUSE: Duration = Duration::from_millis(200);

/// When each file was saved last.
type Saved = BTreeMap<PathBuf, SystemTime>;

/// Shows where the learner is, and again after each save, until someone types q and Enter or the
/// input ends.
///
/// # Errors
///
/// If the codelab's own files cannot be read.
pub fn watch(course: &Course) -> Result<(), Error> {
    let keys = lines_typed();
    loop {
        let seen = saved(course);
        anstream::print!("\x1b[2J\x1b[H"); // clears a terminal, and is left out elsewhere
        match commands::status(course) {
            Ok((text, _)) => anstream::print!("{text}"),
            Err(error) => anstream::eprintln!("error: {error}"),
        }
        anstream::println!("\nWatching for changes. To leave: q and Enter, or Ctrl-C");
        if !wait_for_a_save(course, seen, &keys) {
            return Ok(());
        }
    }
}

/// Waits until something was saved and nothing more is, since an editor may write several files.
/// False if the learner wants to leave.
fn wait_for_a_save(course: &Course, seen: Saved, keys: &mpsc::Receiver<String>) -> bool {
    let mut last = seen.clone();
    loop {
        match keys.recv_timeout(PAUSE) {
            Ok(line) if line.trim() == "q" => return false,
            Err(RecvTimeoutError::Disconnected) => return false,
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        }
        let now = saved(course);
        if now != seen && now == last {
            return true;
        }
        last = now;
    }
}

/// The lines that are typed, as they come.
fn lines_typed() -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// When the learner's sources and the contract were saved last.
fn saved(course: &Course) -> Saved {
    let mut saved = Saved::new();
    for folder in ["src", "tests"] {
        look(&course.project().join(folder), &mut saved);
    }
    look(&course.root.join("protos"), &mut saved);
    saved
}

fn look(folder: &Path, saved: &mut Saved) {
    // A file that vanishes while we look was renamed by an editor, and is seen the next time.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => look(&entry.path(), saved),
            Ok(metadata) => {
                let time = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                saved.insert(entry.path(), time);
            }
            Err(_) => {}
        }
    }
}
