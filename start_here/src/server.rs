//! Runs a server, on a listener and until a moment that the caller chooses: so a test can take any
//! free port and stop the server when it has seen enough.

use tokio::net::TcpListener;
use tonic::codec::CompressionEncoding;

use crate::{
    Error, guard,
    routeguide::{FILE_DESCRIPTOR_SET, route_guide_server::RouteGuideServer},
    service::RouteGuideService,
};

/// Opens the address, `HOST:PORT`; port 0 lets the system choose a free one.
///
/// # Errors
///
/// If the address is not one of this machine, or another program is listening on it.
pub async fn bind(address: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}; choose another with --addr HOST:PORT").into()
    })
}

/// Serves until `shutdown` completes, then finishes the calls that are in flight. It ends those that
/// take longer than [`guard::DRAIN`].
///
/// # Errors
///
/// If the server cannot be assembled.
pub async fn run(
    listener: TcpListener,
    service: RouteGuideService,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let incoming = guard::connections(listener);
    let (server, shutdown) = guard::server(shutdown).await;
    let router = todo!("step 5: add the RouteGuide service to the server");
    // TODO(step 8): add the reflection service, so that clients can ask what the server offers
    todo!("step 5: serve the incoming connections until shutdown completes")
}
