//! The programs of `completed`, as a person runs them: what they print, and what they say when
//! something is wrong.

#[path = "support/programs.rs"]
mod programs;

use std::{
    fs,
    io::{self, BufRead, BufReader, Write as _},
    net::TcpListener,
    process::{Child, ChildStdout, Stdio},
    thread,
    time::Duration,
};

use ci::repository;
use programs::{Server, file, program, run};

/// What the program prints when all is well.
#[track_caller]
fn says(name: &str, arguments: &[&str]) -> String {
    let output = run(name, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {errors}");
    assert_eq!(errors, "");
    String::from_utf8(output.stdout)
        .expect("text")
        .replace("\r\n", "\n")
}

/// Expects the program to end with this exit code and one line of error that has these parts.
#[track_caller]
fn refuses(name: &str, arguments: &[&str], code: i32, parts: &[&str]) {
    let output = run(name, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(code),
        "{name} {arguments:?}: {errors}"
    );
    assert!(output.stdout.is_empty(), "an error is no output");
    assert!(errors.starts_with("error: "), "{errors}");
    assert_eq!(errors.lines().count(), 1, "one line, please: {errors}");
    for part in parts {
        assert!(errors.contains(part), "{part:?} is missing: {errors}");
    }
}

#[test]
fn the_server_says_where_it_listens_and_how_many_features_it_has() {
    let server = Server::start(&[]);
    let text =
        fs::read_to_string(repository().join("data/route_guide_db.json")).expect("the dataset");
    let dataset: Vec<serde_json::Value> = serde_json::from_str(&text).expect("an array");
    let features = format!(" with {} features", dataset.len());
    assert!(server.ready.contains(&features), "{}", server.ready);
    assert!(
        !server.address().ends_with(":0"),
        "the port that it really has: {}",
        server.ready
    );
}

#[test]
fn the_client_asks_for_the_usual_point_unless_told_otherwise() {
    let server = Server::start(&[]);
    let url = server.url();
    assert_eq!(
        says("client", &["--server", &url]),
        "Berkshire Valley Management Area Trail, Jefferson, NJ, USA at 40.9146138, -74.6188906\n"
    );
    let mendham = "Mendham, New Jersey, USA at 40.7759300, -74.6007100\n";
    assert_eq!(
        says("client", &["40.77593", "-74.60071", "--server", &url]),
        mendham
    );
    assert_eq!(
        says("client", &["--server", &url, "--", "40.77593", "-74.60071"]),
        mendham
    );
    assert_eq!(
        says("client", &["-33.5", "151.25", "--server", &url]),
        "There is no feature at -33.5000000, 151.2500000\n"
    );
}

#[test]
fn the_server_serves_another_dataset() {
    let file = file(
        "one.json",
        r#"[{"location": {"latitude": 1, "longitude": -2}, "name": "Here"}]"#,
    );
    let server = Server::start(&["--database", &file]);
    assert!(server.ready.contains("1 features"), "{}", server.ready);
    let answer = says(
        "client",
        &["0.0000001", "-0.0000002", "--server", &server.url()],
    );
    assert_eq!(answer, "Here at 0.0000001, -0.0000002\n");
}

#[test]
fn a_point_off_the_map_is_one_line_of_error() {
    let server = Server::start(&[]);
    let parts = ["InvalidArgument", "latitude", "900000001", "900000000"];
    refuses(
        "client",
        &["90.0000001", "0", "--server", &server.url()],
        1,
        &parts,
    );
    let parts = ["InvalidArgument", "longitude", "-1800000001", "1800000000"];
    refuses(
        "client",
        &["0", "-180.0000001", "--server", &server.url()],
        1,
        &parts,
    );
}

#[test]
fn each_method_has_a_command() {
    let server = Server::start(&[]);
    let url = server.url();
    let mendham = "Mendham, New Jersey, USA at 40.7759300, -74.6007100\n";
    for arguments in [
        ["feature", "40.77593", "-74.60071", "--server", &url],
        ["--server", &url, "feature", "40.77593", "-74.60071"],
    ] {
        assert_eq!(says("client", &arguments), mendham);
    }
    let around = ["list", "40.77", "-74.61", "40.78", "-74.60"];
    assert_eq!(
        says("client", &[&around[..], &["--server", &url]].concat()),
        mendham
    );
    let nothing = ["list", "-33", "151", "-34", "150", "--server", &url];
    let no_feature = "There is no feature in this rectangle\n";
    assert_eq!(says("client", &nothing), no_feature);

    let record = ["record", "--points", "100", "--seed", "1", "--server", &url];
    let summary = says("client", &record);
    assert!(
        summary.starts_with("points: 100, with a name: "),
        "{summary}"
    );
    assert_eq!(
        says("client", &record),
        summary,
        "the same seed, the same route"
    );
    let other = ["record", "--points", "100", "--seed", "2", "--server", &url];
    assert_ne!(says("client", &other), summary);
    let none = ["record", "--points", "0", "--server", &url];
    let zeros = "points: 0, with a name: 0, distance: 0 m, time: 0 s\n";
    assert_eq!(says("client", &none), zeros);
}

/// A person who chats: what they type goes in, and what they see comes out.
struct Person {
    child: Child,
    sees: BufReader<ChildStdout>,
}

impl Person {
    fn at(url: &str) -> Person {
        let mut child = program("client", &["chat", "--server", url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the client can be run");
        let sees = BufReader::new(child.stdout.take().expect("its output"));
        Person { child, sees }
    }

    fn types(&mut self, text: &[u8]) {
        let stdin = self.child.stdin.as_mut().expect("its input");
        stdin.write_all(text).expect("someone reads");
    }

    #[track_caller]
    fn sees(&mut self, lines: &[&str]) {
        for expected in lines {
            let mut line = String::new();
            self.sees.read_line(&mut line).expect("a line");
            assert_eq!(line.trim_end(), *expected);
        }
    }
}

#[test]
fn two_people_at_two_terminals_see_each_others_notes() {
    let server = Server::start(&[]);
    let (mut one, mut other) = (Person::at(&server.url()), Person::at(&server.url()));
    one.types(b"Is anybody here?\n\n  \nHello?\n"); // an empty line is no note
    one.sees(&["  Is anybody here?"]);
    other.types("Ich bin's, \u{1b}[31mgrün".as_bytes());
    other.types(b"\xff\n"); // a terminal that is not set to UTF-8
    other.sees(&["  Is anybody here?", "  Hello?"]);
    one.types(b"Ah\n");
    let strange = "  Ich bin's, \u{fffd}[31mgrün\u{fffd}";
    one.sees(&["  Is anybody here?", "  Hello?", strange]);
    drop(one.child.stdin.take());
    assert!(
        one.child.wait().expect("it ends").success(),
        "Ctrl-D ends a chat"
    );

    other.types(&[b'x'; 501]);
    other.types(b"\n");
    let end = other.child.wait_with_output().expect("it ends");
    let errors = String::from_utf8_lossy(&end.stderr);
    assert_eq!(end.status.code(), Some(1));
    assert!(
        errors.contains("RouteChat failed with ResourceExhausted"),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1, "one line, please: {errors}");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let server = Server::start(&[]);
    let mut client = program("client", &["list", "-90", "-180", "90", "180"])
        .args(["--server", &server.url()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the client can be run");
    drop(client.stdout.take());
    let end = client.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&end.stderr), "");
    assert!(end.status.success());
}

#[test]
fn what_the_client_cannot_do_is_one_line_of_error() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", free.local_addr().expect("its address"));
    drop(free);
    refuses(
        "client",
        &["--server", &url],
        1,
        &[&url, "cargo run --bin server"],
    );
    refuses(
        "client",
        &["--server", "127.0.0.1:50051"],
        1,
        &["127.0.0.1:50051", "http://HOST:PORT"],
    );
    refuses(
        "client",
        &["--server", "https://localhost"],
        1,
        &["https://localhost", "has no TLS", "http://HOST:PORT"],
    );
    refuses("client", &["--server", "http://"], 1, &["http://"]);
    refuses(
        "client",
        &["north", "0"],
        2,
        &["north", "LATITUDE", "neither a number nor a command"],
    );
    refuses("client", &["NaN", "0"], 2, &["NaN", "LATITUDE"]);
    refuses(
        "client",
        &["0", "1e9"],
        2,
        &["1e9", "LONGITUDE", "214.7483647"],
    );
    refuses("client", &["40.9"], 2, &["LONGITUDE"]);
    refuses("client", &["1", "2", "3"], 2, &["'3'"]);
    refuses("client", &["lst"], 2, &["lst", "a command", "--help"]);
    refuses(
        "client",
        &["1", "2", "list", "1", "2", "3", "4"],
        1,
        &["a place comes after the command"],
    );
    refuses("client", &["list", "1", "2", "3"], 2, &["OTHER_LONGITUDE"]);
    refuses(
        "client",
        &["list", "1", "2", "3", "x"],
        2,
        &["'x'", "neither a number"],
    );
    refuses(
        "client",
        &["record", "--points", "-1"],
        2,
        &["'-1'", "--points"],
    );
    refuses(
        "client",
        &["record", "--points", "99999999999"],
        2,
        &["99999999999", "10000000"],
    );
    refuses("client", &["record", "--seed", "x"], 2, &["'x'", "--seed"]);
    refuses("client", &["chat", "1"], 2, &["LONGITUDE"]);
    for command in [&["list", "1", "2", "3", "4"][..], &["record"], &["chat"]] {
        refuses(
            "client",
            &[command, &["--server", &url]].concat(),
            1,
            &[&url, "cargo run --bin server"],
        );
    }
    refuses(
        "client",
        &["--sever", "http://localhost"],
        2,
        &["--sever", "--help"],
    );
}

#[test]
fn the_client_does_not_wait_forever() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", silent.local_addr().expect("its address"));
    refuses(
        "client",
        &["--server", &url],
        1,
        &["GetFeature failed with"],
    );
}

#[test]
fn what_the_server_cannot_do_is_one_line_of_error() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("its address").to_string();
    refuses("server", &["--addr", &address], 1, &[&address, "--addr"]);
    refuses(
        "server",
        &["--addr", "127.0.0.1"],
        1,
        &["127.0.0.1", "--addr HOST:PORT"],
    );
    refuses(
        "server",
        &["--addr", "127.0.0.1:port"],
        1,
        &["127.0.0.1:port", "--addr HOST:PORT"],
    );
    refuses("server", &["--addr"], 2, &["--addr", "HOST:PORT"]);
    refuses("server", &["--port", "50051"], 2, &["--port", "--help"]);
    refuses("server", &["fast"], 2, &["fast", "--help"]);
}

