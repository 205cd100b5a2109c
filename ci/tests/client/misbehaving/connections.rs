//! Servers that do not speak HTTP/2, or end the connection before they respond.

use super::{
    GET_FEATURE, METHODS,
    program::Client,
    raw::{Raw, closed_port},
    run::Run,
    server::Server,
};

#[track_caller]
fn run(case: &str, behavior: Raw, arguments: &[&str]) -> Run {
    let server = Server::raw(behavior);
    Client::start(case, &server.url(), arguments).finish()
}

/// Every subcommand, and none, with the method that is called first.
fn commands() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    METHODS
        .into_iter()
        .chain([("GetFeature", &[][..])])
        .map(|(method, arguments)| match method {
            "RecordRoute" => ("ListFeatures", arguments), // finds locations for the route
            _ => (method, arguments),
        })
}

#[test]
fn a_closed_port_is_reported_with_its_url() {
    for (_, arguments) in commands() {
        let (_socket, url) = closed_port();
        let run = Client::start("closed port", &url, arguments).finish();
        run.fails_with(&format!("no server at {url}: ")).prints("");
    }
}

#[test]
fn a_server_that_does_not_speak_http_2_is_an_error() {
    for (case, bytes) in [
        (
            "HTTP/1.1",
            &b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"[..],
        ),
        ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n"),
        ("a TLS alert", &[0x15, 3, 3, 0, 2, 2, 70]),
        ("zeros", &[0; 64]),
        ("ones", &[0xff; 64]),
        (
            "random bytes",
            b"\x9e\x37\x79\xb9\x7f\x4a\x7c\x15\xf3\x9c\xc0\x60\x5c\xed\xc8\x34",
        ),
    ] {
        for (method, arguments) in commands() {
            let error = format!("{method} failed with Internal: ");
            run(case, Raw::SendsAndWaits(bytes), arguments)
                .fails_with(&error)
                .prints("");
            // Closing a connection may discard the bytes, and the client reports that it is closed.
            let error = format!("{method} failed with ");
            run(case, Raw::Sends(bytes), arguments)
                .fails_with(&error)
                .prints("");
        }
    }
}

#[test]
fn a_connection_that_ends_before_the_response_is_an_error() {
    for (case, behavior, code) in [
        ("closes", Raw::Sends(b""), "Unknown"),
        ("GOAWAY", Raw::SendsAndWaits(&GOAWAY), "Internal"),
        (
            "GOAWAY, ENHANCE_YOUR_CALM",
            Raw::SendsAndWaits(&ENHANCE_YOUR_CALM),
            "ResourceExhausted",
        ),
    ] {
        for (method, arguments) in commands() {
            let error = format!("{method} failed with {code}: ");
            run(case, behavior, arguments).fails_with(&error).prints("");
        }
    }
}

/// Tests only unary calls. When a connection ends at the moment a call begins, hyper 1.12 can lose
/// the call: a race in its channel, as in
/// [hyper#4122](https://github.com/hyperium/hyper/issues/4122). A unary call ends at its deadline
/// then; a streaming call has none. The other servers therefore wait until the call has arrived.
#[test]
fn a_connection_that_is_closed_at_once_is_an_error() {
    for arguments in [GET_FEATURE.1, &[]] {
        let run = run("closes at once", Raw::Closes, arguments);
        run.fails_with("").prints(""); // the client may notice while it connects, or in its call
    }
}

/// An empty SETTINGS frame, and GOAWAY with NO_ERROR.
const GOAWAY: [u8; 26] = [
    0, 0, 0, 4, 0, 0, 0, 0, 0, //
    0, 0, 8, 7, 0, 0, 0, 0, 0, /* last stream: */ 0, 0, 0, 0, /* reason: */ 0, 0, 0, 0,
];

/// The same with ENHANCE_YOUR_CALM, and debug data that would clear a terminal.
const ENHANCE_YOUR_CALM: [u8; 30] = [
    0, 0, 0, 4, 0, 0, 0, 0, 0, //
    0, 0, 12, 7, 0, 0, 0, 0, 0, /* last stream: */ 0, 0, 0, 0, /* reason: */ 0, 0, 0,
    11, //
    0x1b, b'[', b'2', b'J',
];
