//! RouteGuide over gRPC: a server that knows what is where, and a client that asks it.
//!
//! Calls go one way, from the programs in `src/bin` down to the dataset:
//!
//! - [`server`] runs a server on a listener it is given, until it is told to stop;
//! - [`guard`] stands between the service and strangers: limits, deadlines, an orderly end;
//! - [`service`] holds the RPC methods;
//! - [`database`] reads the dataset and finds features in it;
//! - [`map`] knows where the map ends, what a rectangle is, and how far it is from point to point;
//! - [`route`] sums up a route;
//! - [`notes`] keeps the notes that people leave;
//! - [`client`] connects to a server and calls it;
//! - [`routeguide`] is generated from `protos/route_guide.proto` by `build.rs`;
//! - [`cli`] is what the two programs share: flags in, one line of error out.

pub mod cli;
pub mod client;
pub mod database;
pub mod guard;
pub mod map;
pub mod notes;
pub mod route;
pub mod server;
pub mod service;

/// The generated code: messages, server trait and client of the package `routeguide`.
pub mod routeguide {
    tonic::include_proto!("routeguide");

    /// The contract in its binary form, as the reflection service hands it out.
    pub const FILE_DESCRIPTOR_SET: &[u8] =
        tonic::include_file_descriptor_set!("route_guide_descriptor");
}

/// An error that a person is going to read, on one line.
///
/// No caller here tells one kind from another, so a boxed error and a good message are enough. A
/// library that others build on would use an enum, so that they can match on it.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
