//! Step 2, define the contract: what both sides agree on, down to the bytes.
//!
//! Green from the start, because the contract is there; it stays green if you write it anew.

use prost::Message;
use route_guide::routeguide::{Feature, Point, route_guide_server};

use crate::support::{feature, point};

#[test]
fn the_service_is_called_as_in_every_language() {
    assert_eq!(
        route_guide_server::SERVICE_NAME,
        "routeguide.RouteGuide",
        "clients find the service by this name: the package, a dot, the service"
    );
}

#[test]
fn latitude_is_field_1_and_longitude_field_2() {
    // A field is its number times 8 plus its wire type (0, a varint), then its value.
    assert_eq!(
        point(1, 2).encode_to_vec(),
        [0x08, 0x01, 0x10, 0x02],
        "the field numbers in protos/route_guide.proto: see CODELAB.md, step 2"
    );
}

#[test]
fn name_is_field_1_and_location_field_2() {
    // Wire type 2 stands for a length and that many bytes: here a string, and a message.
    assert_eq!(
        feature("Hi", point(1, 2)).encode_to_vec(),
        [0x0a, 2, b'H', b'i', 0x12, 4, 0x08, 0x01, 0x10, 0x02],
        "the field numbers in protos/route_guide.proto: see CODELAB.md, step 2"
    );
}

#[test]
fn a_negative_int32_takes_ten_bytes() {
    // It travels as a 64-bit number, seven bits to a byte.
    let minus_one = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    assert_eq!(
        point(-1, 0).encode_to_vec(),
        [&[0x08], &minus_one[..]].concat(),
        "latitude is an int32, not an sint32: see CODELAB.md, step 2"
    );
}

#[test]
fn the_smallest_and_the_largest_numbers_come_back() {
    for extreme in [i32::MIN, -1, 0, 1, i32::MAX] {
        let there = point(extreme, extreme);
        let back = Point::decode(there.encode_to_vec().as_slice());
        assert_eq!(back, Ok(there), "coordinates are int32, 32 bits and a sign");
    }
}

#[test]
fn a_field_that_is_left_out_has_its_default() {
    let nothing: &[u8] = &[];
    assert_eq!(Point::decode(nothing), Ok(point(0, 0)));
    let empty = Feature::decode(nothing).expect("no bytes are a message too");
    assert_eq!(empty.name, "", "a string is empty");
    assert_eq!(empty.location, None, "a message is not there");
}
