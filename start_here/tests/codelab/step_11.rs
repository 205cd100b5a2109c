//! Step 11, receive a stream: `RecordRoute` takes points for as long as they come, and sums them up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use route_guide::{
    client,
    map::distance,
    route::Route,
    routeguide::{Feature, Point, RouteSummary, route_guide_client::RouteGuideClient},
};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{
    Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel,
};
use tonic_prost::ProstCodec;

use crate::support::{
    Deadlines, LIGHTHOUSE, NAMELESS, NOWHERE, TestServer, answer, at_length, client_of_nobody,
    feature, point, refusal, soon,
};

const LOOK: &str = "see `record_route` in src/service.rs, and CODELAB.md, step 11";
const CLIENT: &str = "see `record_route` in src/client.rs, and CODELAB.md, step 11";

const NORTH_POLE: Point = point(900_000_000, 0);
const SOUTH_POLE: Point = point(-900_000_000, 0);

/// What the server sums up, called by the generated code alone.
async fn record(points: &[Point]) -> Result<RouteSummary, Status> {
    let server = TestServer::start().await;
    let mut client = server.generated_client().await;
    let points = tokio_stream::iter(points.to_vec());
    let response = soon(client.record_route(points), LOOK).await?;
    Ok(response.into_inner())
}

#[tokio::test]
async fn a_route_without_points_is_all_zeros() {
    let summary = record(&[]).await;
    assert_eq!(
        answer(summary, LOOK),
        RouteSummary::default(),
        "the stream ended before a point came: {LOOK}"
    );
}

#[tokio::test]
async fn every_point_is_counted() {
    let summary = record(&[NOWHERE, NOWHERE, LIGHTHOUSE]).await;
    assert_eq!(
        answer(summary, LOOK).point_count,
        3,
        "three points were sent, and `message` returns one of them each time: {LOOK}"
    );
}

#[tokio::test]
async fn features_count_if_they_have_a_name() {
    let summary = record(&[LIGHTHOUSE, NAMELESS, NOWHERE, LIGHTHOUSE]).await;
    assert_eq!(
        answer(summary, LOOK).feature_count,
        2,
        "the lighthouse, twice; one point has a feature without a name, and one has none: {LOOK}"
    );
}

#[tokio::test]
async fn the_distance_is_that_from_point_to_point() {
    // A degree along a meridian is a 360th of the way round.
    let there_and_back = [point(0, 0), point(10_000_000, 0), point(0, 0)];
    let summary = record(&there_and_back).await;
    assert_eq!(
        answer(summary, LOOK).distance,
        222_390,
        "111,195 metres there, and as many back: {LOOK}"
    );
}

#[tokio::test]
async fn a_point_off_the_map_ends_the_route() {
    let summary = record(&[NOWHERE, point(0, 1_800_000_001), NOWHERE]).await;
    let status = refusal(summary, LOOK);
    assert_eq!(status.code(), Code::InvalidArgument, "{LOOK}");
    assert!(
        status.message().contains("longitude"),
        "which field? {status}: {LOOK}"
    );
}

#[tokio::test]
async fn a_refusal_does_not_wait_for_the_end_of_the_route() {
    let server = TestServer::start().await;
    let mut client = server.generated_client().await;
    let (send, points) = mpsc::channel(2);
    let call = client.record_route(ReceiverStream::new(points));
    send.try_send(NOWHERE).expect("room for two");
    send.try_send(point(i32::MAX, 0)).expect("room for two");
    let refused = soon(call, LOOK).await; // and more points may come
    assert_eq!(
        refusal(refused, LOOK).code(),
        Code::InvalidArgument,
        "{LOOK}"
    );
}

#[tokio::test]
async fn what_is_no_point_breaks_the_route_off() {
    let server = TestServer::start().await;
    let mut grpc = Grpc::new(server.channel().await);
    grpc.ready().await.expect("the connection stands");
    let path = PathAndQuery::from_static("/routeguide.RouteGuide/RecordRoute");
    // A feature, where the server expects a point: its first field is a string, and no number.
    let features = tokio_stream::iter([feature("I am no point", NOWHERE)]);
    let codec = ProstCodec::<Feature, RouteSummary>::default();
    let call = grpc.client_streaming(Request::new(features), path, codec);
    let status = refusal(soon(call, LOOK).await, LOOK);
    assert_eq!(
        status.code(),
        Code::Internal,
        "`message` returns an error, and that is what the client should get: {LOOK}"
    );
}

#[tokio::test]
async fn a_long_route_is_summed_up_too() {
    let server = TestServer::start().await;
    let mut client = server.generated_client().await;
    let points = (0..100_000).map(|metre| point(metre, 0));
    let summary = at_length(client.record_route(tokio_stream::iter(points)), LOOK).await;
    assert_eq!(
        answer(summary, LOOK).into_inner().point_count,
        100_000,
        "every point should be read, until the stream ends: {LOOK}"
    );
}

/// A route that its sender gives up in the middle, so that it never ends and never gets an answer.
async fn give_up(client: &mut RouteGuideClient<Channel>) {
    let (send, points) = mpsc::channel(1);
    let mut client = client.clone();
    let call = tokio::spawn(async move { client.record_route(ReceiverStream::new(points)).await });
    for _ in 0..3 {
        soon(send.send(NOWHERE), LOOK)
            .await
            .expect("the call goes on");
    }
    assert!(
        !call.is_finished(),
        "the route is not over, so it has no summary: {LOOK}"
    );
    call.abort();
}

