//! A tower layer around every call: checks that it is gRPC, ends it at its deadline, and corrects
//! tonic's status for a message that is too large.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body::{Body as HttpBody, Frame};
use pin_project_lite::pin_project;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status, body::Body};
use tower::{Layer, Service};

use super::deadline::{End, Limits};

/// Wraps the services of a server: `Server::builder().layer(HardeningLayer::new(…))`.
#[derive(Clone, Debug)]
pub struct HardeningLayer {
    limits: Arc<Limits>,
}

impl HardeningLayer {
    /// Creates a layer that ends a call with DEADLINE_EXCEEDED at its client's deadline, or after
    /// `max_duration` if that is earlier. It ends all calls with UNAVAILABLE when `end_calls` is
    /// canceled.
    pub fn new(max_duration: Duration, end_calls: CancellationToken) -> HardeningLayer {
        let limits = Limits {
            max_duration,
            end_calls,
        };
        HardeningLayer {
            limits: Arc::new(limits),
        }
    }
}

impl<S> Layer<S> for HardeningLayer {
    type Service = HardenedService<S>;

    fn layer(&self, inner: S) -> HardenedService<S> {
        HardenedService {
            limits: Arc::clone(&self.limits),
            inner,
        }
    }
}

/// A service that a [`HardeningLayer`] has wrapped.
#[derive(Clone, Debug)]
pub struct HardenedService<S> {
    limits: Arc<Limits>,
    inner: S,
}

impl<S, B> Service<Request<Body>> for HardenedService<S>
where
    S: Service<Request<Body>, Response = Response<B>>,
{
    type Response = Response<HardenedBody<B>>;
    type Error = S::Error;
    type Future = HardenedFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let end = End::new(&self.limits, request.headers());
        HardenedFuture {
            call: is_grpc(request.headers()).then(|| self.inner.call(request)),
            end: Some(end),
        }
    }
}

/// Returns whether a request's content type is `application/grpc`, with or without a suffix.
fn is_grpc(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let suffix = content_type.and_then(|value| value.strip_prefix(b"application/grpc"));
    suffix.is_some_and(|suffix| matches!(suffix.first(), None | Some(b'+' | b';')))
}

pin_project! {
    /// The future of a [`HardenedService`], which completes when the headers of the response are
    /// ready.
    pub struct HardenedFuture<F> {
        // None if the request is not gRPC.
        #[pin]
        call: Option<F>,
        // Moves to the body when the response begins.
        end: Option<End>,
    }
}

impl<F, B, E> Future for HardenedFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<HardenedBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(call) = this.call.as_pin_mut() else {
            let mut response = Response::new(HardenedBody::empty());
            *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Poll::Ready(Ok(response));
        };
        match (call.poll(context), &mut *this.end) {
            (Poll::Ready(response), end) => {
                let mut response = response?;
                correct_status(response.headers_mut());
                Poll::Ready(Ok(response.map(|body| HardenedBody {
                    body: Some(body),
                    end: end.take(),
                    has_begun: false,
                })))
            }
            (Poll::Pending, Some(end)) => {
                let status = ready!(end.poll(context));
                Poll::Ready(Ok(status.into_http::<()>().map(|()| HardenedBody::empty())))
            }
            (Poll::Pending, None) => Poll::Pending,
        }
    }
}

pin_project! {
    /// The body of a response from a [`HardenedService`].
    pub struct HardenedBody<B> {
        // None once the call has ended early, so that the service stops working on it.
        #[pin]
        body: Option<B>,
        end: Option<End>,
        // True once a frame has been sent.
        has_begun: bool,
    }
}

impl<B> HardenedBody<B> {
    fn empty() -> HardenedBody<B> {
        HardenedBody {
            body: None,
            end: None,
            has_begun: false,
        }
    }
}

impl<B: HttpBody> HttpBody for HardenedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let Some(body) = this.body.as_mut().as_pin_mut() else {
            return Poll::Ready(None);
        };
        let mut next = body.poll_frame(context);
        let is_data = matches!(&next, Poll::Ready(Some(Ok(frame))) if frame.is_data());
        // The only message of a unary call is ready at once, and needs no timer. A stream might
        // never have to wait either, so its deadline is checked before each further message.
        if (next.is_pending() || (is_data && *this.has_begun))
            && let Some(end) = this.end
            && let Poll::Ready(status) = end.poll(context)
        {
            this.body.set(None);
            let mut trailers = status.into_http::<()>().into_parts().0.headers;
            trailers.remove(CONTENT_TYPE);
            return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
        }
        if let Poll::Ready(Some(Ok(frame))) = &mut next {
            *this.has_begun = true;
            if let Some(trailers) = frame.trailers_mut() {
                correct_status(trailers);
            }
        }
        next
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }
}

/// Replaces OUT_OF_RANGE with RESOURCE_EXHAUSTED if tonic rejected a message because of its size. A
/// service can return OUT_OF_RANGE itself, so the message of the status has to tell the two apart.
fn correct_status(headers: &mut HeaderMap) {
    let code = headers.get(Status::GRPC_STATUS).map(HeaderValue::as_bytes);
    if code.map(Code::from_bytes) == Some(Code::OutOfRange)
        && Status::from_header_map(headers)
            .is_some_and(|status| status.message().contains("message length too large"))
    {
        let code = HeaderValue::from(Code::ResourceExhausted as i32);
        headers.insert(Status::GRPC_STATUS, code);
    }
}
