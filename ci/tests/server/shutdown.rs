//! A server that is asked to stop, with calls in flight.

use std::{
    io::{self, BufRead as _},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use h2::RecvStream;
use route_guide::{
    routeguide::{Point, route_guide_client::RouteGuideClient},
    server::DRAIN,
};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{sleep, timeout};
use tonic::Code;

use crate::{
    messages::{PREFIX, beginnings, field, framed, note, point},
    programs::Server,
    raw_client::{GET_FEATURE, RECORD_ROUTE, ROUTE_CHAT, RawClient, SOON, read, status},
};

/// The longest time that the program waits for connections to close.
pub const LIMIT: Duration = Duration::from_secs(5);

pub fn signal(server: &Server, signal: Signal) {
    kill_process(Pid::from_child(&server.child), signal).expect("the signal can be sent");
}

/// Expects the server to end with success, and returns the time that it took.
pub async fn stopped(server: &mut Server) -> Duration {
    let begin = Instant::now();
    while begin.elapsed() < SOON {
        if let Some(status) = server.child.try_wait().expect("a child process") {
            assert!(status.success(), "a server that stops succeeds: {status}");
            return begin.elapsed();
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("the server does not stop");
}

#[tokio::test]
async fn ctrl_c_and_sigterm_stop_the_server_with_success() {
    for stop in [Signal::INT, Signal::TERM] {
        let mut server = Server::start(&[]);
        signal(&server, stop);
        let time = stopped(&mut server).await;
        assert!(time < DRAIN, "the server stops after {time:?}");
        let rest = io::read_to_string(&mut server.stdout).expect("its output");
        assert_eq!(
            rest, "Stopping; press Ctrl-C again to stop at once\n",
            "{stop:?}"
        );
    }
}

/// Reads the next message of a health watch: 1 is SERVING, 2 is NOT_SERVING.
async fn next_health(health: &mut RecvStream) -> u8 {
    let message = timeout(SOON, health.data()).await.expect("in time");
    let message = message.expect("a message").expect("a message");
    assert_eq!(message[..6], framed(0, &[0x08, 0])[..6]);
    message[6]
}

#[tokio::test]
async fn the_server_is_healthy_while_it_runs() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    for service in ["", "routeguide.RouteGuide"] {
        let check = framed(0, &field(1, service.as_bytes()));
        let path = "/grpc.health.v1.Health/Check";
        let response = client.call(path, &[], &check).await;
        assert_eq!(response.body, framed(0, &[0x08, 1]), "{response:?}");
    }
}

#[tokio::test]
async fn a_server_that_stops_reports_it_first_and_then_completes_or_ends_its_calls() {
    let mut server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    let path = "/grpc.health.v1.Health/Watch";
    let mut watch = client.start(path, &[], &[]).await;
    watch.finish(&framed(0, &[]));
    let route = framed(0, &point(1, 2));
    let route = client.start(RECORD_ROUTE, &[], &route).await;
    let mut unary = client.start(GET_FEATURE, &[], &[]).await;
    let mut health = watch.response.await.expect("headers").into_body();
    assert_eq!(next_health(&mut health).await, 1, "SERVING");

    let begin = Instant::now();
    signal(&server, Signal::TERM);
    assert_eq!(next_health(&mut health).await, 2, "NOT_SERVING");
    unary.finish(&framed(0, &point(1, 2)));
    let unary = unary.read().await;
    assert_eq!(unary.status, Some(Code::Ok), "a unary call completes");
    let time = begin.elapsed();
    assert!(time < DRAIN, "the unary call completes after {time:?}");

    let route = route.read().await;
    assert_eq!(route.status, Some(Code::Unavailable), "a stream ends");
    let time = begin.elapsed();
    assert!(time >= DRAIN, "the stream ends after {time:?}");
    let (rest, trailers) = timeout(SOON, read(&mut health)).await.expect("in time");
    assert_eq!(rest, b"", "the health does not change again");
    assert_eq!(status(&trailers), Some(Code::Unavailable), "a watch ends");
    stopped(&mut server).await;
    let time = begin.elapsed();
    assert!(
        time < LIMIT,
        "the server waits for its calls only: {time:?}"
    );
}

#[tokio::test]
async fn a_second_ctrl_c_stops_the_server_at_once() {
    let mut server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    let here = point(1, 2);
    let hello = note(&here, b"Hello");
    let mut chat = client.start(ROUTE_CHAT, &[], &hello.repeat(2)).await;
    let mut notes = (&mut chat.response).await.expect("headers").into_body();
    let message = &hello[PREFIX..];
    let first = notes.data().await.expect("a note").expect("a note");
    assert_eq!(beginnings(&first, message.len()), [message]);

    signal(&server, Signal::INT);
    let mut line = String::new();
    server.stdout.read_line(&mut line).expect("a line");
    assert_eq!(line, "Stopping; press Ctrl-C again to stop at once\n");
    chat.send(&note(&here, b"Bye"));
    let next = timeout(SOON, notes.data()).await.expect("in time");
    let next = next.expect("a chat is a call in flight").expect("a note");
    assert_eq!(beginnings(&next, message.len()), [message; 2]);

    signal(&server, Signal::INT);
    stopped(&mut server).await;
    let (_, trailers) = read(&mut notes).await;
    assert_eq!(status(&trailers), None, "the chat is not drained");
}

const CALLERS: usize = 20;
const CALLS: usize = 1000;

/// Makes calls one after the other, counts those that succeed, and returns the number of those that
/// fail with a status.
async fn make_calls(url: String, completed: Arc<AtomicUsize>) -> usize {
    let client = RouteGuideClient::connect(url).await;
    let mut client = client.expect("the server accepts connections");
    let mut failed = 0;
    for _ in 0..CALLS {
        match timeout(SOON, client.get_feature(Point::default())).await {
            Ok(Ok(_)) => {
                completed.fetch_add(1, Ordering::Relaxed);
            }
            Ok(Err(_)) => failed += 1,
            Err(_) => panic!("a call has neither a response nor a status"),
        }
    }
    failed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_during_a_shutdown_has_a_response_or_a_status() {
    let mut server = Server::start(&[]);
    let completed = Arc::new(AtomicUsize::new(0));
    let callers =
        [(); CALLERS].map(|()| tokio::spawn(make_calls(server.url(), Arc::clone(&completed))));
    while completed.load(Ordering::Relaxed) < CALLERS * CALLS / 10 {
        sleep(Duration::from_millis(1)).await;
    }
    signal(&server, Signal::TERM);
    let mut failed = 0;
    for caller in callers {
        failed += caller.await.expect("the calls end in time");
    }
    let completed = completed.load(Ordering::Relaxed);
    assert_eq!(completed + failed, CALLERS * CALLS);
    assert!(failed > 0, "the server stops after all calls");
    stopped(&mut server).await;
}
