//! The log: a line for each call, when its span closes.

use std::str::FromStr;

use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer, Registry,
    fmt::{self, MakeWriter, format::FmtSpan},
    layer::SubscriberExt as _,
    registry::LookupSpan,
};

use super::Metrics;

/// The format of the log.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object on each line, for programs.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(format: &str) -> Result<LogFormat, &'static str> {
        match format {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err("write text or json"),
        }
    }
}

/// Creates a subscriber, which receives the spans. It writes the log to `writer`, if there is a
/// format, and updates the metrics, if there are any.
pub fn subscriber(
    format: Option<LogFormat>,
    writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static,
    metrics: Option<Metrics>,
) -> impl Subscriber + for<'a> LookupSpan<'a> + Send + Sync {
    Registry::default()
        .with(LevelFilter::INFO)
        .with(format.map(|format| log(format, writer)))
        .with(metrics)
}

/// Returns a layer that writes a line when a span closes.
fn log<S>(
    format: LogFormat,
    writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static,
) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let layer = fmt::layer()
        .with_writer(writer)
        .with_span_events(FmtSpan::CLOSE)
        .with_target(false);
    match format {
        LogFormat::Text => layer.boxed(),
        LogFormat::Json => layer
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    }
}
