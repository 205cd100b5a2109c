//! The command line.

use std::process::{Command, Stdio};

use snapbox::{assert_data_eq, file};

use crate::{COMPANION, Learner, refused};

#[test]
fn a_mistake_is_one_line() {
    let learner = Learner::new();
    for (arguments, parts) in [
        (
            &["hint", "three"][..],
            &["three", "STEP must be a number"][..],
        ),
        (&["build"], &["no command build", "hint, diff"]),
        (&["--colour"], &["--colour", "--help"]),
        (&["check", "4", "5"], &["5", "--help"]),
        (&["solve"], &["STEP"]),
    ] {
        let output = learner.output(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        refused(&output, parts);
    }
    let last = learner.codelab().lesson.steps.len();
    let steps = format!("1 to {last}");
    for verb in ["check", "hint", "diff", "solve", "reset", "open"] {
        for step in [0, last + 1] {
            let missing = format!("no step {step}");
            learner.refuses(&[verb, &step.to_string()], &[&missing, &steps]);
        }
    }
}

#[test]
fn help_lists_every_verb() {
    let output = Command::new(&*COMPANION)
        .arg("--help")
        .output()
        .expect("it runs");
    assert!(
        output.status.success(),
        "a request for help is not a mistake"
    );
    let text = String::from_utf8(output.stdout).expect("text");
    assert_data_eq!(text, file!["snapshots/help.txt"]);
}

#[test]
fn a_missing_cargo_is_named() {
    let learner = Learner::new();
    let mut command = learner.command(&[]);
    let output = command
        .env("CARGO", "no-such-cargo")
        .output()
        .expect("it runs");
    refused(&output, &["error: cannot run cargo", "is Rust installed?"]);
}

#[test]
fn colors_are_for_terminals() {
    let learner = Learner::new();
    let has_colors = |variable: Option<&str>| {
        let mut command = learner.command(&["hint", "4"]);
        command.envs(variable.map(|name| (name, "1")));
        command.output().expect("it runs").stdout.contains(&b'\x1b')
    };
    assert!(!has_colors(None), "this is a pipe");
    assert!(has_colors(Some("CLICOLOR_FORCE")));
    assert!(!has_colors(Some("NO_COLOR")));
}

#[test]
fn a_reader_who_closes_the_pipe_is_no_error() {
    let learner = Learner::new();
    let mut child = learner
        .command(&["hint", "4"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
