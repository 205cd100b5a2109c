//! `cargo codelab hint`.

use snapbox::{assert_data_eq, file};

use crate::{Learner, contains};

#[test]
fn more_is_one_more_each_time() {
    let learner = Learner::new("hint");
    assert_data_eq!(
        learner.succeeds(&["hint", "4"]),
        file!["snapshots/hint.txt"]
    );
    let more = || learner.succeeds(&["hint", "4", "--more"]);
    assert_data_eq!(more(), file!["snapshots/hint-more.txt"]);
    assert_data_eq!(more(), file!["snapshots/hint-all.txt"]);
    assert_data_eq!(more(), file!["snapshots/hint-all.txt"]);
    assert_data_eq!(
        learner.succeeds(&["hint", "4"]),
        file!["snapshots/hint.txt"]
    );
    let all = learner.succeeds(&["hint", "4", "--more", "--more"]);
    assert_data_eq!(all, file!["snapshots/hint-all.txt"]);
    contains(
        &learner.succeeds(&["hint", "6", "--more"]),
        &["Hint 1: ", "Hint 2: "],
    );
}

#[test]
fn a_hint_is_for_the_next_slot() {
    let learner = Learner::new("hint-slot");
    let codelab = learner.codelab();
    let fifth: Vec<_> = codelab
        .lesson
        .slots()
        .filter(|slot| slot.step == 5)
        .collect();
    let project = codelab.with_open(|slot| slot != fifth[0] && slot != fifth[1]);
    project
        .write(&codelab.project())
        .expect("the project can be written");
    let text = learner.succeeds(&["hint", "5"]);
    contains(&text, &["Hint 4: "]);
    assert!(
        !text.contains("Hint 3: "),
        "that one is for a slot that is written: {text}"
    );
}
