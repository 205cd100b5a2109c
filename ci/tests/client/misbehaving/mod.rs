//! The client program with servers that misbehave: each run ends in time, with an exit code and at
//! most one line of error that is safe to print on a terminal, and the program never panics.
//!
//! The servers run in the test process. [`server`] accepts connections. A server that does not
//! follow HTTP/2 sends [`raw`] bytes; one that does responds to a [`call`] with the frames that a
//! [`script`] lists. [`program`] runs the client, and [`run`] checks the result.
//!
//! A stream that stalls is not tested: streaming calls have no deadline, by design.

mod call;
mod program;
mod raw;
mod run;
mod script;
mod server;
mod wire;

mod connections;
mod deadlines;
mod messages;
mod statuses;
mod streams;
mod text;

use program::Client;
use script::Step;
use server::Server;

/// An RPC method, and the arguments with which the client calls it.
type Method = (&'static str, &'static [&'static str]);

const GET_FEATURE: Method = ("GetFeature", &["feature"]);
const LIST_FEATURES: Method = ("ListFeatures", &["list", "40", "-75", "41", "-74"]);
const RECORD_ROUTE: Method = ("RecordRoute", &["record"]);
const ROUTE_CHAT: Method = ("RouteChat", &["chat"]);
const METHODS: [Method; 4] = [GET_FEATURE, LIST_FEATURES, RECORD_ROUTE, ROUTE_CHAT];

/// Runs the client against a server that responds to a method by a script.
#[track_caller]
fn run(case: &str, (method, arguments): Method, script: &[Step]) -> run::Run {
    let server = Server::scripted(method, script);
    Client::start(case, &server.url(), arguments).finish()
}

/// The name of a case, the script of the server, and the code of the status that is reported.
type Case<'a> = (&'a str, Vec<Step>, &'a str);

/// Expects each method to fail with the code of the case.
#[track_caller]
fn expect_codes<'a>(cases: impl IntoIterator<Item = Case<'a>>) {
    for (case, script, code) in cases {
        for method in METHODS {
            let error = format!("{} failed with {code}", method.0);
            run(case, method, &script).fails_with(&error).prints("");
        }
    }
}
