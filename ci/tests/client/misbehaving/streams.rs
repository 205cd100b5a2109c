//! Streams that fail after they have begun: the messages that arrived before are printed.

use h2::Reason;

use super::{
    LIST_FEATURES, Method, RECORD_ROUTE, ROUTE_CHAT,
    program::Client,
    run,
    script::{Step, headers, message, ok, status},
    server::Server,
    wire::{described, feature, note},
};

/// The ways in which a stream fails, and the status that is reported.
fn failures() -> Vec<(&'static str, Step, &'static str)> {
    vec![
        ("disconnects", Step::Disconnect, "Unknown"),
        ("GOAWAY", Step::GoAway(Reason::NO_ERROR), "Unknown"),
        (
            "GOAWAY, INTERNAL_ERROR",
            Step::GoAway(Reason::INTERNAL_ERROR),
            "Unknown",
        ),
        (
            "RST_STREAM, CANCEL",
            Step::Reset(Reason::CANCEL),
            "Cancelled",
        ),
        (
            "RST_STREAM, INTERNAL_ERROR",
            Step::Reset(Reason::INTERNAL_ERROR),
            "Internal",
        ),
        ("no status", Step::End, "Unknown"),
        (
            "a status",
            status("8", "too many"),
            "ResourceExhausted: too many",
        ),
        ("a broken message", message(&[0xff]), "Internal"),
    ]
}

#[test]
fn features_that_arrived_before_a_failure_are_printed() {
    let (method, arguments) = LIST_FEATURES;
    for (case, failure, code) in failures() {
        let features = ["First", "Second"].map(|name| message(&feature(name)));
        let script = [&[headers()], &features[..], &[Step::AwaitTest, failure]].concat();
        let server = Server::scripted(method, &script);
        let mut client = Client::start(case, &server.url(), arguments);
        client.expect_line(described("First").trim_end());
        client.expect_line(described("Second").trim_end());
        server.proceed();
        let run = client.finish();
        run.fails_with(&format!("{method} failed with {code}"));
        run.prints(&(described("First") + &described("Second")));
    }
}

#[test]
fn notes_that_arrived_before_a_failure_are_printed() {
    let (method, arguments) = ROUTE_CHAT;
    for (case, failure, code) in failures() {
        let script = [
            headers(),
            Step::Receive(1),
            message(&note("Hello")),
            Step::AwaitTest,
            failure,
        ];
        let server = Server::scripted(method, &script);
        let mut client = Client::start(case, &server.url(), arguments);
        client.type_line("Is anybody here?");
        client.expect_line("  Hello");
        server.proceed();
        let run = client.finish();
        run.fails_with(&format!("{method} failed with {code}"));
        run.prints("  Hello\n");
    }
}

#[test]
fn a_failure_in_the_middle_of_a_route_is_an_error() {
    for (case, failure, code) in [
        ("disconnects", Step::Disconnect, "Unknown"),
        ("GOAWAY", Step::GoAway(Reason::INTERNAL_ERROR), "Unknown"),
        ("RST_STREAM", Step::Reset(Reason::CANCEL), "Cancelled"),
        ("no status", Step::End, "Unknown"),
    ] {
        let script = [headers(), Step::Receive(100_000), failure];
        let run = run(case, LONG_ROUTE, &script);
        run.fails_with(&format!("RecordRoute failed with {code}: "))
            .prints("");
    }
}

#[test]
fn a_call_that_is_refused_early_ends_at_once() {
    let refusal = || status("8", "enough");
    for (case, script) in [
        ("leaves the request unread", vec![headers(), refusal()]),
        (
            "rejects the request",
            vec![headers(), refusal(), Step::RejectRequest],
        ),
        (
            "reads a part of the request",
            vec![headers(), Step::Receive(9), refusal()],
        ),
    ] {
        for (method, arguments) in [LONG_ROUTE, ROUTE_CHAT] {
            let server = Server::scripted(method, &script);
            let mut client = Client::start(case, &server.url(), arguments);
            client.type_line("Is anybody here?");
            let error = format!("{method} failed with ResourceExhausted: enough\n");
            client.finish().fails_with(&error).prints("");
        }
    }
}

/// A route that fills the flow-control window of its call.
const LONG_ROUTE: Method = (RECORD_ROUTE.0, &["record", "--points", "1000000"]);

#[test]
fn calls_in_flight_complete_after_a_graceful_goaway() {
    let [first, second] = ["First", "Second"].map(|name| message(&feature(name)));
    let script = [headers(), first, Step::GracefulGoAway, second, ok()];
    let run = run("graceful GOAWAY", LIST_FEATURES, &script);
    run.succeeds()
        .prints(&(described("First") + &described("Second")));
}

#[test]
fn a_chat_that_the_server_ends_is_over_although_the_input_is_open() {
    let script = [headers(), message(&note("Goodbye")), ok()];
    let run = run("ends the chat", ROUTE_CHAT, &script);
    run.succeeds().prints("  Goodbye\n");
}
