//! Step 4, implement the service: `GetFeature`, called like any method, without a network.

use route_guide::routeguide::{Feature, Point, route_guide_server::RouteGuide};
use tonic::Request;

use crate::support::{LIGHTHOUSE, NAMELESS, NOWHERE, feature, service, within};

const LOOK: &str = "see `get_feature` in src/service.rs, and CODELAB.md, step 4";

async fn get_feature(point: Point) -> Feature {
    let answer = within(service().get_feature(Request::new(point))).await;
    match answer {
        Ok(response) => response.into_inner(),
        Err(status) => panic!(
            "at {point:?} the answer should be a feature, and is the status {:?} ({}). \
             Where nothing is known, the feature's name is empty: {LOOK}",
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
        "the answer should be what the database finds at this point: {LOOK}"
    );
}

#[tokio::test]
async fn an_unknown_point_answers_with_an_empty_name() {
    assert_eq!(
        get_feature(NOWHERE).await.name,
        "",
        "nothing is known there, and an empty name says so: {LOOK}"
    );
}

#[tokio::test]
async fn an_unknown_point_is_echoed() {
    assert_eq!(
        get_feature(NOWHERE).await.location,
        Some(NOWHERE),
        "the answer should say which point it is about: {LOOK}"
    );
}

#[tokio::test]
async fn a_feature_without_a_name_is_an_answer_too() {
    assert_eq!(
        get_feature(NAMELESS).await,
        feature("", NAMELESS),
        "the database knows this point, though not by name: {LOOK}"
    );
}

#[tokio::test]
async fn one_service_answers_many_calls() {
    let service = service();
    for place in [LIGHTHOUSE, NOWHERE, LIGHTHOUSE] {
        let answer = within(service.get_feature(Request::new(place))).await;
        let location = answer.map(|answer| answer.into_inner().location);
        assert_eq!(
            location.ok(),
            Some(Some(place)),
            "every call has its answer: {LOOK}"
        );
    }
}
