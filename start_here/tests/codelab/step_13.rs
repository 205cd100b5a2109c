//! Step 13, set limits: the server protects itself from its clients, and shuts down gracefully.

use std::time::Duration;

use tokio::time;
use tonic::{Code, Status, Streaming, codec::CompressionEncoding};

use crate::support::{
    Chat, LIGHTHOUSE, NOWHERE, TestServer, failure, note, response, stopped, within,
};

/// Posts two notes, so that the server has something to send.
async fn post_two(chat: &Chat) {
    for message in ["first", "second"] {
        let _ = chat.notes.send(note(message, NOWHERE)).await; // fails if the call has ended
    }
}

mod limits {
    use std::future::poll_fn;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };
    use tonic::body::Body;
    use tonic_reflection::pb::{v1, v1alpha};
    use tower::Service as _;

    use super::*;

    const LOOK: &str = "see `run` in src/server.rs, and CODELAB.md, step 13, \"Apply the limits\"";

    /// Calls GetFeature with a compressed request.
    async fn send_compressed(server: &TestServer) {
        let client = server.generated_client().await;
        let mut client = client.send_compressed(CompressionEncoding::Gzip);
        let result = within(client.get_feature(LIGHTHOUSE), LOOK).await;
        response(result, LOOK);
    }

    #[tokio::test]
    async fn a_compressed_request_is_accepted() {
        send_compressed(&TestServer::start().await).await;
    }

    #[tokio::test]
    async fn a_message_that_is_too_large_is_rejected() {
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        let too_large = note(&"x".repeat(20_000), NOWHERE);
        let result = within(client.route_chat(tokio_stream::once(too_large)), LOOK).await;
        let mut responses = response(result, LOOK).into_inner();
        let status = failure(within(responses.message(), LOOK).await, LOOK);
        assert!(
            status.message().contains("message length too large"),
            "a message of 20,000 bytes should be rejected before it is decoded: {status}: {LOOK}"
        );
        assert_eq!(
            status.code(),
            Code::ResourceExhausted,
            "RESOURCE_EXHAUSTED is the code for an exceeded limit, and `HardeningLayer` \
             should set it: {LOOK}"
        );
    }

    /// A length of the field `host` that puts a reflection request over the size limit.
    const TOO_LONG: usize = 20_000;

    /// Expects that the server rejected the request. tonic-reflection then ends the call with `OK`, but
    /// without a response.
    fn expect_no_response<T>(result: Result<Option<T>, Status>) {
        assert!(
            matches!(result, Ok(None)),
            "a request of more than {TOO_LONG} bytes should be rejected before it is decoded. Do \
             both reflection services have the limit? {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_reflection_request_that_is_too_large_is_rejected() {
        use v1::{
            server_reflection_client::ServerReflectionClient,
            server_reflection_request::MessageRequest,
        };
        let server = TestServer::start().await;
        let request = v1::ServerReflectionRequest {
            host: "x".repeat(TOO_LONG),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut client = ServerReflectionClient::new(server.channel().await);
        let call = client.server_reflection_info(tokio_stream::once(request));
        let mut responses = response(within(call, LOOK).await, LOOK).into_inner();
        expect_no_response(within(responses.message(), LOOK).await);
    }

    #[tokio::test]
    async fn a_v1alpha_reflection_request_that_is_too_large_is_rejected() {
        use v1alpha::{
            server_reflection_client::ServerReflectionClient,
            server_reflection_request::MessageRequest,
        };
        let server = TestServer::start().await;
        let request = v1alpha::ServerReflectionRequest {
            host: "x".repeat(TOO_LONG),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut client = ServerReflectionClient::new(server.channel().await);
        let call = client.server_reflection_info(tokio_stream::once(request));
        let mut responses = response(within(call, LOOK).await, LOOK).into_inner();
        expect_no_response(within(responses.message(), LOOK).await);
    }

    #[tokio::test]
    async fn a_message_within_the_limit_is_accepted() {
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        let longest = note(&"x".repeat(500), NOWHERE);
        let result = within(client.route_chat(tokio_stream::once(longest)), LOOK).await;
        let mut responses = response(result, LOOK).into_inner();
        response(within(responses.message(), LOOK).await, LOOK);
    }

    /// Reads the next HTTP/2 frame: its type, and its payload.
    async fn frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
        let mut header = [0; 9]; // the length, the type, the flags, and the stream ID
        within(stream.read_exact(&mut header), LOOK)
            .await
            .expect(LOOK);
        let [a, b, c, kind, ..] = header;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        within(stream.read_exact(&mut payload), LOOK)
            .await
            .expect(LOOK);
        (kind, payload)
    }

    /// Reads the four-byte number that begins at this index of a payload.
    fn number(payload: &[u8], start: usize) -> u32 {
        let bytes = payload[start..start + 4].try_into();
        u32::from_be_bytes(bytes.expect("four bytes"))
    }

    #[tokio::test]
    async fn the_server_tells_a_client_its_limits() {
        const SETTINGS: u8 = 4;
        const WINDOW_UPDATE: u8 = 8;
        const DEFAULT_WINDOW: u32 = 65_535;
        let server = TestServer::start().await;
        let address = server.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"; // with an empty SETTINGS frame
        stream.write_all(preface).await.expect("a connection");

        let (kind, settings) = frame(&mut stream).await;
        assert_eq!(
            kind, SETTINGS,
            "the server's first frame should contain its settings: {LOOK}"
        );
        let setting = |id: u16| {
            let mut settings = settings.chunks(6); // an ID of two bytes, and a value
            let own = settings.find(|setting| setting.starts_with(&id.to_be_bytes()));
            own.map(|setting| number(setting, 2))
        };
        let (max_calls, call_window) = (setting(3), setting(4));
        let mut update = frame(&mut stream).await;
        while update.0 != WINDOW_UPDATE {
            update = frame(&mut stream).await;
        }
        assert_eq!(
            max_calls,
            Some(256),
            "is `MAX_CALLS` the value of `max_concurrent_streams`? {LOOK}"
        );
        assert_eq!(
            call_window,
            Some(64 * 1024),
            "is `CALL_WINDOW` the value of `initial_stream_window_size`? {LOOK}"
        );
        assert_eq!(
            DEFAULT_WINDOW + number(&update.1, 0),
            16 * 1024 * 1024,
            "is `CONNECTION_WINDOW` the value of `initial_connection_window_size`? {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_deadline_ends_a_stream_that_has_begun() {
        let server = TestServer::start().await;
        let deadline = Duration::from_millis(500);
        let mut chat = Chat::open_with_deadline(&server, deadline).await;
        time::sleep(deadline + Duration::from_millis(100)).await;
        post_two(&chat).await; // a server that ignores the deadline responds to these
        let status = failure(within(chat.responses.message(), LOOK).await, LOOK);
        assert_eq!(
            status.code(),
            Code::DeadlineExceeded,
            "the deadline has passed, and `HardeningLayer` should end the call: {status}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_request_that_is_not_grpc_is_rejected() {
        let server = TestServer::start().await;
        let mut channel = server.channel().await;
        let request = http::Request::post("/routeguide.RouteGuide/GetFeature")
            .header("content-type", "application/json")
            .body(Body::empty())
            .expect("the request is valid");
        poll_fn(|context| channel.poll_ready(context))
            .await
            .expect(LOOK);
        let response = within(channel.call(request), LOOK).await.expect(LOOK);
        assert_eq!(
            response.status(),
            415,
            "the content type is not application/grpc, and `HardeningLayer` should reject \
             the request: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_silent_connection_does_not_hold_up_the_server() {
        let server = TestServer::start().await;
        send_compressed(&server).await; // fails at once if the limits are not applied
        let address = server.url.trim_start_matches("http://").to_string();
        let _silent = TcpStream::connect(address).await.expect("a connection");
        send_compressed(&server).await; // by now the server has accepted the other connection
        let stopping = time::timeout(Duration::from_secs(1), server.stop()).await;
        assert!(
            stopping.is_ok(),
            "a client that connects and sends nothing should not keep the server from stopping. \
             Is `await_preface` applied, and does the drain run in a task of its own? {LOOK}"
        );
    }
}

mod shutdown {
    use route_guide::routeguide::route_guide_client::RouteGuideClient;
    use tonic::transport::Channel;
    use tonic_health::pb::{
        HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
        health_client::HealthClient,
    };

    use super::*;

    const LOOK: &str = "see `run` in src/server.rs, and CODELAB.md, step 13, \"Stop in order\"";

    /// Watches the status of a service, which should be SERVING at first.
    async fn watch(server: &TestServer, service: &str) -> Streaming<HealthCheckResponse> {
        let mut client = HealthClient::new(server.channel().await);
        let request = HealthCheckRequest {
            service: service.to_string(),
        };
        let result = within(client.watch(request), LOOK).await;
        let mut statuses = response(result, LOOK).into_inner();
        assert_eq!(
            next(&mut statuses).await,
            ServingStatus::Serving,
            "the status of {service:?} should be SERVING while the server runs: {LOOK}"
        );
        statuses
    }

    async fn next(statuses: &mut Streaming<HealthCheckResponse>) -> ServingStatus {
        match within(statuses.message(), LOOK).await {
            Ok(Some(status)) => status.status(),
            _ => panic!("the server should report each change in its health: {LOOK}"),
        }
    }

    #[tokio::test]
    async fn the_server_is_serving() {
        let server = TestServer::start().await;
        for service in ["", "routeguide.RouteGuide"] {
            watch(&server, service).await;
        }
    }

    #[tokio::test]
    async fn a_health_check_that_is_too_large_is_rejected() {
        let server = TestServer::start().await;
        let mut client = HealthClient::new(server.channel().await);
        let request = HealthCheckRequest {
            service: "x".repeat(20_000),
        };
        let status = failure(within(client.check(request), LOOK).await, LOOK);
        assert_eq!(
            status.code(),
            Code::ResourceExhausted,
            "the health service should reject a message of 20,000 bytes: {status}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_server_reports_that_it_is_stopping() {
        for service in ["", "routeguide.RouteGuide"] {
            let server = TestServer::start().await;
            let mut statuses = watch(&server, service).await;
            let _stopping = server.stop();
            assert_eq!(
                next(&mut statuses).await,
                ServingStatus::NotServing,
                "the status of {service:?} should be NOT_SERVING once the server stops: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn the_server_accepts_calls_until_its_report_has_arrived() {
        let server = TestServer::start().await;
        let mut statuses = watch(&server, "").await;
        let endpoint = Channel::from_shared(server.url.clone()).expect("the URL is valid");
        let _stopping = server.stop();
        next(&mut statuses).await; // the report, on its way to other clients
        let look = "a server that has reported NOT_SERVING should pause for `ANNOUNCE` before it \
                    stops";
        let channel = match within(endpoint.connect(), LOOK).await {
            Ok(channel) => channel,
            Err(error) => panic!("{look}, but this one refuses a connection: {error}: {LOOK}"),
        };
        let mut client = RouteGuideClient::new(channel);
        let result = within(client.get_feature(LIGHTHOUSE), LOOK).await;
        response(result, &format!("{look}: {LOOK}"));
    }

    #[tokio::test]
    async fn a_call_in_flight_has_time_to_complete() {
        let server = TestServer::start().await;
        let mut statuses = watch(&server, "").await;
        let mut chat = Chat::open(&server).await;
        let stopping = server.stop();
        next(&mut statuses).await; // the server is stopping
        post_two(&chat).await;
        chat.receives(&["first"]).await; // a call in flight continues until the drain is over
        drop((chat, statuses));
        stopped(stopping).await;
    }

    #[tokio::test]
    async fn a_call_that_does_not_end_is_ended() {
        let server = TestServer::start().await;
        watch(&server, "").await;
        let mut chat = Chat::open(&server).await;
        let stopping = server.stop();
        let look = format!("after `DRAIN`, `end_calls` should end the call: {LOOK}");
        let status = failure(within(chat.responses.message(), &look).await, &look);
        assert_eq!(
            status.code(),
            Code::Unavailable,
            "UNAVAILABLE tells the client to try another server: {status}: {LOOK}"
        );
        stopped(stopping).await;
    }
}
