//! Step 10, stream answers: `ListFeatures` sends the features in a rectangle, one by one.

use route_guide::{
    client,
    routeguide::{Feature, Rectangle, route_guide_server::RouteGuide},
};
use tokio::{task::JoinSet, time};
use tokio_stream::{Stream as _, StreamExt as _};
use tonic::{Code, Request, Status};

use crate::support::{
    Deadlines, LIGHTHOUSE, NAMELESS, TestServer, all, answer, at_length, client_of_nobody, feature,
    point, rectangle, refusal, service_with, soon, wait_for_the_end,
};

const LOOK: &str = "see `list_features` in src/service.rs, and CODELAB.md, step 10";
const CLIENT: &str = "see `list_features` in src/client.rs, and CODELAB.md, step 10";

/// Some features around latitude 0, longitude 0.
fn features() -> Vec<Feature> {
    vec![
        feature("South", point(-10, 0)),
        feature("West", point(0, -10)),
        feature("Middle", point(0, 0)),
        feature("East", point(0, 10)),
        feature("North", point(10, 0)),
        feature("", point(30, 0)), // nothing is known of it, and it is a feature all the same
    ]
}

/// So many features that they do not fit into what is on its way between a server and its client:
/// latitudes 0, 1, 2 and so on.
fn many_features() -> impl Iterator<Item = Feature> {
    let name = "a feature with a long name ".repeat(300);
    (0..1_000).map(move |latitude| feature(&name, point(latitude, 0)))
}

/// The names of the features that the service finds, called without a network.
async fn names(rectangle: Rectangle) -> Result<Vec<String>, Status> {
    let service = service_with(features());
    let stream = soon(service.list_features(Request::new(rectangle)), LOOK).await?;
    let found = all(stream.into_inner(), LOOK).await?;
    Ok(found.into_iter().map(|feature| feature.name).collect())
}

#[tokio::test]
async fn the_features_in_a_rectangle_are_sent() {
    let found = names(rectangle(point(-5, -5), point(15, 15))).await;
    assert_eq!(
        answer(found, LOOK),
        ["Middle", "East", "North"],
        "what lies between the corners, from south to north: {LOOK}"
    );
}

#[tokio::test]
async fn the_edges_belong_to_the_rectangle() {
    let found = names(rectangle(point(-10, -10), point(10, 10))).await;
    assert_eq!(
        answer(found, LOOK),
        ["South", "West", "Middle", "East", "North"],
        "what lies on an edge lies in the rectangle: {LOOK}"
    );
}

#[tokio::test]
async fn the_corners_come_in_any_order() {
    for (lo, hi) in [
        (point(0, 0), point(20, 20)),
        (point(20, 20), point(0, 0)),
        (point(20, 0), point(0, 20)),
        (point(0, 20), point(20, 0)),
    ] {
        let found = names(rectangle(lo, hi)).await;
        assert_eq!(
            answer(found, LOOK),
            ["Middle", "East", "North"],
            "between {lo:?} and {hi:?}: {LOOK}"
        );
    }
}

#[tokio::test]
async fn a_rectangle_without_features_is_an_empty_stream() {
    let found = names(rectangle(point(100, 100), point(200, 200))).await;
    assert!(
        answer(found, LOOK).is_empty(),
        "nothing lies in this rectangle: {LOOK}"
    );
}

#[tokio::test]
async fn a_rectangle_that_makes_no_sense_is_refused() {
    for wrong in [
        Rectangle::default(),
        Rectangle {
            lo: Some(point(0, 0)),
            hi: None,
        },
        rectangle(point(0, 0), point(0, i32::MAX)),
    ] {
        let status = refusal(names(wrong).await, LOOK);
        assert_eq!(
            status.code(),
            Code::InvalidArgument,
            "{wrong:?} is the caller's mistake: {status}: {LOOK}"
        );
        assert!(!status.message().is_empty(), "what is wrong? {LOOK}");
    }
}

#[tokio::test]
async fn a_feature_without_a_name_is_sent_too() {
    let found = names(rectangle(point(25, -5), point(35, 5))).await;
    assert_eq!(
        answer(found, LOOK),
        [""],
        "one feature lies there, whose name is empty: {LOOK}"
    );
}

#[tokio::test]
async fn features_are_found_when_they_are_asked_for() {
    let service = service_with(many_features());
    let everything = rectangle(point(0, 0), point(i32::from(i16::MAX), 0));
    let reply = soon(service.list_features(Request::new(everything)), LOOK).await;
    let stream = answer(reply, LOOK).into_inner();
    for _ in 0..1_000 {
        tokio::task::yield_now().await; // time enough for a task that works ahead
    }
    let found = stream.size_hint().0;
    assert!(
        found < 100,
        "nobody has read from the stream, and {found} features have been collected: {LOOK}"
    );
}

