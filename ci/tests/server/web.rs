//! Web pages, and clients that take advantage of HTTP/1.1: the limits hold for them, too.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use route_guide::server::PREFACE_TIMEOUT;
use tonic::Code;

use crate::{
    connections::{PREFACE, connect, is_closed},
    messages::{framed, meridian, note, point},
    programs::{Server, program, rejects},
    raw_client::{GET_FEATURE, LIST_FEATURES, ROUTE_CHAT, RawClient, SOON, expect_serving},
};

const ORIGIN: &str = "http://127.0.0.1:8080";
const GRPC_WEB: &str = "application/grpc-web+proto";

/// The time that tonic gives a client to send the next request's headers. It is hyper's default, and tonic
/// has no setting for it.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// Starts a server that pages of [`ORIGIN`] may call.
fn server() -> Server {
    Server::start(&["--web", ORIGIN])
}

/// The head of a request, with further headers. The server closes the connection after its response.
fn head(verb: &str, path: &str, headers: &str) -> String {
    format!(
        "{verb} {path} HTTP/1.1\r\nhost: localhost\r\norigin: {ORIGIN}\r\n\
         connection: close\r\n{headers}"
    )
}

/// The head of a call with this body.
fn call(path: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let headers = format!("content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
    [head("POST", path, &headers).as_bytes(), body].concat()
}

/// A call after which the connection stays open.
fn first_call() -> Vec<u8> {
    let body = framed(0, &point(1, 2));
    let headers = format!(
        "content-type: {GRPC_WEB}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let head = head("POST", GET_FEATURE, &headers).replace("connection: close\r\n", "");
    [head.as_bytes(), &body].concat()
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
fn expect_response(server: &Server, request: &[u8], status: u16) -> String {
    let response = exchange(server, request);
    let expected = format!("HTTP/1.1 {status} ");
    let request = String::from_utf8_lossy(&request[..request.len().min(200)]);
    assert!(response.starts_with(&expected), "{request}: {response}");
    response
}

#[track_caller]
fn expect_status(response: &str, code: Code) {
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

#[tokio::test]
async fn bytes_that_are_not_http_get_no_call() {
    let server = server();
    let tls_hello = [&[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3][..], &[7; 505]].concat();
    for bytes in [
        &tls_hello[..],
        &[0; 100],
        &[0xff; 100],
        b"GET\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"PRI * HTTP/1.1\r\n\r\nSM\r\n\r\n",
        &[PREFACE, b"and then bytes that are not a frame of HTTP/2"].concat(),
    ] {
        let mut stream = connect(&server, bytes, SOON);
        let mut response = Vec::new();
        let end = stream.read_to_end(&mut response);
        let response = String::from_utf8_lossy(&response);
        assert!(!response.contains(" 200 "), "{bytes:?}: {response}");
        let is_closed = end.is_ok() || is_closed(stream);
        assert!(is_closed, "the connection is open after {bytes:?}");
    }
    expect_serving(&server).await;
}

#[tokio::test]
async fn headers_without_an_end_are_rejected() {
    let server = server();
    let mut stream = connect(&server, head("POST", GET_FEATURE, "x: ").as_bytes(), SOON);
    let more = vec![b'x'; 64 << 10];
    let is_rejected = (0..100).any(|_| stream.write_all(&more).is_err());
    assert!(is_rejected, "the server reads six megabytes of headers");
    let many = head("POST", GET_FEATURE, &"x: y\r\n".repeat(1000)) + "\r\n";
    expect_response(&server, many.as_bytes(), 431);
    expect_serving(&server).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_rejected_before_it_has_arrived() {
    let server = server();
    let gigabyte = [&[0][..], &(1_u32 << 30).to_be_bytes(), &[0x0a; 100]].concat();
    let length = format!("content-type: {GRPC_WEB}\r\ncontent-length: 1073741829\r\n\r\n");
    let chunked = format!("content-type: {GRPC_WEB}\r\ntransfer-encoding: chunked\r\n\r\n69\r\n");
    for headers in [length, chunked] {
        let head = head("POST", GET_FEATURE, &headers);
        let stream = connect(&server, &[head.as_bytes(), &gigabyte].concat(), SOON);
        expect_status(&first(stream), Code::ResourceExhausted);
    }
    let note = note(&point(1, 2), &[b'x'; 20_000]);
    let response = expect_response(&server, &call(ROUTE_CHAT, GRPC_WEB, &note), 200);
    expect_status(&response, Code::ResourceExhausted);
    expect_serving(&server).await;
}

/// Reads the first part of a response.
fn first(mut stream: TcpStream) -> String {
    let mut buffer = vec![0; 4096];
    let length = stream.read(&mut buffer).expect("a response");
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[tokio::test]
async fn a_body_that_is_too_slow_ends_at_the_deadline() {
    let server = server();
    let headers =
        format!("content-type: {GRPC_WEB}\r\ngrpc-timeout: 200m\r\ncontent-length: 9\r\n\r\n");
    let request = head("POST", GET_FEATURE, &headers);
    let response = first(connect(&server, request.as_bytes(), SOON));
    expect_status(&response, Code::DeadlineExceeded);
    expect_serving(&server).await;
}

#[tokio::test]
async fn stalled_requests_do_not_block_others() {
    let server = server();
    let headers = format!("content-type: {GRPC_WEB}\r\ncontent-length: 9\r\n\r\n\0");
    let request = head("POST", GET_FEATURE, &headers);
    let stalled = (0..200).map(|_| connect(&server, request.as_bytes(), SOON));
    let stalled: Vec<_> = stalled.collect();
    let request = framed(0, &point(1, 2));
    expect_response(&server, &call(GET_FEATURE, GRPC_WEB, &request), 200);
    expect_serving(&server).await;
    drop(stalled);
}

/// Tests clients that are silent from the start, after a part of HTTP/2's preface or of a head, and
/// between two calls, and a client that sends its headers byte by byte.
#[test]
fn a_silent_connection_is_closed_after_its_timeout() {
    let server = server();
    let partial = head("POST", GET_FEATURE, "x: ");
    let complete = first_call();
    let begin = Instant::now();
    thread::scope(|scope| {
        for (sent, timeout, trickles) in [
            (&b""[..], PREFACE_TIMEOUT, false),
            (b"P", PREFACE_TIMEOUT, false),
            (&PREFACE[..23], PREFACE_TIMEOUT, false),
            (partial.as_bytes(), HEADER_TIMEOUT, false),
            (partial.as_bytes(), HEADER_TIMEOUT, true),
            (&complete, HEADER_TIMEOUT, false),
        ] {
            let mut stream = connect(&server, sent, timeout + SOON);
            if trickles {
                let mut stream = stream.try_clone().expect("a second handle");
                scope.spawn(move || {
                    while stream.write_all(b"x").is_ok() {
                        thread::sleep(Duration::from_millis(100));
                    }
                });
            }
            scope.spawn(move || {
                let sent = String::from_utf8_lossy(sent);
                let mut received = Vec::new();
                // A reset closes the connection, too.
                let end = stream.read_to_end(&mut received);
                let open = begin.elapsed();
                assert!(open < timeout + SOON, "{sent:?}: still open: {end:?}");
                assert!(open >= timeout, "{sent:?}: closed after {open:?}");
            });
        }
    });
}

#[cfg(unix)]
#[tokio::test]
async fn an_idle_page_does_not_hold_up_the_shutdown() {
    use crate::shutdown::{signal, stopped};
    use rustix::process::Signal;

    let mut server = server();
    let mut idle = connect(&server, &first_call(), SOON);
    let mut response = [0; 12];
    idle.read_exact(&mut response).expect("a response");
    signal(&server, Signal::TERM);
    let time = stopped(&mut server).await;
    assert!(
        time < Duration::from_secs(2),
        "the server stops after {time:?}"
    );
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
        ("", "a scheme, a host, and a port"),
        ("localhost:8080", "a scheme, a host, and a port"),
        ("127.0.0.1:8080", "a scheme, a host, and a port"),
        ("null", "a scheme, a host, and a port"),
        ("ftp://example.com", "a scheme, a host, and a port"),
        ("http://exa mple.com", "a scheme, a host, and a port"),
        ("http://example.com\n", "a scheme, a host, and a port"),
        ("http://ex\u{e4}mple.com", "a scheme, a host, and a port"),
        ("http://", "a scheme, a host, and a port"),
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
