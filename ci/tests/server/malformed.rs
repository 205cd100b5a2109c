//! Requests that are malformed, too large, or for a method that does not exist.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use tonic::Code;

use crate::{
    messages::{field, framed, note, point},
    programs::Server,
    raw_client::{
        GET_FEATURE, Header, LIST_FEATURES, RECORD_ROUTE, ROUTE_CHAT, RawClient, expect_serving,
    },
};

const NONE: &[Header] = &[];
const BR: &[Header] = &[("grpc-encoding", "br")];
const GZIP: &[Header] = &[("grpc-encoding", "gzip")];

/// A case: its name, the method, the headers, the body, and the expected status.
type Case = (&'static str, &'static str, &'static [Header], Vec<u8>, Code);

/// Makes each call, and after each of them a valid one on the same connection.
async fn expect_statuses(cases: &[Case]) {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    for (name, path, headers, body, expected) in cases {
        let response = client.call(path, headers, body).await;
        assert_eq!(
            (response.http, response.status),
            (200, Some(*expected)),
            "{name}, to {path}: {response:?}"
        );
        let next = client.call(GET_FEATURE, &[], &valid()).await;
        assert_eq!(next.status, Some(Code::Ok), "the call after {name}");
    }
    expect_serving(&server).await;
}

fn valid() -> Vec<u8> {
    framed(0, &point(1, 2))
}

#[tokio::test]
async fn a_malformed_message_is_an_internal_error() {
    let wrong_type = framed(0, &field(1, b"x"));
    let not_utf8 = note(&point(1, 2), b"\xff");
    let cases = [
        ("bytes that are not a message", framed(0, &[0xff; 9])),
        ("a string instead of a number", wrong_type),
        ("a flag without a grpc-encoding", framed(1, &point(1, 2))),
        ("a reserved flag", framed(2, &point(1, 2))),
        ("all flags", framed(255, &point(1, 2))),
        ("half a message", valid()[..6].to_vec()),
        ("half a prefix", valid()[..3].to_vec()),
        ("no message", Vec::new()),
    ];
    let internal = Code::Internal;
    expect_statuses(&cases.map(|(name, body)| (name, GET_FEATURE, NONE, body, internal))).await;
    expect_statuses(&[("not UTF-8", ROUTE_CHAT, NONE, not_utf8, internal)]).await;
}

#[tokio::test]
async fn a_message_over_the_limit_exhausts_a_resource() {
    let too_large = framed(0, &field(15, &[0; 20_000]));
    let announced = [&[0][..], &u32::MAX.to_be_bytes()].concat();
    let mut cases = Vec::new();
    for path in [GET_FEATURE, LIST_FEATURES, RECORD_ROUTE, ROUTE_CHAT] {
        for (name, body) in [("20 kB", &too_large), ("4 GB, announced", &announced)] {
            cases.push((name, path, NONE, body.clone(), Code::ResourceExhausted));
        }
    }
    expect_statuses(&cases).await;
}

#[tokio::test]
async fn the_limit_counts_bytes_of_the_message_without_its_prefix() {
    let limit = route_guide::server::MAX_MESSAGE_SIZE;
    // An unknown field, with a tag of one byte and a length of two, fills the message.
    for (size, expected) in [(limit, Code::Ok), (limit + 1, Code::ResourceExhausted)] {
        let message = field(15, &vec![0; size - 3]);
        assert_eq!(message.len(), size);
        let case = (
            "a message",
            GET_FEATURE,
            NONE,
            framed(0, &message),
            expected,
        );
        expect_statuses(&[case]).await;
    }
}

#[tokio::test]
async fn a_compressed_message_is_accepted_within_the_same_limit() {
    let bomb = gzip(&field(15, &[0; 1 << 20]));
    assert!(bomb.len() < 2_000, "{} bytes are no bomb", bomb.len());
    let cases = [
        ("gzip", gzip(&point(1, 2)), Code::Ok),
        ("a gzip bomb", bomb, Code::ResourceExhausted),
        ("bytes that are not gzip", b"zip".to_vec(), Code::Internal),
    ];
    expect_statuses(
        &cases.map(|(name, body, code)| (name, GET_FEATURE, GZIP, framed(1, &body), code)),
    )
    .await;
}

#[tokio::test]
async fn an_unknown_method_or_encoding_is_unimplemented() {
    let cases = [
        ("an unknown method", "/routeguide.RouteGuide/Find", NONE),
        ("an unknown service", "/routeguide.Guide/GetFeature", NONE),
        ("the root", "/", NONE),
        ("an unknown encoding", GET_FEATURE, BR),
    ];
    let unknown = Code::Unimplemented;
    expect_statuses(&cases.map(|(name, path, headers)| (name, path, headers, valid(), unknown)))
        .await;
}

#[tokio::test]
async fn headers_that_cannot_be_parsed_are_ignored() {
    let headers: [(_, &[Header]); 5] = [
        ("a timeout that is a word", &[("grpc-timeout", "soon")]),
        ("a timeout without digits", &[("grpc-timeout", "S")]),
        ("a negative timeout", &[("grpc-timeout", "-1S")]),
        (
            "a timeout of nine digits",
            &[("grpc-timeout", "000000000S")],
        ),
        ("metadata that is not Base64", &[("x-bin", "%%%")]),
    ];
    expect_statuses(&headers.map(|(name, header)| (name, GET_FEATURE, header, valid(), Code::Ok)))
        .await;
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes all bytes");
    encoder.finish().expect("a vector takes all bytes")
}
