//! `cargo codelab diff`.

use snapbox::{assert_data_eq, file};

use crate::{Learner, change, contains};

#[test]
fn a_step_is_compared_with_the_text() {
    let learner = Learner::new("diff");
    assert_data_eq!(
        learner.succeeds(&["diff", "5"]),
        file!["snapshots/diff.txt"]
    );
    contains(
        &learner.succeeds(&["diff", "1"]),
        &["Step 1 has nothing to write."],
    );
    contains(
        &learner.succeeds(&["diff", "2"]),
        &["Step 2 is the same as in the text."],
    );
    learner.succeeds(&["solve", "4"]);
    contains(
        &learner.succeeds(&["diff", "4"]),
        &["Step 4 is the same as in the text."],
    );
    learner.change("src/service.rs", "        let feature =", "let feature =");
    contains(
        &learner.succeeds(&["diff", "4"]),
        &["in its indentation only", "cargo fmt"],
    );
}

#[test]
fn ready_made_code_that_has_changed_is_shown_with_every_step() {
    let learner = Learner::new("diff-outside");
    learner.change("src/service.rs", "#[tonic::async_trait]\n", "");
    learner.change("Cargo.toml", "async-stream", "# async-stream");
    let text = learner.succeeds(&["diff", "5"]);
    contains(
        &text,
        &[
            "+#[tonic::async_trait]",
            "-# async-stream",
            "Code outside the steps has changed in: start_here/Cargo.toml, start_here/src/service.rs",
        ],
    );
}

#[test]
fn the_contract_is_compared_with_the_text() {
    let learner = Learner::new("diff-contract");
    let contract = learner.root.join("protos/route_guide.proto");
    change(&contract, "int32 longitude = 2;", "int32 longitude = 2");
    let text = learner.succeeds(&["diff", "2"]);
    assert_data_eq!(text, file!["snapshots/diff-contract.txt"]);
}
