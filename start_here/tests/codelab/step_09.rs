//! Step 9, extend the contract: three more methods and their messages, down to the bytes, and the
//! first thing that a server has to make of one.

use prost::Message;
use route_guide::{
    map::corners,
    routeguide::{FILE_DESCRIPTOR_SET, Point, Rectangle, RouteSummary},
};

use crate::support::{note, point, rectangle};

const CONTRACT: &str = "see protos/route_guide.proto, and CODELAB.md, step 9";
const LOOK: &str = "see `corners` in src/map.rs, and CODELAB.md, step 9";

#[test]
fn the_service_has_four_methods() {
    for method in ["GetFeature", "ListFeatures", "RecordRoute", "RouteChat"] {
        assert!(
            FILE_DESCRIPTOR_SET
                .windows(method.len())
                .any(|part| part == method.as_bytes()),
            "clients call {method} by its name: {CONTRACT}"
        );
    }
}

#[test]
fn lo_is_field_1_and_hi_field_2() {
    assert_eq!(
        rectangle(point(1, 2), point(3, 4)).encode_to_vec(),
        [0x0a, 4, 0x08, 1, 0x10, 2, 0x12, 4, 0x08, 3, 0x10, 4],
        "{CONTRACT}"
    );
}

#[test]
fn location_is_field_1_and_message_field_2() {
    assert_eq!(
        note("Hi", point(1, 2)).encode_to_vec(),
        [0x0a, 4, 0x08, 1, 0x10, 2, 0x12, 2, b'H', b'i'],
        "{CONTRACT}"
    );
}

#[test]
fn a_summary_has_four_numbers_in_this_order() {
    let summary = RouteSummary {
        point_count: 1,
        feature_count: 2,
        distance: 3,
        elapsed_time: 4,
    };
    assert_eq!(
        summary.encode_to_vec(),
        [0x08, 1, 0x10, 2, 0x18, 3, 0x20, 4],
        "{CONTRACT}"
    );
}

/// The corners of a rectangle that is all right.
fn good(rectangle: &Rectangle) -> (Point, Point) {
    corners(rectangle).unwrap_or_else(|error| {
        panic!("{rectangle:?} is all right, and was refused with {error:?}: {LOOK}")
    })
}

/// What is said of a rectangle that is not.
fn complaint(rectangle: &Rectangle) -> String {
    match corners(rectangle) {
        Err(message) => message,
        Ok(corners) => panic!(
            "{rectangle:?} should be refused, and these corners were made of it: {corners:?}: {LOOK}"
        ),
    }
}

#[test]
fn corners_are_found_whichever_two_are_given() {
    let (southwest, northeast) = (point(-1, -20), point(3, 40));
    let (northwest, southeast) = (point(3, -20), point(-1, 40));
    for (lo, hi) in [
        (southwest, northeast),
        (northeast, southwest),
        (northwest, southeast),
        (southeast, northwest),
    ] {
        assert_eq!(
            good(&rectangle(lo, hi)),
            (southwest, northeast),
            "from {lo:?} and {hi:?}: {LOOK}"
        );
    }
}

#[test]
fn a_rectangle_may_be_as_small_as_a_point_and_as_large_as_the_map() {
    assert_eq!(
        good(&rectangle(point(5, 6), point(5, 6))),
        (point(5, 6), point(5, 6)),
        "{LOOK}"
    );
    let (south, north) = (
        point(-900_000_000, -1_800_000_000),
        point(900_000_000, 1_800_000_000),
    );
    assert_eq!(good(&rectangle(south, north)), (south, north), "{LOOK}");
}

#[test]
fn a_corner_that_was_left_out_is_named() {
    for (name, rectangle) in [
        (
            "lo",
            Rectangle {
                lo: None,
                hi: Some(point(1, 2)),
            },
        ),
        (
            "hi",
            Rectangle {
                lo: Some(point(1, 2)),
                hi: None,
            },
        ),
        ("lo", Rectangle::default()),
    ] {
        let message = complaint(&rectangle);
        let words = message.split(|c: char| !c.is_alphanumeric());
        assert!(
            words.into_iter().any(|word| word == name),
            "{name:?} should be named: {message:?}: {LOOK}"
        );
    }
}

#[test]
fn a_corner_off_the_map_is_refused() {
    for (off, field) in [
        (point(900_000_001, 0), "latitude"),
        (point(0, -1_800_000_001), "longitude"),
    ] {
        for rectangle in [rectangle(off, point(0, 0)), rectangle(point(0, 0), off)] {
            let message = complaint(&rectangle);
            assert!(
                message.contains(field),
                "{field} should be named: {message:?}: {LOOK}"
            );
        }
    }
}
