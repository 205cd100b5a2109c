//! The server of `completed` among strangers: clients that are broken, unlucky or hostile. Each gets
//! the status that gRPC has for its case, nothing panics, and the next good call is answered.

#[path = "support/programs.rs"]
mod programs;

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{Shutdown, TcpStream as StdStream},
    time::{Duration, Instant},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use h2::{
    RecvStream, SendStream,
    client::{ResponseFuture, SendRequest},
};
use http::{HeaderMap, Request};
use programs::{Server, file};
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};

const GET_FEATURE: &str = "/routeguide.RouteGuide/GetFeature";
const LIST_FEATURES: &str = "/routeguide.RouteGuide/ListFeatures";
const RECORD_ROUTE: &str = "/routeguide.RouteGuide/RecordRoute";
const ROUTE_CHAT: &str = "/routeguide.RouteGuide/RouteChat";

/// The status codes that appear here, by their numbers on the wire.
const OK: i32 = 0;
const INVALID_ARGUMENT: i32 = 3;
const DEADLINE_EXCEEDED: i32 = 4;
const RESOURCE_EXHAUSTED: i32 = 8;
const UNIMPLEMENTED: i32 = 12;
const INTERNAL: i32 = 13;
const UNAVAILABLE: i32 = 14;

/// Longer than anything here takes but for the keepalive.
const SOON: Duration = Duration::from_secs(10);

/// A connection on which anything can be sent that HTTP/2 allows.
struct Stranger {
    send: SendRequest<Bytes>,
}

/// What came back.
#[derive(Debug)]
struct Answer {
    http: u16,
    /// The status, wherever it stood.
    grpc: Option<i32>,
    body: Vec<u8>,
}

impl Stranger {
    async fn at(server: &Server) -> Stranger {
        let stream = TcpStream::connect(server.address()).await;
        let stream = stream.expect("the server takes connections");
        let (send, connection) = h2::client::Builder::new()
            .initial_window_size(1 << 16)
            .initial_connection_window_size(1 << 24)
            .handshake(stream)
            .await
            .expect("the server speaks HTTP/2");
        tokio::spawn(connection);
        Stranger { send }
    }

