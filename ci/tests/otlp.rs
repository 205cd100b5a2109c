//! The export of traces: a collector, in this process, receives the span of a call. Run it with
//! `cargo test --package ci --features otlp --test otlp`.

use std::time::Duration;

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::any_value::Value,
    trace::v1::{Span, span::SpanKind},
};
use route_guide::{
    database::FeatureDatabase,
    routeguide::{Feature, Point, route_guide_client::RouteGuideClient},
    server::{self, Options},
    service::RouteGuideService,
    telemetry::{self, Settings},
    trace_context::TraceContext,
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    time::timeout,
};
use tonic::{
    Request, Response, Status,
    transport::{Server, server::TcpIncoming},
};

/// A collector that passes each request on to the test.
struct Collector(mpsc::Sender<ExportTraceServiceRequest>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let _ = self.0.send(request.into_inner()).await;
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    (listener, format!("http://{address}"))
}

/// Returns the value of a text attribute.
fn attribute(span: &Span, key: &str) -> Option<String> {
    let attribute = span
        .attributes
        .iter()
        .find(|attribute| attribute.key == key)?;
    match attribute.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text.clone()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_span_of_a_call_arrives_in_the_trace_of_its_client() {
    let (listener, collector) = listen().await;
    let (sender, mut exported) = mpsc::channel(16);
    let service = TraceServiceServer::new(Collector(sender));
    let serving = Server::builder().add_service(service);
    tokio::spawn(serving.serve_with_incoming(TcpIncoming::from(listener)));

    let running = telemetry::start(Settings {
        otlp: Some(collector),
        ..Settings::default()
    });
    let running = running.await.expect("the telemetry starts");

    let point = Point {
        latitude: 1,
        longitude: 2,
    };
    let feature = Feature {
        name: "a feature".to_string(),
        location: Some(point),
    };
    let database = FeatureDatabase::new([feature]).expect("a valid feature");
    let (listener, url) = listen().await;
    let service = RouteGuideService::new(database);
    let (stop, stopped) = oneshot::channel();
    let shutdown = async { stopped.await.unwrap_or_default() };
    let server = tokio::spawn(server::run(listener, service, Options::default(), shutdown));
    let trace = TraceContext::random();
    let request = trace.add_to(Request::new(point));
    let sent = TraceContext::from_headers(&request.metadata().clone().into_headers());
    let sent = sent.expect("the request has a trace");
    let mut client = RouteGuideClient::connect(url).await.expect("a server");
    client.get_feature(request).await.expect("a feature");
    drop(client);
    stop.send(()).expect("the server runs");
    let stopped = server.await.expect("the server does not panic");
    stopped.expect("the server stops"); // the spans of its calls are closed

    running.end().await; // sends the spans
    let limit = Duration::from_secs(10);
    let export = timeout(limit, exported.recv()).await.expect("an export");
    let resources = export.expect("an export").resource_spans;
    let scopes = resources
        .into_iter()
        .flat_map(|resource| resource.scope_spans);
    let mut spans = scopes.flat_map(|scope| scope.spans);
    let span = spans.next().expect("a span");
    assert_eq!(span.trace_id, trace.trace_id.to_be_bytes(), "the trace");
    assert_eq!(
        span.parent_span_id,
        sent.parent_id.to_be_bytes(),
        "the caller"
    );
    assert_eq!(span.name, "routeguide.RouteGuide/GetFeature");
    assert_eq!(span.kind(), SpanKind::Server);
    for (key, value) in [
        ("rpc.method", "routeguide.RouteGuide/GetFeature"),
        ("rpc.response.status_code", "OK"),
    ] {
        assert_eq!(attribute(&span, key).as_deref(), Some(value), "{key}");
    }
    assert_eq!(spans.next(), None, "one call is one span");
}
