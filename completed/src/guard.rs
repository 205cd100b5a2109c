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

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use async_stream::stream;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body::{Body as HttpBody, Frame};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time,
};
use tokio_stream::Stream;
use tonic::{
    Code, Status,
    body::Body,
    transport::{Server, server::Router},
};
use tonic_health::{ServingStatus, server::HealthReporter};
use tower::{
    Layer, Service,
    layer::util::{Identity, Stack},
};

use crate::routeguide::route_guide_server::SERVICE_NAME;

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

/// What HTTP/2 begins with ([RFC 9113](https://www.rfc-editor.org/rfc/rfc9113#section-3.4)).
const GREETING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long to wait before what did not work at once, and would not a moment later, is tried again.
const PAUSE: Duration = Duration::from_millis(10);

/// How long a call may take if its client sets no deadline, or a later one. It is for streams that
/// were forgotten: whoever needs longer can call again. An answer that nobody reads is not ended, but
/// rests, and costs no more than [what lies ready of it](CALL_WINDOW).
const MAX_TIME: Duration = Duration::from_secs(60 * 60);

/// How long calls in flight may go on after the server was told to stop. A unary call takes
/// milliseconds, but a chat goes on for as long as its client likes.
pub const DRAIN: Duration = Duration::from_secs(5);

/// The connections that clients open, each from when its client has spoken.
pub fn connections(listener: TcpListener) -> impl Stream<Item = io::Result<TcpStream>> {
    stream! {
        let mut silent = JoinSet::new();
        loop {
            let greeted = tokio::select! {
                accepted = listener.accept() => {
                    match accepted {
                        Ok((connection, _)) => {
                            silent.spawn(time::timeout(GREETING_TIMEOUT, greeted(connection)));
                        }
                        // Most often, the system allows no more of them until another one ends.
                        Err(_) => time::sleep(PAUSE).await,
                    }
                    continue;
                }
                Some(greeted) = silent.join_next() => greeted,
            };
            // Others were too slow, or are gone.
            if let Ok(Ok(Ok(connection))) = greeted {
                yield Ok(connection);
            }
        }
    }
}

/// Waits until a client has said what HTTP/2 begins with. What begins in another way is left to tonic,
/// which refuses it.
async fn greeted(connection: TcpStream) -> io::Result<TcpStream> {
    // Small answers go out at once, instead of waiting for more bytes to fill a packet.
    connection.set_nodelay(true)?;
    let mut said = [0; GREETING.len()];
    loop {
        let length = connection.peek(&mut said).await?;
        if !(1..GREETING.len()).contains(&length) || !GREETING.starts_with(&said[..length]) {
            return Ok(connection);
        }
        time::sleep(PAUSE).await; // the rest of it is on its way
    }
}

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

/// Looks at each call before the services do, and ends it when its time is up.
#[derive(Clone, Debug)]
pub struct Guard {
    /// Whether the server was told to stop.
    stopping: watch::Receiver<bool>,
}

impl Guard {
    /// Completes when the time of a call is up that begins now and came with these headers.
    fn end(&self, headers: &HeaderMap) -> End {
        let deadline = headers.get("grpc-timeout").and_then(duration);
        // It begins here, so that it is over before tonic's own.
        let time = time::sleep(deadline.unwrap_or(MAX_TIME).min(MAX_TIME));
        let mut stopping = self.stopping.clone();
        Box::pin(async move {
            let stopped = async {
                // An error means that the server is gone, and with it whoever could say so.
                let _ = stopping.wait_for(|stopping| *stopping).await;
                time::sleep(DRAIN).await;
            };
            tokio::select! {
                () = time => Status::deadline_exceeded("the time of this call is up"),
                () = stopped => Status::unavailable("the server is stopping"),
            }
        })
    }
}

/// The status with which a call ends when its time is up.
type End = Pin<Box<dyn Future<Output = Status> + Send>>;

