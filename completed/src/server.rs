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

/// The maximum size of a request message, in bytes. The largest valid message, a note, takes up about a
/// thirtieth of this; tonic's default is 4 MiB.
pub const MAX_MESSAGE_SIZE: usize = 16 * 1024;

/// The maximum number of concurrent calls on a connection; further calls wait in the client. HTTP/2
/// recommends at least 100.
pub const MAX_CALLS: u32 = 256;

/// The flow-control window of a call: how many bytes a client may send before the server reads them.
/// It is about as large as HTTP/2's default, and a sixteenth of tonic's.
pub const CALL_WINDOW: u32 = 64 * 1024;

/// The same for a connection: 16 MiB, the most that its unread requests can take up in memory. It is
/// enough for all of its calls, so that an unread call does not block the others.
pub const CONNECTION_WINDOW: u32 = MAX_CALLS * CALL_WINDOW;

/// The time after which the server pings a silent connection. A client whose computer crashes or
/// loses its network does not close its connections. Pings are small, so they can be frequent.
pub const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// The time allowed for the client to respond to the ping, which is enough for a slow network.
pub const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// The time allowed for a client to send the HTTP/2 connection preface: `KEEPALIVE_INTERVAL`
/// plus `KEEPALIVE_TIMEOUT`, the longest silence that is allowed later.
pub const PREFACE_TIMEOUT: Duration = Duration::from_secs(20);

/// The longest duration of a call whose client sets no deadline, or a later one. It ends streams
/// that their clients have forgotten.
pub const MAX_CALL_DURATION: Duration = Duration::from_secs(60 * 60);

/// The time between the report that the server is about to stop and the moment when it stops accepting
/// calls. During this time, the report reaches the clients that watch the server's health, and they send
/// it no more calls.
pub const ANNOUNCE: Duration = Duration::from_millis(250);

/// The time allowed for calls in flight to complete when the server shuts down. A unary call takes
/// milliseconds; a chat may go on for as long as its client likes.
pub const DRAIN: Duration = Duration::from_secs(2);

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
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let route_guide = RouteGuideServer::new(service);
    let mut server = Server::builder();

    #[cfg(feature = "web")]
    let mut server = {
        let is_open = !options.web.is_empty();
        let layers = is_open.then(|| (web::cors(options.web), GrpcWebLayer::new()));
        server = server.accept_http1(is_open);
        server
            .layer(option_layer(layers))
            .layer(MapResponseBodyLayer::new(Body::new))
    };

    if let Some(age) = options.max_connection_age {
        server = server.max_connection_age(age);
    }

    #[cfg(feature = "telemetry")]
    let mut server = server
        .layer(
            TraceLayer::new_for_grpc()
                .make_span_with(telemetry::call_span)
                .on_response(RecordStatus)
                .on_eos(RecordStatus)
                .on_failure(()),
        )
        .layer(OnEarlyDropLayer::new(EarlyDropsAsFailures::new(
            RecordStatus,
        )));

    let incoming = hardening::await_preface(incoming, PREFACE_TIMEOUT);
    let route_guide = route_guide
        .max_decoding_message_size(MAX_MESSAGE_SIZE)
        .accept_compressed(CompressionEncoding::Gzip);
    server = server
        .max_concurrent_streams(MAX_CALLS)
        .initial_stream_window_size(CALL_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT));
    let end_calls = CancellationToken::new();
    let mut server = server.layer(HardeningLayer::new(MAX_CALL_DURATION, end_calls.clone()));

    #[cfg(feature = "tls")]
    if let Some(tls) = options.tls {
        server = server.tls_config(tls)?;
    }

    let route_guide = InterceptedService::new(route_guide, Authenticator::new(options.tokens));

    let router = server.add_service(route_guide);

    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
    };
    let reflection_v1 = reflection().build_v1()?;
    let reflection_v1alpha = reflection().build_v1alpha()?;

    let reflection_v1 = reflection_v1.max_decoding_message_size(MAX_MESSAGE_SIZE);
    let reflection_v1alpha = reflection_v1alpha.max_decoding_message_size(MAX_MESSAGE_SIZE);

    let router = router
        .add_service(reflection_v1)
        .add_service(reflection_v1alpha);

    let (health, health_service) = tonic_health::server::health_reporter();
    let health_service = health_service.max_decoding_message_size(MAX_MESSAGE_SIZE);
    health
        .set_service_status(SERVICE_NAME, ServingStatus::Serving)
        .await;
    let router = router.add_service(health_service);
    let shutdown = async {
        shutdown.await;
        for service in ["", SERVICE_NAME] {
            health
                .set_service_status(service, ServingStatus::NotServing)
                .await;
        }
        time::sleep(ANNOUNCE).await;
        tokio::spawn(async move {
            time::sleep(DRAIN).await;
            end_calls.cancel();
        });
    };

    router
        .serve_with_incoming_shutdown(incoming, shutdown)
        .await?;
    Ok(())
}
