//! Certificates and tokens that cannot be used, and a server that stalls the TLS handshake.

use std::{fs, iter, net::TcpListener};

use crate::programs::{PROGRAMS, Server, expect_failure, fails, run, succeeds};

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
            &[&*missing, "cannot use", "cargo run --bin tokens"][..],
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
