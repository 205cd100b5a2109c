//! Connections without calls: the HTTP/2 connection preface, the settings, and silent clients.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use route_guide::server::{KEEPALIVE_INTERVAL, KEEPALIVE_TIMEOUT, PREFACE_TIMEOUT};
use tokio::runtime::Builder;

use crate::{
    programs::Server,
    raw_client::{SOON, expect_serving},
};

pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// An empty SETTINGS frame, which a client sends after the preface.
pub const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";

/// Connects, sends these bytes, and sets a time limit for reading.
pub fn connect(server: &Server, bytes: &[u8], limit: Duration) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).expect("the server accepts connections");
    stream.set_read_timeout(Some(limit)).expect("a time limit");
    stream.write_all(bytes).expect("bytes can be sent");
    stream
}

fn expect_serving_now(server: &Server) {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(expect_serving(server));
}

/// Reads until the server closes the connection, and returns whether it did so in time.
pub fn is_closed(mut stream: TcpStream) -> bool {
    let end = stream.read_to_end(&mut Vec::new());
    // A reset closes the connection too. Systems differ in their error for a time limit.
    !end.is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

#[test]
fn bytes_that_are_not_http_2_close_the_connection() {
    let server = Server::start(&[]);
    let tls_hello = [&[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3][..], &[7; 505]].concat();
    let frame = b"and then bytes that are not a frame of HTTP/2";
    for bytes in [
        &b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        b"POST /routeguide.RouteGuide/GetFeature HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        &tls_hello,
        &[0; 100],
        &[0xff; 100],
        &[PREFACE, frame].concat(),
    ] {
        let closed = is_closed(connect(&server, bytes, SOON));
        assert!(closed, "the connection is still open after {bytes:?}");
    }
    expect_serving_now(&server);
}

/// Tests clients that are silent from the start, after half a preface, after a preface without
/// settings, and after settings.
#[test]
fn a_silent_connection_is_closed_after_its_timeout() {
    let server = Server::start(&[]);
    let keepalive = KEEPALIVE_INTERVAL + KEEPALIVE_TIMEOUT;
    let settings = [PREFACE, SETTINGS].concat();
    let begin = Instant::now();
    let connections = [
        (&b""[..], PREFACE_TIMEOUT),
        (b"P", PREFACE_TIMEOUT),
        (&PREFACE[..23], PREFACE_TIMEOUT),
        (PREFACE, keepalive),
        (&settings, keepalive),
    ]
    .map(|(sent, timeout)| (connect(&server, sent, timeout + SOON), sent, timeout));
    thread::scope(|scope| {
        for (stream, sent, timeout) in connections {
            scope.spawn(move || {
                assert!(is_closed(stream), "the connection is open after {sent:?}");
                let open = begin.elapsed();
                assert!(open >= timeout, "{sent:?} is closed after {open:?}");
            });
        }
    });
    expect_serving_now(&server);
}

#[test]
fn the_preface_may_arrive_in_pieces() {
    let server = Server::start(&[]);
    let mut stream = connect(&server, b"", SOON);
    for piece in PREFACE.chunks(9) {
        stream.write_all(piece).expect("bytes can be sent");
        thread::sleep(Duration::from_millis(30)); // so that they are not sent as one
    }
    assert_eq!(read_frame(&mut stream).0, 4, "the first frame has settings");
}

/// Reads a frame: its type and its payload.
fn read_frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut header = [0; 9];
    stream.read_exact(&mut header).expect("a frame");
    let length = u32::from_be_bytes([0, header[0], header[1], header[2]]);
    let mut payload = vec![0; length as usize];
    stream.read_exact(&mut payload).expect("the whole frame");
    (header[3], payload)
}
