//! Records the log and the metrics of the calls in a test.

use std::{
    io,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::uri::PathAndQuery;
use route_guide::{
    routeguide::{Feature, Point},
    telemetry::{self, LogFormat, Metrics},
};
use serde_json::Value;
use tokio::time::sleep;
use tonic::{Request, client::Grpc};
use tonic_prost::ProstCodec;
use tracing::{
    Dispatch,
    subscriber::{DefaultGuard, NoSubscriber},
};

use super::{LIGHTHOUSE, TestServer, within};

/// A second dispatcher. While there is only one, tracing asks the subscriber of the current thread
/// whether it needs a span, and remembers the result for all threads. A test on another thread, without
/// a subscriber, would switch off the log of all others.
static OTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));

/// A subscriber that writes the log to memory, as long as the test runs.
pub struct Recorder {
    log: Log,
    metrics: Metrics,
    /// The number of lines that the test has read.
    read: AtomicUsize,
    _subscriber: DefaultGuard,
}

/// A line of the log.
#[derive(Debug)]
pub struct Call {
    pub system: String,
    pub method: String,
    pub status: String,
    pub trace_id: Option<String>,
}

impl Recorder {
    /// Begins to record the calls to servers that this test starts.
    pub fn start() -> Recorder {
        LazyLock::force(&OTHER);
        let (log, metrics) = (Log::default(), Metrics::default());
        let writer = log.clone();
        let json = Some(LogFormat::Json);
        let subscriber = telemetry::subscriber(json, move || writer.clone(), Some(metrics.clone()));
        Recorder {
            log,
            metrics,
            read: AtomicUsize::new(0),
            _subscriber: tracing::subscriber::set_default(subscriber),
        }
    }

    /// Returns the log so far.
    pub fn log(&self) -> String {
        let log = self.log.0.lock().expect("no test panics here");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Waits for the next line of the log. `look` says where to look if there is none.
    pub async fn call(&self, look: &str) -> Call {
        for _ in 0..100 {
            if let Some(line) = self.log().lines().nth(self.read.load(Ordering::Relaxed)) {
                self.read.fetch_add(1, Ordering::Relaxed);
                return parse(line, look);
            }
            sleep(Duration::from_millis(10)).await; // the server may not have closed the span yet
        }
        panic!("the log should have a line for each call that has ended: {look}");
    }

    /// Returns the value of the histogram: its `count`, or its `sum`.
    pub fn metric(&self, part: &str, method: &str, status: &str) -> Option<f64> {
        let labels = format!("{{rpc_method=\"{method}\",rpc_response_status_code=\"{status}\"}} ");
        let name = format!("rpc_server_call_duration_seconds_{part}{labels}");
        let text = self.metrics.encode();
        let value = text.lines().find_map(|line| line.strip_prefix(&name))?;
        value.parse().ok()
    }

    /// Calls a method that the server does not have, with another name each time.
    pub async fn call_unknown_method(&self, server: &TestServer, look: &str) {
        let mut client = Grpc::new(server.channel().await);
        client.ready().await.expect("the server accepts calls");
        let path = format!("/routeguide.RouteGuide/Unknown{}", self.log().len());
        let path = PathAndQuery::try_from(path).expect("a valid path");
        let codec = ProstCodec::<Point, Feature>::default();
        let call = client.unary(Request::new(LIGHTHOUSE), path, codec);
        let result = within(call, look).await;
        assert!(result.is_err(), "the server has no such method: {look}");
    }
}

fn parse(line: &str, look: &str) -> Call {
    let line: Value = serde_json::from_str(line).expect("the log is JSON");
    assert_ne!(
        line["level"], "ERROR",
        "for each call, the log should have only the line of its span. Does `run` call `on_failure(())`? {line}: {look}"
    );
    let span = &line["span"];
    let field = |name: &str| span[name].as_str().map(str::to_string);
    let expected = |name| {
        field(name)
            .unwrap_or_else(|| panic!("the span should have the field {name}: {line}: {look}"))
    };
    Call {
        system: expected("rpc.system.name"),
        method: expected("rpc.method"),
        status: expected("rpc.response.status_code"),
        trace_id: field("trace_id"),
    }
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics here").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