#[tokio::test]
async fn the_client_gets_the_stream() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let everything = rectangle(
        point(900_000_000, 1_800_000_000),
        point(-900_000_000, -1_800_000_000),
    );
    let reply = soon(client::list_features(&mut client, everything), CLIENT).await;
    let found = all(answer(reply, CLIENT), CLIENT).await;
    assert_eq!(
        answer(found, CLIENT),
        [
            feature("", NAMELESS),
            feature("Sandy Hook Lighthouse", LIGHTHOUSE)
        ],
        "all that the server knows: {CLIENT}"
    );
}

#[tokio::test]
async fn the_client_hands_on_a_refusal() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let reply = soon(
        client::list_features(&mut client, Rectangle::default()),
        CLIENT,
    )
    .await;
    // A refusal may come in place of the stream, or as all there is in it.
    let refused = match reply {
        Ok(stream) => all(stream, CLIENT).await.map(|_| ()),
        Err(status) => Err(status),
    };
    let status = refusal(refused, CLIENT);
    assert_eq!(
        status.code(),
        Code::InvalidArgument,
        "the status is the server's: {CLIENT}"
    );
}

#[tokio::test]
async fn the_call_has_no_deadline() {
    let mut client = Deadlines::client().await;
    let reply = soon(
        client::list_features(&mut client, Rectangle::default()),
        CLIENT,
    )
    .await;
    assert!(
        refusal(reply, CLIENT).message().is_empty(),
        "the call has a deadline, and nobody knows how long a list takes: {CLIENT}"
    );
}

#[tokio::test]
async fn where_nobody_answers_the_client_hands_on_a_status() {
    let everything = rectangle(point(-10, -10), point(10, 10));
    let (mut client, _nobody) = client_of_nobody();
    let reply = soon(client::list_features(&mut client, everything), CLIENT).await;
    let status = refusal(reply, CLIENT);
    assert_eq!(status.code(), Code::Unavailable, "{status}: {CLIENT}");
}

#[tokio::test]
async fn a_slow_reader_misses_nothing() {
    let server = TestServer::start_with(service_with(many_features())).await;
    let mut client = server.client().await;
    let everything = rectangle(point(0, 0), point(i32::from(i16::MAX), 0));
    let reply = soon(client::list_features(&mut client, everything), CLIENT).await;
    let mut stream = answer(reply, CLIENT);
    time::sleep(time::Duration::from_millis(50)).await; // the server fills what room there is
    let mut expected = 0;
    while let Some(found) = soon(stream.next(), CLIENT).await {
        let found = answer(found, CLIENT).location;
        assert_eq!(
            found,
            Some(point(expected, 0)),
            "one after the other: {LOOK}"
        );
        expected += 1;
        tokio::task::yield_now().await;
    }
    assert_eq!(expected, 1_000, "every feature is sent: {LOOK}");
}

#[tokio::test]
async fn a_reader_who_has_seen_enough_stops_the_work() {
    let server = TestServer::start_with(service_with(many_features())).await;
    let mut client = server.client().await;
    let everything = rectangle(point(0, 0), point(i32::from(i16::MAX), 0));
    let reply = soon(client::list_features(&mut client, everything), CLIENT).await;
    let mut stream = answer(reply, CLIENT);
    let first = soon(stream.message(), CLIENT).await;
    assert!(answer(first, CLIENT).is_some(), "{CLIENT}");

    // A server that stops waits for calls in flight, and this one is in flight until it is dropped.
    let stopping = server.stop();
    time::sleep(time::Duration::from_millis(50)).await;
    assert!(
        !stopping.is_finished(),
        "most of the features have not been read: {LOOK}"
    );
    drop(stream);
    wait_for_the_end(stopping).await;
}

#[tokio::test]
async fn a_thousand_streams_at_once_are_answered() {
    let server = TestServer::start_with(service_with(features())).await;
    let client = server.client().await;
    let mut calls = JoinSet::new();
    for _ in 0..1_000 {
        let mut client = client.clone();
        calls.spawn(async move {
            let everything = rectangle(point(-100, -100), point(100, 100));
            let stream = client::list_features(&mut client, everything).await?;
            stream.collect::<Result<Vec<_>, Status>>().await
        });
    }
    for found in at_length(calls.join_all(), CLIENT).await {
        assert_eq!(
            answer(found, CLIENT).len(),
            6,
            "each stream has all features: {CLIENT}"
        );
    }
}
