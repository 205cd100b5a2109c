//! Step 5, start the server: the service answers over the network, until it is told to stop.

use route_guide::{
    routeguide::{Feature, Point},
    server,
};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel};
use tonic_prost::ProstCodec;

use crate::support::{
    LIGHTHOUSE, NOWHERE, TestServer, answer, feature, point, wait_for_the_end, within,
};

const LOOK: &str = "see `run` in src/server.rs, and CODELAB.md, step 5";

#[tokio::test]
async fn a_call_over_the_network_is_answered() {
    let server = TestServer::start().await;
    let mut client = server.generated_client().await;
    let reply = within(client.get_feature(LIGHTHOUSE)).await;
    assert_eq!(
        answer(reply, LOOK).into_inner(),
        feature("Sandy Hook Lighthouse", LIGHTHOUSE)
    );
}

#[tokio::test]
async fn many_calls_at_once_share_one_connection() {
    let server = TestServer::start().await;
    let client = server.generated_client().await;
    let mut calls = JoinSet::new();
    for latitude in 0..200 {
        let mut client = client.clone();
        calls.spawn(async move {
            let place = point(latitude, -latitude);
            let reply = client.get_feature(place).await;
            (place, reply)
        });
    }
    for (place, reply) in within(calls.join_all()).await {
        assert_eq!(answer(reply, LOOK).into_inner(), feature("", place));
    }
}

#[tokio::test]
async fn a_method_that_is_not_there_is_unimplemented() {
    let server = TestServer::start().await;
    let (_send, calls) = mpsc::channel(1);
    let answer = within(raw_call(server.channel().await, "FindTreasure", calls)).await;
    assert_eq!(
        answer.expect_err("no such method").code(),
        Code::Unimplemented
    );
}

#[tokio::test]
async fn the_server_stops_when_it_is_told_to() {
    let server = TestServer::start().await;
    let url = server.url.clone();
    server.stopped().await;
    let late = Channel::from_shared(url).expect("a URL").connect().await;
    assert!(
        late.is_err(),
        "nobody should listen after `shutdown` has completed: {LOOK}"
    );
}

#[tokio::test]
async fn a_call_in_flight_is_answered_before_the_server_stops() {
    let server = TestServer::start().await;
    let channel = server.channel().await;

    // This call has begun, but its request is still on its way ...
    let (send, point) = mpsc::channel(1);
    let call = tokio::spawn(raw_call(channel.clone(), "GetFeature", point));
    tokio::task::yield_now().await;

    // ... and the server knows: it has answered a later call on the same connection.
    let (send_later, later) = mpsc::channel(1);
    send_later.try_send(NOWHERE).expect("room for one");
    drop(send_later);
    answer(within(raw_call(channel, "GetFeature", later)).await, LOOK);

    let stopping = server.stop();
    for _ in 0..100 {
        tokio::task::yield_now().await; // time enough to stop, if nothing were in the way
    }
    assert!(
        !stopping.is_finished(),
        "a call is in flight, so the server has to wait. Is `shutdown` handed to tonic? {LOOK}"
    );
    send.try_send(LIGHTHOUSE)
        .expect("the call still waits for its request");
    drop(send);
    let reply = within(call).await.expect("no panic");
    assert_eq!(
        answer(reply, LOOK),
        feature("Sandy Hook Lighthouse", LIGHTHOUSE)
    );
    wait_for_the_end(stopping).await;
}

#[tokio::test]
async fn a_port_in_use_is_one_clear_line() {
    let taken = server::bind("127.0.0.1:0").await.expect("a free port");
    let address = taken.local_addr().expect("its address").to_string();
    let message = server::bind(&address)
        .await
        .expect_err("the port is taken")
        .to_string();
    assert!(message.contains(&address), "which one? {message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

/// Calls a method of the service by its name, with a request that comes when the test sends it.
async fn raw_call(
    channel: Channel,
    method: &str,
    request: mpsc::Receiver<Point>,
) -> Result<Feature, tonic::Status> {
    let path = format!("/routeguide.RouteGuide/{method}");
    let path = PathAndQuery::try_from(path).expect("a path");
    let mut grpc = Grpc::new(channel);
    grpc.ready().await.expect("the connection stands");
    let request = Request::new(ReceiverStream::new(request));
    let codec = ProstCodec::<Point, Feature>::default();
    let answer = grpc.client_streaming(request, path, codec).await?;
    Ok(answer.into_inner())
}
