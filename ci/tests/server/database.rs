//! The features of `completed`, in databases of several sizes.

use route_guide::{
    database::FeatureDatabase,
    geo::Bounds,
    routeguide::{Feature, Point},
};

/// Features on a grid, with names of many lengths.
fn features(count: i32) -> Vec<Feature> {
    let feature = |number: i32| Feature {
        name: "ÿ".repeat(number as usize % 40) + &number.to_string(),
        location: Some(location(number)),
    };
    (0..count).map(feature).collect()
}

/// Locations with even coordinates, a hundred on each parallel of the grid.
fn location(number: i32) -> Point {
    Point {
        latitude: number % 100 * 2,
        longitude: number / 100 * 2,
    }
}

fn database(count: i32) -> FeatureDatabase {
    FeatureDatabase::new(features(count)).expect("valid features")
}

#[test]
fn a_feature_is_found_at_exactly_its_location() {
    for count in [1, 2, 3, 100, 20_000] {
        let database = database(count);
        assert_eq!(database.len(), count as usize);
        assert!(!database.is_empty());
        for feature in features(count) {
            let location = feature.location.expect("a location");
            assert_eq!(database.find(&location), Some(&feature), "of {count}");
            for (latitude, longitude) in [(-1, 0), (0, -1), (0, 1), (1, 0)] {
                let beside = Point {
                    latitude: location.latitude + latitude,
                    longitude: location.longitude + longitude,
                };
                assert_eq!(database.find(&beside), None, "of {count}");
            }
        }
    }
}

#[test]
fn no_feature_is_found_off_the_map_or_in_an_empty_database() {
    let empty = FeatureDatabase::default();
    assert!(empty.is_empty());
    for database in [database(10), empty] {
        for edge in [i32::MIN, i32::MAX] {
            let corner = Point {
                latitude: edge,
                longitude: edge,
            };
            assert_eq!(database.find(&corner), None);
        }
    }
}

#[test]
fn the_features_within_bounds_are_those_that_a_scan_finds() {
    let database = database(5_000);
    for (south, west, north, east) in [
        (0, 0, 198, 98), // all of them
        (-900_000_000, -1_800_000_000, 900_000_000, 1_800_000_000),
        (10, 20, 10, 20), // a single point
        (11, 21, 11, 21), // a point without a feature
        (9, 20, 13, 60),
        (50, 97, 60, 200),
        (199, 0, 500, 98), // north of all
    ] {
        let bounds = Bounds {
            south,
            west,
            north,
            east,
        };
        let found: Vec<_> = database.within(bounds).collect();
        let latitudes = found.iter().filter_map(|feature| feature.location);
        assert!(
            latitudes.is_sorted_by_key(|point| point.latitude),
            "{bounds:?}"
        );
        let mut found: Vec<_> = found.into_iter().map(|feature| feature.name).collect();
        let mut expected: Vec<_> = features(5_000)
            .into_iter()
            .filter(|feature| {
                feature
                    .location
                    .is_some_and(|point| contains(bounds, point))
            })
            .map(|feature| feature.name)
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{bounds:?}");
    }
}

fn contains(bounds: Bounds, point: Point) -> bool {
    (bounds.south..=bounds.north).contains(&point.latitude)
        && (bounds.west..=bounds.east).contains(&point.longitude)
}

#[test]
fn an_invalid_feature_is_an_error_that_names_it() {
    let outside = Point {
        latitude: 0,
        longitude: 1_800_000_001,
    };
    let last = features(4_322).pop().expect("a feature").name;
    let duplicate = format!("has the same location as {last:?}: latitude 42, longitude 86");
    for (location, part) in [
        (Some(location(4_321)), duplicate.as_str()),
        (Some(outside), ": longitude 1800000001 is out of range"),
        (None, "has no location"),
    ] {
        let mut features = features(5_000);
        features.push(Feature {
            name: "Another".to_string(),
            location,
        });
        let error = FeatureDatabase::new(features).expect_err("an invalid feature");
        let error = error.to_string();
        assert!(error.starts_with("entry 5001 (\"Another\")"), "{error}");
        assert!(error.contains(part), "{error}");
    }
}
