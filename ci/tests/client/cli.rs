//! The arguments of the client program, its output, and its errors. A chat is in `chat.rs`.

use std::{
    fs,
    net::TcpListener,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::programs::{PROGRAMS, Server, fails, program, rejects, run, succeeds};

const DEFAULT: &str =
    "Berkshire Valley Management Area Trail, Jefferson, NJ, USA at 40.9146138, -74.6188906\n";
const MENDHAM: &str = "Mendham, New Jersey, USA at 40.7759300, -74.6007100\n";

/// Runs the client with arguments that are separated by spaces, and returns its output.
#[track_caller]
fn output(arguments: &str) -> String {
    succeeds("client", &words(arguments))
}

fn words(arguments: &str) -> Vec<&str> {
    arguments.split_whitespace().collect()
}

/// A URL on which no server listens.
fn unused_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("its address"))
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
fn a_server_that_is_not_running_is_an_error_that_names_it() {
    let url = unused_url();
    let parts = [&format!("no server at {url}: "), "cargo run --bin server"];
    for command in ["", "feature", "list 1 2 3 4", "record", "chat"] {
        let arguments = format!("{command} --server {url}");
        fails("client", &words(&arguments), &parts);
    }
}

#[test]
fn with_a_timeout_the_client_waits_for_the_server() {
    let url = unused_url();
    let address = url.trim_start_matches("http://");
    let arguments = format!("feature --timeout 60 --server {url}");
    let client = program("client", &words(&arguments))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the client runs");
    thread::sleep(Duration::from_millis(500));
    let _server = Server::start_at(address);
    let output = client.wait_with_output().expect("the client ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), DEFAULT);
}

#[test]
fn with_a_timeout_the_client_does_not_wait_forever() {
    let url = unused_url();
    let arguments = format!("feature --timeout 1 --server {url}");
    let parts = [&format!("{url}: GetFeature failed with Unavailable: ")];
    let started = Instant::now();
    fails("client", &words(&arguments), &parts.map(String::as_str));
    assert!(started.elapsed() < Duration::from_secs(10)); // Windows takes two seconds to connect

    let server = Server::start(&[]);
    let arguments = format!("feature 91 0 --timeout 60 --server {}", server.url());
    fails(
        "client",
        &words(&arguments),
        &["InvalidArgument", "LATITUDE"],
    );
}

#[test]
fn the_timeout_is_also_for_connecting_to_several_servers() {
    let urls = [unused_url(), unused_url()];
    let arguments = format!(
        "feature --timeout 1 --server {} --server {}",
        urls[0], urls[1]
    );
    let message = format!(
        "none of the servers at {} and {} is serving",
        urls[0], urls[1]
    );
    let started = Instant::now();
    fails("client", &words(&arguments), &[&message]);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(4), "the client takes {took:?}");
}

#[test]
fn several_servers_that_start_late_are_found() {
    let urls = [unused_url(), unused_url()];
    let arguments = format!(
        "feature --timeout 60 --server {} --server {}",
        urls[0], urls[1]
    );
    let client = program("client", &words(&arguments))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the client runs");
    thread::sleep(Duration::from_millis(5500)); // longer than without `--timeout`
    let _server = Server::start_at(urls[1].trim_start_matches("http://"));
    let output = client.wait_with_output().expect("the client ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), DEFAULT);
}

#[test]
fn a_server_that_does_not_respond_is_an_error_after_the_timeout() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", silent.local_addr().expect("its address"));
    let status = "GetFeature failed with DeadlineExceeded: no response within 5s";
    fails("client", &["--server", &url], &[status]);
}

#[test]
fn a_url_that_cannot_be_used_is_an_error_that_names_it() {
    for (url, parts) in [
        ("127.0.0.1:50051", &["http://HOST:PORT"][..]),
        ("https://localhost", &["http://HOST:PORT", "add --ca FILE"]),
        ("http://", &["is not a URL"]),
    ] {
        let quoted = format!("{url:?}");
        fails(
            "client",
            &["--server", url],
            &[&[quoted.as_str()], parts].concat(),
        );
    }
}

