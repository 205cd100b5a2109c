//! Connections that cannot be made, or take long: servers that are down, late, or silent, and URLs,
//! certificates, and tokens that cannot be used.

use std::{
    fs, iter,
    net::TcpListener,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::{
    cli::{DEFAULT, words},
    programs::{PROGRAMS, Server, expect_failure, fails, program, run, succeeds},
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
    // If the time runs out during the last attempt, the client reports DeadlineExceeded instead.
    let mut outputs = iter::repeat_with(|| run("client", &arguments)).take(10);
    let output = outputs.find(|output| {
        let error = String::from_utf8_lossy(&output.stderr);
        !error.contains("DeadlineExceeded")
    });
    let output = output.expect("an attempt that fails before the time runs out");
    let parts = ["Unavailable: ", "invalid peer certificate", advice];
    expect_failure("client", &output, &parts);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!error.contains("server is running"), "{error}");
}
