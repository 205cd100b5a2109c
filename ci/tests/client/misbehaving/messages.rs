//! Responses with messages that are malformed, too large, or compressed, and responses with too few
//! or too many messages.

use super::{
    GET_FEATURE, LIST_FEATURES, RECORD_ROUTE, expect_codes, run,
    script::{Step, fields, headers, message, ok},
    wire::{described, feature, field, framed, gzip, prefix},
};

/// tonic's limit on the size of a message.
const LIMIT: u32 = 4 * 1024 * 1024;

#[test]
fn a_broken_message_is_an_error() {
    let good = framed(0, &feature("A feature"));
    for (case, bytes, code) in [
        (
            "malformed Protocol Buffers",
            framed(0, &[0xff; 9]),
            "Internal",
        ),
        (
            "a field longer than its message",
            framed(0, &[0x0a, 9, 0]),
            "Internal",
        ),
        (
            "compressed without an encoding",
            framed(1, &gzip(b"")),
            "Internal",
        ),
        ("a reserved flag", framed(2, b""), "Internal"),
        ("all flags", framed(255, b""), "Internal"),
        ("4 GB announced", prefix(0, u32::MAX), "OutOfRange"),
        (
            "one byte more than the limit",
            prefix(0, LIMIT + 1),
            "OutOfRange",
        ),
        ("half a prefix", good[..3].to_vec(), "Internal"),
        ("half a message", good[..9].to_vec(), "Internal"),
    ] {
        expect_codes([(case, vec![headers(), Step::Data(bytes), Step::End], code)]);
    }
}

#[test]
fn a_compressed_response_is_an_error_as_the_client_accepts_none() {
    let bomb = gzip(&field(15, &vec![0; 64 * 1024 * 1024]));
    for (case, encoding, bytes) in [
        ("gzip", "gzip", framed(1, &gzip(&feature("A feature")))),
        ("a gzip bomb", "gzip", framed(1, &bomb)),
        ("malformed gzip", "gzip", framed(1, b"gzip")),
        ("an unknown encoding", "br", framed(1, b"")),
        (
            "an encoding with a control character",
            "g\tzip",
            framed(1, b""),
        ),
    ] {
        let content_type = ("content-type", "application/grpc");
        let headers = Step::Headers(200, fields(&[content_type, ("grpc-encoding", encoding)]));
        expect_codes([(
            case,
            vec![headers, Step::Data(bytes), ok()],
            "Unimplemented",
        )]);
    }
}

#[test]
fn a_message_as_large_as_the_limit_is_accepted() {
    let unknown_field = field(15, &vec![0; LIMIT as usize - 5]);
    assert_eq!(unknown_field.len(), LIMIT as usize);
    let run = run(
        "4 MiB",
        GET_FEATURE,
        &[headers(), message(&unknown_field), ok()],
    );
    run.succeeds()
        .prints("There is no feature at an unknown location\n");
}

#[test]
fn a_name_that_is_not_utf_8_is_an_error() {
    let script = [headers(), message(&field(1, b"\xff")), ok()];
    for method in [GET_FEATURE, LIST_FEATURES] {
        let run = run("not UTF-8", method, &script);
        run.fails_with(&format!("{} failed with Internal: ", method.0))
            .prints("");
    }
}

#[test]
fn a_single_response_without_a_message_is_an_error() {
    for (case, script) in without_messages() {
        for method in [GET_FEATURE, RECORD_ROUTE] {
            let error = format!(
                "{} failed with Internal: Missing response message",
                method.0
            );
            run(case, method, &script).fails_with(&error).prints("");
        }
    }
}

#[test]
fn a_stream_without_a_message_is_empty() {
    for (case, script) in without_messages() {
        let run = run(case, LIST_FEATURES, &script);
        run.succeeds()
            .prints("There is no feature in this rectangle\n");
    }
}

/// Responses that have the status OK. tonic 0.14 ignores a message that its trailers cut off.
fn without_messages() -> [(&'static str, Vec<Step>); 3] {
    let only_headers = Step::HeadersOnly(200, fields(&[("grpc-status", "0")]));
    [
        ("trailers", vec![headers(), ok()]),
        ("headers only", vec![only_headers]),
        (
            "half a prefix",
            vec![headers(), Step::Data(vec![0; 3]), ok()],
        ),
    ]
}

#[test]
fn only_the_first_message_of_a_unary_response_counts() {
    let (first, second) = (message(&feature("First")), message(&feature("Second")));
    let run = run(
        "two messages",
        GET_FEATURE,
        &[headers(), first, second, ok()],
    );
    run.succeeds().prints(&described("First"));
}
