//! `cargo codelab` as a learner uses it: what it prints, what it changes, and what it says when
//! something is wrong. Snapshots are in `snapshots`; SNAPSHOTS=overwrite renews them.

mod support;

use std::{
    fs,
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Command, Output, Stdio},
};

use codelab::{
    course::{Course, Gap},
    tree::Tree,
};
use snapbox::{assert_data_eq, file};
use support::copy_of_the_repository;

/// The program, in a copy of the repository.
fn codelab(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codelab"));
    command
        .arg("--root")
        .arg(root)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO", env!("CARGO"))
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null());
    command
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    codelab(root, arguments)
        .output()
        .expect("the program can be run")
}

/// What it prints, and whether it reports success.
fn answer(root: &Path, arguments: &[&str]) -> (String, bool) {
    let output = run(root, arguments);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(
        !text.contains('\x1b'),
        "no colours where nobody sees them: {text}"
    );
    (text, output.status.success())
}

/// Expects one line of error, with these parts, after what Cargo may have said.
#[track_caller]
fn refuses(root: &Path, arguments: &[&str], parts: &[&str]) {
    let output = run(root, arguments);
    assert!(!output.status.success(), "{arguments:?} should fail");
    assert!(output.stdout.is_empty(), "an error is no output");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        errors.matches("error: ").count(),
        1,
        "one line, please: {errors}"
    );
    let line = errors.lines().last().expect("an error");
    for part in parts {
        assert!(line.contains(part), "{part:?} is missing: {line}");
    }
}

fn change(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("the file");
    assert!(text.contains(from), "{from:?} is not in {}", file.display());
    fs::write(file, text.replace(from, to)).expect("the file can be written");
}

#[test]
fn a_learner_who_is_stuck_is_not_alone() {
    let root = copy_of_the_repository("cli");
    let project = root.join("start_here");
    let beginning = Tree::read(&project).expect("the project");

    let (text, success) = answer(&root, &[]);
    assert!(success, "to be at the beginning is no failure");
    assert_data_eq!(text, file!["snapshots/start.txt"]);
    let (text, success) = answer(&root, &["check"]);
    assert!(!success, "step 3 is red");
    assert_data_eq!(text, file!["snapshots/check-red.txt"]);

    assert_data_eq!(answer(&root, &["hint", "4"]).0, file!["snapshots/hint.txt"]);
    assert_data_eq!(
        answer(&root, &["hint", "4", "--more"]).0,
        file!["snapshots/hint-more.txt"]
    );
    assert_data_eq!(
        answer(&root, &["hint", "4", "--more"]).0,
        file!["snapshots/hint-all.txt"]
    );
    assert_data_eq!(
        answer(&root, &["hint", "4", "--more"]).0,
        file!["snapshots/hint-all.txt"]
    );
    assert_data_eq!(answer(&root, &["hint", "4"]).0, file!["snapshots/hint.txt"]);
    assert_data_eq!(
        answer(&root, &["hint", "4", "--more", "--more"]).0,
        file!["snapshots/hint-all.txt"]
    );
    assert!(
        answer(&root, &["hint"]).0.contains("3. Generate the code"),
        "the step one is at"
    );

    assert_data_eq!(answer(&root, &["diff", "5"]).0, file!["snapshots/diff.txt"]);
    assert_data_eq!(
        answer(&root, &["solve", "4"]).0,
        file!["snapshots/solve.txt"]
    );
    let kept = fs::read_to_string(project.join("kept/1/src/service.rs")).expect("a copy");
    assert_eq!(
        kept, beginning.files["src/service.rs"],
        "what was there before is kept"
    );
    assert!(
        !project.join("kept/1/build.rs").exists(),
        "and nothing that stayed as it was"
    );
    assert_data_eq!(
        answer(&root, &["solve", "4"]).0,
        file!["snapshots/solve-again.txt"]
    );
    let (text, success) = answer(&root, &["check", "4"]);
    assert!(success, "step 4 is green");
    assert_data_eq!(text, file!["snapshots/check-green.txt"]);

    // A mistake in an earlier step takes the learner back to it.
    let database = project.join("src/database.rs");
    change(&database, "name: record.name,", "name: String::new(),");
    assert_data_eq!(answer(&root, &["status"]).0, file!["snapshots/mistake.txt"]);
    assert_data_eq!(
        answer(&root, &["diff"]).0,
        file!["snapshots/mistake-diff.txt"]
    );
    let mistaken = fs::read_to_string(&database).expect("the file");

    refuses(&root, &["reset", "3"], &["--yes"]);
    assert_eq!(
        fs::read_to_string(&database).expect("the file"),
        mistaken,
        "nothing was changed"
    );
    assert_data_eq!(
        answer(&root, &["reset", "3", "--yes"]).0,
        file!["snapshots/reset.txt"]
    );
    let kept = fs::read_to_string(project.join("kept/2/src/database.rs")).expect("a copy");
    assert_eq!(kept, mistaken, "what was there before is kept");
    assert!(
        answer(&root, &["reset", "--yes"]).1,
        "everything can be put back"
    );
    assert_eq!(Tree::read(&project).expect("the project"), beginning);
    assert!(
        answer(&root, &["reset"]).0.contains("as it began"),
        "and then there is nothing to do"
    );
}

