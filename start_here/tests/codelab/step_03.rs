//! Step 3, build a first message: a record of the dataset becomes a `Feature`.

use std::path::Path;

use route_guide::{database::FeatureDatabase, routeguide::Feature};

use crate::support::{feature, point};

const LOOK: &str = "see `from` in src/database.rs, and CODELAB.md, step 3";

/// Builds a database from one record, and returns the feature that it becomes.
fn feature_of(name: &str) -> Feature {
    let json =
        format!(r#"[{{"location": {{"latitude": 11, "longitude": -22}}, "name": "{name}"}}]"#);
    let database = match FeatureDatabase::from_json(&json) {
        Ok(database) => database,
        Err(error) => panic!("the record should become a valid feature: {error}: {LOOK}"),
    };
    match database.find(&point(11, -22)) {
        Some(feature) => feature.clone(),
        None => panic!(
            "the record with latitude 11 and longitude -22 should become a feature at that point. \
             Is each coordinate in its own field, and unchanged? {LOOK}"
        ),
    }
}

#[test]
fn a_feature_has_the_name_of_its_record() {
    assert_eq!(
        feature_of("Lighthouse").name,
        "Lighthouse",
        "the feature should have the name of the record: {LOOK}"
    );
}

#[test]
fn a_feature_has_the_location_of_its_record() {
    assert_eq!(
        feature_of("Lighthouse").location,
        Some(point(11, -22)),
        "the feature should have the location of the record: {LOOK}"
    );
}

#[test]
fn an_empty_name_stays_empty() {
    assert_eq!(
        feature_of("").name,
        "",
        "a record with an empty name should become a feature with an empty name: {LOOK}"
    );
}

#[test]
fn every_record_of_the_dataset_becomes_a_feature() {
    // `cargo test` runs in the project's folder.
    let database = match FeatureDatabase::read(Path::new("../data/route_guide_db.json")) {
        Ok(database) => database,
        Err(error) => panic!("the dataset should be valid: {error}: {LOOK}"),
    };
    assert_eq!(
        database.len(),
        104,
        "every record should become a feature: {LOOK}"
    );
    let mendham = point(407_759_300, -746_007_100);
    assert_eq!(
        database.find(&mendham),
        Some(&feature("Mendham, New Jersey, USA", mendham)),
        "the record that CODELAB.md shows should become this feature: {LOOK}"
    );
}
