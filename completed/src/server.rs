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
    let router = server.add_service(
        RouteGuideServer::new(service)
            .max_decoding_message_size(guard::MAX_MESSAGE)
            .accept_compressed(CompressionEncoding::Gzip),
    );
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
    };
    let router = router
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?);
    router
        .serve_with_incoming_shutdown(incoming, shutdown)
        .await?;
    Ok(())
}
