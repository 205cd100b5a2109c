//! Step 7, try it out: what a person reads at the end.

use route_guide::{client, routeguide::Feature};

use crate::support::{LIGHTHOUSE, NOWHERE, TestServer, answer, feature, point, within};

const LOOK: &str = "see `describe` in src/client.rs, and CODELAB.md, step 7";

/// What is printed for a feature: one line.
fn line(feature: &Feature) -> String {
    let text = client::describe(feature);
    assert_eq!(
        text.lines().count(),
        1,
        "one line, please, not {text:?}: {LOOK}"
    );
    text
}

#[test]
fn a_feature_is_printed_with_its_name() {
    let text = line(&feature("Sandy Hook Lighthouse", LIGHTHOUSE));
    assert!(
        text.contains("Sandy Hook Lighthouse"),
        "its name is not in {text:?}: {LOOK}"
    );
}

#[test]
fn a_place_is_printed_in_degrees() {
    let text = line(&feature("Sandy Hook Lighthouse", LIGHTHOUSE));
    assert!(
        text.contains("40.462") && text.contains("-74.002"),
        "degrees, and not E7: `in_degrees` turns one into the other. You print {text:?}: {LOOK}"
    );
}

#[test]
fn an_empty_name_is_printed_as_no_feature() {
    let nothing = line(&feature("", LIGHTHOUSE));
    let something = line(&feature("X", LIGHTHOUSE));
    assert!(
        nothing.contains("40.462"),
        "where is nothing? You print {nothing:?}: {LOOK}"
    );
    assert!(
        nothing != something.replace('X', ""),
        "an empty name means that there is no feature: say so in words. You print {nothing:?}: {LOOK}"
    );
}

#[test]
fn a_feature_that_came_without_its_place_does_not_panic() {
    let text = line(&Feature {
        name: "Somewhere".to_string(),
        location: None,
    });
    assert!(
        text.contains("Somewhere"),
        "its name is not in {text:?}: {LOOK}"
    );
    assert!(
        !text.contains("0.0"),
        "a place that was left out is not the place 0, 0. You print {text:?}: {LOOK}"
    );
}

#[test]
fn the_far_corners_of_the_map_are_printed_too() {
    let text = line(&feature("Corner", point(-900_000_000, 1_800_000_000)));
    assert!(
        text.contains("-90.0") && text.contains("180.0"),
        "you print {text:?}: {LOOK}"
    );
}

#[tokio::test]
async fn server_and_client_work_together() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    for (place, expected) in [
        (LIGHTHOUSE, feature("Sandy Hook Lighthouse", LIGHTHOUSE)),
        (NOWHERE, feature("", NOWHERE)),
    ] {
        let reply = within(client::get_feature(&mut client, place)).await;
        assert_eq!(line(&answer(reply, LOOK)), line(&expected), "{LOOK}");
    }
}
