//! Step 4, implement the service: `get_feature`, called as a method, without a network.

use route_guide::routeguide::{Feature, Point, route_guide_server::RouteGuide};
use tonic::Request;

use crate::support::{LIGHTHOUSE, NAMELESS, NOWHERE, feature, response, service, within};

const LOOK: &str = "see `get_feature` in src/service.rs, and CODELAB.md, step 4";

/// Calls `get_feature` of a new service.
async fn get_feature(point: Point) -> Feature {
    let service = service();
    let result = within(service.get_feature(Request::new(point)), LOOK).await;
    response(result, LOOK).into_inner()
}

#[tokio::test]
async fn a_known_point_returns_its_feature() {
    assert_eq!(
        get_feature(LIGHTHOUSE).await,
        feature("Sandy Hook Lighthouse", LIGHTHOUSE),
        "the response should be the feature that the database has at this point: {LOOK}"
    );
}

#[tokio::test]
async fn an_unknown_point_returns_an_empty_name() {
    assert_eq!(
        get_feature(NOWHERE).await.name,
        "",
        "an empty name should tell the client that there is no feature: {LOOK}"
    );
}

#[tokio::test]
async fn an_unknown_point_returns_its_location() {
    assert_eq!(
        get_feature(NOWHERE).await.location,
        Some(NOWHERE),
        "the location of the response should be the point of the request: {LOOK}"
    );
}

#[tokio::test]
async fn a_feature_without_a_name_is_returned_too() {
    assert_eq!(
        get_feature(NAMELESS).await,
        feature("", NAMELESS),
        "the database has a feature without a name at this point: {LOOK}"
    );
}