#[test]
fn a_ca_that_cannot_be_used_is_an_error_that_names_it() {
    let folder = PROGRAMS.join("cas");
    let path = |file: &str| folder.join(file).display().to_string();
    succeeds("certificates", &[&folder.display().to_string()]);
    fs::write(path("damaged.pem"), "-----BEGIN CERTIFICATE-----\n!\n").expect("a file");
    let (ca, key, missing) = (path("ca.pem"), path("server.key"), path("missing.pem"));
    let advice = "cargo run --bin certificates";
    for (url, file, parts) in [
        (
            "http://localhost",
            &ca,
            &["\"http://localhost\"", "https://HOST:PORT"][..],
        ),
        ("localhost", &ca, &["\"localhost\"", "https://HOST:PORT"]),
        ("https://", &ca, &["\"https://\" is not a URL"]),
        (
            "https://localhost",
            &key,
            &[&key, "not a certificate", advice],
        ),
        (
            "https://localhost",
            &missing,
            &[&missing, "cannot read", advice],
        ),
        (
            "https://localhost",
            &path("damaged.pem"),
            &["https://localhost", "parsing", advice],
        ),
    ] {
        fails("client", &["--server", url, "--ca", file], parts);
    }
}

#[test]
fn a_token_that_cannot_be_used_is_an_error_that_names_its_file() {
    let file = |name: &str, text: &str| {
        let file = PROGRAMS.join(name);
        fs::write(&file, text).expect("a file");
        file.display().to_string()
    };
    let secret = "0123456789abcdef0123456789abcdef";
    let good = file("good.token", secret);
    let missing = PROGRAMS.join("missing.token").display().to_string();
    for (url, file, parts) in [
        (
            "http://127.0.0.1:1",
            &missing,
            &[&*missing, "cannot use"][..],
        ),
        (
            "http://[::1]:1",
            &file("short.token", "secret"),
            &["short.token", "32 characters"],
        ),
        (
            "http://localhost:1",
            &file("two.token", "a\nb"),
            &["two.token", "only letters"],
        ),
        // Nobody should see a token on its way, so the client does not even connect.
        (
            "http://192.0.2.1:1",
            &good,
            &["http://192.0.2.1:1", "https://", "--ca"],
        ),
        (
            "http://localhost.example:1",
            &good,
            &["could read the token"],
        ),
        (
            "http://127.0.0.1@example.com:1",
            &good,
            &["could read the token"],
        ),
    ] {
        fails(
            "client",
            &["chat", "--server", url, "--token-file", file],
            parts,
        );
    }
}

#[test]
fn a_server_that_does_not_complete_the_handshake_is_an_error_after_the_timeout() {
    let folder = PROGRAMS.join("ca-of-silent");
    succeeds("certificates", &[&folder.display().to_string()]);
    let ca = folder.join("ca.pem").display().to_string();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", silent.local_addr().expect("its address"));
    let parts = [
        &format!("no connection to {url}: "),
        "handshake timeout",
        &ca,
    ];
    fails("client", &["--server", &url, "--ca", &ca], &parts);
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

/// tonic reports such a certificate as UNAVAILABLE, so the client tries again, but the advice differs.
#[test]
fn a_certificate_that_is_not_trusted_is_named_after_retries() {
    let [own, other] = ["trusted", "not-trusted"].map(|name| {
        let folder = PROGRAMS.join(name).display().to_string();
        succeeds("certificates", &[&folder]);
        folder
    });
    let server = Server::start(&["--tls", &own]);
    let url = server.url().replacen("http", "https", 1);
    let ca = format!("{other}/ca.pem");
    let arguments = ["feature", "--timeout", "1", "--server", &url, "--ca", &ca];
    let advice = "check that --ca names the CA of the server's certificate";
    let parts = ["Unavailable: ", "invalid peer certificate", advice];
    fails("client", &arguments, &parts);
    let error = run("client", &arguments).stderr;
    let error = String::from_utf8_lossy(&error);
    assert!(!error.contains("server is running"), "{error}");
}
