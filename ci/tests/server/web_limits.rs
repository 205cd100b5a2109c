//! Clients that take advantage of HTTP/1.1: the limits hold for them, too.

use std::{
    io::{
        ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset},
        Read as _, Write as _,
    },
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use route_guide::server::PREFACE_TIMEOUT;
use tonic::Code;

use crate::{
    connections::{PREFACE, connect, is_closed},
    messages::{framed, note, point},
    raw_client::{GET_FEATURE, ROUTE_CHAT, SOON, expect_serving},
    web::{GRPC_WEB, call, expect_response, expect_status, head, server},
};

/// The time that tonic gives a client to send the next request's headers. It is hyper's default, and tonic
/// has no setting for it.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

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
    // The system buffers some megabytes that the server does not read.
    stream.set_write_timeout(Some(SOON)).expect("a time limit");
    let rejection = (0..1000).find_map(|_| stream.write_all(&more).err());
    let rejection = rejection.map(|error| error.kind());
    let is_closed = matches!(
        rejection,
        Some(ConnectionReset | BrokenPipe | ConnectionAborted)
    );
    assert!(is_closed, "64 megabytes of headers end with {rejection:?}");
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