#[test]
fn a_bad_dataset_is_one_line_of_error_that_names_it() {
    let here = r#"{"location": {"latitude": 1, "longitude": 2}, "name": "Here"}"#;
    for (name, text, parts) in [
        ("empty.json", String::new(), vec!["line 1"]),
        ("none.json", "[]".to_string(), vec!["no entries"]),
        (
            "truncated.json",
            format!("[{here}, {}", &here[..30]),
            vec!["line 1 column 94"],
        ),
        ("object.json", here.to_string(), vec!["line 1"]),
        (
            "text.json",
            format!("[\n{here},\n{}]", here.replace("1,", "\"1\",")),
            vec!["line 3"],
        ),
        (
            "nameless.json",
            format!("[\n{}]", here.replace("name", "nom")),
            vec!["`name`", "line 2"],
        ),
        (
            "twice.json",
            format!("[{here}, {here}]"),
            vec!["entry 2", "Here", "latitude 1"],
        ),
        (
            "off.json",
            format!("[{here}, {}]", here.replace("1,", "-900000001,")),
            vec!["entry 2", "Here", "latitude -900000001", "900000000"],
        ),
    ] {
        let file = file(name, &text);
        refuses(
            "server",
            &["--database", &file],
            1,
            &[&[name], &parts[..]].concat(),
        );
    }
    refuses(
        "server",
        &["--database", "no/such.json"],
        1,
        &["no/such.json", "--database"],
    );
    refuses("server", &["--database", "."], 1, &["--database"]);
}

