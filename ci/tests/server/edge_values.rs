//! Valid messages with fields left out, or with values at the edges of their range.

use tonic::Code::{self, InvalidArgument, Ok, ResourceExhausted};

use crate::{
    messages::{field, framed, note, point, rectangle},
    programs::Server,
    raw_client::{GET_FEATURE, LIST_FEATURES, RECORD_ROUTE, ROUTE_CHAT, RawClient},
};

/// Makes each call, given by its method and its body, and compares the status.
async fn expect_statuses(cases: impl IntoIterator<Item = (&'static str, Vec<u8>, Code)>) {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    for (path, body, expected) in cases {
        let response = client.call(path, &[], &body).await;
        assert_eq!(
            response.status,
            Some(expected),
            "{path} {body:?}: {response:?}"
        );
    }
}

#[tokio::test]
async fn a_missing_field_has_its_default_or_is_an_invalid_argument() {
    let here = point(1, 2);
    expect_statuses([
        (GET_FEATURE, framed(0, &[]), Ok), // the point at 0, 0
        (LIST_FEATURES, framed(0, &[]), InvalidArgument),
        (LIST_FEATURES, framed(0, &field(1, &here)), InvalidArgument),
        (LIST_FEATURES, framed(0, &field(2, &here)), InvalidArgument),
        (LIST_FEATURES, rectangle(&[], &[]), Ok),
        (RECORD_ROUTE, Vec::new(), Ok),
        (RECORD_ROUTE, framed(0, &[]).repeat(3), Ok),
        (ROUTE_CHAT, Vec::new(), Ok),
        (ROUTE_CHAT, framed(0, &[]), InvalidArgument),
        (ROUTE_CHAT, framed(0, &field(2, b"Hi")), InvalidArgument),
        (ROUTE_CHAT, framed(0, &field(1, &[])), Ok),
    ])
    .await;
}

#[tokio::test]
async fn an_unknown_field_is_ignored() {
    let newer = [point(1, 2), field(9, b"of a later version")].concat();
    expect_statuses([(GET_FEATURE, framed(0, &newer), Ok)]).await;
}

#[tokio::test]
async fn a_point_is_checked_in_each_message_of_a_call() {
    let (here, outside) = (point(1, 2), point(0, i32::MIN));
    let route = [framed(0, &here), framed(0, &outside)].concat();
    let chat = [note(&here, b"Hi"), note(&outside, b"Brr")].concat();
    expect_statuses([
        (GET_FEATURE, framed(0, &outside), InvalidArgument),
        (LIST_FEATURES, rectangle(&here, &outside), InvalidArgument),
        (LIST_FEATURES, rectangle(&outside, &here), InvalidArgument),
        (RECORD_ROUTE, route, InvalidArgument),
        (ROUTE_CHAT, chat, InvalidArgument),
        (ROUTE_CHAT, note(&outside, b"Brr"), InvalidArgument),
    ])
    .await;
}

#[tokio::test]
async fn the_length_of_a_note_is_limited() {
    let here = point(1, 2);
    let limit = route_guide::notes::MAX_LENGTH;
    expect_statuses([
        (ROUTE_CHAT, note(&here, &vec![b'x'; limit]), Ok),
        (
            ROUTE_CHAT,
            note(&here, &vec![b'x'; limit + 1]),
            ResourceExhausted,
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_coordinate_may_be_at_its_limit_but_not_beyond() {
    let latitude: fn(i32) -> Vec<u8> = |value| point(value, 0);
    let longitude: fn(i32) -> Vec<u8> = |value| point(0, value);
    let mut cases = Vec::new();
    for (limit, at) in [(900_000_000, latitude), (1_800_000_000, longitude)] {
        for (beyond, expected) in [(-1, Ok), (0, Ok), (1, InvalidArgument)] {
            for sign in [-1, 1] {
                let point = at(sign * (limit + beyond));
                cases.push((GET_FEATURE, framed(0, &point), expected));
                cases.push((LIST_FEATURES, rectangle(&point, &point), expected));
                cases.push((RECORD_ROUTE, framed(0, &point), expected));
                cases.push((ROUTE_CHAT, note(&point, b"x"), expected));
            }
        }
    }
    expect_statuses(cases).await;
}