#[test]
fn whoever_is_done_is_told_so() {
    let root = copy_of_the_repository("done");
    assert!(answer(&root, &["solve", "8"]).1);
    let (text, success) = answer(&root, &[]);
    assert!(success);
    assert_data_eq!(text, file!["snapshots/done-part-1.txt"]);
    let map = root.join("start_here/src/map.rs");
    change(
        &map,
        "todo!(\"step 9",
        "let lo = rectangle.lo;\n    todo!(\"step 9",
    );
    let (text, _) = answer(&root, &[]);
    assert!(
        text.contains("part 2") && text.contains("src/map.rs:33"),
        "has begun: {text}"
    );
    change(&map, "let lo = rectangle.lo;\n    todo", "todo");
    assert!(answer(&root, &["solve", "9"]).1);
    assert_data_eq!(answer(&root, &[]).0, file!["snapshots/part-2.txt"]);
    assert!(answer(&root, &["solve", "12"]).1);
    let (text, success) = answer(&root, &[]);
    assert!(success);
    assert_data_eq!(text, file!["snapshots/done.txt"]);
    for verb in ["hint", "diff"] {
        assert!(
            answer(&root, &[verb]).0.starts_with("All steps are done"),
            "{verb}"
        );
    }
    let completed = Tree::read(&root.join("completed")).expect("completed");
    assert_eq!(
        Tree::read(&root.join("start_here")).expect("the project"),
        completed
    );
}

#[test]
fn code_that_does_not_compile_is_said_in_the_compilers_words() {
    let root = copy_of_the_repository("broken");
    let (project, contract) = (
        root.join("start_here"),
        root.join("protos/route_guide.proto"),
    );
    let original = fs::read_to_string(&contract).expect("the contract");

    change(&contract, "int32 longitude = 2;", "int32 longitude = 2");
    let (text, success) = answer(&root, &[]);
    assert!(!success);
    assert_data_eq!(text, file!["snapshots/broken-contract.txt"]);
    assert!(
        answer(&root, &["hint"])
            .0
            .contains("2. Define the contract"),
        "the step that broke"
    );
    assert_data_eq!(
        answer(&root, &["diff"]).0,
        file!["snapshots/broken-contract-diff.txt"]
    );
    assert!(answer(&root, &["reset", "2", "--yes"]).1);
    assert_eq!(
        fs::read_to_string(&contract).expect("the contract"),
        original
    );
    let kept = fs::read_to_string(project.join("kept/1/protos/route_guide.proto")).expect("a copy");
    assert!(
        kept.contains("longitude = 2\n"),
        "what was there before is kept"
    );
    change(&contract, "int32 longitude = 2;", "int32 longitude = 3;");
    let (text, _) = answer(&root, &[]);
    assert!(
        text.contains("protos/route_guide.proto is not as in the text"),
        "it compiles, and is not what was agreed on: {text}"
    );
    fs::write(&contract, &original[..500]).expect("the contract can be written");
    let (text, _) = answer(&root, &[]);
    assert!(
        text.contains("error: protos/route_guide.proto: "),
        "not named: {text}"
    );
    fs::remove_file(&contract).expect("the contract is there");
    assert!(answer(&root, &["reset", "--yes"]).1, "everything is back");

    change(
        &project.join("src/database.rs"),
        "todo!(\"step 3:",
        "Feature { nam: (\"step 3:",
    );
    let (text, success) = answer(&root, &[]);
    assert!(!success);
    assert_data_eq!(text, file!["snapshots/half-a-placeholder.txt"]);
    assert!(
        answer(&root, &["hint"]).0.contains("3. Generate the code"),
        "the step that broke"
    );
    assert!(answer(&root, &["reset", "3", "--yes"]).1);

    let server = project.join("src/server.rs");
    change(
        &server,
        "todo!(\"step 5: add the RouteGuide service to the server\");",
        "server.add_service(RouteGuideServer::new(service))",
    );
    let (text, _) = answer(&root, &[]);
    assert!(
        text.contains("expected `;`") && !text.contains("looks like a part"),
        "the other placeholder of the step is whole: {text}"
    );
    change(&server, "new(service))", "new(service));");
    let (text, _) = answer(&root, &["check", "5"]);
    assert!(
        text.contains("A part of it is written") && text.contains("src/server.rs:39"),
        "what is next: {text}"
    );
    assert!(text.contains("cargo codelab hint 5"), "not 3: {text}");
    let (text, _) = answer(&root, &["hint", "5"]);
    assert!(
        text.contains("Hint 3: ") && !text.contains("Hint 2: "),
        "a hint for what is next: {text}"
    );
    assert!(answer(&root, &["reset", "5", "--yes"]).1);

    change(&project.join("src/map.rs"), "use crate", "use crat");
    let (text, _) = answer(&root, &[]);
    assert!(
        text.contains("git diff start_here/src/map.rs") && !text.contains("hint"),
        "nothing was to be written there: {text}"
    );
    change(&project.join("src/map.rs"), "use crat", "use crate");

    let solved = fs::read_to_string(root.join("completed/src/map.rs")).expect("the reference");
    fs::write(
        project.join("src/map.rs"),
        solved.replace("lo was left out\")?;", "lo was left out\")?"),
    )
    .expect("a file");
    let (text, _) = answer(&root, &[]);
    assert_data_eq!(text, file!["snapshots/missing-semicolon.txt"]);
    assert!(answer(&root, &["reset", "9", "--yes"]).1);

    fs::remove_file(project.join("src/service.rs")).expect("the file is there");
    refuses(
        &root,
        &[],
        &[
            "start_here/src/service.rs is missing",
            "git checkout start_here/src/service.rs",
        ],
    );
    assert!(answer(&root, &["reset", "--yes"]).1);
    assert!(answer(&root, &[]).1, "everything is back");
}

