//! Runs tonic's server. The caller chooses the listener and the time of the shutdown, so a test can
//! use any free port, and stop the server when it is done.

use std::{io::ErrorKind, time::Duration};

use tokio::{net::TcpListener, time};
use tokio_util::sync::CancellationToken;
#[cfg(feature = "web")]
use tonic::body::Body;
#[cfg(feature = "tls")]
use tonic::transport::ServerTlsConfig;
use tonic::{
    codec::CompressionEncoding,
    service::interceptor::InterceptedService,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::ServingStatus;
#[cfg(feature = "web")]
use tonic_web::GrpcWebLayer;
#[cfg(feature = "web")]
use tower::util::option_layer;
#[cfg(feature = "web")]
use tower_http::map_response_body::MapResponseBodyLayer;
#[cfg(feature = "telemetry")]
use tower_http::{
    on_early_drop::{EarlyDropsAsFailures, OnEarlyDropLayer},
    trace::TraceLayer,
};

#[cfg(feature = "telemetry")]
use crate::telemetry::{self, RecordStatus};
#[cfg(feature = "web")]
use crate::web::{self, Origin};

use crate::{
    auth::{Authenticator, Tokens},
    error::Error,
    hardening::{self, HardeningLayer},
    routeguide::{
        FILE_DESCRIPTOR_SET,
        route_guide_server::{RouteGuideServer, SERVICE_NAME},
    },
    service::RouteGuideService,
};

// TODO(step 13): choose the limits

/// Optional settings of a server. By default, all of them are off.
#[derive(Debug, Default)]
pub struct Options {
    /// The TLS settings of the server.
    #[cfg(feature = "tls")]
    pub tls: Option<ServerTlsConfig>,

    /// The users and their tokens. Without tokens, anyone may post notes.
    pub tokens: Option<Tokens>,

    /// The age at which the server asks the client of a connection to open another one. Calls in
    /// flight continue.
    pub max_connection_age: Option<Duration>,

    /// The web pages that may call the server, by their origins. With an origin, the server also
    /// accepts HTTP/1.1 and gRPC-Web.
    #[cfg(feature = "web")]
    pub web: Vec<Origin>,
}

impl Options {
    /// Returns whether the server encrypts its connections.
    pub fn is_encrypted(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        return false;
    }
}

/// Listens on an address, `HOST:PORT`; port 0 picks a free port.
///
/// # Errors
///
/// Returns an error if the address does not belong to this machine, or if the port is in use. The
/// message is one line that names the address.
pub async fn bind(address: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| {
        let advice = match error.kind() {
            ErrorKind::AddrInUse => "stop the program that uses this address, or choose another",
            _ => "choose another address",
        };
        format!("cannot listen on {address}: {error}; {advice} with --addr HOST:PORT").into()
    })
}

/// Serves until `shutdown` completes and the calls in flight have ended.
///
/// # Errors
///
/// Returns an error if the certificate cannot be used, if the reflection service rejects the compiled
/// contract, or if tonic fails to serve the connections.
pub async fn run(
    listener: TcpListener,
    service: RouteGuideService,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    // TODO(step 5): accept connections from the listener, wrap the service, create a server

    // TODO(step 20): accept gRPC-Web

    // TODO(step 18): limit the age of connections

    // TODO(step 19): record each call

    // TODO(step 13): apply the limits

    // TODO(step 14): encrypt the connections

    // TODO(step 15): find out who calls

    // TODO(step 5): add the service to the server

    // TODO(step 8): create the reflection services

    // TODO(step 13): limit the size of reflection requests

    // TODO(step 8): add the reflection services, so that clients can ask for the contract

    // TODO(step 13): report the health of the server, and limit the drain

    todo!("step 5: serve the connections until shutdown completes")
}