#[tokio::test]
async fn a_sender_who_goes_away_harms_nobody() {
    let server = TestServer::start().await;
    let mut client = server.generated_client().await;
    for _ in 0..20 {
        give_up(&mut client).await;
    }
    let summary = soon(client.record_route(tokio_stream::iter([LIGHTHOUSE])), LOOK).await;
    assert_eq!(
        answer(summary, LOOK).into_inner().point_count,
        1,
        "this route has one point, whatever became of others: {LOOK}"
    );
    drop(client);
    server.stopped().await; // the calls that were given up are over
}

#[tokio::test]
async fn a_thousand_routes_at_once_do_not_mix() {
    let server = TestServer::start().await;
    let client = server.generated_client().await;
    let mut calls = JoinSet::new();
    for length in 0..1_000 {
        let mut client = client.clone();
        calls.spawn(async move {
            let points = (0..length % 10).map(|metre| point(metre, 0));
            let summary = client.record_route(tokio_stream::iter(points)).await;
            (length % 10, summary)
        });
    }
    for (length, summary) in at_length(calls.join_all(), LOOK).await {
        let summary = answer(summary, LOOK).into_inner();
        assert_eq!(
            summary.point_count, length,
            "each route has points of its own: {LOOK}"
        );
    }
}

#[tokio::test]
async fn the_client_sends_every_point() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let route = [LIGHTHOUSE, NOWHERE, LIGHTHOUSE].into_iter();
    let summary = answer(
        soon(client::record_route(&mut client, route), CLIENT).await,
        CLIENT,
    );
    assert_eq!(
        (summary.point_count, summary.feature_count),
        (3, 2),
        "three points should be sent, two of them at the lighthouse: {CLIENT}"
    );
}

#[tokio::test]
async fn the_client_stops_when_it_is_refused() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let long_way_off = (0..1_000_000).map(move |number| {
        count.store(number, Ordering::Relaxed);
        point(if number < 10 { 0 } else { i32::MAX }, 0)
    });
    let refused = soon(client::record_route(&mut client, long_way_off), CLIENT).await;
    let status = refusal(refused, CLIENT); // all but the first ten points are off the map
    assert_eq!(status.code(), Code::InvalidArgument, "{CLIENT}");
    assert!(
        taken.load(Ordering::Relaxed) < 999_999,
        "a million points were collected before one was looked at: {CLIENT}"
    );
}

#[tokio::test]
async fn the_call_has_no_deadline() {
    let mut client = Deadlines::client().await;
    let route = [LIGHTHOUSE].into_iter();
    let reply = soon(client::record_route(&mut client, route), CLIENT).await;
    assert!(
        refusal(reply, CLIENT).message().is_empty(),
        "the call has a deadline, and nobody knows how long a route takes: {CLIENT}"
    );
}

#[tokio::test]
async fn where_nobody_answers_the_client_hands_on_a_status() {
    let (mut client, _nobody) = client_of_nobody();
    let route = [LIGHTHOUSE].into_iter();
    let status = refusal(
        soon(client::record_route(&mut client, route), CLIENT).await,
        CLIENT,
    );
    assert_eq!(status.code(), Code::Unavailable, "{status}: {CLIENT}");
}

#[test]
fn distances_are_measured_on_a_sphere() {
    let half_way_round = 20_015_087.0; // pi times 6,371,000 metres
    for (from, to, metres) in [
        (NORTH_POLE, SOUTH_POLE, half_way_round),
        (point(0, 0), point(0, 1_800_000_000), half_way_round),
        (point(0, 0), point(0, 900_000_000), half_way_round / 2.0),
        // At 60° a circle of latitude is half as long as the equator, and a straight way shorter.
        (
            point(600_000_000, 0),
            point(600_000_000, 1_800_000_000),
            half_way_round / 3.0,
        ),
        // The short way, across the 180th meridian.
        (
            point(0, 1_795_000_000),
            point(0, -1_795_000_000),
            half_way_round / 180.0,
        ),
        (LIGHTHOUSE, LIGHTHOUSE, 0.0),
    ] {
        let found = distance(&from, &to);
        assert!(
            (found - metres).abs() < 1.0,
            "from {from:?} to {to:?} it is {metres} m, not {found}"
        );
    }
}

#[test]
fn a_route_takes_as_long_as_from_its_first_point_to_its_last() {
    let began = Instant::now();
    let mut route = Route::default();
    route.pass(NOWHERE, false, began);
    assert_eq!(route.summary().elapsed_time, 0);
    route.pass(NOWHERE, false, began + Duration::from_millis(61_900));
    assert_eq!(route.summary().elapsed_time, 61, "whole seconds");
    let ten_billion = Duration::from_secs(10_000_000_000);
    route.pass(NOWHERE, false, began + ten_billion);
    assert_eq!(route.summary().elapsed_time, i32::MAX, "no more fit");
}

#[test]
fn a_distance_stops_at_the_largest_int32() {
    let mut route = Route::default();
    for _ in 0..100 {
        route.pass(NORTH_POLE, false, Instant::now());
        route.pass(SOUTH_POLE, false, Instant::now());
    }
    assert_eq!(route.summary().distance, i32::MAX);
    assert_eq!(route.summary().point_count, 200);
}
