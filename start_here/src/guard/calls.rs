//! Each call: whether it is gRPC, when it ends, and what it says then.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body::{Body as HttpBody, Frame};
use tokio::{sync::watch, time};
use tonic::{Code, Status, body::Body};
use tower::{Layer, Service};

use super::{DRAIN, MAX_TIME};

/// Looks at each call before the services do, and ends it when its time is up.
#[derive(Clone, Debug)]
pub struct Guard {
    /// Whether the server was told to stop.
    pub(super) stopping: watch::Receiver<bool>,
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
