//! Step 19, see what happens: a span for each call, from which the log and the metrics are made, and
//! a trace that the client and the server share.

use route_guide::trace_context::TraceContext;
use tonic::Request;

mod feature {
    #[test]
    fn the_feature_telemetry_is_on() {
        let is_on = cfg!(feature = "telemetry");
        assert!(
            is_on,
            "the feature `telemetry` should be one of the default features: see `[features]` in \
             Cargo.toml, and CODELAB.md, step 19, \"Switch telemetry on\""
        );
    }
}

#[cfg(feature = "telemetry")]
mod span {
    use std::{future::poll_fn, time::Duration};

    use route_guide::telemetry;
    use tonic::{Code, body::Body};
    use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
    use tower::Service as _;

    use super::*;
    use crate::support::{
        Chat, LIGHTHOUSE, NOWHERE, Recorder, TestServer, failure, note, point, response, within,
    };

    const LOOK: &str = "see src/telemetry/mod.rs and `run` in src/server.rs, and CODELAB.md, step \
                        19, \"One span for each call\"";

    #[test]
    fn a_span_declares_its_fields() {
        let _recorder = Recorder::start();
        let request = http::Request::post("/routeguide.RouteGuide/GetFeature").body(());
        let span = telemetry::call_span(&request.expect("a valid request"));
        let fields = span.metadata().expect("the span is recorded").fields();
        for name in ["rpc.method", "rpc.response.status_code", "trace_id"] {
            assert!(
                fields.field(name).is_some(),
                "the span should have the field {name}, even if it is empty at first: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn the_log_has_a_line_for_each_call() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        response(within(client.get_feature(LIGHTHOUSE), LOOK).await, LOOK);
        let call = recorder.call(LOOK).await;
        assert_eq!(
            (call.method.as_str(), call.status.as_str()),
            ("routeguide.RouteGuide/GetFeature", "OK"),
            "the span should have the name of the method and of the status code: {LOOK}"
        );
        assert_eq!(
            call.system, "grpc",
            "OpenTelemetry's name for gRPC is \"grpc\": {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_status_may_be_in_the_headers() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        failure(
            within(client.get_feature(point(910_000_000, 0)), LOOK).await,
            LOOK,
        );
        let call = recorder.call(LOOK).await;
        assert_eq!(
            call.status, "INVALID_ARGUMENT",
            "`on_response` should record the status of a call that fails at once: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_status_of_a_stream_is_in_the_trailers() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut chat = Chat::open(&server).await;
        chat.post("first", NOWHERE).await;
        chat.post("second", NOWHERE).await;
        chat.receives(&["first"]).await; // the headers have been sent
        chat.post("off the map", point(910_000_000, 0)).await;
        failure(within(chat.responses.message(), LOOK).await, LOOK);
        let call = recorder.call(LOOK).await;
        assert_eq!(
            call.status, "INVALID_ARGUMENT",
            "`on_eos` should record the status of a stream that has begun: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_call_that_its_client_cancels_is_recorded() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut client = HealthClient::new(server.channel().await);
        let watch = client.watch(HealthCheckRequest::default()); // a stream that does not end
        let mut statuses = response(within(watch, LOOK).await, LOOK).into_inner();
        response(within(statuses.message(), LOOK).await, LOOK);
        drop(statuses);
        let call = recorder.call(LOOK).await;
        assert_eq!(
            call.status, "CANCELLED",
            "`OnEarlyDropLayer` should record the status of a call that is dropped: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_status_is_the_one_that_the_limits_send() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut chat = Chat::open_with_deadline(&server, Duration::from_millis(500)).await;
        let status = failure(within(chat.responses.message(), LOOK).await, LOOK);
        assert_eq!(status.code(), Code::DeadlineExceeded, "{LOOK}");
        let call = recorder.call(LOOK).await;
        assert_eq!(
            call.status, "DEADLINE_EXCEEDED",
            "the layers for telemetry should be outside `HardeningLayer`, which ends the call: \
             add them before the limits: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_request_that_is_not_grpc_is_recorded_as_unknown() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut channel = server.channel().await;
        let request = http::Request::post("/routeguide.RouteGuide/GetFeature")
            .header("content-type", "application/json")
            .body(Body::empty())
            .expect("the request is valid");
        let ready = poll_fn(|context| channel.poll_ready(context)).await;
        ready.expect("the server accepts calls");
        let response = within(channel.call(request), LOOK).await.expect(LOOK);
        assert_eq!(response.status(), 415, "{LOOK}");
        let call = recorder.call(LOOK).await;
        assert_eq!(
            call.status, "UNKNOWN",
            "`on_response` should record UNKNOWN if the HTTP status is not 200: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_method_that_does_not_exist_is_recorded_as_other() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        recorder.call_unknown_method(&server, LOOK).await;
        let call = recorder.call(LOOK).await;
        assert_eq!(
            (call.method.as_str(), call.status.as_str()),
            ("_OTHER", "UNIMPLEMENTED"),
            "a client should not be able to choose the values of a field: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_log_has_no_content_of_the_call() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        let notes = tokio_stream::once(note("a private note", NOWHERE));
        let mut request = Request::new(notes);
        let token = "Bearer a-secret-token".parse().expect("a valid value");
        request.metadata_mut().insert("authorization", token);
        let _ = within(client.route_chat(request), LOOK).await;
        recorder.call(LOOK).await;
        let log = recorder.log();
        assert!(
            !log.contains("private") && !log.contains("secret"),
            "neither notes nor tokens belong in a log: {log}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_trace_of_the_caller_is_recorded() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        for (traceparent, expected) in [
            (trace, Some("4bf92f3577b34da6a3ce929d0e0e4736")),
            ("not a trace", None),
        ] {
            let mut request = Request::new(LIGHTHOUSE);
            let value = traceparent.parse().expect("a valid value");
            request.metadata_mut().insert("traceparent", value);
            response(within(client.get_feature(request), LOOK).await, LOOK);
            assert_eq!(
                recorder.call(LOOK).await.trace_id.as_deref(),
                expected,
                "the field `trace_id` should contain the trace ID from the header traceparent: \
                 {traceparent}: {LOOK}"
            );
        }
    }
}

#[cfg(feature = "telemetry")]
mod metrics {
    use std::time::Duration;

    use crate::support::{
        Chat, LIGHTHOUSE, Recorder, TestServer, failure, point, response, within,
    };

    const LOOK: &str = "see `on_close` in src/telemetry/metrics.rs, and CODELAB.md, step 19, \
                        \"Count and measure\"";

    #[tokio::test]
    async fn calls_are_counted_by_method_and_status() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        for _ in 0..2 {
            response(within(client.get_feature(LIGHTHOUSE), LOOK).await, LOOK);
            recorder.call(LOOK).await;
        }
        let off_the_map = client.get_feature(point(910_000_000, 0));
        failure(within(off_the_map, LOOK).await, LOOK);
        recorder.call(LOOK).await;
        let method = "routeguide.RouteGuide/GetFeature";
        for (status, expected) in [("OK", 2.0), ("INVALID_ARGUMENT", 1.0)] {
            assert_eq!(
                recorder.metric("count", method, status),
                Some(expected),
                "the histogram should count the calls of GetFeature that ended with {status}: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn the_duration_is_that_of_the_whole_call() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        let deadline = Duration::from_millis(500);
        let mut chat = Chat::open_with_deadline(&server, deadline).await;
        failure(within(chat.responses.message(), LOOK).await, LOOK);
        recorder.call(LOOK).await;
        let seconds = recorder.metric(
            "sum",
            "routeguide.RouteGuide/RouteChat",
            "DEADLINE_EXCEEDED",
        );
        assert!(
            seconds.is_some_and(|seconds| (0.45..5.0).contains(&seconds)),
            "the chat was open for {deadline:?}, but the duration is {seconds:?} seconds: {LOOK}"
        );
    }

    #[tokio::test]
    async fn methods_that_do_not_exist_share_a_label() {
        let recorder = Recorder::start();
        let server = TestServer::start().await;
        for _ in 0..2 {
            recorder.call_unknown_method(&server, LOOK).await;
            recorder.call(LOOK).await;
        }
        assert_eq!(
            recorder.metric("count", "_OTHER", "UNIMPLEMENTED"),
            Some(2.0),
            "a client should not be able to add metrics to the server: {LOOK}"
        );
    }
}

mod client {
    use http::HeaderMap;

    use super::*;
    use crate::support::LIGHTHOUSE;

    const LOOK: &str = "see `add_to` in src/trace_context.rs, and CODELAB.md, step 19, \"Follow a \
                        call\"";

    /// Returns the trace context of a request, as a server reads it.
    fn sent(request: Request<impl Sized>) -> TraceContext {
        let headers: HeaderMap = request.into_parts().0.into_headers();
        assert!(
            headers.contains_key("traceparent"),
            "the request should have the header traceparent: {LOOK}"
        );
        TraceContext::from_headers(&headers)
            .unwrap_or_else(|| panic!("the header traceparent is malformed: {headers:?}: {LOOK}"))
    }

    #[test]
    fn a_request_has_the_trace_of_its_client() {
        let trace = TraceContext::random();
        let context = sent(trace.add_to(Request::new(LIGHTHOUSE)));
        assert_eq!(context.trace_id, trace.trace_id, "{LOOK}");
        assert!(
            context.sampled,
            "the client should ask servers to record the trace: {LOOK}"
        );
    }

    #[test]
    fn each_request_is_a_span_of_its_own() {
        let trace = TraceContext::random();
        let [first, second] = [(); 2].map(|()| sent(trace.add_to(Request::new(LIGHTHOUSE))));
        assert_ne!(
            first.parent_id, second.parent_id,
            "two requests should have different parents, or their spans look like one: {LOOK}"
        );
    }

    #[test]
    fn other_metadata_stays() {
        let mut request = Request::new(LIGHTHOUSE);
        let value = "kept".parse().expect("a valid value");
        request.metadata_mut().insert("other", value);
        let request = TraceContext::random().add_to(request);
        assert!(request.metadata().contains_key("other"), "{LOOK}");
        sent(request);
    }
}
