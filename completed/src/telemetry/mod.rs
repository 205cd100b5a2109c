//! Telemetry: a span for each call, from which the log, the metrics, and the traces are derived.
//!
//! The names of fields and metrics are those of
//! [OpenTelemetry](https://opentelemetry.io/docs/specs/semconv/rpc/grpc/).

use std::time::Duration;

use http::{HeaderMap, Request, Response, StatusCode};
use tonic::{Code, Status};
use tower_http::{
    on_early_drop::DroppedFailure,
    trace::{OnEos, OnFailure, OnResponse},
};
use tracing::{Level, Span, enabled, field, info_span};

use crate::trace_context::TraceContext;

mod log;
mod metrics;
#[cfg(feature = "otlp")]
pub mod otlp;
mod start;

pub use log::{LogFormat, subscriber};
pub use metrics::Metrics;
pub use start::{Settings, Telemetry, start};

/// The name of the span of a call.
const CALL: &str = "call";

/// The field of the span with the name of the called method.
const METHOD: &str = "rpc.method";

/// The field of the span with the name of the status code.
const STATUS: &str = "rpc.response.status_code";

/// The methods of the server. A client can send any name, so all others are [`OTHER`]: each new
/// value of a label would cost memory here and in the metrics system.
const METHODS: [&str; 8] = [
    "routeguide.RouteGuide/GetFeature",
    "routeguide.RouteGuide/ListFeatures",
    "routeguide.RouteGuide/RecordRoute",
    "routeguide.RouteGuide/RouteChat",
    "grpc.health.v1.Health/Check",
    "grpc.health.v1.Health/Watch",
    "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
];

/// The name for all methods that the server does not have.
const OTHER: &str = "_OTHER";

/// Returns the name of the method with this path, such as `/routeguide.RouteGuide/GetFeature`.
fn method(path: &str) -> &'static str {
    let name = path.strip_prefix('/').unwrap_or(path);
    let known = METHODS.into_iter().find(|method| *method == name);
    known.unwrap_or(OTHER)
}

/// Creates the span of a call, for `TraceLayer::make_span_with`.
pub fn call_span<B>(request: &Request<B>) -> Span {
    let method = method(request.uri().path());
    let trace = TraceContext::from_headers(request.headers());
    let trace_id = trace
        .filter(|_| enabled!(Level::INFO)) // saves the work if nobody records the span
        .map(|trace| format!("{:032x}", trace.trace_id));
    let span = new_span(method, trace_id);
    #[cfg(feature = "otlp")]
    otlp::prepare(&span, method, trace);
    span
}

/// Creates a span with the name of the method, and with the trace that the call belongs to, if any.
/// It has no content of the call, such as points, notes, or tokens: people who read the
/// log may not be allowed to see them.
fn new_span(method: &str, trace_id: Option<String>) -> Span {
    info_span!(
        CALL,
        rpc.system.name = "grpc",
        rpc.method = method,
        rpc.response.status_code = field::Empty,
        trace_id,
        otel.name = field::Empty,
        otel.kind = field::Empty,
    )
}

/// Records the status of a call in its span.
#[derive(Clone, Copy, Debug)]
pub struct RecordStatus;

/// If the method of a call returns an error, the status is in the headers of the HTTP response. An HTTP
/// response that is not gRPC has no status; clients treat it as UNKNOWN.
impl<B> OnResponse<B> for RecordStatus {
    fn on_response(self, response: &Response<B>, _latency: Duration, span: &Span) {
        if response.status() == StatusCode::OK {
            record_status(response.headers(), span);
        } else {
            span.record(STATUS, code_name(Code::Unknown));
        }
    }
}

/// Any other call has its status in the trailers, which end the stream.
impl OnEos for RecordStatus {
    fn on_eos(self, trailers: Option<&HeaderMap>, _duration: Duration, span: &Span) {
        if let Some(trailers) = trailers {
            record_status(trailers, span);
        }
    }
}

/// A response that is dropped before its end has no status: the client has canceled the call, or
/// the connection is lost.
impl OnFailure<DroppedFailure> for RecordStatus {
    fn on_failure(&mut self, _failure: DroppedFailure, _latency: Duration, span: &Span) {
        span.record(STATUS, code_name(Code::Cancelled));
    }
}

/// Records the status, if these headers or trailers have it.
fn record_status(headers: &HeaderMap, span: &Span) {
    if let Some(code) = headers.get(Status::GRPC_STATUS) {
        span.record(STATUS, code_name(Code::from_bytes(code.as_bytes())));
    }
}

/// Returns the name of a status code in gRPC's specification.
fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
