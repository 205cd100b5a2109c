//! The comparisons, and the tables in which they are printed.

use crate::{
    calls::Calls,
    measured::{Costs, Groups},
    servers::{
        Flavor::{CurrentThread, MultiThread},
        Implementation::{Example, Ours},
        Kind,
    },
};

/// The number of processes of each kind of server.
const GROUPS: usize = 6;

/// The number of rounds, in each of which a process is measured twice.
const ROUNDS: usize = 8;

// The indices of the four kinds of servers. Those that are compared are neighbors.
const EXAMPLE_MULTI: usize = 0;
const OURS_MULTI: usize = 1;
const OURS_CURRENT: usize = 2;
const EXAMPLE_CURRENT: usize = 3;

/// The four kinds of servers, in the order of their indices.
fn kinds(features: i32) -> [Kind; 4] {
    [
        (Example, MultiThread),
        (Ours, MultiThread),
        (Ours, CurrentThread),
        (Example, CurrentThread),
    ]
    .map(|(implementation, flavor)| Kind {
        implementation,
        flavor,
        features,
    })
}

/// The costs of the four kinds, by flavor.
fn print_costs(title: &str, costs: &Costs) {
    println!("\n{title:<44} multi_thread  current_thread");
    for (name, multi, current) in [
        ("ours", OURS_MULTI, OURS_CURRENT),
        ("example", EXAMPLE_MULTI, EXAMPLE_CURRENT),
    ] {
        let (multi, current) = (costs.micros(multi), costs.micros(current));
        println!("  {name:40} {multi:10.2} µs {current:12.2} µs");
    }
}

/// GetFeature: our server with all of its limits, and the example.
pub async fn get_feature() {
    let mut servers = Groups::start(GROUPS, &kinds(100)).await;
    let costs = servers.measure(ROUNDS, Calls::GetFeature(100)).await;
    print_costs("GetFeature, CPU time per call", &costs);
    let multi = costs.ratio(OURS_MULTI, EXAMPLE_MULTI);
    let current = costs.ratio(OURS_CURRENT, EXAMPLE_CURRENT);
    println!("  ours : example (goal: at most 1.02)      {multi:10.3} {current:15.3}");
    let flavors = costs.ratio(OURS_CURRENT, OURS_MULTI);
    println!("  current_thread : multi_thread, ours      {flavors:10.3}");
}

/// ListFeatures: an iterator in our server, a task and a channel in the example.
pub async fn list_features() {
    let mut servers = Groups::start(2, &kinds(10_000)).await;
    let costs = servers.measure(ROUNDS, Calls::ListFeatures).await;
    print_costs("ListFeatures, CPU time per message", &costs);
    let multi = costs.ratio(EXAMPLE_MULTI, OURS_MULTI);
    let current = costs.ratio(EXAMPLE_CURRENT, OURS_CURRENT);
    println!("  messages per CPU second, ours : example");
    println!("  (goal: at least 2.5)                     {multi:10.2} {current:15.2}");
}

/// GetFeature among a million features, and among a hundred.
pub async fn many_features() {
    let kind = |features| Kind {
        implementation: Ours,
        flavor: MultiThread,
        features,
    };
    let mut servers = Groups::start(4, &[kind(100), kind(1_000_000)]).await;
    println!("\nGetFeature, CPU time with a million features : with a hundred");
    for (features, calls) in [
        (100, "calls for a hundred of them"),
        (1_000_000, "calls for all of them"),
    ] {
        let costs = servers.measure(ROUNDS, Calls::GetFeature(features)).await;
        println!("  {calls:40} {:10.3}", costs.ratio(1, 0));
    }
}

/// RecordRoute and RouteChat.
pub async fn streams_of_requests() {
    let kind = Kind {
        implementation: Ours,
        flavor: MultiThread,
        features: 100,
    };
    let mut servers = Groups::start(2, &[kind]).await;
    println!("\nStreams of requests, CPU time per message");
    for (calls, title) in [
        (Calls::RecordRoute, "RecordRoute"),
        (Calls::RouteChat, "RouteChat"),
    ] {
        let costs = servers.measure(ROUNDS, calls).await;
        println!("  {title:40} {:10.2} µs", costs.micros(0));
    }
}
