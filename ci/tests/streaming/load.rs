//! A thousand streaming calls at once, and long streams.

use std::{fmt::Debug, future, time::Duration};

use route_guide::{
    client,
    database::FeatureDatabase,
    routeguide::{Feature, Point, Rectangle, RouteNote, route_guide_client::RouteGuideClient},
    server,
    service::RouteGuideService,
};
use tokio::{task::JoinSet, time::timeout};
use tokio_stream::{StreamExt as _, iter};
use tonic::{Status, transport::Channel};

/// The number of concurrent calls, about four times as many as the server accepts at once on a
/// connection.
const CALLS: i32 = 1_000;

fn at(latitude: i32) -> Point {
    Point {
        latitude,
        longitude: 0,
    }
}

fn note(message: &str, point: Point) -> RouteNote {
    RouteNote {
        location: Some(point),
        message: message.to_string(),
        ..RouteNote::default()
    }
}

/// Starts a server with ten features, which stops at the end of the test, and connects to it.
async fn client() -> RouteGuideClient<Channel> {
    let features = (0..10).map(|latitude| Feature {
        name: latitude.to_string(),
        location: Some(at(latitude)),
    });
    let database = FeatureDatabase::new(features).expect("the features are valid");
    let listener = server::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("the listener has an address");
    let service = RouteGuideService::new(database);
    tokio::spawn(server::run(
        listener,
        service,
        server::Options::default(),
        future::pending(),
    ));
    let client = client::connect(&format!("http://{address}")).await;
    client.expect("the server accepts connections")
}

/// Waits for calls that take less than a second, and gives up after a minute.
async fn within<T>(call: impl Future<Output = T>) -> T {
    let output = timeout(Duration::from_secs(60), call).await;
    output.expect("the calls take less than a minute")
}

/// Makes calls numbered from 0 on one connection, and returns their results in any order.
async fn concurrently<T, F>(call: impl Fn(RouteGuideClient<Channel>, i32) -> F) -> Vec<(i32, T)>
where
    T: Debug + Send + 'static,
    F: Future<Output = Result<T, Status>> + Send + 'static,
{
    let client = client().await;
    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let call = call(client.clone(), number);
        calls.spawn(async move { (number, call.await.expect("the call succeeds")) });
    }
    within(calls.join_all()).await
}

#[tokio::test]
async fn a_thousand_lists_at_once_are_complete() {
    let lists = concurrently(|mut client, number| async move {
        let rectangle = Rectangle {
            lo: Some(at(0)),
            hi: Some(at(number % 10)),
        };
        let features = client::list_features(&mut client, rectangle).await?;
        features.collect::<Result<Vec<_>, _>>().await
    });
    for (number, features) in lists.await {
        let expected = usize::try_from(number % 10 + 1).expect("it is positive");
        assert_eq!(features.len(), expected, "list {number}");
    }
}

#[tokio::test]
async fn a_thousand_routes_at_once_do_not_mix() {
    let summaries = concurrently(|mut client, number| async move {
        client::record_route(&mut client, iter((0..number % 10).map(at))).await
    });
    for (number, summary) in summaries.await {
        assert_eq!(summary.point_count, number % 10, "route {number}");
    }
}

#[tokio::test]
async fn a_thousand_chats_at_once_do_not_mix() {
    let responses = concurrently(|mut client, number| async move {
        let notes = iter(["first", "second"].map(|message| note(message, at(number))));
        let responses = client::route_chat(&mut client, notes).await?;
        responses.collect::<Result<Vec<_>, _>>().await
    });
    for (number, responses) in responses.await {
        let mut responses = responses.into_iter();
        let first = responses.next().expect("a response");
        let (message, location) = (first.message.as_str(), first.location);
        assert_eq!(
            (message, location),
            ("first", Some(at(number))),
            "chat {number}"
        );
        assert_eq!(responses.next(), None, "chat {number}");
    }
}

#[tokio::test]
async fn a_route_of_a_hundred_thousand_points_is_summarized() {
    let mut client = client().await;
    let points = iter((0..100_000).map(at));
    let summary = within(client::record_route(&mut client, points)).await;
    let summary = summary.expect("the call succeeds");
    assert_eq!((summary.point_count, summary.feature_count), (100_000, 10));
}

#[tokio::test]
async fn ten_thousand_notes_return_all_earlier_ones() {
    let mut client = client().await;
    // Ten rounds of a thousand points: no response in the first round, one for each note in the
    // second, and nine for each note in the tenth.
    let notes = iter((0..10_000).map(|number| note("x", at(number % 1_000))));
    let responses = within(client::route_chat(&mut client, notes)).await;
    let responses = responses.expect("the call succeeds");
    let responses = within(responses.collect::<Result<Vec<_>, _>>()).await;
    assert_eq!(responses.expect("the call succeeds").len(), 1_000 * 45);
}
