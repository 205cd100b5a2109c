//! The arguments of the server program, and its first line of output.

use std::net::TcpListener;

use crate::programs::{Server, fails, rejects, succeeds};

#[test]
fn the_server_prints_the_address_on_which_it_listens() {
    let server = Server::start(&[]);
    let address = server.address();
    assert!(address.starts_with("127.0.0.1:"), "{}", server.ready);
    assert!(!address.ends_with(":0"), "{address} is not the real port");
    assert!(
        server.ready.ends_with("; press Ctrl-C to stop\n"),
        "{}",
        server.ready
    );
}

#[test]
fn an_address_that_cannot_be_used_is_an_error_that_names_it() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let used = listener.local_addr().expect("its address").to_string();
    for address in [&used, "127.0.0.1", "127.0.0.1:port", ""] {
        let named = format!("cannot listen on {address}: ");
        fails(
            "server",
            &["--addr", address],
            &[&named, "--addr HOST:PORT"],
        );
    }
    fails("server", &["--addr", &used], &["stop the program"]);
}

#[test]
fn a_wrong_argument_is_rejected() {
    for (arguments, parts) in [
        (&["--addr"][..], &["--addr <HOST:PORT>"][..]),
        (&["--database"], &["--database <FILE>"]),
        (&["--port", "50051"], &["--port", "Usage: server"]),
        (&["fast"], &["fast", "Usage: server"]),
    ] {
        rejects("server", arguments, parts);
    }
}

#[test]
fn the_help_lists_the_options() {
    let help = succeeds("server", &["--help"]);
    for option in ["--addr <HOST:PORT>", "127.0.0.1:50051", "--database <FILE>"] {
        assert!(help.contains(option), "{option} is not in the help: {help}");
    }
}
