//! The arguments of the client program, its output, and the errors of its calls. A chat is in
//! `chat.rs`.

use std::process::Stdio;

use crate::programs::{Server, fails, program, rejects, succeeds};

pub const DEFAULT: &str =
    "Berkshire Valley Management Area Trail, Jefferson, NJ, USA at 40.9146138, -74.6188906\n";
const MENDHAM: &str = "Mendham, New Jersey, USA at 40.7759300, -74.6007100\n";

/// Runs the client with arguments that are separated by spaces, and returns its output.
#[track_caller]
fn output(arguments: &str) -> String {
    succeeds("client", &words(arguments))
}

/// Splits arguments at their spaces.
pub fn words(arguments: &str) -> Vec<&str> {
    arguments.split_whitespace().collect()
}

#[test]
fn the_client_asks_for_a_feature() {
    let server = Server::start(&[]);
    let url = server.url();
    for (arguments, expected) in [
        ("--server URL", DEFAULT),
        ("feature --server URL", DEFAULT),
        ("--server URL feature", DEFAULT),
        ("feature 40.77593 -74.60071 --server URL", MENDHAM),
        ("--server URL feature 40.77593 -74.60071", MENDHAM),
        ("feature --server URL -- 40.77593 -74.60071", MENDHAM),
        (
            "feature -33.5 151.25 --server URL",
            "There is no feature at -33.5000000, 151.2500000\n",
        ),
    ] {
        assert_eq!(
            output(&arguments.replace("URL", &url)),
            expected,
            "{arguments}"
        );
    }
}

#[test]
fn the_client_lists_the_features_in_a_rectangle() {
    let server = Server::start(&[]);
    let url = server.url();
    for (corners, expected) in [
        ("40.77 -74.61 40.78 -74.60", MENDHAM),
        ("40.78 -74.60 40.77 -74.61", MENDHAM),
        ("-33 151 -34 150", "There is no feature in this rectangle\n"),
    ] {
        let arguments = format!("list {corners} --server {url}");
        assert_eq!(output(&arguments), expected, "{arguments}");
    }
}

#[test]
fn the_client_records_a_route() {
    let server = Server::start(&[]);
    let url = server.url();
    let record = |arguments| output(&format!("record {arguments} --server {url}"));
    let summary = record("--points 100 --seed 1");
    let parts = [
        "points: 100, with a name: ",
        ", distance: ",
        " m, time: 0 s\n",
    ];
    for part in parts {
        assert!(summary.contains(part), "{part:?} is missing: {summary}");
    }
    assert_eq!(record("--points 100 --seed 1"), summary, "the same seed");
    assert_ne!(record("--points 100 --seed 2"), summary, "another seed");
    assert!(record("").starts_with("points: 10, "), "the default");
    let zeros = "points: 0, with a name: 0, distance: 0 m, time: 0 s\n";
    assert_eq!(record("--points 0"), zeros);
}

#[test]
fn a_call_that_fails_is_an_error_with_its_status() {
    let server = Server::start(&[]);
    let invalid = "failed with InvalidArgument: ";
    for (arguments, parts) in [
        (
            "feature 90.0000001 0",
            [
                "GetFeature",
                "latitude 900000001 is",
                "900000000",
                "; change the argument LATITUDE\n",
            ],
        ),
        (
            "feature 0 -180.0000001",
            [
                "GetFeature",
                "longitude -1800000001 is",
                "1800000000",
                "argument LONGITUDE\n",
            ],
        ),
        (
            "list 0 181 0 0",
            [
                "ListFeatures",
                "lo.longitude 1810000000 is",
                "1800000000",
                "argument LONGITUDE\n",
            ],
        ),
        (
            "list 0 0 91 0",
            [
                "ListFeatures",
                "hi.latitude 910000000 is",
                "900000000",
                "argument OTHER_LATITUDE\n",
            ],
        ),
    ] {
        let arguments = format!("{arguments} --server {}", server.url());
        fails(
            "client",
            &words(&arguments),
            &[&parts[..], &[invalid]].concat(),
        );
    }
}

#[test]
fn a_reader_that_closes_the_output_early_is_no_error() {
    let server = Server::start(&[]);
    let mut client = program("client", &["list", "-90", "-180", "90", "180"])
        .args(["--server", &server.url()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the client runs");
    drop(client.stdout.take());
    let output = client.wait_with_output().expect("the client ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success(), "{}", output.status);
}

#[test]
fn a_wrong_argument_is_rejected() {
    for (arguments, parts) in [
        (
            "--sever http://localhost",
            &["--sever", "Usage: client"][..],
        ),
        ("lst", &["lst", "Usage: client"]),
        ("40.9 -74.6", &["40.9", "Usage: client"]),
        ("feature north 0", &["north", "LATITUDE", "not a number"]),
        ("feature NaN 0", &["NaN", "LATITUDE", "not a number"]),
        ("feature 0 1e9", &["1e9", "LONGITUDE", "214.7483647"]),
        ("feature 40.9", &["LONGITUDE"]),
        ("feature 1 2 3", &["'3'"]),
        ("feature --timeout 0", &["'0'", "--timeout"]),
        ("feature --timeout 3601", &["3601", "3600"]),
        ("feature --timeout 1s", &["1s", "--timeout"]),
        ("feature 1 2 list", &["'list'"]),
        ("list 1 2 3", &["OTHER_LONGITUDE"]),
        ("list 1 2 3 x", &["'x'", "OTHER_LONGITUDE", "not a number"]),
        ("record --points -1", &["'-1'", "--points"]),
        ("record --points 99999999999", &["99999999999", "10000000"]),
        ("record --seed x", &["'x'", "--seed"]),
        ("chat 1", &["LONGITUDE"]),
    ] {
        rejects("client", &words(arguments), parts);
    }
}

#[test]
fn the_help_lists_the_commands() {
    let help = output("--help");
    for part in ["--server <URL>", "feature", "list", "record", "chat"] {
        assert!(help.contains(part), "{part} is not in the help: {help}");
    }
}