    /// Begins a call, with these headers beside the usual ones; a header without a value is left out.
    async fn begin(
        &mut self,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<(ResponseFuture, SendStream<Bytes>), h2::Error> {
        let mut request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(())
            .expect("a request");
        for (name, value) in headers {
            if value.is_empty() {
                request.headers_mut().remove(*name);
            } else {
                let value = value.parse().expect("a header's value");
                request.headers_mut().insert(*name, value);
            }
        }
        let mut ready = self.send.clone().ready().await?;
        ready.send_request(request, false)
    }

    /// Makes a whole call, and reads all of its answer.
    async fn call(&mut self, path: &str, headers: &[(&'static str, &str)], body: &[u8]) -> Answer {
        let (response, mut send) = self.begin(path, headers).await.expect("a call can begin");
        // A server that has answered already need not read the rest.
        let _ = send.send_data(Bytes::copy_from_slice(body), true);
        answer(response).await
    }
}

/// Reads an answer to its end.
async fn answer(response: ResponseFuture) -> Answer {
    let response = timeout(SOON, response).await.expect("an answer in time");
    let (head, mut body) = response.expect("an answer").into_parts();
    let data = timeout(SOON, data(&mut body)).await.expect("all in time");
    let trailers = body.trailers().await.unwrap_or_default();
    Answer {
        http: head.status.as_u16(),
        grpc: status(&head.headers).or(trailers.as_ref().and_then(status)),
        body: data,
    }
}

async fn data(body: &mut RecvStream) -> Vec<u8> {
    let mut data = Vec::new();
    while let Some(Ok(part)) = body.data().await {
        let _ = body.flow_control().release_capacity(part.len());
        data.extend_from_slice(&part);
    }
    data
}

fn status(headers: &HeaderMap) -> Option<i32> {
    headers.get("grpc-status")?.to_str().ok()?.parse().ok()
}

/// A message with its prefix: a flag, and how many bytes there are.
fn framed(flag: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("a short message");
    [&[flag], &length.to_be_bytes()[..], message].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

/// A number as Protocol Buffers write it.
fn varint(value: i32) -> Vec<u8> {
    let mut rest = i64::from(value) as u64;
    let mut bytes = Vec::new();
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes
}

fn point(latitude: i32, longitude: i32) -> Vec<u8> {
    [&[0x08], &varint(latitude)[..], &[0x10], &varint(longitude)].concat()
}

/// A field that holds bytes: a message, or a string.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = varint(i32::try_from(bytes.len()).expect("few bytes"));
    [&[number << 3 | 2], &length[..], bytes].concat()
}

fn note(place: &[u8], message: &[u8]) -> Vec<u8> {
    framed(0, &[field(1, place), field(2, message)].concat())
}

/// Expects a good call to be answered, on a connection of its own.
async fn is_well(server: &Server) {
    let request = framed(0, &point(0, 0));
    let answer = Stranger::at(server)
        .await
        .call(GET_FEATURE, &[], &request)
        .await;
    assert_eq!((answer.http, answer.grpc), (200, Some(OK)), "{answer:?}");
}

#[tokio::test]
async fn what_is_not_a_good_request_has_its_status() {
    let server = Server::start(&[]);
    let mut stranger = Stranger::at(&server).await;
    let good = framed(0, &point(1, 2));
    let too_large = framed(0, &field(15, &[0; 20_000]));
    let announced_only = [&[0][..], &u32::MAX.to_be_bytes()].concat();
    for (what, path, headers, body, expected) in [
        (
            "bytes that are no message",
            GET_FEATURE,
            &[][..],
            framed(0, &[0xff; 9]),
            INTERNAL,
        ),
        (
            "a string for a number",
            GET_FEATURE,
            &[],
            framed(0, &field(1, b"x")),
            INTERNAL,
        ),
        (
            "compressed, and not said how",
            GET_FEATURE,
            &[],
            framed(1, &point(1, 2)),
            INTERNAL,
        ),
        (
            "a reserved flag",
            GET_FEATURE,
            &[],
            framed(2, &point(1, 2)),
            INTERNAL,
        ),
        (
            "all flags",
            GET_FEATURE,
            &[],
            framed(255, &point(1, 2)),
            INTERNAL,
        ),
        (
            "half a message",
            GET_FEATURE,
            &[],
            good[..6].to_vec(),
            INTERNAL,
        ),
        (
            "half a prefix",
            GET_FEATURE,
            &[],
            good[..3].to_vec(),
            INTERNAL,
        ),
        ("no message", GET_FEATURE, &[], Vec::new(), INTERNAL),
        (
            "a message that is too large",
            GET_FEATURE,
            &[],
            too_large.clone(),
            RESOURCE_EXHAUSTED,
        ),
        (
            "4 GB, announced",
            GET_FEATURE,
            &[],
            announced_only.clone(),
            RESOURCE_EXHAUSTED,
        ),
        (
            "the same in a route",
            RECORD_ROUTE,
            &[],
            too_large.clone(),
            RESOURCE_EXHAUSTED,
        ),
        (
            "the same in a chat",
            ROUTE_CHAT,
            &[],
            too_large,
            RESOURCE_EXHAUSTED,
        ),
        (
            "4 GB in a chat, announced",
            ROUTE_CHAT,
            &[],
            announced_only,
            RESOURCE_EXHAUSTED,
        ),
        (
            "not gzip",
            GET_FEATURE,
            &[("grpc-encoding", "gzip")],
            framed(1, b"zip"),
            INTERNAL,
        ),
        (
            "a little gzip that unfolds into a megabyte",
            GET_FEATURE,
            &[("grpc-encoding", "gzip")],
            framed(1, &gzip(&field(15, &[0; 1 << 20]))),
            RESOURCE_EXHAUSTED,
        ),
        (
            "good gzip",
            GET_FEATURE,
            &[("grpc-encoding", "gzip")],
            framed(1, &gzip(&point(1, 2))),
            OK,
        ),
        (
            "an unknown encoding",
            GET_FEATURE,
            &[("grpc-encoding", "br")],
            good.clone(),
            UNIMPLEMENTED,
        ),
        (
            "an unknown method",
            "/routeguide.RouteGuide/Find",
            &[],
            good.clone(),
            UNIMPLEMENTED,
        ),
        (
            "an unknown service",
            "/routeguide.Guide/GetFeature",
            &[],
            good.clone(),
            UNIMPLEMENTED,
        ),
        ("no path", "/", &[], good.clone(), UNIMPLEMENTED),
        (
            "a deadline that is no time",
            GET_FEATURE,
            &[("grpc-timeout", "soon")],
            good.clone(),
            OK,
        ),
        (
            "an empty deadline",
            GET_FEATURE,
            &[("grpc-timeout", "S")],
            good.clone(),
            OK,
        ),
        (
            "metadata that is no Base64",
            GET_FEATURE,
            &[("x-bin", "%%%")],
            good.clone(),
            OK,
        ),
    ] {
        let answer = stranger.call(path, headers, &body).await;
        assert_eq!(
            (answer.http, answer.grpc),
            (200, Some(expected)),
            "{what}: {answer:?}"
        );
        let next = stranger.call(GET_FEATURE, &[], &good).await;
        assert_eq!(next.grpc, Some(OK), "the call after {what}: {next:?}");
    }
    is_well(&server).await;
}

#[tokio::test]
async fn what_is_not_grpc_is_an_unsupported_media_type() {
    let server = Server::start(&[]);
    let mut stranger = Stranger::at(&server).await;
    let good = framed(0, &point(1, 2));
    for (content_type, expected) in [
        ("", 415),
        ("application/json", 415),
        ("application/grpcx", 415),
        ("text/plain", 415),
        ("application/grpc", 200),
        ("application/grpc+proto", 200),
        ("application/grpc;charset=utf-8", 200),
    ] {
        let headers = [("content-type", content_type)];
        let answer = stranger.call(GET_FEATURE, &headers, &good).await;
        assert_eq!(answer.http, expected, "{content_type:?}: {answer:?}");
    }
    is_well(&server).await;
}

#[tokio::test]
async fn whatever_a_message_leaves_out_or_has_at_its_edges_is_answered() {
    let server = Server::start(&[]);
    let mut stranger = Stranger::at(&server).await;
    let (some, off) = (point(1, 2), point(0, i32::MIN));
    let rectangle = |parts: &[Vec<u8>]| framed(0, &parts.concat());
    let mut cases = vec![
        (GET_FEATURE, framed(0, &[]), OK), // the point at 0, 0
        (LIST_FEATURES, framed(0, &[]), INVALID_ARGUMENT),
        (
            LIST_FEATURES,
            rectangle(&[field(1, &some)]),
            INVALID_ARGUMENT,
        ),
        (
            LIST_FEATURES,
            rectangle(&[field(2, &some)]),
            INVALID_ARGUMENT,
        ),
        (
            LIST_FEATURES,
            rectangle(&[field(1, &[]), field(2, &[])]),
            OK,
        ),
        (
            LIST_FEATURES,
            rectangle(&[field(1, &some), field(2, &off)]),
            INVALID_ARGUMENT,
        ),
        (RECORD_ROUTE, Vec::new(), OK),
        (RECORD_ROUTE, framed(0, &[]).repeat(3), OK),
        (
            RECORD_ROUTE,
            [framed(0, &some), framed(0, &off)].concat(),
            INVALID_ARGUMENT,
        ),
        (ROUTE_CHAT, Vec::new(), OK),
        (ROUTE_CHAT, framed(0, &[]), INVALID_ARGUMENT),
        (
            ROUTE_CHAT,
            framed(0, &field(2, b"Where am I?")),
            INVALID_ARGUMENT,
        ),
        (ROUTE_CHAT, framed(0, &field(1, &[])), OK),
        (ROUTE_CHAT, note(&off, b"Brr"), INVALID_ARGUMENT),
        (ROUTE_CHAT, note(&some, &[b'x'; 500]), OK),
        (ROUTE_CHAT, note(&some, &[b'x'; 501]), RESOURCE_EXHAUSTED),
        (ROUTE_CHAT, note(&some, b"\xff"), INTERNAL), // a string is UTF-8
        (
            GET_FEATURE,
            framed(0, &[&some[..], &field(9, b"from the future")].concat()),
            OK,
        ),
    ];
    for limit in [900_000_000, 1_800_000_000] {
        for sign in [-1, 1] {
            for (beyond, expected) in [(-1, OK), (0, OK), (1, INVALID_ARGUMENT)] {
                let value = sign * (limit + beyond);
                let place = if limit == 900_000_000 {
                    point(value, 0)
                } else {
                    point(0, value)
                };
                cases.push((GET_FEATURE, framed(0, &place), expected));
                cases.push((RECORD_ROUTE, framed(0, &place), expected));
                cases.push((ROUTE_CHAT, note(&place, b"x"), expected));
                let both = rectangle(&[field(1, &place), field(2, &place)]);
                cases.push((LIST_FEATURES, both, expected));
            }
        }
    }
    for (path, body, expected) in cases {
        let answer = stranger.call(path, &[], &body).await;
        assert_eq!(answer.grpc, Some(expected), "{path} {body:?}: {answer:?}");
    }
}

#[test]
fn bytes_that_are_not_http_2_end_the_connection() {
    let server = Server::start(&[]);
    let tls_hello = [&[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3][..], &[7; 505]].concat();
    for bytes in [
        &b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        b"POST /routeguide.RouteGuide/GetFeature HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        &tls_hello,
        &[0; 100],
        &[0xff; 100],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nand then something else, which is no frame at all",
    ] {
        let mut stranger = StdStream::connect(server.address()).expect("a connection");
        stranger.set_read_timeout(Some(SOON)).expect("a time limit");
        stranger.write_all(bytes).expect("bytes can be sent");
        // The end may come as an end or as a reset; an answer that keeps us waiting may not.
        let end = stranger.read_to_end(&mut Vec::new());
        let waited = end.is_err_and(|error| {
            // Systems differ in what they call a time limit.
            matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
        });
        assert!(!waited, "the server goes on listening to {bytes:?}");
    }
    run(is_well(&server));
}

#[test]
fn a_client_that_has_vanished_is_noticed() {
    let server = Server::start(&[]);
    let limit = Duration::from_secs(40);
    // Good morning, no settings; and then silence, also when the server asks.
    let hello = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    // Some do not get as far as that.
    let strangers = [&b""[..], b"P", &hello[..23], hello].map(|said| {
        let mut stranger = StdStream::connect(server.address()).expect("a connection");
        stranger.set_read_timeout(Some(limit)).expect("a limit");
        stranger.write_all(said).expect("bytes can be sent");
        (stranger, String::from_utf8_lossy(said))
    });
    let begin = Instant::now();
    for (mut stranger, said) in strangers {
        let _ = stranger.read_to_end(&mut Vec::new());
        let waited = begin.elapsed();
        assert!(waited < limit, "the server waits for who said {said:?}");
    }
    run(is_well(&server));
}

#[test]
fn a_greeting_may_come_in_pieces() {
    let server = Server::start(&[]);
    let mut stranger = StdStream::connect(server.address()).expect("a connection");
    stranger.set_read_timeout(Some(SOON)).expect("a limit");
    for piece in b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".chunks(9) {
        stranger.write_all(piece).expect("bytes can be sent");
        std::thread::sleep(Duration::from_millis(30));
    }
    let mut frame = [0; 9];
    stranger.read_exact(&mut frame).expect("an answer");
    assert_eq!(frame[3], 4, "it should begin with settings: {frame:?}");
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

#[tokio::test]
async fn a_call_whose_deadline_has_passed_ends() {
    let server = Server::start(&[]);
    let mut stranger = Stranger::at(&server).await;
    let deadline = [("grpc-timeout", "200m")];
    for (path, begins) in [
        (GET_FEATURE, Vec::new()), // a request that never comes
        (RECORD_ROUTE, framed(0, &point(1, 2))),
        (ROUTE_CHAT, note(&point(1, 2), b"Hello")),
    ] {
        let (response, mut send) = stranger.begin(path, &deadline).await.expect("a call");
        send.send_data(Bytes::from(begins), false)
            .expect("bytes can be sent");
        let answer = answer(response).await;
        assert_eq!(answer.grpc, Some(DEADLINE_EXCEEDED), "{path}: {answer:?}");
    }
    for none in ["0S", "0n"] {
        let answer = stranger
            .call(GET_FEATURE, &[("grpc-timeout", none)], &[])
            .await;
        assert!(
            matches!(answer.grpc, Some(DEADLINE_EXCEEDED | INTERNAL)),
            "{none}: {answer:?}"
        );
    }
    is_well(&server).await;
}

#[tokio::test]
async fn a_hundred_stalled_streams_hold_nobody_up() {
    let server = Server::start(&[]);
    let mut stranger = Stranger::at(&server).await;
    let mut stalled = Vec::new();
    for number in 0..50 {
        // A route that does not go on ...
        let mut route = stranger.begin(RECORD_ROUTE, &[]).await.expect("a call");
        let begun = route.1.send_data(framed(0, &point(1, 2)).into(), false);
        begun.expect("bytes can be sent");
        // ... and a chat in which nobody reads the answers, but for as much as fits.
        let mut chat = stranger.begin(ROUTE_CHAT, &[]).await.expect("a call");
        let notes = note(&point(number, 0), &[b'x'; 500]).repeat(100);
        let begun = chat.1.send_data(notes.into(), false);
        begun.expect("bytes can be sent");
        stalled.push((route, chat));
    }
    let good = framed(0, &point(1, 2));
    for _ in 0..100 {
        let answer = stranger.call(GET_FEATURE, &[], &good).await;
        assert_eq!(answer.grpc, Some(OK), "{answer:?}");
    }
    is_well(&server).await;
    drop(stalled);
}

/// How much memory a process has in its hands, in kB, and how many descriptors are open.
#[cfg(target_os = "linux")]
fn used(server: &Server) -> (usize, usize) {
    let process = format!("/proc/{}", server.child.id());
    let status = std::fs::read_to_string(format!("{process}/status")).expect("its status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let memory = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let files = std::fs::read_dir(format!("{process}/fd")).expect("its descriptors");
    (
        memory.and_then(|kb| kb.parse().ok()).expect("a number"),
        files.count(),
    )
}

/// Expects the server to have no more than a few descriptors more than before, in a moment, and
/// this many MB of memory at most.
#[cfg(target_os = "linux")]
async fn comes_back(server: &Server, before: (usize, usize), megabytes: usize) {
    let deadline = Instant::now() + SOON;
    loop {
        let now = used(server);
        if now.1 <= before.1 + 2 {
            let more = now.0.saturating_sub(before.0) / 1024;
            assert!(more < megabytes, "the server keeps {more} MB");
            return;
        }
        assert!(
            Instant::now() < deadline,
            "{before:?} was used before, {now:?} now"
        );
        sleep(Duration::from_millis(50)).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_flood_of_abandoned_connections_leaves_nothing_behind() {
    let server = Server::start(&[]);
    is_well(&server).await;
    let before = used(&server);
    for _ in 0..10 {
        let mut connections = Vec::new();
        for number in 0..100 {
            let mut stream = StdStream::connect(server.address()).expect("a connection");
            if number % 2 == 0 {
                let _ = stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            }
            if number % 3 == 0 {
                let _ = stream.shutdown(Shutdown::Write); // half-closed
            }
            connections.push(stream);
        }
        is_well(&server).await;
    }
    comes_back(&server, before, 20).await;
}

/// How much CPU time the only thread that serves has used.
#[cfg(target_os = "linux")]
fn worked(server: &Server) -> Duration {
    let file = format!("/proc/{}/schedstat", server.child.id());
    let statistics = std::fs::read_to_string(file).expect("its statistics");
    let nanoseconds = statistics.split(' ').next().expect("a number");
    Duration::from_nanos(nanoseconds.parse().expect("a number"))
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_descriptors_the_server_rests_until_there_are_some() {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let server = Server::start(&[]);
    let mut early = Stranger::at(&server).await;
    is_well(&server).await;
    let limit = Some(used(&server).1 as u64 + 5);
    let limits = Rlimit {
        current: limit,
        maximum: limit,
    };
    let process = Some(Pid::from_child(&server.child));
    prlimit(process, Resource::Nofile, limits).expect("a limit can be set");

    let late =
        [(); 20].map(|()| StdStream::connect(server.address()).expect("a place in the queue"));
    let (begin, before) = (Instant::now(), worked(&server));
    while begin.elapsed() < Duration::from_secs(1) {
        let known = early.call(GET_FEATURE, &[], &framed(0, &point(0, 0))).await;
        assert_eq!(known.grpc, Some(OK), "who has a connection is served");
        sleep(Duration::from_millis(100)).await;
    }
    let (time, work) = (begin.elapsed(), worked(&server) - before);
    assert!(work < time / 2, "it worked for {work:?} of {time:?}");
    drop(late);
    is_well(&server).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_flood_of_resets_leaves_nothing_behind() {
    let server = Server::start(&[]);
    is_well(&server).await;
    let before = used(&server);
    for _ in 0..5 {
        let mut stranger = Stranger::at(&server).await;
        for _ in 0..2_000 {
            // Some way into this the server says goodbye to a client that behaves like that.
            let Ok((_, mut send)) = stranger.begin(ROUTE_CHAT, &[]).await else {
                break;
            };
            send.send_reset(h2::Reason::CANCEL);
        }
        is_well(&server).await;
    }
    comes_back(&server, before, 20).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_client_that_never_reads_costs_no_more_than_its_windows() {
    // Ten thousand features of a kilobyte.
    let features: Vec<String> = (0..10_000)
        .map(|number| {
            let name = "x".repeat(1_000);
            format!(r#"{{"location": {{"latitude": {number}, "longitude": 0}}, "name": "{name}"}}"#)
        })
        .collect();
    let dataset = file("large.json", &format!("[{}]", features.join(",")));
    let server = Server::start(&["--database", &dataset]);
    is_well(&server).await;
    let before = used(&server);
    let everything = [
        field(1, &point(-900_000_000, 0)),
        field(2, &point(900_000_000, 0)),
    ];
    let everything = framed(0, &everything.concat());
    {
        let mut stranger = Stranger::at(&server).await;
        let mut unread = Vec::new();
        for _ in 0..100 {
            let (response, mut send) = stranger.begin(LIST_FEATURES, &[]).await.expect("a call");
            send.send_data(everything.clone().into(), true)
                .expect("bytes can be sent");
            unread.push(response.await.expect("an answer that begins"));
        }
        sleep(Duration::from_millis(500)).await;
        // A gigabyte was asked for. What lies ready is a window, or less, for each call.
        let more = used(&server).0.saturating_sub(before.0) / 1024;
        assert!(
            more < 100,
            "the server holds {more} MB for a client that does not read"
        );
        is_well(&server).await;
        drop(unread);
    }
    comes_back(&server, before, 100).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_route_of_a_million_points_takes_no_memory() {
    let server = Server::start(&[]);
    let record = |points: &str| {
        let url = server.url();
        let output = programs::run("client", &["record", "--points", points, "--server", &url]);
        let said = String::from_utf8_lossy(&output.stdout).to_string();
        assert!(said.starts_with(&format!("points: {points}, ")), "{said}");
    };
    record("10000");
    let before = used(&server);
    record("1000000");
    comes_back(&server, before, 2).await;
}

/// Asks the server to stop, as a service manager does.
#[cfg(unix)]
fn terminate(server: &Server) {
    use rustix::process::{Pid, Signal, kill_process};
    kill_process(Pid::from_child(&server.child), Signal::TERM).expect("a signal can be sent");
}

/// Waits for a server that was told to stop, and returns how long that took.
#[cfg(unix)]
async fn stopped(mut server: Server) -> Duration {
    let begin = Instant::now();
    while begin.elapsed() < SOON {
        if let Some(status) = server.child.try_wait().expect("a child") {
            assert!(status.success(), "to stop is no failure: {status}");
            return begin.elapsed();
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("the server does not stop");
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_stops_says_so_first_and_ends_what_does_not_end() {
    let server = Server::start(&[]);
    let mut stranger = Stranger::at(&server).await;
    for service in ["", "routeguide.RouteGuide"] {
        let question = framed(0, &field(1, service.as_bytes()));
        let answer = stranger
            .call("/grpc.health.v1.Health/Check", &[], &question)
            .await;
        assert_eq!(answer.body, framed(0, &[0x08, 1]), "SERVING: {answer:?}");
    }
    // Someone watches its health, a route is under way, and a call waits for its request.
    let (watch, mut question) = stranger
        .begin("/grpc.health.v1.Health/Watch", &[])
        .await
        .expect("a call");
    question
        .send_data(framed(0, &[]).into(), true)
        .expect("bytes can be sent");
    let (route, mut points) = stranger.begin(RECORD_ROUTE, &[]).await.expect("a call");
    points
        .send_data(framed(0, &point(1, 2)).into(), false)
        .expect("bytes can be sent");
    let (unary, mut request) = stranger.begin(GET_FEATURE, &[]).await.expect("a call");
    request
        .send_data(Bytes::new(), false)
        .expect("bytes can be sent");
    let mut health = watch.await.expect("an answer that begins").into_body();
    let first = health.data().await.expect("a message").expect("a message");
    assert_eq!(first, framed(0, &[0x08, 1]), "SERVING");

    terminate(&server);
    let next = timeout(SOON, health.data()).await.expect("in time");
    let next = next.expect("a message").expect("a message");
    assert_eq!(next, framed(0, &[0x08, 2]), "NOT_SERVING");

    request
        .send_data(framed(0, &point(1, 2)).into(), true)
        .expect("the call goes on");
    assert_eq!(
        answer(unary).await.grpc,
        Some(OK),
        "a unary call is finished"
    );
    assert_eq!(
        answer(route).await.grpc,
        Some(UNAVAILABLE),
        "a route is ended"
    );
    assert!(health.data().await.is_none(), "no more news");
    let trailers = health.trailers().await.expect("an end in order");
    assert_eq!(trailers.as_ref().and_then(status), Some(UNAVAILABLE));
    let took = stopped(server).await;
    assert!(
        took < Duration::from_secs(2),
        "{took:?} after the last call has ended"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn after_a_deadline_nothing_is_left_to_wait_for() {
    let server = Server::start(&[]);
    let mut stranger = Stranger::at(&server).await;
    let deadline = [("grpc-timeout", "100m")];
    let (response, send) = stranger.begin(ROUTE_CHAT, &deadline).await.expect("a call");
    assert_eq!(answer(response).await.grpc, Some(DEADLINE_EXCEEDED));
    terminate(&server);
    let took = stopped(server).await;
    assert!(
        took < Duration::from_secs(2),
        "the work had stopped, and it took {took:?}"
    );
    drop(send);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_is_lost_without_a_status_when_the_server_stops() {
    use route_guide::routeguide::{Point, route_guide_client::RouteGuideClient};
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    use tonic::transport::Channel;

    const CALLERS: usize = 20;
    const CALLS: usize = 500;
    let server = Server::start(&[]);
    let channel = Channel::from_shared(server.url()).expect("a URL");
    let answered = Arc::new(AtomicUsize::new(0));
    let mut callers = Vec::new();
    for _ in 0..CALLERS {
        let channel = channel.connect().await.expect("the server is there");
        let mut client = RouteGuideClient::new(channel);
        let answered = Arc::clone(&answered);
        callers.push(tokio::spawn(async move {
            let mut refused = 0;
            for _ in 0..CALLS {
                match timeout(SOON, client.get_feature(Point::default())).await {
                    Ok(Ok(_)) => {
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(Err(_)) => refused += 1, // with a status
                    Err(_) => panic!("a call got neither an answer nor a status"),
                }
            }
            refused
        }));
    }
    while answered.load(Ordering::Relaxed) < CALLERS * CALLS / 4 {
        sleep(Duration::from_millis(1)).await;
    }
    terminate(&server);
    let mut refused = 0;
    for caller in callers {
        refused += caller.await.expect("no panic");
    }
    let answered = answered.load(Ordering::Relaxed);
    assert_eq!(answered + refused, CALLERS * CALLS);
    assert!(
        answered > 0 && refused > 0,
        "{answered} answered, {refused} refused"
    );
    stopped(server).await;
}
