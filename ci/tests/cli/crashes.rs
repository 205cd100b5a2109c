//! Tests that do not end in the ordinary way.

use snapbox::{assert_data_eq, file};

use crate::{Learner, contains};

#[test]
fn a_crash_is_told_from_a_hang() {
    let learner = Learner::new("crashes");
    learner.succeeds(&["solve", "4"]);
    let first = "let feature = match";
    let overflow = "fn forever(a: u64) -> u64 { std::hint::black_box(forever(a + 1)) + 1 }\n        \
                    forever(0);\n        let feature = match";
    learner.change("src/service.rs", first, overflow);
    let text = learner.succeeds(&[]);
    contains(&text, &["→  4", "It crashed", "overflowed its stack"]);

    learner.succeeds(&["reset", "4", "--yes"]);
    learner.succeeds(&["solve", "4"]);
    learner.change(
        "src/service.rs",
        first,
        &format!("if true {{ std::process::exit(0) }}\n        {first}"),
    );
    let text = learner.succeeds(&[]);
    contains(&text, &["→  4", "0 of ", "exit code 0"]);

    learner.succeeds(&["reset", "4", "--yes"]);
    learner.succeeds(&["solve", "4"]);
    learner.change(
        "src/service.rs",
        first,
        &format!("if true {{ loop {{}} }}\n        {first}"),
    );
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/hanging.txt"]);
}