#[test]
fn a_step_that_is_half_written_is_told_from_one_that_is_wrong() {
    let root = copy_of_the_repository("half");
    let course = Course::open(&root).expect("the codelab");
    // Each time the learner has written a step up to one of its placeholders. The last two steps
    // are like step 10.
    let gaps = course.gaps();
    let halves = (1..).zip(gaps.windows(2)).filter(|(_, pair)| {
        let step = pair[0].step;
        step == pair[1].step && step <= 10
    });
    for (at, _) in halves {
        let left = |gap: &Gap| gaps[at..].iter().any(|left| left.marker == gap.marker);
        let tree = course.with_open(left).expect("a project");
        tree.write(&course.project())
            .expect("the project can be written");
        let (text, _) = answer(&root, &[]);
        assert!(
            text.contains("A part of it is written, and this is the next:"),
            "before {:?}: {text}",
            gaps[at].marker
        );
    }

    change(
        &root.join("start_here/src/service.rs"),
        "within(southwest, northeast)",
        "within(northeast, southwest)",
    );
    assert_data_eq!(answer(&root, &[]).0, file!["snapshots/half-wrong.txt"]);
    change(
        &root.join("start_here/src/map.rs"),
        "Ok((southwest, northeast))",
        "todo!(\"order them\")",
    );
    assert_data_eq!(
        answer(&root, &["check"]).0,
        file!["snapshots/unfinished.txt"]
    );

    // In step 8 the rest is a comment, which no test runs into.
    let reflection = "// TODO(step 8): add the reflection";
    let left = |gap: &Gap| gap.step > 8 || gap.marker.starts_with(reflection);
    let tree = course.with_open(left).expect("a project");
    tree.write(&course.project())
        .expect("the project can be written");
    let service = root.join("start_here/src/service.rs");
    change(&service, "Status::invalid_argument", "Status::out_of_range");
    let (text, _) = answer(&root, &[]);
    assert!(
        text.contains("Step 8 is written in part") && text.contains("every_point_off_the_map"),
        "what is written is wrong: {text}"
    );
}