/// A deadline as it travels: up to eight digits and a unit, such as `5S` or `200m`.
fn duration(header: &HeaderValue) -> Option<Duration> {
    let (digits, unit) = header
        .to_str()
        .ok()?
        .split_at_checked(header.len().checked_sub(1)?)?;
    let is_number = digits.len() <= 8 && digits.bytes().all(|digit| digit.is_ascii_digit());
    let value = digits.parse().ok().filter(|_| is_number)?;
    match unit {
        "H" => Some(Duration::from_secs(60 * 60 * value)),
        "M" => Some(Duration::from_secs(60 * value)),
        "S" => Some(Duration::from_secs(value)),
        "m" => Some(Duration::from_millis(value)),
        "u" => Some(Duration::from_micros(value)),
        "n" => Some(Duration::from_nanos(value)),
        _ => None,
    }
}

impl<S> Layer<S> for Guard {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded {
            guard: self.clone(),
            inner,
        }
    }
}

/// Services with the guard around them.
#[derive(Clone, Debug)]
pub struct Guarded<S> {
    guard: Guard,
    inner: S,
}

impl<S> Service<Request<Body>> for Guarded<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if !is_grpc(request.headers()) {
            return Box::pin(async { Ok(unsupported_media_type()) });
        }
        let mut end = self.guard.end(request.headers());
        let answered = self.inner.call(request);
        Box::pin(async move {
            tokio::select! {
                biased; // most calls are answered before their time begins to matter
                response = answered => {
                    let mut response = response?;
                    correct(response.headers_mut());
                    Ok(response.map(|body| Body::new(Answer { body, end, sent: Sent::Nothing })))
                }
                status = &mut end => Ok(status.into_http()),
            }
        })
    }
}

/// Whether a request says of itself that it is gRPC.
fn is_grpc(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let rest = content_type.and_then(|value| value.strip_prefix(b"application/grpc"));
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}

fn unsupported_media_type() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    response
}

/// tonic says OUT_OF_RANGE of a message that is too large, and is alone with that. A service that uses
/// this code for something else is told apart by its text.
fn correct(headers: &mut HeaderMap) {
    let code = headers.get(Status::GRPC_STATUS).map(HeaderValue::as_bytes);
    if code.map(Code::from_bytes) == Some(Code::OutOfRange)
        && Status::from_header_map(headers)
            .is_some_and(|status| status.message().contains("message length too large"))
    {
        let code = HeaderValue::from(Code::ResourceExhausted as i32);
        headers.insert(Status::GRPC_STATUS, code);
    }
}

/// The messages of an answer, which break off when the time of its call is up.
struct Answer {
    body: Body,
    end: End,
    /// How much has been sent of it.
    sent: Sent,
}

#[derive(PartialEq)]
enum Sent {
    Nothing,
    Something,
    Everything,
}

impl HttpBody for Answer {
    type Data = <Body as HttpBody>::Data;
    type Error = <Body as HttpBody>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.sent == Sent::Everything {
            return Poll::Ready(None);
        }
        let mut next = Pin::new(&mut self.body).poll_frame(context);
        let more = matches!(&next, Poll::Ready(Some(Ok(frame))) if frame.is_data());
        // An answer that is there at once, as that of a unary call, has no time to look after.
        if (next.is_pending() || more && self.sent == Sent::Something)
            && let Poll::Ready(status) = self.end.as_mut().poll(context)
        {
            self.sent = Sent::Everything;
            self.body = Body::empty(); // nobody works on the rest
            let mut trailers = status.into_http::<Body>().into_parts().0.headers;
            trailers.remove(CONTENT_TYPE);
            return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
        }
        if let Poll::Ready(Some(Ok(frame))) = &mut next
            && let Some(trailers) = frame.trailers_mut()
        {
            correct(trailers);
        }
        self.sent = Sent::Something;
        next
    }

    fn is_end_stream(&self) -> bool {
        self.sent == Sent::Everything || self.body.is_end_stream()
    }
}
