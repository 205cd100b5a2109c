//! A project that compiles, with tests that fail.

use snapbox::{assert_data_eq, file};

use crate::{Learner, change, contains};

#[test]
fn a_mistake_is_told_from_code_that_is_still_to_come() {
    let learner = Learner::new("failing");
    learner.succeeds(&["solve", "4"]);
    learner.change(
        "src/database.rs",
        "name: record.name,",
        "name: String::new(),",
    );
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/mistake.txt"]);
    assert_data_eq!(
        learner.succeeds(&["diff"]),
        file!["snapshots/mistake-diff.txt"]
    );
    contains(&learner.succeeds(&["hint"]), &["3. Generate the code"]);
    learner.change("src/geo.rs", "point.latitude, MAX", "point.longitude, MAX");
    contains(
        &learner.succeeds(&[]),
        &["start_here/src/geo.rs has changed", "cargo codelab diff\n"],
    );
    learner.change("src/geo.rs", "point.longitude, MAX", "point.latitude, MAX");
    learner.change(
        "src/database.rs",
        "name: String::new(),",
        "name: record.name,",
    );

    // As long as the learner's code has a warning, the step has no check mark.
    learner.succeeds(&["solve", "5"]);
    learner.change(
        "src/server.rs",
        "        .await?;\n    Ok(())",
        "        .await;\n    Ok(())",
    );
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/warning.txt"]);
    contains(
        &learner.fails(&["check", "5"]),
        &["unused", "the compiler warns"],
    );
    learner.change(
        "src/server.rs",
        "        .await;\n    Ok(())",
        "        .await?;\n    Ok(())",
    );

    // Half of a step is written, and wrong.
    learner.succeeds(&["solve", "9"]);
    let list = "Err(Status::unimplemented(\"step 10: stream the features\"))";
    let wrong = "drop(request);\n        Ok(Response::new(Box::pin(tokio_stream::empty())))";
    learner.change("src/service.rs", list, wrong);
    assert_data_eq!(learner.succeeds(&[]), file!["snapshots/half-wrong.txt"]);
    learner.change(
        "src/geo.rs",
        "        Ok(Bounds {",
        "        if true { todo!(\"order them\") }\n        Ok(Bounds {",
    );
    assert_data_eq!(learner.fails(&["check"]), file!["snapshots/unfinished.txt"]);
}

#[test]
fn a_placeholder_next_to_code_and_a_contract_that_differs_are_named() {
    let learner = Learner::new("leftover");
    let placeholder =
        "todo!(\"step 3: build a Feature with the name and location of this record\")";
    let both = format!("let _ = record;\n        {placeholder}");
    learner.change("src/database.rs", placeholder, &both);
    assert_data_eq!(learner.fails(&["check"]), file!["snapshots/leftover.txt"]);

    let contract = learner.root.join("protos/route_guide.proto");
    change(&contract, "int32 longitude = 2;", "int32 longitude = 3;");
    let text = learner.succeeds(&[]);
    contains(
        &text,
        &[
            "protos/route_guide.proto differs from the text",
            "diff 2",
            "reset 2",
        ],
    );
}
