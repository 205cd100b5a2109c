//! Connections that cannot be made, or take long: servers that are down, late, or silent, and URLs that
//! cannot be used.

use std::{iter, net::TcpListener, process::Stdio, thread, time::Duration};

use crate::{
    cli::{DEFAULT, words},
    programs::{Server, fails, program},
};

/// A URL on which no server listens.
fn unused_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("its address"))
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
    finds_late_server(1, Duration::from_millis(500));
}

/// Starts the client with the URLs of this many servers. After a pause, starts only the last server, which the
/// client has to find.
#[track_caller]
fn finds_late_server(servers: usize, pause: Duration) {
    for _ in 0..5 {
        let urls: Vec<String> = iter::repeat_with(unused_url).take(servers).collect();
        let arguments = format!("feature --timeout 60 --server {}", urls.join(" --server "));
        let mut client = program("client", &words(&arguments))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the client runs");
        thread::sleep(pause);
        let address = urls[servers - 1].trim_start_matches("http://");
        let server = Server::start_at(address);
        if !server.is_listening() {
            client.kill().expect("the client is still running");
            client.wait().expect("the client ends");
            continue; // another program has taken the port in the meantime
        }
        let output = client.wait_with_output().expect("the client ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(String::from_utf8_lossy(&output.stdout), DEFAULT);
        return;
    }
    panic!("no port stays free");
}

#[test]
fn with_a_timeout_the_client_does_not_wait_forever() {
    let url = unused_url();
    let message = format!("{url}: GetFeature failed with Unavailable: ");
    waits_for_its_timeout(&[&url], &message);

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
    let (one, other) = (unused_url(), unused_url());
    let message = format!("none of the servers at {one} and {other} is serving");
    waits_for_its_timeout(&[&one, &other], &message);
}

/// Expects a client with a timeout of a second to fail with this message, while one that was started
/// before it, with a timeout of a minute, still waits for a server.
#[track_caller]
fn waits_for_its_timeout(urls: &[&str], message: &str) {
    let arguments = format!("feature --server {} --timeout", urls.join(" --server "));
    let arguments = words(&arguments);
    let mut patient = program("client", &[&arguments[..], &["60"]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the client runs");
    thread::sleep(Duration::from_millis(500)); // if both waited equally long, it would end first
    fails("client", &[&arguments[..], &["1"]].concat(), &[message]);
    let end = patient.try_wait().expect("a child process");
    patient.kill().expect("the client can be stopped");
    patient.wait().expect("the client ends");
    assert_eq!(end, None, "the client with the longer timeout has ended");
}

#[test]
fn several_servers_that_start_late_are_found() {
    finds_late_server(2, Duration::from_millis(5500)); // longer than without `--timeout`
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
