//! Runs tonic's server, on a listener and until a moment that the caller chooses: a test can listen
//! on any free port, and stop the server when it has seen enough.

use std::time::Duration;

use tokio::{net::TcpListener, time};
use tokio_util::sync::CancellationToken;
use tonic::{
    codec::CompressionEncoding,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::ServingStatus;

use crate::{
    error::Error,
    hardening::{self, HardeningLayer},
    routeguide::{
        FILE_DESCRIPTOR_SET,
        route_guide_server::{RouteGuideServer, SERVICE_NAME},
    },
    service::RouteGuideService,
};

// TODO(step 13): choose the limits

/// Listens on an address, `HOST:PORT`; port 0 picks a free port.
///
/// # Errors
///
/// One line that names the address, if it is not one of this machine or the port is in use.
pub async fn bind(address: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}; choose another with --addr HOST:PORT").into()
    })
}

/// Serves until `shutdown` completes and the calls in flight have ended.
///
/// # Errors
///
/// If the reflection service rejects the compiled contract, or tonic cannot serve.
pub async fn run(
    listener: TcpListener,
    service: RouteGuideService,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    // TODO(step 5): accept connections from the listener, wrap the service, create a server

    // TODO(step 13): apply the limits

    // TODO(step 5): add the service to the server

    // TODO(step 8): add the reflection service, so that clients can ask for the contract

    // TODO(step 13): report the health of the server, and limit the drain

    todo!("step 5: serve the connections until shutdown completes")
}
