//! The file of tokens, and the program's rules for tokens without TLS.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use route_guide::auth::{Authenticator, Tokens};

use crate::programs::{PROGRAMS, fails, program, succeeds};

#[test]
fn a_bad_line_is_an_error_that_names_its_number_and_no_token() {
    let secret = "0123456789abcdef0123456789abcdef";
    let good = format!("# users\n\nalice post {secret}\n");
    for (text, line, part) in [
        (
            "alice post".to_string(),
            ":1: ",
            "a name, the word post or read, and a token",
        ),
        (
            format!("{good}bob {secret}"),
            ":4: ",
            "a name, the word post or read",
        ),
        (format!("{good}bob reads {secret}1"), ":4: ", "post or read"),
        (
            format!("{good}bob read short"),
            ":4: ",
            "at least 32 characters",
        ),
        (
            format!("{good}bob read {secret}\u{e9}"),
            ":4: ",
            "only letters",
        ),
        (format!("{good}bob read {secret}"), ":4: ", "the same token"),
        (
            format!("{good}alice read {secret}1"),
            ":4: ",
            "this user already has",
        ),
        (
            format!("{good}{secret}1 read bob"),
            ":4: ",
            "1 to 31 characters",
        ),
        (
            format!("{good}b\u{202e}b read {secret}1"),
            ":4: ",
            "lowercase letters",
        ),
        (format!("{good}Bob read {secret}1"), ":4: ", "lowercase"),
        ("# nobody\n".to_string(), "", "has no users"),
    ] {
        let file = PROGRAMS.join("bad-users.txt");
        fs::write(&file, &text).expect("a file");
        let file = file.display().to_string();
        fails(
            "server",
            &["--tokens", &file],
            &[&format!("{file}{line}"), part],
        );
        let error = Tokens::parse(&text, file.as_ref()).expect_err("a bad line");
        assert!(!error.to_string().contains(secret), "{error}");
    }
    let missing = PROGRAMS.join("missing.txt").display().to_string();
    fails(
        "server",
        &["--tokens", &missing],
        &[&missing, "cannot read"],
    );
}

#[test]
fn a_file_of_notepad_is_read() {
    let secret = "0123456789abcdef0123456789abcdef";
    let text = format!("\u{feff}alice post {secret}\r\nbob.2_x-y read {secret}1\r\n");
    let tokens = Tokens::parse(&text, "users.txt".as_ref()).expect("tokens");
    assert_eq!(tokens.find(secret).expect("a user").name, "alice");
}

#[test]
fn a_server_for_other_computers_refuses_tokens_without_tls() {
    let folder = PROGRAMS.join("tokens-for-others");
    let path = folder.display().to_string();
    succeeds("tokens", &[&path]);
    succeeds("certificates", &[&path]);
    let users = folder.join("users.txt").display().to_string();
    let arguments = ["--addr", "0.0.0.0:0", "--tokens", &users];
    fails(
        "server",
        &arguments,
        &["connect to 0.0.0.0:", "--tls FOLDER"],
    );
    let mut encrypted = program("server", &["--tokens", &users, "--tls", &path]);
    encrypted.args(["--addr", "0.0.0.0:0"]);
    let mut child = encrypted
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server runs");
    let mut ready = String::new();
    let stdout = child.stdout.take().expect("its output is piped");
    let read = BufReader::new(stdout).read_line(&mut ready);
    let _ = child.kill();
    let _ = child.wait();
    assert!(
        read.is_ok() && ready.starts_with("Listening on 0.0.0.0:"),
        "{ready}"
    );
}

#[test]
fn the_debug_form_of_tokens_has_none_of_them() {
    let secret = "0123456789abcdef0123456789abcdef";
    let tokens = Tokens::parse(&format!("alice post {secret}"), "users.txt".as_ref());
    let debug = format!("{:?}", Authenticator::new(tokens.ok()));
    assert!(
        debug.contains("alice") && !debug.contains(secret),
        "{debug}"
    );
}
