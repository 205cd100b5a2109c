//! Step 9, extend the contract: new messages, and the first one that the server has to check.

use prost::Message as _;
use route_guide::{
    error::InvalidInput,
    geo::{Bounds, MAX_LATITUDE, MAX_LONGITUDE},
    routeguide::{Rectangle, RouteSummary},
};

use crate::support::{note, point, rectangle};

const LOOK: &str = "see `try_from` in src/geo.rs, and CODELAB.md, step 9";
const CONTRACT: &str = "see protos/route_guide.proto, and CODELAB.md, step 9";

/// The bounds of the rectangle between 1° S 20° W and 3° N 40° E.
const BOUNDS: Bounds = Bounds {
    south: -10_000_000,
    west: -200_000_000,
    north: 30_000_000,
    east: 400_000_000,
};

#[test]
fn a_rectangle_becomes_its_bounds() {
    let southwest = point(BOUNDS.south, BOUNDS.west);
    let northeast = point(BOUNDS.north, BOUNDS.east);
    assert_eq!(
        Bounds::try_from(rectangle(southwest, northeast)),
        Ok(BOUNDS),
        "`lo` is the southwest corner here, and `hi` the northeast corner: {LOOK}"
    );
}

#[test]
fn the_corners_may_come_in_either_order() {
    let southwest = point(BOUNDS.south, BOUNDS.west);
    let northeast = point(BOUNDS.north, BOUNDS.east);
    assert_eq!(
        Bounds::try_from(rectangle(northeast, southwest)),
        Ok(BOUNDS),
        "`lo` is the northeast corner here, and `hi` the southwest corner: {LOOK}"
    );
}

#[test]
fn the_corners_may_be_northwest_and_southeast() {
    let northwest = point(BOUNDS.north, BOUNDS.west);
    let southeast = point(BOUNDS.south, BOUNDS.east);
    for (lo, hi) in [(northwest, southeast), (southeast, northwest)] {
        assert_eq!(
            Bounds::try_from(rectangle(lo, hi)),
            Ok(BOUNDS),
            "compare latitudes and longitudes separately: {LOOK}"
        );
    }
}

#[test]
fn a_missing_corner_is_an_error() {
    let corner = Some(point(1, 2));
    for (field, lo, hi) in [("lo", None, corner), ("hi", corner, None)] {
        assert_eq!(
            Bounds::try_from(Rectangle { lo, hi }),
            Err(InvalidInput::Missing { field }),
            "the corner `{field}` is not set: {LOOK}"
        );
    }
}

#[test]
fn a_corner_off_the_map_is_an_error() {
    let error = |corner: &str| InvalidInput::OutOfRange {
        field: format!("{corner}.latitude"),
        value: MAX_LATITUDE + 1,
        limit: MAX_LATITUDE,
    };
    let (on, off) = (point(0, 0), point(MAX_LATITUDE + 1, 0));
    for (field, rectangle) in [("lo", rectangle(off, on)), ("hi", rectangle(on, off))] {
        assert_eq!(
            Bounds::try_from(rectangle),
            Err(error(field)),
            "the corner `{field}` is north of the pole: {LOOK}"
        );
    }
}

#[test]
fn a_rectangle_may_be_a_single_point() {
    let bounds = Bounds {
        south: 5,
        west: 6,
        north: 5,
        east: 6,
    };
    assert_eq!(
        Bounds::try_from(rectangle(point(5, 6), point(5, 6))),
        Ok(bounds),
        "both corners may be the same point: {LOOK}"
    );
}

#[test]
fn a_rectangle_may_cover_the_whole_map() {
    let bounds = Bounds {
        south: -MAX_LATITUDE,
        west: -MAX_LONGITUDE,
        north: MAX_LATITUDE,
        east: MAX_LONGITUDE,
    };
    let lo = point(-MAX_LATITUDE, -MAX_LONGITUDE);
    let hi = point(MAX_LATITUDE, MAX_LONGITUDE);
    assert_eq!(
        Bounds::try_from(rectangle(lo, hi)),
        Ok(bounds),
        "the edges of the map belong to it: {LOOK}"
    );
}

#[test]
fn in_a_rectangle_lo_is_field_1_and_hi_is_field_2() {
    assert_eq!(
        rectangle(point(1, 2), point(3, 4)).encode_to_vec(),
        [0x0a, 4, 0x08, 1, 0x10, 2, 0x12, 4, 0x08, 3, 0x10, 4],
        "clients in other languages use these field numbers: {CONTRACT}"
    );
}

#[test]
fn in_a_note_location_is_field_1_and_message_is_field_2() {
    assert_eq!(
        note("Hi", point(1, 2)).encode_to_vec(),
        [0x0a, 4, 0x08, 1, 0x10, 2, 0x12, 2, b'H', b'i'],
        "clients in other languages use these field numbers: {CONTRACT}"
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
        "clients in other languages use these field numbers: {CONTRACT}"
    );
}
