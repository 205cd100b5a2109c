//! The results of calls as JSON, for other programs: names and values are those of Protocol Buffers'
//! [JSON format](https://protobuf.dev/programming-guides/json/). Fields with default values are
//! present, so that a reader needs no defaults, and a missing message is `null`.

use route_guide::routeguide::{Feature, Point, RouteNote, RouteSummary};
use serde_json::{Value, json};

pub fn feature(feature: &Feature) -> Value {
    json!({
        "name": feature.name,
        "location": feature.location.as_ref().map(point),
    })
}

pub fn point(point: &Point) -> Value {
    json!({ "latitude": point.latitude, "longitude": point.longitude })
}

pub fn summary(summary: &RouteSummary) -> Value {
    json!({
        "pointCount": summary.point_count,
        "featureCount": summary.feature_count,
        "distance": summary.distance,
        "elapsedTime": summary.elapsed_time,
    })
}

pub fn note(note: &RouteNote) -> Value {
    json!({
        "location": note.location.as_ref().map(point),
        "message": note.message,
        "author": note.author,
        "postedAt": note.posted_at.map(|time| time.to_string()), // as in RFC 3339
    })
}
