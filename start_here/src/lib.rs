//! RouteGuide over gRPC: a server that knows what lies at a point, and a client that asks it.
//!
//! Calls flow one way, from the programs in `src/bin` down to the dataset:
//!
//! - [`server`] assembles tonic's server and runs it until it is told to stop;
//! - [`service`] implements the RPC methods;
//! - [`database`] reads the dataset and looks features up;
//! - [`geo`] checks points, turns rectangles into bounds, and measures distances;
//! - [`route`] summarizes a route while its points arrive;
//! - [`notes`] keeps the notes that clients post;
//! - [`client`] connects to a server and calls it;
//! - [`codec`] encodes and decodes messages;
//! - [`error`] has the errors, and the status that each becomes;
//! - [`hardening`] protects a server on an untrusted network;
//! - [`routeguide`] is generated from `protos/route_guide.proto` by `build.rs`.

pub mod client;
pub mod codec;
pub mod database;
pub mod error;
pub mod geo;
pub mod hardening;
pub mod notes;
pub mod route;
pub mod server;
pub mod service;

/// The generated code: messages, server trait and client of the package `routeguide`.
#[allow(missing_docs)] // a contract needs no comments to be valid
pub mod routeguide {
    tonic::include_proto!("routeguide");

    /// The compiled contract, as the reflection service sends it to clients.
    pub const FILE_DESCRIPTOR_SET: &[u8] =
        tonic::include_file_descriptor_set!("route_guide_descriptor");
}
