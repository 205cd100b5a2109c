//! A project that does not compile.

use std::fs;

use snapbox::{assert_data_eq, file};

use crate::{Learner, change, contains};

/// The placeholder of step 3.
const STEP_3: &str = "todo!(\"step 3: build a Feature with the name and location of this record\")";

#[test]
fn the_cause_comes_first() {
    let learner = Learner::new("broken");
    // A part of a placeholder.
    learner.change(
        "src/database.rs",
        "todo!(\"step 3:",
        "Feature { nam: (\"step 3:",
    );
    assert_data_eq!(learner.fails(&[]), file!["snapshots/damaged.txt"]);
    contains(&learner.succeeds(&["hint"]), &["3. Generate the code"]);
    learner.succeeds(&["reset", "3", "--yes"]);

    // A placeholder below the code.
    learner.succeeds(&["solve", "6"]);
    let step_7 = "todo!(\"step 7: describe the name and location of the feature\")";
    let code = format!(
        "if feature.name.is_empty() {{ String::new() }} else {{ feature.name.clone() }}\n    {step_7}"
    );
    learner.change("src/client.rs", step_7, &code);
    assert_data_eq!(learner.fails(&[]), file!["snapshots/leftover-broken.txt"]);
    learner.succeeds(&["reset", "7", "--yes"]);

    // A line that was deleted by accident.
    learner.change("src/service.rs", "#[tonic::async_trait]\n", "");
    contains(
        &learner.fails(&[]),
        &[
            "start_here/src/service.rs has changed outside the code",
            "cargo codelab diff\n",
        ],
    );
    contains(&learner.succeeds(&["diff"]), &["+#[tonic::async_trait]"]);
    learner.change(
        "src/service.rs",
        "impl RouteGuide for",
        "#[tonic::async_trait]\nimpl RouteGuide for",
    );

    // A step that was done before.
    learner.change("src/service.rs", "feature.clone()", "feature.clon()");
    contains(&learner.fails(&[]), &["step 4 in CODELAB.md", "hint 4"]);
    contains(
        &learner.succeeds(&["diff"]),
        &["-            Some(feature) => feature.clon(),"],
    );
    learner.change("src/service.rs", "feature.clon()", "feature.clone()");

    // A known slip.
    learner.change("src/server.rs", "let router = server", "server");
    assert_data_eq!(learner.fails(&[]), file!["snapshots/slip.txt"]);
    contains(
        &learner.fails(&["check", "--full"]),
        &["not found in this scope", "-->"],
    );
    misplaced(&learner);
}

#[test]
fn a_part_of_a_placeholder_is_named_although_its_text_is_gone() {
    let learner = Learner::new("remnant");
    let codelab = learner.codelab();
    let solution = &codelab.lesson.slots().next().expect("a slot").solution;
    let code = format!("{}\")", solution.trim_end());
    learner.change("src/database.rs", STEP_3, &code);
    let text = learner.fails(&[]);
    contains(
        &text,
        &[
            "has a part of the placeholder of step 3:\n\n    }\")\n",
            "hint 3",
        ],
    );
}

#[test]
fn a_placeholder_that_is_gone_is_named_although_everything_compiles() {
    let learner = Learner::new("lost");
    learner.succeeds(&["solve", "4"]);
    let (five, thirteen) = (
        "// TODO(step 5): accept connections from the listener, wrap the service, create a server",
        "// TODO(step 13): apply the limits",
    );
    let codelab = learner.codelab();
    let mut slots = codelab.lesson.slots();
    let slot = slots.find(|slot| slot.marker == five).expect("the slot");
    learner.change("src/server.rs", thirteen, &slot.solution);
    let lost = "The placeholder of step 13 is missing from start_here/src/server.rs";
    let text = learner.succeeds(&[]);
    contains(
        &text,
        &[
            lost,
            thirteen,
            "has the code of step 5",
            "reset 5",
            "You are at step 5",
        ],
    );
    contains(&learner.succeeds(&["solve", "13"]), &[lost]);
    contains(&learner.fails(&[]), &["the code of step 5 a second time"]);
    learner.succeeds(&["reset", "5", "--yes"]);
    assert!(!learner.succeeds(&[]).contains("missing"));
}

/// A snippet over another placeholder, and one outside of its function.
fn misplaced(learner: &Learner) {
    learner.succeeds(&["reset", "--yes"]);
    let codelab = learner.codelab();
    let solution = &codelab.lesson.slots().next().expect("a slot").solution;
    let step_4 = "todo!(\"step 4: return the feature at this point, or one with an empty name\")";
    learner.change("src/service.rs", step_4, solution);
    assert_data_eq!(learner.fails(&[]), file!["snapshots/misplaced.txt"]);
    learner.succeeds(&["reset", "4", "--yes"]);
    learner.change("src/database.rs", STEP_3, "record");
    learner.change("src/database.rs", "use ", &format!("{solution}\nuse "));
    contains(
        &learner.fails(&[]),
        &["has the code of step 3", "start_here/src/database.rs"],
    );
}

#[test]
fn the_contract_and_the_build_script_are_named() {
    let learner = Learner::new("broken-contract");
    let contract = learner.root.join("protos/route_guide.proto");
    change(&contract, "int32 longitude = 2;", "int32 longitude = 2");
    assert_data_eq!(learner.fails(&[]), file!["snapshots/broken-contract.txt"]);
    contains(&learner.succeeds(&["hint"]), &["2. Define the contract"]);
    learner.succeeds(&["reset", "2", "--yes"]);
    let text = fs::read_to_string(&contract).expect("the contract");
    fs::write(&contract, &text[..500]).expect("the contract can be written");
    contains(&learner.fails(&[]), &["error: protos/route_guide.proto: "]);
    learner.succeeds(&["reset", "2", "--yes"]);

    learner.change("build.rs", "fn main", "fn man");
    contains(
        &learner.fails(&[]),
        &["start_here/build.rs has changed outside the code"],
    );
    learner.change("build.rs", "fn man", "fn main");
    learner.change("Cargo.toml", "[dependencies]", "[dependencies");
    contains(
        &learner.fails(&[]),
        &[
            "start_here/Cargo.toml:",
            " differs from the original:\n\n    - [dependencies\n",
            "    + [dependencies]\n",
            "git checkout start_here/Cargo.toml",
            "error: ",
        ],
    );
    learner.change("Cargo.toml", "[dependencies", "[dependencies]");
    learner.change("Cargo.toml", "async-stream", "# async-stream");
    let text = learner.fails(&[]);
    contains(&text, &["    - # async-stream", "    + async-stream"]);
    assert!(!text.contains("Compare with step"), "it is no step: {text}");
}

#[test]
fn a_file_that_is_missing_is_named() {
    let learner = Learner::new("missing");
    for file in ["src/service.rs", "Cargo.toml", "tests", "src/hardening"] {
        fs::rename(learner.file(file), learner.file("elsewhere")).expect("the file");
        let missing = format!("start_here/{file} is missing");
        let restore = format!("git checkout start_here/{file}");
        learner.refuses(&[], &[&missing, &restore]);
        fs::rename(learner.file("elsewhere"), learner.file(file)).expect("the file");
    }
    let completed = learner.root.join("completed/src/service.rs");
    change(&completed, "feature.clone()", "feature.to_owned()");
    learner.refuses(
        &[],
        &[
            "completed/src/service.rs has changed",
            "copy your code to start_here/src/service.rs",
            "git checkout completed/src/service.rs",
        ],
    );
}
