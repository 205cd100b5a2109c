//! Step 4, implement the service: `GetFeature`, called like any method, without a network.

use route_guide::routeguide::{Feature, Point, route_guide_server::RouteGuide};
use tonic::Request;

use crate::support::{LIGHTHOUSE, NAMELESS, NOWHERE, feature, point, service, within};

async fn get_feature(point: Point) -> Feature {
    let answer = within(service().get_feature(Request::new(point))).await;
    match answer {
        Ok(response) => response.into_inner(),
        Err(status) => panic!(
            "at {point:?} the answer should be a feature, not the status {:?}: {}. Where nothing is \
             known, its name is empty. See `get_feature` in src/service.rs, and CODELAB.md, step 4",
            status.code(),
            status.message()
        ),
    }
}

#[tokio::test]
async fn a_known_point_answers_with_its_feature() {
    assert_eq!(
        get_feature(LIGHTHOUSE).await,
        feature("Sandy Hook Lighthouse", LIGHTHOUSE),
        "the answer (left) should be what the database finds at this point (right): \
         see `get_feature` in src/service.rs, and CODELAB.md, step 4"
    );
}

#[tokio::test]
async fn an_unknown_point_answers_with_an_empty_name() {
    assert_eq!(
        get_feature(NOWHERE).await.name,
        "",
        "nothing is known there, and an empty name says so: \
         see `get_feature` in src/service.rs, and CODELAB.md, step 4"
    );
}

#[tokio::test]
async fn an_unknown_point_is_echoed() {
    assert_eq!(
        get_feature(NOWHERE).await.location,
        Some(NOWHERE),
        "the answer (left) says which point (right) it is about: \
         see `get_feature` in src/service.rs, and CODELAB.md, step 4"
    );
}

#[tokio::test]
async fn a_feature_without_a_name_is_an_answer_too() {
    assert_eq!(get_feature(NAMELESS).await, feature("", NAMELESS));
}

#[tokio::test]
async fn the_edges_of_the_map_are_on_it() {
    for latitude in [-900_000_000, 0, 900_000_000] {
        for longitude in [-1_800_000_000, 0, 1_800_000_000] {
            let edge = point(latitude, longitude);
            assert_eq!(get_feature(edge).await, feature("", edge));
        }
    }
}

#[tokio::test]
async fn one_service_answers_many_calls() {
    let service = service();
    for place in [LIGHTHOUSE, NOWHERE, LIGHTHOUSE] {
        let answer = within(service.get_feature(Request::new(place))).await;
        let location = answer.map(|answer| answer.into_inner().location);
        assert_eq!(location.ok(), Some(Some(place)));
    }
}
