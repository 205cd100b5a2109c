//! CODELAB.md, followed: its snippets are typed, its commands run, its projects built. These tests
//! take long, and run side by side.

#[path = "../support/mistake.rs"]
mod mistake;
#[path = "../support/output.rs"]
mod output;
#[path = "../support/shell.rs"]
mod shell;
#[path = "../support/mod.rs"]
mod support;

mod own_project;
mod slips;
mod transcripts;
mod walkthrough;

use std::net::TcpListener;

/// The options for compiling, without debug information.
const OPTIONS: [&str; 2] = ["--locked", "--config=profile.dev.debug=false"];

/// Returns a port that is free now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