#[test]
fn what_is_written_beside_a_placeholder_is_not_written_twice() {
    let root = copy_of_the_repository("twice");
    let database = root.join("start_here/src/database.rs");
    let solved = fs::read_to_string(root.join("completed/src/database.rs")).expect("the reference");
    let placeholder =
        "todo!(\"step 3: build a Feature that has the name and the place of this record\")";

    fs::write(
        &database,
        solved.replace(
            "        Feature {\n            name",
            &format!("        {placeholder};\n        Feature {{\n            name"),
        ),
    )
    .expect("a file");
    refuses(
        &root,
        &["solve", "3"],
        &["src/database.rs:35", "take the placeholder away"],
    );
    let (text, _) = answer(&root, &[]);
    assert!(
        text.contains("Take the placeholder away") && text.contains("src/database.rs:35"),
        "it is in the way: {text}"
    );
    fs::write(
        &database,
        solved.replace(
            "        Feature {\n            name",
            &format!("        // {placeholder}\n        Feature {{\n            name"),
        ),
    )
    .expect("a file");
    assert!(
        answer(&root, &["check", "3"]).1,
        "a comment waits for nobody"
    );
    assert!(
        answer(&root, &["solve", "3"])
            .0
            .contains("nothing was changed")
    );
    change(&database, "name: record.name,", "name: record.nam,");
    let (text, _) = answer(&root, &[]);
    assert!(
        !text.contains("looks like a part"),
        "the comment is not to blame: {text}"
    );

    // Files that are not concerned keep the line endings that an editor gave them.
    let client = root.join("start_here/src/client.rs");
    change(&client, "\n", "\r\n");
    assert!(answer(&root, &["reset", "3", "--yes"]).1);
    assert!(
        fs::read_to_string(&client)
            .expect("the file")
            .contains("\r\n")
    );
}

#[test]
fn tests_that_hang_are_ended() {
    let root = copy_of_the_repository("hanging");
    assert!(answer(&root, &["solve", "4"]).1);
    let service = root.join("start_here/src/service.rs");
    change(
        &service,
        "let feature = match",
        "loop {}\n        let feature = match",
    );
    assert_data_eq!(answer(&root, &[]).0, file!["snapshots/hanging.txt"]);
}

#[test]
fn watching_looks_again_after_a_save() {
    let root = copy_of_the_repository("watching");
    let mut watch = codelab(&root, &["watch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    let mut lines = BufReader::new(watch.stdout.take().expect("its output")).lines();
    let mut next = |wanted: &str| {
        let mut lines = lines.by_ref().map(|line| line.expect("a line"));
        lines
            .find(|line| line.contains(wanted))
            .unwrap_or_else(|| panic!("{wanted:?} never came"))
    };
    next("→  3");
    next("To leave: q and Enter");
    assert!(answer(&root, &["solve", "3"]).1, "this saves a file");
    next("→  4");
    next("To leave: q and Enter");
    let mut keys = watch.stdin.take().expect("its input");
    keys.write_all(b"q\n").expect("someone listens");
    assert!(watch.wait().expect("it ends").success());
}

#[test]
fn mistakes_at_the_command_line_are_one_line() {
    let root = copy_of_the_repository("mistaken");
    refuses(&root, &["hint", "three"], &["three", "a step is a number"]);
    refuses(&root, &["hnt"], &["no command hnt", "hint, diff"]);
    refuses(&root, &["3"], &["cargo codelab check 3"]);
    refuses(&root, &["--colour"], &["--colour", "--help"]);
    refuses(&root, &["check", "four"], &["four", "STEP"]);
    refuses(&root, &["check", "4", "5"], &["5", "--help"]);
    refuses(&root, &["solve"], &["STEP"]);
    for verb in ["check", "hint", "diff", "solve", "reset"] {
        refuses(&root, &[verb, "13"], &["no step 13", "1 to 12"]);
        refuses(&root, &[verb, "0"], &["no step 0", "1 to 12"]);
    }
    refuses(&root.join("nowhere"), &[], &["nowhere"]);
}

#[test]
fn a_missing_cargo_is_named() {
    let root = copy_of_the_repository("cargoless");
    let output = codelab(&root, &[])
        .env("CARGO", "no-such-cargo")
        .output()
        .expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        errors.starts_with("error: cannot run cargo") && errors.contains("Rust"),
        "{errors}"
    );
}

#[test]
fn help_lists_every_verb() {
    let output = Command::new(env!("CARGO_BIN_EXE_codelab"))
        .arg("--help")
        .output()
        .expect("it runs");
    assert!(output.status.success(), "to ask for help is no mistake");
    assert_data_eq!(
        String::from_utf8(output.stdout).expect("text"),
        file!["snapshots/help.txt"]
    );
}

#[test]
fn colours_are_there_for_whoever_wants_them() {
    let root = copy_of_the_repository("colours");
    let coloured = |command: &mut Command| {
        let output = command.args(["hint", "4"]).output().expect("it runs");
        String::from_utf8(output.stdout)
            .expect("text")
            .contains('\x1b')
    };
    assert!(!coloured(&mut codelab(&root, &[])), "not in a pipe");
    assert!(
        coloured(codelab(&root, &[]).env("CLICOLOR_FORCE", "1")),
        "unless they are asked for"
    );
    let unwanted = &mut codelab(&root, &[]);
    assert!(
        !coloured(unwanted.env("NO_COLOR", "1")),
        "not where they are not wanted"
    );
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let root = copy_of_the_repository("closed");
    let mut child = codelab(&root, &["hint", "4"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
