//! Calls that fail before a message arrives. Each failure is tested with all methods.

use h2::Reason;

use super::{
    expect_codes,
    script::{Step, fields, headers, status},
};

#[test]
fn an_http_status_becomes_a_grpc_status() {
    let only = |status| vec![Step::HeadersOnly(status, vec![])];
    expect_codes([
        ("HTTP status 302", only(302), "Unknown"),
        ("HTTP status 400", only(400), "Internal"),
        ("HTTP status 401", only(401), "Unauthenticated"),
        ("HTTP status 403", only(403), "PermissionDenied"),
        ("HTTP status 404", only(404), "Unimplemented"),
        ("HTTP status 429", only(429), "Unavailable"),
        ("HTTP status 500", only(500), "Unknown"),
        ("HTTP status 502", only(502), "Unavailable"),
        ("HTTP status 503", only(503), "Unavailable"),
        ("HTTP status 504", only(504), "Unavailable"),
        ("HTTP status 999", only(999), "Unknown"),
    ]);
}

#[test]
fn a_page_of_a_web_server_is_an_error() {
    let page = |status| {
        let html = fields(&[("content-type", "text/html")]);
        let text = b"<!DOCTYPE html><title>Welcome</title>".to_vec();
        vec![Step::Headers(status, html), Step::Data(text), Step::End]
    };
    expect_codes([
        ("a page", page(200), "Internal"),
        ("an error page", page(502), "Internal"),
    ]);
}

#[test]
fn a_status_is_reported_with_its_code() {
    let only = |code| Step::HeadersOnly(200, fields(&[("grpc-status", code)]));
    let trailers = |code| vec![headers(), status(code, "failed")];
    expect_codes([
        ("a known code", trailers("7"), "PermissionDenied"),
        (
            "a known code in the headers",
            vec![only("7")],
            "PermissionDenied",
        ),
        ("the largest code", trailers("16"), "Unauthenticated"),
        ("the first unknown code", trailers("17"), "Unknown"),
        ("an unknown code", trailers("99"), "Unknown"),
        (
            "an unknown code in the headers",
            vec![only("99")],
            "Unknown",
        ),
        ("a negative code", trailers("-1"), "Unknown"),
        (
            "a code of many digits",
            trailers("99999999999999999999"),
            "Unknown",
        ),
        ("a code that is not a number", trailers("OK"), "Unknown"),
        ("an empty code", trailers(""), "Unknown"),
        ("no status", vec![headers(), Step::End], "Unknown"),
        (
            "trailers without a status",
            vec![headers(), Step::Trailers(vec![])],
            "Unknown",
        ),
    ]);
}

#[test]
fn a_call_that_is_reset_has_a_status() {
    let reset = |reason| vec![Step::Reset(reason)];
    expect_codes([
        ("CANCEL", reset(Reason::CANCEL), "Cancelled"),
        (
            "ENHANCE_YOUR_CALM",
            reset(Reason::ENHANCE_YOUR_CALM),
            "ResourceExhausted",
        ),
        (
            "INADEQUATE_SECURITY",
            reset(Reason::INADEQUATE_SECURITY),
            "PermissionDenied",
        ),
        ("INTERNAL_ERROR", reset(Reason::INTERNAL_ERROR), "Internal"),
        ("NO_ERROR", reset(Reason::NO_ERROR), "Internal"),
        ("PROTOCOL_ERROR", reset(Reason::PROTOCOL_ERROR), "Internal"),
        (
            "REFUSED_STREAM",
            reset(Reason::REFUSED_STREAM),
            "Unavailable",
        ),
        ("an unknown reason", reset(Reason::from(99)), "Unknown"),
    ]);
}

#[test]
fn a_connection_that_ends_during_a_call_is_an_error() {
    let go_away = Step::GoAway;
    expect_codes([
        ("disconnects", vec![Step::Disconnect], "Unknown"),
        ("GOAWAY", vec![go_away(Reason::NO_ERROR)], "Unknown"),
        (
            "GOAWAY, INTERNAL_ERROR",
            vec![go_away(Reason::INTERNAL_ERROR)],
            "Unknown",
        ),
        (
            "GOAWAY, ENHANCE_YOUR_CALM",
            vec![go_away(Reason::ENHANCE_YOUR_CALM)],
            "Unknown",
        ),
        (
            "disconnects after headers",
            vec![headers(), Step::Disconnect],
            "Unknown",
        ),
        (
            "GOAWAY after headers",
            vec![headers(), go_away(Reason::NO_ERROR)],
            "Unknown",
        ),
    ]);
}
