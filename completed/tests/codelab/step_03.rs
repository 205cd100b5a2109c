//! Step 3, build a first message: an entry of the dataset becomes a `Feature`.

use std::path::Path;

use route_guide::{
    database::{self, FeatureDatabase},
    routeguide::Feature,
};

use crate::support::point;

const LOOK: &str = "see `from` in src/database.rs, and CODELAB.md, step 3";

/// One entry, whose latitude and longitude cannot be mistaken for each other.
const ENTRY: &str = r#"{"location": {"latitude": 11, "longitude": -22}, "name": "Here"}"#;

fn only_feature() -> Feature {
    let database = FeatureDatabase::from_json(&format!("[{ENTRY}]"))
        .unwrap_or_else(|error| panic!("{error}: {LOOK}"));
    let found = database.find(&point(11, -22));
    found.unwrap_or_else(|| {
        panic!(
            "the entry at latitude 11, longitude -22 should be found there. \
             Is one of them in the other's field, or in degrees? {LOOK}"
        )
    })
}

#[test]
fn a_feature_has_the_name_of_its_entry() {
    assert_eq!(
        only_feature().name,
        "Here",
        "a feature should have the name of its record: {LOOK}"
    );
}

#[test]
fn a_feature_has_the_place_of_its_entry() {
    assert_eq!(
        only_feature().location,
        Some(point(11, -22)),
        "a feature should have the place of its record: {LOOK}"
    );
}

#[test]
fn an_entry_without_a_name_is_a_feature_too() {
    let json = r#"[{"location": {"latitude": 1, "longitude": 2}, "name": ""}]"#;
    let database = FeatureDatabase::from_json(json).expect("an empty name is a name");
    assert_eq!(database.len(), 1);
}

#[test]
fn the_whole_dataset_is_read() {
    let file = Path::new(database::DEFAULT_FILE);
    let text = std::fs::read_to_string(file).expect("data/route_guide_db.json");
    let entries: Vec<serde_json::Value> = serde_json::from_str(&text).expect("an array");
    let database = FeatureDatabase::read(file).unwrap_or_else(|error| panic!("{error}: {LOOK}"));
    assert_eq!(database.len(), entries.len());
    for entry in entries {
        let coordinate = |name: &str| {
            let e7 = entry["location"][name].as_i64().expect("a whole number");
            i32::try_from(e7).expect("E7 degrees")
        };
        let place = point(coordinate("latitude"), coordinate("longitude"));
        let found = database.find(&place).map(|feature| feature.name);
        assert_eq!(
            found.as_deref(),
            entry["name"].as_str(),
            "what is found at {place:?}: {LOOK}"
        );
    }
}

/// Reads a dataset that has something wrong, and returns what is said of it.
fn complaint(text: &str) -> String {
    let error = FeatureDatabase::from_json(text).expect_err("this dataset is not all right");
    let message = error.to_string();
    assert_eq!(
        message.lines().count(),
        1,
        "an error is one line: {message}"
    );
    message
}

#[test]
fn two_features_at_one_place_are_refused() {
    let message = complaint(&format!("[{ENTRY}, {ENTRY}]"));
    assert!(
        message.contains("entry 2") && message.contains("Here"),
        "the entry should be named: {message}: {LOOK}"
    );
}

#[test]
fn a_feature_off_the_map_is_refused() {
    let north = r#"{"location": {"latitude": 900000001, "longitude": 0}, "name": "Up"}"#;
    let message = complaint(&format!("[{ENTRY}, {north}]"));
    for part in ["entry 2", "Up", "latitude", "900000001", "900000000"] {
        assert!(
            message.contains(part),
            "{part} is missing: {message}: {LOOK}"
        );
    }
}

#[test]
fn text_that_is_not_a_dataset_is_refused() {
    for (text, reason) in [
        ("", "an empty file"),
        ("[]", "no entries"),
        ("names and places", "not JSON"),
        ("{}", "not an array"),
        (&ENTRY[..40], "cut off"),
        (r#"[{"name": "Here"}]"#, "no location"),
        (
            r#"[{"location": {"latitude": 1, "longitude": 2}}]"#,
            "no name",
        ),
        (
            r#"[{"location": {"latitude": 1.5, "longitude": 2}, "name": ""}]"#,
            "not E7",
        ),
        (
            r#"[{"location": {"latitude": "1", "longitude": 2}, "name": ""}]"#,
            "a string",
        ),
        (
            r#"[{"location": {"latitude": 3000000000, "longitude": 2}, "name": ""}]"#,
            "too large",
        ),
    ] {
        assert!(!complaint(text).is_empty(), "{reason}");
    }
}

#[test]
fn a_dataset_that_cannot_be_read_is_named() {
    let error = FeatureDatabase::read(Path::new("no/such/file.json")).expect_err("no such file");
    let message = error.to_string();
    assert!(message.contains("file.json"), "{message}");
}
