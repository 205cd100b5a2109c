//! What both benchmarks measure with.

use route_guide::routeguide::{Feature, Point};

/// So many features, no two at one place, and with names as long as in a real dataset. Their messages
/// are of one length, however many there are.
pub fn features(count: i32) -> impl Iterator<Item = Feature> {
    (0..count).map(|number| Feature {
        name: format!("Feature number {number:07}, Somewhere, NJ, USA"),
        location: Some(place(number)),
    })
}

/// Where a feature is.
pub fn place(number: i32) -> Point {
    Point {
        latitude: 400_000_000 + number % 1_000 * 1_000,
        longitude: -740_000_000 + number / 1_000 * 1_000,
    }
}
