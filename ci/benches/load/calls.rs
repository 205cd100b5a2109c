//! The calls that a measurement makes.

use route_guide::routeguide::{Point, Rectangle, RouteNote, route_guide_client::RouteGuideClient};
use tokio::task::JoinSet;
use tokio_stream::StreamExt as _;
use tonic::{Status, transport::Channel};

use crate::support::location;

/// The number of connections that a server's clients share.
pub const CONNECTIONS: usize = 4;

/// The number of concurrent GetFeature calls.
const CALLERS: usize = 64;

/// The number of GetFeature calls that each caller makes, one after the other.
const CALLS: usize = 100;

/// The number of ListFeatures calls, one after the other.
const LISTS: usize = 8;

/// The number of points on a route.
const POINTS: i32 = 100_000;

/// The number of notes in a chat.
const NOTES: i32 = 20_000;

/// The calls of a measurement.
#[derive(Clone, Copy)]
pub enum Calls {
    /// GetFeature, at the locations of the first features, up to this number of them.
    GetFeature(i32),
    /// ListFeatures, with a rectangle that contains all features.
    ListFeatures,
    /// RecordRoute, with one long route.
    RecordRoute,
    /// RouteChat, with one long chat, in which no note has an earlier one at its point.
    RouteChat,
}

impl Calls {
    /// Calls a server that has this many features. Returns the number of calls or, for streaming
    /// calls, the number of messages.
    pub async fn make(self, clients: &[RouteGuideClient<Channel>], features: i32) -> usize {
        let client = clients[0].clone();
        match self {
            Calls::GetFeature(first) => get_features(clients, features.min(first)).await,
            Calls::ListFeatures => list_features(client).await,
            Calls::RecordRoute => record_route(client).await,
            Calls::RouteChat => route_chat(client).await,
        }
    }
}

async fn get_features(clients: &[RouteGuideClient<Channel>], features: i32) -> usize {
    let callers = clients.iter().cycle().take(CALLERS).cloned().enumerate();
    let callers: JoinSet<()> = callers
        .map(|(caller, client)| get_features_one_by_one(client, caller, features))
        .collect();
    callers.join_all().await;
    CALLERS * CALLS
}

async fn get_features_one_by_one(
    mut client: RouteGuideClient<Channel>,
    caller: usize,
    features: i32,
) {
    for call in 0..CALLS {
        // Prime numbers, so that the locations are spread over the whole dataset.
        let number = (caller * 7_919 + call * 104_729) as i32 % features;
        let response = client.get_feature(location(number)).await;
        let feature = response.expect("a response").into_inner();
        assert!(!feature.name.is_empty(), "feature {number} has a name");
    }
}

async fn list_features(mut client: RouteGuideClient<Channel>) -> usize {
    let corner = |sign: i32| Point {
        latitude: sign * 900_000_000,
        longitude: sign * 1_800_000_000,
    };
    let everywhere = Rectangle {
        lo: Some(corner(-1)),
        hi: Some(corner(1)),
    };
    let mut count = 0;
    for _ in 0..LISTS {
        let response = client.list_features(everywhere).await.expect("a response");
        let mut features = response.into_inner();
        while features.message().await.expect("a message").is_some() {
            count += 1;
        }
    }
    count
}

async fn record_route(mut client: RouteGuideClient<Channel>) -> usize {
    let points = tokio_stream::iter((0..POINTS).map(location));
    let response = client.record_route(points).await.expect("a response");
    assert_eq!(response.get_ref().point_count, POINTS);
    POINTS as usize
}

async fn route_chat(mut client: RouteGuideClient<Channel>) -> usize {
    let notes = (0..NOTES).map(|number| RouteNote {
        location: Some(location(number)),
        message: "Great view from here".to_string(),
        ..RouteNote::default()
    });
    let response = client.route_chat(tokio_stream::iter(notes)).await;
    let earlier = response.expect("a response").into_inner();
    let earlier: Result<Vec<RouteNote>, Status> = earlier.collect().await;
    assert!(earlier.expect("messages").is_empty(), "the points are new");
    NOTES as usize
}
