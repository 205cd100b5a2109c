//! `cargo codelab watch`.

use std::{
    io::{BufRead, BufReader, Write as _},
    process::Stdio,
};

use crate::Learner;

#[test]
fn the_status_is_shown_again_after_a_save() {
    let learner = Learner::new();
    let mut watch = learner
        .command(&["watch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    let mut keys = watch.stdin.take().expect("its input");
    let mut lines = BufReader::new(watch.stdout.take().expect("its output")).lines();
    let mut next = |wanted: &str| {
        let mut lines = lines.by_ref().map(|line| line.expect("a line"));
        let found = lines.find(|line| line.contains(wanted));
        found.unwrap_or_else(|| panic!("{wanted:?} never came"))
    };
    next("→  3");
    next("replace the placeholder, and save.");
    next("Watching for changes. h hint · d diff · r run again · o open · l list · q quit, then");
    for (key, wanted) in [
        ("h", "If you need more help: press h again"),
        ("h", "Hint 2: "),
        ("d", "+        Feature {"),
        ("l", "Part 2: "),
    ] {
        writeln!(keys, "{key}").expect("the watch reads it");
        next(wanted);
        next("q quit");
    }
    learner.succeeds(&["solve", "3"]); // this saves a file
    next("→  4");
    next("q quit");
    writeln!(keys, "q").expect("the watch reads it");
    assert!(watch.wait().expect("it ends").success());
}
