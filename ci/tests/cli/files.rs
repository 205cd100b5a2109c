//! `solve`, `reset`, and `restore`: nothing that a learner wrote is lost.

use std::fs;

use codelab::text::project::Project;
use snapbox::{assert_data_eq, file};

use crate::{Learner, change, contains};

fn project(learner: &Learner) -> Project {
    Project::read(&learner.root.join("start_here")).expect("the project")
}

#[test]
fn solve_fills_what_is_missing_and_keeps_copies() {
    let learner = Learner::new("solve");
    let beginning = project(&learner);
    assert_data_eq!(
        learner.succeeds(&["solve", "4"]),
        file!["snapshots/solve.txt"]
    );
    let kept = learner.read("kept/1/src/service.rs");
    assert_eq!(kept, beginning.text("src/service.rs"));
    assert!(
        !learner.file("kept/1/build.rs").exists(),
        "only files that changed are kept"
    );
    assert_data_eq!(
        learner.succeeds(&["solve", "4"]),
        file!["snapshots/solve-again.txt"]
    );
    learner.succeeds(&["solve", "13"]);
    assert_eq!(project(&learner), learner.codelab().finished);
}

#[test]
fn reset_puts_a_step_or_everything_back() {
    let learner = Learner::new("reset");
    let beginning = project(&learner);
    learner.succeeds(&["solve", "4"]);
    learner.change(
        "src/database.rs",
        "name: record.name,",
        "name: String::new(),",
    );
    let mine = project(&learner);
    learner.refuses(&["reset", "3"], &["--yes"]);
    assert_eq!(project(&learner), mine, "nothing has changed");
    let text = learner.succeeds(&["reset", "3", "--yes"]);
    assert_data_eq!(text, file!["snapshots/reset.txt"]);
    assert_eq!(
        learner.read("kept/2/src/database.rs"),
        mine.text("src/database.rs")
    );

    let contract = learner.root.join("protos/route_guide.proto");
    let original = fs::read_to_string(&contract).expect("the contract");
    change(&contract, "message Point", "message Pint");
    learner.succeeds(&["reset", "2", "--yes"]);
    assert_eq!(
        fs::read_to_string(&contract).expect("the contract"),
        original
    );
    fs::remove_file(&contract).expect("the contract");
    fs::remove_file(learner.file("src/service.rs")).expect("the file");
    learner.succeeds(&["reset", "--yes"]);
    assert_eq!(project(&learner), beginning);
    contains(
        &learner.succeeds(&["reset"]),
        &["There is nothing to reset."],
    );
    contains(&learner.succeeds(&["reset", "1"]), &["nothing to reset"]);
}

#[test]
fn reset_says_what_becomes_of_other_steps() {
    let learner = Learner::new("reset-others");
    learner.succeeds(&["solve", "10"]);
    learner.change("src/service.rs", "feature.clone()", "feature.to_owned()");
    let text = learner.succeeds(&["reset", "8", "--yes"]);
    contains(
        &text,
        &[
            "Restored these files to their state before step 8",
            "service.rs\n    step 4: the text's code replaces yours\n    step 10: the placeholder",
            "server.rs\n  start_here/src/service.rs",
        ],
    );
}

#[test]
fn restore_brings_a_copy_back() {
    let learner = Learner::new("restore");
    learner.refuses(&["restore"], &["no copy yet"]);
    let beginning = project(&learner);
    learner.succeeds(&["solve", "4"]);
    let solved = project(&learner);
    assert_data_eq!(
        learner.succeeds(&["restore"]),
        file!["snapshots/restore.txt"]
    );
    assert_eq!(project(&learner), beginning);
    learner.succeeds(&["restore", "2"]);
    assert_eq!(project(&learner), solved);
    contains(&learner.succeeds(&["restore", "2"]), &["already"]);
    learner.refuses(&["restore", "9"], &["no copy 9", "restore 3"]);

    let contract = learner.root.join("protos/route_guide.proto");
    change(&contract, "message Point", "message Pint");
    learner.succeeds(&["reset", "2", "--yes"]);
    learner.succeeds(&["restore"]);
    let text = fs::read_to_string(&contract).expect("the contract");
    contains(&text, &["message Pint"]);
}

#[test]
fn a_file_that_cannot_be_written_leaves_all_files_as_they_are() {
    let learner = Learner::new("read-only");
    let beginning = project(&learner);
    let file = learner.file("src/service.rs");
    let writable = fs::metadata(&file).expect("the file").permissions();
    let mut permissions = writable.clone();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).expect("the file");
    learner.refuses(&["solve", "8"], &["service.rs", "permissions"]);
    assert_eq!(project(&learner), beginning);
    fs::set_permissions(&file, writable).expect("the file");
}

#[test]
fn code_next_to_a_placeholder_is_not_written_twice() {
    let learner = Learner::new("twice");
    let placeholder =
        "todo!(\"step 3: build a Feature with the name and location of this record\")";
    learner.change(
        "src/database.rs",
        placeholder,
        &format!("Feature::default();\n{placeholder}"),
    );
    learner.refuses(
        &["solve", "3"],
        &[
            &learner.location("src/database.rs", "todo!("),
            "code next to this placeholder",
        ],
    );
    learner.succeeds(&["reset", "3", "--yes"]);
    let comment = format!("// {placeholder}\n        Feature::default()");
    learner.change("src/database.rs", placeholder, &comment);
    contains(&learner.succeeds(&["solve", "3"]), &["nothing was changed"]);
}

#[test]
fn files_that_are_not_concerned_keep_their_line_endings() {
    let learner = Learner::new("endings");
    let file = learner.file("src/client.rs");
    let text = learner.read("src/client.rs").replace('\n', "\r\n");
    fs::write(&file, text).expect("the file can be written");
    learner.succeeds(&["solve", "3"]);
    learner.succeeds(&["reset", "3", "--yes"]);
    contains(&learner.read("src/client.rs"), &["\r\n"]);
}
