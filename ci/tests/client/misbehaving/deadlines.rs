//! Servers that never complete a unary call: the client's deadline ends it.

use super::{
    GET_FEATURE,
    program::Client,
    raw::Raw,
    script::{Step, headers, message},
    server::Server,
    wire::{feature, field, prefix},
};

/// A SETTINGS frame with SETTINGS_MAX_CONCURRENT_STREAMS = 0.
const NO_STREAMS: &[u8] = &[0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0];

#[test]
fn a_unary_call_ends_at_its_deadline() {
    let script = |steps: &[Step]| Server::scripted(GET_FEATURE.0, steps);
    let a_feature = || message(&feature("A feature"));
    let kilobytes = field(15, &[0; 10_000]);
    let servers = [
        ("silent", Server::raw(Raw::SendsAndWaits(b""))),
        (
            "allows no streams",
            Server::raw(Raw::SendsAtOnce(NO_STREAMS)),
        ),
        ("no headers", script(&[])),
        ("headers", script(&[headers()])),
        (
            "half a message",
            script(&[headers(), Step::Data(prefix(0, 9))]),
        ),
        ("no trailers", script(&[headers(), a_feature()])),
        (
            "a byte at a time",
            script(&[headers(), Step::Data(prefix(0, 9999)), Step::Trickle]),
        ),
        (
            "empty messages",
            script(&[headers(), a_feature(), Step::Trickle]),
        ),
        (
            "messages without end",
            script(&[headers(), Step::Repeat(kilobytes)]),
        ),
    ];
    let clients: Vec<_> = servers
        .iter()
        .map(|(case, server)| Client::start(case, &server.url(), GET_FEATURE.1))
        .collect();
    for client in clients {
        let error = "GetFeature failed with DeadlineExceeded: no response within 5s";
        client.finish().fails_with(error).prints("");
    }
}
