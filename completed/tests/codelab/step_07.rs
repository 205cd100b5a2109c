//! Step 7, try it out: `describe` turns a feature into a line of text.

use route_guide::{client, routeguide::Feature};

use crate::support::{LIGHTHOUSE, feature};

const LOOK: &str = "see `describe` in src/client.rs, and CODELAB.md, step 7";

/// Returns the line that describes a feature.
fn describe(feature: &Feature) -> String {
    let line = client::describe(feature);
    assert_eq!(
        line.lines().count(),
        1,
        "the description should be one line, but is {line:?}: {LOOK}"
    );
    line
}

/// Returns whether a line has the location of the lighthouse, in degrees and latitude first.
fn has_location(line: &str) -> bool {
    let after_latitude = line.split_once("40.462").map(|(_, rest)| rest);
    after_latitude.is_some_and(|rest| rest.contains("-74.002"))
}

#[test]
fn a_feature_is_described_by_its_name() {
    let line = describe(&feature("Sandy Hook Lighthouse", LIGHTHOUSE));
    assert!(
        line.contains("Sandy Hook Lighthouse"),
        "the name should be in {line:?}: {LOOK}"
    );
}

#[test]
fn a_location_is_in_degrees_with_the_latitude_first() {
    let line = describe(&feature("Sandy Hook Lighthouse", LIGHTHOUSE));
    assert!(
        has_location(&line),
        "the location should be written as 40.4620000, -74.0020000 in {line:?}. `in_degrees` does \
         that: {LOOK}"
    );
}

#[test]
fn an_empty_name_is_described_as_no_feature() {
    let line = describe(&feature("", LIGHTHOUSE));
    let only_without_name = describe(&feature("NAME", LIGHTHOUSE)).replace("NAME", "");
    assert_ne!(
        line, only_without_name,
        "if the name is empty, the line should say that there is no feature: {LOOK}"
    );
    assert!(
        has_location(&line),
        "the location without a feature should be in {line:?}: {LOOK}"
    );
}

#[test]
fn a_location_that_is_not_set_is_not_0_0() {
    let line = describe(&Feature {
        name: "Sandy Hook Lighthouse".to_string(),
        location: None,
    });
    assert!(
        line.contains("Sandy Hook Lighthouse") && !line.contains("0.0"),
        "the line should have the name and no coordinates, but is {line:?}: {LOOK}"
    );
}
