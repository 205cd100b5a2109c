use super::*;
use crate::map::{Feature, Note, Point};

fn at(latitude: f64, longitude: f64) -> Point {
    Point {
        latitude,
        longitude,
    }
}

fn drawing(shapes: Vec<Shape>) -> Map {
    Map {
        server: Server::Up,
        drawings: vec![Drawing {
            command: "client list".to_string(),
            shapes,
            error: None,
        }],
        ..Map::default()
    }
}

#[test]
fn a_feature_is_a_dot_with_its_name() {
    let feature = Feature {
        point: at(40.5, -74.25),
        name: "<b>A & B</b>".to_string(),
    };
    let html = drawing(vec![Shape::Feature(feature)]).html();
    assert!(
        html.contains("d=\"M-74.25 40.5h0\"><title>&lt;b&gt;A &amp; B&lt;/b&gt;</title>"),
        "{html}"
    );
    assert!(
        html.contains("<code>client list</code>: 1 feature"),
        "{html}"
    );
}

#[test]
fn a_route_is_one_line() {
    let html = drawing(vec![
        Shape::Stop(at(40.5, -74.25)),
        Shape::Stop(at(41.0, -74.0)),
    ])
    .html();
    assert!(html.contains("points=\"-74.25,40.5 -74,41\""), "{html}");
    assert!(html.contains("2 points"), "{html}");
}

#[test]
fn text_from_the_server_cannot_contain_markup() {
    let note = Note {
        point: at(40.5, -74.0),
        message: "<script>alert(1)</script>".to_string(),
        author: "\"><img src=x>".to_string(),
    };
    let mut map = drawing(vec![Shape::Note(note)]);
    assert!(
        !map.html().contains("<script>") && !map.html().contains("<img"),
        "{}",
        map.html()
    );
    map.drawings[0].error = Some("</pre><script>".to_string());
    assert!(!map.html().contains("<script>"), "{}", map.html());
}

#[test]
fn a_server_that_does_not_run_is_told_with_the_command() {
    let map = Map {
        server: Server::Down,
        url: "http://127.0.0.1:50051".to_string(),
        ..Map::default()
    };
    let html = map.html();
    assert!(
        html.contains("not running at <code>http://127.0.0.1:50051</code>"),
        "{html}"
    );
    assert!(
        html.contains("<code>cargo run --bin server</code>"),
        "{html}"
    );
    let map = Map {
        url: "http://127.0.0.1:50052".to_string(),
        browser: Some("http://127.0.0.1:4180".to_string()),
        ..map
    };
    let html = map.html();
    assert!(
        html.contains(
            "cargo run --bin server -- --addr 127.0.0.1:50052 --web <span data-origin>http://127.0.0.1:4180<"
        ),
        "{html}"
    );
}

#[test]
fn a_failure_may_come_from_an_old_server_or_from_tls() {
    let mut map = drawing(Vec::new());
    assert!(map.html().contains("Drawn by your own"), "{}", map.html());
    map.drawings[0].error = Some("Unimplemented".to_string());
    for expected in ["start it again", "could not draw", "without TLS"] {
        assert!(map.html().contains(expected), "{}", map.html());
    }
}
