//! Traces: sends the span of each call to an OpenTelemetry collector, with OTLP over gRPC.

use opentelemetry::{
    SpanId, TraceFlags, TraceId,
    trace::{SpanContext, TraceContextExt as _, TraceState, TracerProvider as _},
};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracer, SdkTracerProvider},
};
use tracing::{Span, Subscriber};
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt as _};
use tracing_subscriber::registry::LookupSpan;

use crate::{
    error::{Error, with_causes},
    trace_context::TraceContext,
};

/// Creates a provider that connects to a collector at a URL, such as `http://127.0.0.1:4317`, when the
/// first span is ready. Spans are sent in batches; call `shutdown` on the result, outside the async
/// runtime, to send the last batch.
///
/// # Errors
///
/// Returns an error if the URL is invalid. The message is one line that names the URL.
pub fn provider(url: &str) -> Result<SdkTracerProvider, Error> {
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(url)
        .build()
        .map_err(|error| {
            format!(
                "cannot export traces to {url:?}: {}; write --otlp http://HOST:PORT",
                with_causes(&error)
            )
        })?;
    let name = Resource::builder().with_service_name("route_guide").build();
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(name)
        .build())
}

/// Returns the layer of a subscriber that passes spans to a provider.
pub fn layer<S>(provider: &SdkTracerProvider) -> OpenTelemetryLayer<S, SdkTracer>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_opentelemetry::layer().with_tracer(provider.tracer("route_guide"))
}

/// Prepares the span of a call for export: its name, its kind, and its parent.
pub(super) fn prepare(span: &Span, method: &str, trace: Option<TraceContext>) {
    span.record("otel.name", method);
    span.record("otel.kind", "server");
    let Some(trace) = trace else { return };
    let caller = SpanContext::new(
        TraceId::from(trace.trace_id),
        SpanId::from(trace.parent_id),
        TraceFlags::default().with_sampled(trace.sampled),
        true,
        TraceState::NONE,
    );
    // Fails if no subscriber exports the span.
    let _ = span.set_parent(opentelemetry::Context::new().with_remote_span_context(caller));
}
