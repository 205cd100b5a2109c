//! Web pages: which of them may call the server, and with which requests.

use std::{
    io::{self, Read as _, Write as _},
    process::Stdio,
};

use tonic::Code;

use crate::{
    connections::connect,
    messages::{framed, meridian, point},
    programs::{Server, program, rejects},
    raw_client::{GET_FEATURE, LIST_FEATURES, RawClient, SOON, expect_serving},
};

const ORIGIN: &str = "http://127.0.0.1:8080";
pub const GRPC_WEB: &str = "application/grpc-web+proto";

/// Starts a server that pages of [`ORIGIN`] may call.
pub fn server() -> Server {
    Server::start(&["--web", ORIGIN])
}

/// The head of a request, with further headers. The server closes the connection after its response.
pub fn head(verb: &str, path: &str, headers: &str) -> String {
    format!(
        "{verb} {path} HTTP/1.1\r\nhost: localhost\r\norigin: {ORIGIN}\r\n\
         connection: close\r\n{headers}"
    )
}

/// The head of a call with this body.
pub fn call(path: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let headers = format!("content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
    [head("POST", path, &headers).as_bytes(), body].concat()
}

/// Sends these bytes, and returns the response as text. The server may close the connection at any time.
fn exchange(server: &Server, bytes: &[u8]) -> String {
    let mut stream = connect(server, b"", SOON);
    let _ = stream.write_all(bytes);
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    String::from_utf8_lossy(&received).into_owned()
}

#[track_caller]
pub fn expect_response(server: &Server, request: &[u8], status: u16) -> String {
    let response = exchange(server, request);
    let expected = format!("HTTP/1.1 {status} ");
    let request = String::from_utf8_lossy(&request[..request.len().min(200)]);
    assert!(response.starts_with(&expected), "{request}: {response}");
    response
}

#[track_caller]
pub fn expect_status(response: &str, code: Code) {
    let code = code as i32;
    let is_in_headers = response.contains(&format!("grpc-status: {code}\r\n"));
    let is_in_trailers = response.contains(&format!("grpc-status:{code}\r\n"));
    assert!(is_in_headers || is_in_trailers, "{code}: {response}");
}

#[tokio::test]
async fn pages_and_other_clients_are_served_on_one_port() {
    let server = server();
    let request = framed(0, &point(407_759_300, -746_007_100));
    for content_type in [GRPC_WEB, "application/grpc-web"] {
        let response = expect_response(&server, &call(GET_FEATURE, content_type, &request), 200);
        assert!(response.contains("Mendham, New Jersey, USA"), "{response}");
        expect_status(&response, Code::Ok);
        let readable = format!("access-control-allow-origin: {ORIGIN}\r\n");
        assert!(response.contains(&readable), "{response}");
    }
    expect_serving(&server).await;
}

#[tokio::test]
async fn a_list_without_features_has_only_trailers() {
    let server = server();
    let response = expect_response(&server, &call(LIST_FEATURES, GRPC_WEB, &meridian()), 200);
    expect_status(&response, Code::Ok);
}

#[test]
fn a_page_may_be_of_any_of_the_origins() {
    let origins = ["https://example.com", "http://[::1]:8080", ORIGIN];
    let server = Server::start(&["--web", origins[0], "--web", origins[1], "--web", ORIGIN]);
    for origin in origins {
        let request = head(
            "OPTIONS",
            GET_FEATURE,
            "access-control-request-method: POST\r\n\r\n",
        );
        let request = request.replace(ORIGIN, origin);
        let response = expect_response(&server, request.as_bytes(), 200);
        let allowed = format!("access-control-allow-origin: {origin}\r\n");
        assert!(response.contains(&allowed), "{response}");
    }
}

#[test]
fn a_preflight_request_for_anything_else_permits_nothing_more() {
    let server = server();
    for (headers, origin) in [
        ("access-control-request-method: PUT\r\n", ORIGIN),
        (
            "access-control-request-method: POST\r\naccess-control-request-headers: cookie\r\n",
            ORIGIN,
        ),
        ("access-control-request-private-network: true\r\n", ORIGIN),
        ("", "http://127.0.0.1:80801"),
        ("", "https://127.0.0.1:8080"),
        ("", "http://localhost:8080"),
        ("", "null"),
        ("", "*"),
    ] {
        let request = head("OPTIONS", GET_FEATURE, headers).replace(ORIGIN, origin) + "\r\n";
        let response = expect_response(&server, request.as_bytes(), 200);
        for part in [
            "PUT",
            "cookie",
            "*",
            "access-control-allow-credentials",
            "access-control-allow-private-network",
        ] {
            assert!(!response.contains(part), "{request}: {response}");
        }
        let is_allowed = response.contains("access-control-allow-origin");
        assert_eq!(is_allowed, origin == ORIGIN, "{request}: {response}");
    }
}

#[tokio::test]
async fn requests_that_are_not_grpc_web_are_rejected() {
    let server = server();
    let request = framed(0, &point(1, 2));
    for content_type in [
        "application/grpc", // needs HTTP/2
        "application/grpc+proto",
        "application/grpc-web+json",
        "application/grpc-web+proto;charset=utf-8",
        "application/json",
        "text/plain", // a page may send it without a preflight request
        "",
    ] {
        expect_response(&server, &call(GET_FEATURE, content_type, &request), 400);
    }
    let get = |path| head("GET", path, &format!("content-type: {GRPC_WEB}\r\n\r\n"));
    expect_response(&server, get(GET_FEATURE).as_bytes(), 405);
    expect_response(&server, head("GET", "/", "\r\n").as_bytes(), 400);

    let mut client = RawClient::connect(&server).await;
    for (content_type, expected) in [("application/json", 415), (GRPC_WEB, 200)] {
        let headers = [("content-type", content_type)];
        let response = client.call(GET_FEATURE, &headers, &request).await;
        assert_eq!(response.http, expected, "over HTTP/2: {content_type}");
    }
}

#[tokio::test]
async fn a_method_or_message_that_is_not_known_has_a_status() {
    let server = server();
    let unknown = call("/routeguide.RouteGuide/GetFeatures", GRPC_WEB, b"");
    expect_status(
        &expect_response(&server, &unknown, 200),
        Code::Unimplemented,
    );
    for body in [&b""[..], b"\0", b"\0\0\0\0\x05\x08", &framed(0, &[0xff; 9])] {
        let response = expect_response(&server, &call(GET_FEATURE, GRPC_WEB, body), 200);
        assert!(!response.contains("grpc-status: 0"), "{body:?}: {response}");
    }
    // Base64, for old browsers, and a body that is not base64.
    let text = "application/grpc-web-text\r\naccept: application/grpc-web-text";
    let request = call(GET_FEATURE, text, b"AAAAAAA=");
    let response = expect_response(&server, &request, 200);
    assert!(
        response.contains("content-type: application/grpc-web-text"),
        "{response}"
    );
    let response = expect_response(&server, &call(GET_FEATURE, text, b"!!!!!!!!"), 200);
    expect_status(&response, Code::Internal);
    expect_serving(&server).await;
}

#[test]
fn a_call_of_a_page_is_logged_as_any_other() {
    let mut command = program("server", &["--web", ORIGIN, "--log", "text"]);
    command.stderr(Stdio::piped());
    let mut server = Server::spawn(command);
    let off_the_map = framed(0, &point(910_000_000, 0));
    expect_response(&server, &call(GET_FEATURE, GRPC_WEB, &off_the_map), 200);
    expect_response(
        &server,
        head("OPTIONS", GET_FEATURE, "\r\n").as_bytes(),
        200,
    );
    let log = server.child.stderr.take().expect("a pipe");
    drop(server);
    let log = io::read_to_string(log).expect("UTF-8");
    assert_eq!(
        log.lines().count(),
        1,
        "a preflight request is no call: {log}"
    );
    assert!(log.contains("INVALID_ARGUMENT"), "{log}");
}

#[test]
fn an_origin_that_no_browser_sends_is_rejected() {
    let write = "browsers write this origin as";
    for (origin, message) in [
        ("*", "name each origin"),
        ("http://*.example.com", "name each origin"),
        ("", "http:// or https://, a host"),
        ("localhost:8080", "http:// or https://, a host"),
        ("127.0.0.1:8080", "http:// or https://, a host"),
        ("null", "http:// or https://, a host"),
        ("ftp://example.com", "http:// or https://, a host"),
        ("http://exa mple.com", "http:// or https://, a host"),
        ("http://example.com\n", "http:// or https://, a host"),
        ("http://ex\u{e4}mple.com", "http:// or https://, a host"),
        ("http://", "http:// or https://, a host"),
        (
            "http://localhost:8080/",
            &format!("{write} http://localhost:8080"),
        ),
        (
            "http://localhost:8080/page?a#b",
            &format!("{write} http://localhost:8080"),
        ),
        ("http://Example.COM", &format!("{write} http://example.com")),
        (
            "http://user@example.com",
            &format!("{write} http://example.com"),
        ),
        (
            "http://example.com:80",
            &format!("{write} http://example.com"),
        ),
        (
            "https://example.com:443",
            &format!("{write} https://example.com"),
        ),
    ] {
        rejects("server", &["--web", origin], &["--web <ORIGIN>", message]);
    }
}
