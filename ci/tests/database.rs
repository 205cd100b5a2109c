//! The features of `completed`: each is found at its place and nowhere else, however many there are.

use route_guide::{
    database::FeatureDatabase,
    routeguide::{Feature, Point},
};

/// Features on a grid, some with names that are longer than a slot of the table is.
fn features(count: i32) -> Vec<Feature> {
    let feature = |number: i32| Feature {
        name: "ÿ".repeat(number as usize % 40) + &number.to_string(),
        location: Some(place(number)),
    };
    (0..count).map(feature).collect()
}

fn place(number: i32) -> Point {
    Point {
        latitude: number % 100 * 2,
        longitude: number / 100 * 2,
    }
}

#[test]
fn each_feature_is_found_at_its_place_and_nowhere_else() {
    for count in [1, 2, 3, 100, 20_000] {
        let features = features(count);
        let database = FeatureDatabase::new(features.clone()).expect("good features");
        assert_eq!(database.len(), features.len());
        for feature in features {
            let place = feature.location.expect("a place");
            assert_eq!(database.find(&place).as_ref(), Some(&feature), "of {count}");
            let beside = Point {
                longitude: place.longitude + 1,
                ..place
            };
            assert_eq!(database.find(&beside), None, "of {count}");
        }
    }
}

#[test]
fn nothing_is_found_off_the_map_or_among_no_features() {
    let some = FeatureDatabase::new(features(10)).expect("good features");
    let none = FeatureDatabase::default();
    for database in [some, none] {
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
fn two_at_one_place_are_refused_whatever_else_is_there() {
    let mut features = features(5_000);
    features.push(Feature {
        name: "Another".to_string(),
        location: Some(place(4_321)),
    });
    let error = FeatureDatabase::new(features).expect_err("two at one place");
    let error = error.to_string();
    assert!(
        error.starts_with("entry 5001 (\"Another\") is where "),
        "{error}"
    );
    assert!(
        error.contains("4321\" already is: latitude 42, longitude 86"),
        "{error}"
    );
}
