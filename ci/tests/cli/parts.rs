//! From the first step to the last.

use snapbox::{assert_data_eq, file};

use crate::Learner;

#[test]
fn the_status_goes_from_part_to_part() {
    let learner = Learner::new("parts");
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/start.txt"]);
    assert_data_eq!(learner.fails(&["check"]), file!["snapshots/check-red.txt"]);

    learner.succeeds(&["solve", "8"]);
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/done-part-1.txt"]);
    assert_data_eq!(
        learner.succeeds(&["check", "4"]),
        file!["snapshots/check-green.txt"]
    );
    learner.change(
        "src/geo.rs",
        "todo!(\"step 9",
        "let lo = rectangle.lo;\n        todo!(\"step 9",
    );
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/begun.txt"]);

    learner.succeeds(&["reset", "9", "--yes"]);
    learner.succeeds(&["solve", "9"]);
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/part-2.txt"]);
    learner.succeeds(&["solve", "12"]);
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/done-part-2.txt"]);
    learner.succeeds(&["solve", "13"]);
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/done.txt"]);
    for verb in ["hint", "diff", "check"] {
        let text = learner.succeeds(&[verb]);
        assert!(text.starts_with("All steps are done."), "{verb}: {text}");
    }
}
