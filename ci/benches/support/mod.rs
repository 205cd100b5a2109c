//! The features that both benchmarks use.

use route_guide::routeguide::{Feature, Point};

/// Returns `count` features at different locations. Their names are as long as those of a real
/// dataset, and equally long for any count.
pub fn features(count: i32) -> impl Iterator<Item = Feature> {
    (0..count).map(|number| Feature {
        name: format!("Feature number {number:07}, Somewhere, NJ, USA"),
        location: Some(location(number)),
    })
}

/// Returns the location of a feature.
pub fn location(number: i32) -> Point {
    Point {
        latitude: 400_000_000 + number % 1_000 * 1_000,
        longitude: -740_000_000 + number / 1_000 * 1_000,
    }
}
