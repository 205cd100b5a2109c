//! What stands between the service and strangers: limits, deadlines, an orderly end, health, and a
//! few things that tonic 0.14 leaves to a server:
//!
//! - a call whose deadline has passed ends with DEADLINE_EXCEEDED, also when its answer is a stream
//!   that has begun (tonic answers CANCELLED, and lets such a stream go on);
//! - a request that is not gRPC is answered with HTTP status 415 (tonic takes it for gRPC);
//! - a message that is too large is RESOURCE_EXHAUSTED (OUT_OF_RANGE to tonic);
//! - a connection on which nobody speaks is closed (tonic waits for ever), and when the system allows
//!   no more of them, the server rests (tonic tries again at once, and uses up its CPU with that).
//!
//! [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) and
//! [the status codes](https://github.com/grpc/grpc/blob/master/doc/statuscodes.md) ask for the first
//! three.
//!
//! The limits are here. What becomes of a connection before its client has spoken is in
//! [`connections()`], and what is done to each call is with [`Guard`].

mod calls;
mod connections;

use std::time::Duration;

use tokio::sync::watch;
use tonic::transport::{Server, server::Router};
use tonic_health::{ServingStatus, server::HealthReporter};
use tower::layer::util::{Identity, Stack};

use crate::routeguide::route_guide_server::SERVICE_NAME;

pub use calls::Guard;
pub use connections::connections;

/// How large a message to RouteGuide may be, in bytes. The largest that makes sense, a note, has a
/// thirtieth of that; tonic's own limit is 4 MB.
pub const MAX_MESSAGE: usize = 16 * 1024;

/// How many calls may be under way on one connection. Those beyond wait in their client. gRPC's
/// implementations in C++ and Java set no limit, and HTTP/2 recommends no less than 100.
pub const MAX_CALLS: u32 = 256;

/// How many bytes a client may send ahead of what a call has read: about what HTTP/2 begins with, and
/// a sixteenth of tonic's default.
const CALL_WINDOW: u32 = 64 * 1024;

/// The same for a connection: as much as for all of its calls together, so that those which are not
/// read do not hold up the others. It is also what one connection can make the server keep, 16 MB.
/// How many connections there are is for the system to limit: tonic has no setting for it.
const CONNECTION_WINDOW: u32 = MAX_CALLS * CALL_WINDOW;

/// How long a connection may be silent before the server asks whether its client is still there. A
/// client that has crashed, or lost its network, says nothing of it.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// How long the client has to answer that.
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a client that has connected may take to say what HTTP/2 begins with: as long as it may be
/// silent later. Of gRPC's other implementations, Java gives it 20 seconds, and Go 120.
const GREETING_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a call may take if its client sets no deadline, or a later one. It is for streams that
/// were forgotten: whoever needs longer can call again. An answer that nobody reads is not ended, but
/// rests, and costs no more than [what lies ready of it](CALL_WINDOW).
const MAX_TIME: Duration = Duration::from_secs(60 * 60);

/// How long calls in flight may go on after the server was told to stop. A unary call takes
/// milliseconds, but a chat goes on for as long as its client likes.
pub const DRAIN: Duration = Duration::from_secs(5);

/// A server with the guard around whatever is added to it.
pub type GuardedServer = Router<Stack<Guard, Identity>>;

/// Begins a server: one with limits, and with the health service, that takes any service. Also
/// returns when it has to stop: after `shutdown`, and after its health was set to NOT_SERVING.
pub async fn server(
    shutdown: impl Future<Output = ()>,
) -> (GuardedServer, impl Future<Output = ()>) {
    let (health, service) = tonic_health::server::health_reporter();
    report(&health, ServingStatus::Serving).await;
    let (stop, stopping) = watch::channel(false);
    let shutdown = async move {
        shutdown.await;
        report(&health, ServingStatus::NotServing).await;
        stop.send_replace(true);
    };
    let router = Server::builder()
        .max_concurrent_streams(MAX_CALLS)
        .initial_stream_window_size(CALL_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
        .layer(Guard { stopping })
        .add_service(service);
    (router, shutdown)
}

/// Reports the health of the server as a whole, whose name is empty, and of our service.
async fn report(health: &HealthReporter, status: ServingStatus) {
    health.set_service_status("", status).await;
    health.set_service_status(SERVICE_NAME, status).await;
}
