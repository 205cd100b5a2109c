//! Text from the server, which must not control the terminal. `Client::finish` checks the output of
//! each run; these tests send it characters that would.

use serde_json::{Value, json};

use super::{
    GET_FEATURE, LIST_FEATURES, METHODS, Method, ROUTE_CHAT, expect_codes, run,
    script::{Step, fields, headers, message, ok, status},
    wire::{feature, field, note},
};

/// Clears the screen, moves the cursor, ends the line, and changes the direction of writing.
const HOSTILE: &str = "a\u{1b}[2J\r\n\u{8}\u{7}\0\u{7f}\u{9b}31m\u{202e}\u{2028}\u{2066}\u{61c}b";

/// The same text in a status message, which gRPC percent-encodes like a URL.
const ENCODED: &str = "a%1B[2J%0D%0A%08%07%00%7F%C2%9B31m%E2%80%AE%E2%80%A8%E2%81%A6%D8%9Cb";

/// The client's replacement for an unsafe character.
const REPLACED: &str = "a�[2J�������31m����b";

#[test]
fn names_and_notes_are_printed_without_control_characters() {
    let feature_line = format!("{REPLACED} at 0.0000001, 0.0000002\n");
    for (method, text, expected) in [
        (GET_FEATURE, feature(HOSTILE), feature_line.clone()),
        (LIST_FEATURES, feature(HOSTILE), feature_line),
        (ROUTE_CHAT, note(HOSTILE), format!("  {REPLACED}\n")),
    ] {
        let run = run("hostile text", method, &[headers(), message(&text), ok()]);
        run.succeeds().prints(&expected);
    }
}

#[test]
fn names_and_notes_in_json_are_escaped_and_keep_their_text() {
    const FEATURE: Method = ("GetFeature", &["feature", "--json"]);
    const CHAT: Method = ("RouteChat", &["chat", "--json"]);
    for (method, text, member) in [
        (FEATURE, feature(HOSTILE), "name"),
        (CHAT, note(HOSTILE), "message"),
    ] {
        let run = run("hostile text", method, &[headers(), message(&text), ok()]);
        let value: Value = serde_json::from_str(run.succeeds().stdout()).expect("a line of JSON");
        assert_eq!(value[member], HOSTILE);
    }
}

#[test]
fn a_missing_message_is_null_in_json() {
    let script = [headers(), message(&[]), ok()];
    let run = run("no fields", ("GetFeature", &["feature", "--json"]), &script);
    let value: Value = serde_json::from_str(run.succeeds().stdout()).expect("a line of JSON");
    assert_eq!(value, json!({ "name": "", "location": null }));
}

#[test]
fn a_status_message_is_printed_without_control_characters() {
    let only = fields(&[("grpc-status", "5"), ("grpc-message", ENCODED)]);
    for (case, script) in [
        ("trailers", vec![headers(), status("5", ENCODED)]),
        ("headers only", vec![Step::HeadersOnly(200, only)]),
    ] {
        for method in METHODS {
            let error = format!("{} failed with NotFound: {REPLACED}\n", method.0);
            run(case, method, &script).fails_with(&error).prints("");
        }
    }
}

#[test]
fn a_status_message_of_any_form_is_one_line() {
    let long = "x".repeat(8 * 1024);
    for (case, text, error) in [
        ("not UTF-8", "%FF%FE", "Unknown: "),
        ("malformed percent-encoding", "%ZZ %", "NotFound: %ZZ %\n"),
        ("not ASCII", "caf\u{e9}", "NotFound: "),
        ("a tab", "a\tb", "NotFound: a\u{fffd}b\n"),
        ("empty", "", "NotFound\n"),
        ("8 KiB", &long, &format!("NotFound: {long}\n")),
    ] {
        for method in METHODS {
            let run = run(case, method, &[headers(), status("5", text)]);
            run.fails_with(&format!("{} failed with {error}", method.0))
                .prints("");
        }
    }
}

#[test]
fn a_header_list_that_is_too_large_is_an_error() {
    let padding = || vec![("padding", "x".repeat(1024 * 1024))];
    expect_codes([
        (
            "headers",
            vec![Step::HeadersOnly(200, padding())],
            "ResourceExhausted",
        ),
        (
            "trailers",
            vec![headers(), Step::Trailers(padding())],
            "ResourceExhausted",
        ),
    ]);
}

#[test]
fn a_feature_without_a_location_is_described() {
    for (name, subject) in [("", "There is no feature"), (HOSTILE, REPLACED)] {
        let script = [headers(), message(&field(1, name.as_bytes())), ok()];
        let run = run("no location", GET_FEATURE, &script);
        run.succeeds()
            .prints(&format!("{subject} at an unknown location\n"));
    }
}
