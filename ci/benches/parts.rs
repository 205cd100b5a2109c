//! The wall-clock time of the parts of a call, in process, on one thread.

mod support;

use std::{hint::black_box, time::Instant};

use divan::{Bencher, counter::ItemsCount};
use route_guide::{
    database::FeatureDatabase,
    geo::Bounds,
    notes::NoteBoard,
    route::Route,
    routeguide::{Feature, Point, RouteNote, route_guide_server::RouteGuide},
    service::RouteGuideService,
};
use support::{features, location};
use tokio::runtime::{Builder, Runtime};
use tonic::Request;

fn main() {
    divan::main();
}

/// The number of items that one measurement processes.
const ITEMS: i32 = 10_000;

fn database(count: i32) -> FeatureDatabase {
    FeatureDatabase::new(features(count)).expect("valid features")
}

/// Returns locations of features, spread over the whole dataset.
fn locations(count: i32) -> Vec<Point> {
    let number = |index: i32| (i64::from(index) * 104_729 % i64::from(count)) as i32;
    (0..ITEMS).map(|index| location(number(index))).collect()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime")
}

const SIZES: [i32; 3] = [100, 10_000, 1_000_000];

#[divan::bench(args = SIZES)]
fn find(bencher: Bencher, count: i32) {
    let (database, points) = (database(count), locations(count));
    bencher.counter(ItemsCount::new(points.len())).bench(|| {
        for point in &points {
            black_box(database.find(point));
        }
    });
}

/// The same in a list, as in tonic's example.
#[divan::bench(args = [100, 10_000])]
fn scan(bencher: Bencher, count: i32) {
    let (features, points) = (features(count).collect::<Vec<Feature>>(), locations(count));
    let points = &points[..100];
    bencher.counter(ItemsCount::new(points.len())).bench(|| {
        for point in points {
            let mut features = features.iter();
            black_box(features.find(|feature| feature.location.as_ref() == Some(point)));
        }
    });
}

#[divan::bench(args = SIZES)]
fn get_feature(bencher: Bencher, count: i32) {
    let (service, points) = (RouteGuideService::new(database(count)), locations(count));
    let runtime = runtime();
    bencher.counter(ItemsCount::new(points.len())).bench(|| {
        for point in &points {
            let call = service.get_feature(Request::new(*point));
            let _ = black_box(runtime.block_on(call));
        }
    });
}

#[divan::bench]
fn within(bencher: Bencher) {
    let database = database(ITEMS);
    let everywhere = Bounds {
        south: -900_000_000,
        west: -1_800_000_000,
        north: 900_000_000,
        east: 1_800_000_000,
    };
    bencher.counter(ItemsCount::new(ITEMS as usize)).bench(|| {
        for feature in database.within(everywhere) {
            black_box(feature);
        }
    });
}

#[divan::bench]
fn record_route(bencher: Bencher) {
    let (database, points) = (database(ITEMS), locations(ITEMS));
    bencher.counter(ItemsCount::new(points.len())).bench(|| {
        let mut route = Route::default();
        for point in &points {
            let has_name = database.find(point).is_some();
            route.add(*point, has_name, Instant::now());
        }
        black_box(route.summary())
    });
}

/// Notes at a hundred points, each of which soon has as many notes as the board keeps.
#[divan::bench]
fn post(bencher: Bencher) {
    let (board, points) = (NoteBoard::default(), locations(100));
    bencher.counter(ItemsCount::new(points.len())).bench(|| {
        for point in &points {
            let _ = black_box(board.post(*point, RouteNote::default(), ""));
        }
    });
}

/// 230,000 entries: about as many as GeoNames has populated places with more than 500 people.
#[divan::bench(sample_count = 10)]
fn read_230_000_entries(bencher: Bencher) {
    let entries: Vec<String> = features(230_000).filter_map(entry).collect();
    let json = format!("[{}]", entries.join(",\n"));
    bencher.bench(|| FeatureDatabase::from_json(&json).expect("a valid dataset"));
}

/// Returns the JSON of a feature.
fn entry(feature: Feature) -> Option<String> {
    let (name, point) = (feature.name, feature.location?);
    let (latitude, longitude) = (point.latitude, point.longitude);
    Some(format!(
        r#"{{"location": {{"latitude": {latitude}, "longitude": {longitude}}}, "name": "{name}"}}"#
    ))
}
