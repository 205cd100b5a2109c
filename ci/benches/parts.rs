//! What the parts of a call cost, in process: wall-clock time, for one thread that does nothing else.

mod support;

use std::hint::black_box;

use divan::{Bencher, counter::ItemsCount};
use route_guide::{
    database::FeatureDatabase,
    notes::NoteBoard,
    route::Route,
    routeguide::{Feature, Point, route_guide_server::RouteGuide},
    service::RouteGuideService,
};
use support::{features, place};
use tokio::runtime::{Builder, Runtime};
use tonic::Request;

fn main() {
    divan::main();
}

/// How many things one measurement does.
const MANY: i32 = 10_000;

fn database(count: i32) -> FeatureDatabase {
    FeatureDatabase::new(features(count)).expect("good features")
}

/// Places of features, one here and one there.
fn places(count: i32) -> Vec<Point> {
    let number = |index: i32| (i64::from(index) * 104_729 % i64::from(count)) as i32;
    (0..MANY).map(|index| place(number(index))).collect()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime")
}

const SIZES: [i32; 3] = [100, 10_000, 1_000_000];

#[divan::bench(args = SIZES)]
fn look_up(bencher: Bencher, count: i32) {
    let (database, places) = (database(count), places(count));
    bencher.counter(ItemsCount::new(places.len())).bench(|| {
        for place in &places {
            black_box(database.find(place));
        }
    });
}

/// The same in a list, as the usual example has it.
#[divan::bench(args = [100, 10_000])]
fn scan(bencher: Bencher, count: i32) {
    let (features, places) = (features(count).collect::<Vec<_>>(), places(count));
    let places = &places[..100];
    bencher.counter(ItemsCount::new(places.len())).bench(|| {
        for place in places {
            let same = |feature: &&Feature| feature.location.as_ref() == Some(place);
            black_box(features.iter().find(same).cloned());
        }
    });
}

#[divan::bench(args = SIZES)]
fn get_feature(bencher: Bencher, count: i32) {
    let (service, places) = (RouteGuideService::new(database(count)), places(count));
    let runtime = runtime();
    bencher.counter(ItemsCount::new(places.len())).bench(|| {
        for place in &places {
            let call = service.get_feature(Request::new(*place));
            let _ = black_box(runtime.block_on(call));
        }
    });
}

#[divan::bench]
fn list_features(bencher: Bencher) {
    let database = database(MANY);
    let (southwest, northeast) = (
        place(0),
        Point {
            latitude: 900_000_000,
            longitude: 1_800_000_000,
        },
    );
    bencher.counter(ItemsCount::new(MANY as usize)).bench(|| {
        database
            .within(southwest, northeast)
            .for_each(|feature| drop(black_box(feature)))
    });
}

#[divan::bench]
fn record_route(bencher: Bencher) {
    let (database, places) = (database(MANY), places(MANY));
    bencher.counter(ItemsCount::new(places.len())).bench(|| {
        let mut route = Route::default();
        for place in &places {
            let has_name = database.find(place).is_some();
            route.pass(*place, has_name, std::time::Instant::now());
        }
        black_box(route.summary())
    });
}

#[divan::bench]
fn leave_a_note(bencher: Bencher) {
    let (board, places) = (NoteBoard::default(), places(100));
    bencher.counter(ItemsCount::new(places.len())).bench(|| {
        for place in &places {
            let _ = black_box(board.leave(*place, String::new()));
        }
    });
}

/// 230,000 places: about as many as GeoNames has populated places with more than 500 people.
#[divan::bench(sample_count = 10)]
fn read_230_000_features(bencher: Bencher) {
    let entries: Vec<String> = features(230_000)
        .map(|feature| {
            let place = feature.location.expect("a location");
            format!(
                r#"{{"location": {{"latitude": {}, "longitude": {}}}, "name": "{}"}}"#,
                place.latitude, place.longitude, feature.name
            )
        })
        .collect();
    let text = format!("[{}]", entries.join(",\n"));
    bencher.bench(|| FeatureDatabase::from_json(&text).expect("a good dataset"));
}
