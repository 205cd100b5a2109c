//! RouteGuide over gRPC: a server that knows features on a map, and a client that asks for them.
//!
//! The programs in `src/bin` use these modules:
//!
//! - [`server`] sets up tonic's server, and runs it until shutdown;
//! - [`service`] implements the RPC methods;
//! - [`database`] reads the dataset and looks features up;
//! - [`geo`] checks points, turns rectangles into bounds, and measures distances;
//! - [`route`] summarizes a route while its points arrive;
//! - [`auth`] identifies the caller by a [`token`], and decides what the caller may do;
//! - [`notes`] keeps the notes that clients post;
//! - `tls` encrypts the connections, with certificates from `certificates` (feature `tls`);
//! - [`client`] connects to a server and calls it;
//! - [`balance`] spreads the calls of a client over several servers;
//! - [`retry`] tries calls again within a deadline;
//! - [`codec`] encodes and decodes messages;
//! - [`trace_context`] reads and writes the header that connects calls to a trace;
//! - `telemetry` records the calls, for the log, the metrics, and the traces;
//! - `web` lets web pages call the server (feature `web`);
//! - [`error`] defines the errors, and the status for each kind of invalid input;
//! - [`files`] writes files with secrets;
//! - [`hardening`] protects a server on an untrusted network;
//! - [`routeguide`] is generated from `protos/route_guide.proto` by `build.rs`.

pub mod auth;
pub mod balance;
#[cfg(feature = "tls")]
pub mod certificates;
pub mod client;
pub mod codec;
pub mod database;
pub mod error;
pub mod files;
pub mod geo;
pub mod hardening;
pub mod notes;
pub mod retry;
pub mod route;
pub mod server;
pub mod service;
#[cfg(feature = "telemetry")]
pub mod telemetry;
#[cfg(feature = "tls")]
pub mod tls;
pub mod token;
pub mod trace_context;
#[cfg(feature = "web")]
pub mod web;

/// The generated code of the package `routeguide`: the messages, the server trait, and the stub.
#[allow(missing_docs)] // a contract is valid without comments
pub mod routeguide {
    tonic::include_proto!("routeguide");

    /// The compiled contract, as the reflection service sends it to clients.
    pub const FILE_DESCRIPTOR_SET: &[u8] =
        tonic::include_file_descriptor_set!("route_guide_descriptor");
}
