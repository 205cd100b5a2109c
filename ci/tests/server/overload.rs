//! Clients that open many calls and neither send nor read.

use tonic::Code;

use crate::{
    dataset::LARGE,
    messages::{framed, meridian, note, point},
    programs::Server,
    raw_client::{
        Call, GET_FEATURE, LIST_FEATURES, RECORD_ROUTE, ROUTE_CHAT, RawClient, expect_serving,
    },
};

#[tokio::test]
async fn a_hundred_stalled_streams_do_not_block_other_calls() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    let mut stalled = Vec::new();
    for number in 0..50 {
        // A route that does not continue ...
        let route = framed(0, &point(1, 2));
        stalled.push(client.start(RECORD_ROUTE, &[], &route).await);
        // ... and a chat whose responses are more than its client reads.
        let notes = note(&point(number, 0), &[b'x'; 500]).repeat(100);
        stalled.push(client.start(ROUTE_CHAT, &[], &notes).await);
    }
    let request = framed(0, &point(1, 2));
    for _ in 0..100 {
        let response = client.call(GET_FEATURE, &[], &request).await;
        assert_eq!(response.status, Some(Code::Ok), "{response:?}");
    }
    expect_serving(&server).await;
    drop(stalled);
}

/// Asks for ten megabytes this many times, and reads no more than the headers of the responses.
pub async fn unread_calls(client: &mut RawClient, count: usize) -> Vec<Call> {
    let mut unread = Vec::new();
    for _ in 0..count {
        let mut call = client.start(LIST_FEATURES, &[], &[]).await;
        call.finish(&meridian());
        unread.push(call);
    }
    for call in &mut unread {
        (&mut call.response).await.expect("headers");
    }
    unread
}

#[tokio::test]
async fn unread_responses_do_not_block_other_calls() {
    let server = Server::start(&["--database", LARGE.as_str()]);
    let mut client = RawClient::connect(&server).await;
    let unread = unread_calls(&mut client, 100).await;
    let request = framed(0, &point(1, 2));
    let response = client.call(GET_FEATURE, &[], &request).await;
    assert_eq!(response.status, Some(Code::Ok), "{response:?}");
    expect_serving(&server).await;
    drop(unread);
}
