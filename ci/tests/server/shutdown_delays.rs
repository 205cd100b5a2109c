//! Clients that could hold up the shutdown of a server.

use std::{thread, time::Duration};

use route_guide::server::DRAIN;
use rustix::process::Signal;
use tokio::runtime::{Builder, Runtime};
use tonic::Code;

use crate::{
    connections::{PREFACE, SETTINGS, connect},
    dataset::LARGE,
    overload::unread_calls,
    programs::Server,
    raw_client::{ROUTE_CHAT, RawClient, SOON, expect_serving, read, status},
    shutdown::{LIMIT, signal, stopped},
};

/// The time for a process to end, on a busy machine.
const MARGIN: Duration = Duration::from_secs(2);

/// Expects the server to stop at once when it is asked to.
async fn expect_immediate_stop(mut server: Server) {
    signal(&server, Signal::TERM);
    let time = stopped(&mut server).await;
    assert!(time < DRAIN, "the server stops after {time:?}");
}

#[tokio::test]
async fn a_call_that_ended_at_its_deadline_does_not_hold_up_the_shutdown() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    let deadline = [("grpc-timeout", "500m")];
    let mut chat = client.start(ROUTE_CHAT, &deadline, &[]).await;
    let response = (&mut chat.response).await.expect("headers");
    let (_, trailers) = read(&mut response.into_body()).await;
    assert_eq!(status(&trailers), Some(Code::DeadlineExceeded));
    expect_immediate_stop(server).await;
}

/// A connection that hyper serves from its first byte can hold up a graceful shutdown forever:
/// <https://github.com/hyperium/hyper/issues/4170>.
#[tokio::test]
async fn a_silent_connection_does_not_hold_up_the_shutdown() {
    for sent in [&b""[..], b"P", &PREFACE[..23]] {
        let server = Server::start(&[]);
        let silent = connect(&server, sent, SOON);
        expect_serving(&server).await; // connections are accepted in order
        expect_immediate_stop(server).await;
        drop(silent);
    }
}

#[test]
fn an_idle_connection_holds_up_the_shutdown_no_longer_than_the_limit() {
    let stop = async |sent: &[u8]| {
        let mut server = Server::start(&[]);
        let idle = connect(&server, sent, SOON);
        expect_serving(&server).await;
        signal(&server, Signal::TERM);
        let time = stopped(&mut server).await;
        assert!(time < LIMIT + MARGIN, "the server stops after {time:?}");
        drop(idle);
    };
    thread::scope(|scope| {
        for sent in [PREFACE, &[PREFACE, SETTINGS].concat()] {
            let sent = sent.to_vec();
            scope.spawn(move || runtime().block_on(stop(&sent)));
        }
    });
}

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

/// A client can leave responses in its flow-control windows, or in the buffers of the connection.
#[test]
fn a_client_that_does_not_read_holds_up_the_shutdown_no_longer_than_the_limit() {
    let stop = |window: u32| {
        let mut server = Server::start(&["--database", LARGE.as_str()]);
        // A runtime of its own, so that the client stops reading when it returns.
        let clients = runtime();
        let unread = clients.block_on(async {
            let mut client = RawClient::with_window(server.address(), window).await;
            let calls = unread_calls(&mut client, 100).await;
            (client, calls)
        });
        signal(&server, Signal::TERM);
        let time = runtime().block_on(stopped(&mut server));
        assert!(
            time >= DRAIN,
            "the calls are in flight, but end after {time:?}"
        );
        assert!(time < LIMIT + MARGIN, "the server stops after {time:?}");
        drop(unread);
    };
    thread::scope(|scope| {
        for window in [64 << 10, 1 << 20] {
            scope.spawn(move || stop(window));
        }
    });
}
