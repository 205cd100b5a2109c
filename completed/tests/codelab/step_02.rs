//! Step 2, define the contract: the service's name and the bytes of its messages.
//!
//! The contract is complete, so these tests are green from the start.

use prost::Message;
use route_guide::routeguide::{Feature, Point, route_guide_server::SERVICE_NAME};

use crate::support::{feature, point};

const LOOK: &str = "see protos/route_guide.proto, and CODELAB.md, step 2";

#[test]
fn the_service_has_the_name_that_clients_call() {
    assert_eq!(
        SERVICE_NAME, "routeguide.RouteGuide",
        "the name should be the package, a dot, and the service: {LOOK}"
    );
}

#[test]
fn latitude_is_field_1_and_longitude_field_2() {
    // Each field starts with a byte for its number and its type: number * 8 + type. Type 0 is a
    // varint, the encoding of an int32.
    assert_eq!(
        point(1, 2).encode_to_vec(),
        [0x08, 1, 0x10, 2],
        "latitude should be field 1 and longitude field 2, both int32: {LOOK}"
    );
}

#[test]
fn name_is_field_1_and_location_field_2() {
    // Type 2 is a length and that many bytes: here a string of two bytes and a message of four.
    assert_eq!(
        feature("Hi", point(1, 2)).encode_to_vec(),
        [0x0a, 2, b'H', b'i', 0x12, 4, 0x08, 1, 0x10, 2],
        "name should be field 1 and location field 2: {LOOK}"
    );
}

#[test]
fn a_field_that_is_not_set_has_a_default() {
    let empty: &[u8] = &[];
    assert_eq!(
        Point::decode(empty),
        Ok(point(0, 0)),
        "a number that is not set should be 0: {LOOK}"
    );
    assert_eq!(
        Feature::decode(empty),
        Ok(Feature {
            name: String::new(),
            location: None,
        }),
        "a string that is not set should be empty, and a message should be `None`: {LOOK}"
    );
}
