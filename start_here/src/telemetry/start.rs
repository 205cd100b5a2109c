//! Starts and stops the telemetry of a program.

#[cfg(feature = "otlp")]
use std::time::Duration;
use std::{io, net::SocketAddr};

use tokio::{net::TcpListener, task::JoinHandle};
#[cfg(feature = "otlp")]
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[cfg(feature = "otlp")]
use super::otlp;
use super::{LogFormat, Metrics, subscriber};
use crate::error::Error;

/// The time that the collector has to receive the last spans when the program stops.
#[cfg(feature = "otlp")]
const EXPORT_TIMEOUT: Duration = Duration::from_secs(1);

/// The settings of a program's telemetry. By default, all of it is off.
#[derive(Debug, Default)]
pub struct Settings {
    /// The format of the log on standard error.
    pub log: Option<LogFormat>,
    /// The address, `HOST:PORT`, on which to serve metrics over HTTP, at the path `/metrics`. Port 0
    /// picks a free port.
    pub metrics: Option<String>,
    /// The URL of an OpenTelemetry collector.
    #[cfg(feature = "otlp")]
    pub otlp: Option<String>,
}

/// The running telemetry of a program.
#[derive(Debug)]
pub struct Telemetry {
    /// The address at which the metrics are served.
    pub metrics_address: Option<SocketAddr>,
    metrics: Option<JoinHandle<()>>,
    #[cfg(feature = "otlp")]
    exporter: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

/// Starts the telemetry of this program. Without any settings, spans are not even created.
///
/// # Errors
///
/// Returns an error if the address does not belong to this machine, if its port is in use, if the
/// URL is invalid, or if the program has already started its telemetry. The message is one line.
pub async fn start(settings: Settings) -> Result<Telemetry, Error> {
    let metrics = settings.metrics.is_some().then(Metrics::default);
    let is_on = settings.log.is_some() || metrics.is_some();
    let subscriber = subscriber(settings.log, io::stderr, metrics.clone());
    #[cfg(feature = "otlp")]
    let exporter = settings.otlp.as_deref().map(otlp::provider).transpose()?;
    #[cfg(feature = "otlp")]
    let (is_on, subscriber) = (
        is_on || exporter.is_some(),
        subscriber.with(exporter.as_ref().map(otlp::layer)),
    );
    let (metrics_address, metrics) = match (metrics, settings.metrics) {
        (Some(metrics), Some(address)) => {
            let listener = listen(&address).await?;
            let address = listener.local_addr()?;
            (Some(address), Some(tokio::spawn(metrics.serve(listener))))
        }
        _ => (None, None),
    };
    if is_on {
        subscriber.try_init()?;
    }
    Ok(Telemetry {
        metrics_address,
        metrics,
        #[cfg(feature = "otlp")]
        exporter,
    })
}

/// Listens on the address for the metrics.
async fn listen(address: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| {
        format!(
            "cannot serve metrics on {address}: {error}; choose another with --metrics HOST:PORT"
        )
        .into()
    })
}

impl Telemetry {
    /// Stops serving metrics, and exports the remaining spans.
    pub async fn end(self) {
        if let Some(metrics) = self.metrics {
            metrics.abort();
        }
        #[cfg(feature = "otlp")]
        if let Some(exporter) = self.exporter {
            // Waits for the collector, so it has to run outside the async runtime.
            let shutdown = move || exporter.shutdown_with_timeout(EXPORT_TIMEOUT);
            let _ = tokio::task::spawn_blocking(shutdown).await;
        }
    }
}
