//! Chats between people: the lines that they type, and the lines that the client prints.

use std::{
    io::{BufRead, BufReader, Write as _},
    process::{Child, ChildStdout, Output, Stdio},
};

use crate::programs::{Server, expect_failure, program};

/// A person at a terminal of their own.
struct Person {
    client: Child,
    screen: BufReader<ChildStdout>,
}

impl Person {
    /// Starts a chat at the default point.
    fn at(url: &str) -> Person {
        let mut client = program("client", &["chat", "--server", url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the client runs");
        let screen = BufReader::new(client.stdout.take().expect("its output is piped"));
        Person { client, screen }
    }

    fn types(&mut self, text: &[u8]) {
        let stdin = self.client.stdin.as_mut().expect("the chat goes on");
        stdin.write_all(text).expect("the client reads");
    }

    /// Expects the client to print these notes next, each indented and after its time.
    #[track_caller]
    fn sees(&mut self, notes: &[&str]) {
        for expected in notes {
            let mut line = String::new();
            self.screen.read_line(&mut line).expect("a line");
            let note = line.strip_prefix("  ").expect("a line that is indented");
            let (time, note) = note.trim_end().split_once(' ').expect("a time and a note");
            assert_eq!(note, *expected);
            let shape = time.replace(|c: char| c.is_ascii_digit(), "0");
            assert_eq!(shape, "0000-00-00T00:00:00Z");
        }
    }

    /// Waits until the client ends, without ending its input.
    fn ends(mut self) -> Output {
        let _open = self.client.stdin.take();
        self.client.wait_with_output().expect("the client ends")
    }
}

#[test]
fn two_people_at_two_terminals_see_each_others_notes() {
    let server = Server::start(&[]);
    let (mut one, mut other) = (Person::at(&server.url()), Person::at(&server.url()));
    one.types(b"Is anybody here?\n\n  \nHello?\n"); // empty lines are not posted
    one.sees(&["Is anybody here?"]);
    other.types("Ich bin's, \u{1b}[31mgrün".as_bytes());
    other.types(b"\xff\n"); // from a terminal that is not set to UTF-8
    other.sees(&["Is anybody here?", "Hello?"]);
    one.types(b"Ah\n");
    let printable = "Ich bin's, \u{fffd}[31mgrün\u{fffd}";
    one.sees(&["Is anybody here?", "Hello?", printable]);

    drop(one.client.stdin.take());
    let output = one.ends();
    assert!(output.status.success(), "the end of the input ends a chat");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_note_that_is_too_long_ends_the_chat_with_an_error() {
    let server = Server::start(&[]);
    let mut one = Person::at(&server.url());
    one.types(&[b'x'; 501]);
    one.types(b"\n");
    let status = "RouteChat failed with ResourceExhausted: ";
    expect_failure("chat", &one.ends(), &[status, "501 bytes"]);
}

/// Starts a chat, and waits until it is in flight.
fn chat(server: &Server) -> Person {
    let mut one = Person::at(&server.url());
    one.types(b"Hello\nHello?\n");
    one.sees(&["Hello"]);
    one
}

#[test]
fn a_server_that_crashes_ends_the_chat_with_an_error() {
    let server = Server::start(&[]);
    let one = chat(&server);
    drop(server);
    let parts = ["RouteChat failed with ", "check that the server is running"];
    expect_failure("chat", &one.ends(), &parts);
}

#[cfg(unix)]
#[test]
fn a_server_that_stops_ends_the_chat_with_an_error() {
    use rustix::process::{Pid, Signal, kill_process};

    let server = Server::start(&[]);
    let one = chat(&server);
    let process = Pid::from_child(&server.child);
    kill_process(process, Signal::TERM).expect("the signal can be sent");
    let status = "RouteChat failed with Unavailable: the server is shutting down";
    expect_failure(
        "chat",
        &one.ends(),
        &[status, "check that the server is running"],
    );
}
