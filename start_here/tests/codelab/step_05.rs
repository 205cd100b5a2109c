//! Step 5, start the server: clients reach the service over the network, until the server stops.

use std::time::Duration;

use route_guide::routeguide::{Feature, Point};
use tokio::{sync::mpsc, task::yield_now, time::timeout};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{
    Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel,
};
use tonic_prost::ProstCodec;

use crate::support::{LIGHTHOUSE, NOWHERE, TestServer, feature, response, stopped, within};

const LOOK: &str = "see `run` in src/server.rs, and CODELAB.md, step 5";

#[tokio::test]
async fn a_client_gets_a_feature_over_the_network() {
    let server = TestServer::start().await;
    let mut client = server.generated_client().await;
    let result = within(client.get_feature(LIGHTHOUSE), LOOK).await;
    assert_eq!(
        response(result, LOOK).into_inner(),
        feature("Sandy Hook Lighthouse", LIGHTHOUSE),
        "the response should be the one that the service returns: {LOOK}"
    );
}

#[tokio::test]
async fn a_method_that_the_server_does_not_have_is_unimplemented() {
    let server = TestServer::start().await;
    let request = tokio_stream::once(NOWHERE);
    let call = call("GetWeather", server.channel().await, request);
    let result = within(call, LOOK).await;
    assert_eq!(
        result.map_err(|status| status.code()),
        Err(Code::Unimplemented),
        "the status should tell the client that the server has no such method: {LOOK}"
    );
}

#[tokio::test]
async fn the_server_stops_when_shutdown_completes() {
    let server = TestServer::start().await;
    let _idle = server.channel().await;
    stopped(server.stop()).await;
}

#[tokio::test]
async fn a_call_in_flight_completes_before_the_server_stops() {
    let server = TestServer::start().await;
    let channel = server.channel().await;
    // This call has started, but its request has not been sent.
    let (send, requests) = mpsc::channel(1);
    let requests = ReceiverStream::new(requests);
    let in_flight = tokio::spawn(call("GetFeature", channel.clone(), requests));
    yield_now().await;
    // The server knows about it, because a later call on the same connection has completed.
    let later = call("GetFeature", channel, tokio_stream::once(NOWHERE));
    response(within(later, LOOK).await, LOOK);

    let mut stopping = server.stop();
    let early = timeout(Duration::from_millis(50), &mut stopping).await;
    assert!(
        early.is_err(),
        "the server should wait for the call. Is `shutdown` passed to tonic? {LOOK}"
    );
    send.try_send(LIGHTHOUSE).expect("the call is in flight");
    drop(send); // ends the stream of requests
    let result = within(in_flight, LOOK).await.expect("no panic");
    assert_eq!(
        response(result, LOOK),
        feature("Sandy Hook Lighthouse", LIGHTHOUSE),
        "the call should complete as if the server were not about to stop: {LOOK}"
    );
    stopped(stopping).await;
}

/// Calls a method by its name. The stub has no method for a name that is not in the contract, and
/// none that starts a unary call before the request is known.
async fn call(
    method: &str,
    channel: Channel,
    requests: impl Stream<Item = Point> + Send + 'static,
) -> Result<Feature, Status> {
    let path = format!("/routeguide.RouteGuide/{method}");
    let path = PathAndQuery::try_from(path).expect("the path is valid");
    let mut grpc = Grpc::new(channel);
    grpc.ready().await.expect("the channel is connected");
    let codec = ProstCodec::<Point, Feature>::default();
    let response = grpc
        .client_streaming(Request::new(requests), path, codec)
        .await?;
    Ok(response.into_inner())
}
