//! Calls whose deadline passes. A stream that is never pending is in `hardening.rs`.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use tonic::Code;

use crate::{
    dataset::LARGE,
    messages::{PREFIX, beginnings, framed, meridian, note, point},
    programs::Server,
    raw_client::{
        GET_FEATURE, LIST_FEATURES, RECORD_ROUTE, ROUTE_CHAT, RawClient, SOON, expect_serving,
        read, status,
    },
};

#[tokio::test]
async fn a_call_ends_at_its_deadline() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    let hello = note(&point(1, 2), b"Hello");
    for (path, timeout, begins) in [
        (GET_FEATURE, "200m", Vec::new()), // a request that never arrives
        (LIST_FEATURES, "200m", Vec::new()),
        (RECORD_ROUTE, "200m", framed(0, &point(1, 2))),
        (ROUTE_CHAT, "200m", Vec::new()),
        (ROUTE_CHAT, "200m", hello),
        (GET_FEATURE, "0S", Vec::new()),
        (GET_FEATURE, "1n", Vec::new()),
        (GET_FEATURE, "200000u", Vec::new()),
    ] {
        let headers = [("grpc-timeout", timeout)];
        let call = client.start(path, &headers, &begins).await;
        let response = call.read().await;
        assert_eq!(
            response.status,
            Some(Code::DeadlineExceeded),
            "{path}, {timeout}: {response:?}"
        );
    }
    expect_serving(&server).await;
}

#[tokio::test]
async fn a_malformed_call_without_time_left_has_a_status() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    for timeout in ["0S", "0n"] {
        let headers = [("grpc-timeout", timeout)];
        let response = client.call(GET_FEATURE, &headers, &[]).await;
        // The status depends on the order in which the headers and the end of the request arrive.
        let (late, malformed) = (Code::DeadlineExceeded, Code::Internal);
        let is_either = response.status == Some(late) || response.status == Some(malformed);
        assert!(is_either, "{timeout}: {response:?}");
    }
    expect_serving(&server).await;
}

#[tokio::test]
async fn a_stream_that_has_sent_messages_ends_at_its_deadline() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    let hello = note(&point(1, 2), b"Hello");
    let notes = hello.repeat(2);
    let headers = [("grpc-timeout", "2000m")];
    let chat = client.start(ROUTE_CHAT, &headers, &notes).await;
    let response = chat.read().await;
    let message = &hello[PREFIX..];
    assert_eq!(beginnings(&response.body, message.len()), [message]);
    assert_eq!(response.status, Some(Code::DeadlineExceeded));
}

#[tokio::test]
async fn a_stream_that_is_read_too_late_ends_at_its_deadline() {
    let server = Server::start(&["--database", LARGE.as_str()]);
    let mut client = RawClient::connect(&server).await;
    let headers = [("grpc-timeout", "1000m")];
    let mut call = client.start(LIST_FEATURES, &headers, &[]).await;
    call.finish(&meridian());
    let response = call.response.await.expect("headers");
    sleep(Duration::from_millis(1200)).await; // the deadline passes
    let mut body = response.into_body();
    let everything = timeout(SOON, read(&mut body)).await;
    let (data, trailers) = everything.expect("the stream ends in time");
    assert!(data.len() < 10_000_000, "the stream is not cut short");
    assert_eq!(status(&trailers), Some(Code::DeadlineExceeded));
}
