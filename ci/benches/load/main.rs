//! The CPU time that a call costs the server, over loopback: for our server with all of its limits,
//! and for one that is written like tonic's published RouteGuide example.
//!
//! Each server is a process of its own, so that the client's time doesn't count. Both kinds of
//! server run on both flavors of tokio's runtime, and are compared on the same one.
//!
//! A shared machine is busy at some times and idle at others, and a process is a few percent faster
//! or slower depending on where the system puts it in memory. So there are several processes of each
//! kind, which take turns. A comparison is the median of many ratios, each between two servers that
//! are measured one directly after the other.

mod calls;
mod example;
mod measured;
mod report;
mod servers;
#[path = "../support/mod.rs"]
mod support;

use std::env;

use servers::{Flavor, Kind};

fn main() {
    // Without these arguments, Cargo has started the benchmark, and may pass arguments of its own.
    let arguments: Vec<String> = env::args().skip(1).collect();
    match Kind::from_arguments(&arguments) {
        Some(kind) if kind.flavor == Flavor::MultiThread => on_many_threads(kind),
        Some(kind) => on_one_thread(kind),
        None => compare(),
    }
}

#[tokio::main]
async fn on_many_threads(kind: Kind) {
    servers::serve(kind).await;
}

#[tokio::main(flavor = "current_thread")]
async fn on_one_thread(kind: Kind) {
    servers::serve(kind).await;
}

#[tokio::main]
async fn compare() {
    report::get_feature().await;
    report::list_features().await;
    report::many_features().await;
    report::streams_of_requests().await;
}
