//! The output of the client program with `--json`: one object on each line.

use std::{io::Write as _, process::Stdio};

use serde_json::{Value, json};

use crate::{
    cli::words,
    programs::{Server, fails, program, succeeds},
};

/// Runs the client with `--json`, and parses each line of its output.
#[track_caller]
fn objects(arguments: &str, server: &Server) -> Vec<Value> {
    let arguments = format!("{arguments} --json --server {}", server.url());
    parse(&succeeds("client", &words(&arguments)))
}

#[track_caller]
fn parse(output: &str) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    output.lines().map(parse).collect()
}

fn mendham() -> Value {
    json!({
        "name": "Mendham, New Jersey, USA",
        "location": { "latitude": 407_759_300, "longitude": -746_007_100 },
    })
}

#[test]
fn a_feature_is_an_object() {
    let server = Server::start(&[]);
    for arguments in [
        "feature 40.77593 -74.60071",
        "feature 40.77593 -74.60071 --timeout 5",
    ] {
        assert_eq!(objects(arguments, &server), [mendham()], "{arguments}");
    }
    let nothing = json!({ "name": "", "location": { "latitude": 0, "longitude": -10_000_000 } });
    assert_eq!(objects("feature 0 -1", &server), [nothing]);
}

#[test]
fn a_list_has_an_object_for_each_feature() {
    let server = Server::start(&[]);
    let found = objects("list 40.77 -74.61 40.78 -74.60", &server);
    assert_eq!(found, [mendham()]);
    assert_eq!(objects("list 40.7 -74.3 41 -74", &server).len(), 4);
    assert!(objects("list -33 151 -34 150", &server).is_empty());
}

#[test]
fn a_route_is_its_points_and_then_its_summary() {
    let server = Server::start(&[]);
    let mut route = objects("record --points 100 --seed 1", &server);
    let summary = route.pop().expect("a summary");
    assert_eq!(route.len(), 100);
    for object in &route {
        let coordinates = ["latitude", "longitude"].map(|name| object["point"][name].as_i64());
        assert!(!coordinates.contains(&None), "{object}");
    }
    let summary = &summary["summary"];
    assert_eq!(summary["pointCount"], 100);
    assert_eq!(summary["elapsedTime"], 0);
    for name in ["featureCount", "distance"] {
        assert!(summary[name].is_i64() || summary[name].is_u64(), "{name}");
    }
    let zeros = json!({ "pointCount": 0, "featureCount": 0, "distance": 0, "elapsedTime": 0 });
    let nothing = objects("record --points 0", &server);
    assert_eq!(nothing, [json!({ "summary": zeros })]);
}

#[test]
fn a_chat_has_an_object_for_each_note() {
    let server = Server::start(&[]);
    let mut client = program("client", &["chat", "0", "-1", "--json"])
        .args(["--server", &server.url()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the client runs");
    let mut typed = client.stdin.take().expect("its input is piped");
    typed
        .write_all("\"Grüße\"\nHello\n".as_bytes())
        .expect("the client reads");
    drop(typed);
    let output = client.wait_with_output().expect("the client ends");
    let mut notes = parse(&String::from_utf8(output.stdout).expect("UTF-8"));
    for note in &mut notes {
        let posted_at = note["postedAt"].take();
        let posted_at = posted_at.as_str().expect("a time").to_string();
        assert!(
            posted_at.starts_with("20") && posted_at.ends_with('Z'),
            "{posted_at}"
        );
    }
    let note = json!({
        "location": { "latitude": 0, "longitude": -10_000_000 },
        "message": "\"Grüße\"",
        "author": "",
        "postedAt": null,
    });
    assert_eq!(notes, [note]);
}

#[test]
fn an_error_is_the_same_with_and_without_json() {
    let server = Server::start(&[]);
    let arguments = format!("--json feature 91 0 --server {}", server.url());
    let parts = ["GetFeature failed with InvalidArgument: ", "LATITUDE"];
    fails("client", &words(&arguments), &parts);
}
