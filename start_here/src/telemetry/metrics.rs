//! The metrics: a histogram of the durations of calls, by method and status.

use std::{fmt, sync::Arc, time::Instant};

use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use prometheus_client::{
    encoding::{EncodeLabelSet, prometheus_text},
    metrics::{
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};
use tokio::net::TcpListener;
use tracing::{
    Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

use super::{CALL, METHOD, STATUS};

/// The labels of the histogram. Every combination of their values is a histogram of its own.
#[derive(Clone, Debug, Default, Eq, PartialEq, Hash, EncodeLabelSet)]
struct Labels {
    rpc_method: String,
    rpc_response_status_code: String,
}

/// The metrics of a server. Clones share the same metrics.
#[derive(Clone, Debug)]
pub struct Metrics {
    durations: Family<Labels, Histogram>,
    registry: Arc<Registry>,
}

impl Default for Metrics {
    fn default() -> Metrics {
        // The limit of each bucket is four times that of the one before it, from 100 µs to 26 s.
        let histogram = || Histogram::new(exponential_buckets(0.0001, 4.0, 10));
        let durations = Family::<Labels, Histogram>::new_with_constructor(histogram);
        let mut registry = Registry::default();
        registry.register_with_unit(
            "rpc_server_call_duration",
            "Durations of calls",
            Unit::Seconds,
            durations.clone(),
        );
        Metrics {
            durations,
            registry: Arc::new(registry),
        }
    }
}

impl Metrics {
    /// Returns the metrics in Prometheus's text format.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` does not fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        text
    }

    /// Serves the metrics over HTTP, at the path `/metrics`, until the future is dropped.
    pub async fn serve(self, listener: TcpListener) {
        let metrics = || async move {
            (
                [(CONTENT_TYPE, prometheus_text::CONTENT_TYPE)],
                self.encode(),
            )
        };
        let router = Router::new().route("/metrics", get(metrics));
        let _ = axum::serve(listener, router).await; // axum tries again if the listener fails
    }
}

/// The part of a call's span that the metrics need.
struct Call {
    started: Instant,
    labels: Labels,
}

impl Visit for Call {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            METHOD => self.labels.rpc_method = value.to_string(),
            STATUS => self.labels.rpc_response_status_code = value.to_string(),
            _ => {}
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn fmt::Debug) {}
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Metrics {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() != CALL {
            return;
        }
        let mut call = Call {
            started: Instant::now(),
            labels: Labels::default(),
        };
        attributes.record(&mut call);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(call);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(call) = span.extensions_mut().get_mut::<Call>()
        {
            values.record(call);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(span) = context.span(&id)
            && let Some(call) = span.extensions().get::<Call>()
        {
            // TODO(step 19): record the duration of the call
        }
    }
}
