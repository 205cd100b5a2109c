//! `solve`, `reset`, and `restore`: nothing that a learner wrote is lost. What they print is in the
//! stories.

use std::fs;

use codelab::text::project::Project;

use crate::{Learner, change, contains};

fn project(learner: &Learner) -> Project {
    Project::read(&learner.root.join("start_here")).expect("the project")
}

#[test]
fn solve_ends_as_the_reference_and_keeps_the_files_that_it_changes() {
    let learner = Learner::new();
    let beginning = project(&learner);
    learner.succeeds(&["solve", "4"]);
    let kept = learner.read("kept/1/src/service.rs");
    assert_eq!(kept, beginning.text("src/service.rs"));
    assert!(
        !learner.file("kept/1/build.rs").exists(),
        "only files that changed are kept"
    );
    let codelab = learner.codelab();
    let last = codelab.lesson.steps.len().to_string();
    learner.succeeds(&["solve", &last]);
    let (solved, finished) = (project(&learner).files, codelab.finished.files);
    let mut names = finished.keys().chain(solved.keys());
    let different = names.find(|name| solved.get(*name) != finished.get(*name));
    assert_eq!(
        different, None,
        "the first file that differs from completed"
    );
}

#[test]
fn reset_changes_nothing_without_consent_and_restores_every_file() {
    let learner = Learner::new();
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
    learner.succeeds(&["reset", "3", "--yes"]);
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
}

#[test]
fn restore_brings_every_file_back() {
    let learner = Learner::new();
    let beginning = project(&learner);
    learner.succeeds(&["solve", "4"]);
    let solved = project(&learner);
    learner.succeeds(&["restore"]);
    assert_eq!(project(&learner), beginning);
    learner.succeeds(&["restore", "2"]);
    assert_eq!(project(&learner), solved);
}

#[test]
fn a_file_that_cannot_be_written_leaves_all_files_as_they_are() {
    let learner = Learner::new();
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
fn a_placeholder_next_to_code_is_named_with_its_line() {
    let learner = Learner::new();
    let placeholder =
        "todo!(\"step 3: build a Feature with the name and location of this record\")";
    learner.change(
        "src/database.rs",
        placeholder,
        &format!("Feature::default();\n{placeholder}"),
    );
    let location = learner.location("src/database.rs", "todo!(");
    learner.refuses(&["solve", "3"], &[&location]);
}

#[test]
fn files_that_are_not_concerned_keep_their_line_endings() {
    let learner = Learner::new();
    let file = learner.file("src/client.rs");
    let text = learner.read("src/client.rs").replace('\n', "\r\n");
    fs::write(&file, text).expect("the file can be written");
    learner.succeeds(&["solve", "3"]);
    learner.succeeds(&["reset", "3", "--yes"]);
    contains(&learner.read("src/client.rs"), &["\r\n"]);
}