#[test]
fn help_is_not_an_error() {
    for (name, flag) in [("server", "--database"), ("client", "--server")] {
        assert!(says(name, &["--help"]).contains(flag));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_sigterm_stop_the_server_without_an_error() {
    use rustix::process::{Pid, Signal, kill_process};

    for signal in [Signal::INT, Signal::TERM] {
        let mut server = Server::start(&[]);
        let pid = Pid::from_child(&server.child);
        kill_process(pid, signal).expect("the server can be signalled");
        let status = server.child.wait().expect("the server ends");
        assert!(status.success(), "after {signal:?}: {status}");
        let rest = io::read_to_string(&mut server.stdout).expect("its last words");
        assert_eq!(rest, "Stopped\n");
    }
}

#[cfg(unix)]
#[test]
fn a_chat_does_not_keep_the_server_from_stopping() {
    use rustix::process::{Pid, Signal, kill_process};

    let mut server = Server::start(&[]);
    let mut one = Person::at(&server.url());
    one.types(b"Hello\nHello?\n");
    one.sees(&["  Hello"]);
    let pid = Pid::from_child(&server.child);
    kill_process(pid, Signal::INT).expect("the server can be signalled");
    thread::sleep(Duration::from_millis(200));
    assert!(
        server.child.try_wait().expect("a child").is_none(),
        "a chat is a call in flight"
    );
    one.types(b"Are you going?\n");
    one.sees(&["  Hello", "  Hello?"]);
    kill_process(pid, Signal::INT).expect("the server can be signalled");
    let status = server.child.wait().expect("the server ends");
    assert!(status.success(), "to insist is not an error: {status}");
    let end = one.child.wait_with_output().expect("it ends");
    let errors = String::from_utf8_lossy(&end.stderr);
    assert!(
        errors.starts_with("error: RouteChat failed with"),
        "{errors}"
    );
    assert!(
        errors.contains("make sure that the server runs"),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1, "one line, please: {errors}");
}
