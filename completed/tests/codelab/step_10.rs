//! Step 10, stream the responses: `ListFeatures` sends the features in a rectangle, one by one.

mod server {
    use route_guide::routeguide::{Feature, Rectangle, route_guide_server::RouteGuide as _};
    use tokio::task;
    use tokio_stream::Stream as _;
    use tonic::{Code, Request, Status};

    use crate::support::{
        TestServer, all, failure, feature, point, rectangle, response, service_with, within,
    };

    const LOOK: &str = "see `list_features` in src/service.rs, and CODELAB.md, step 10";

    /// Calls the service without a network, and returns the names of the features in a rectangle.
    async fn names(rectangle: Rectangle) -> Result<Vec<String>, Status> {
        let service = service_with([
            feature("South", point(-10, 0)),
            feature("West", point(0, -10)),
            feature("Middle", point(0, 0)),
            feature("East", point(0, 10)),
            feature("North", point(10, 0)),
            feature("", point(30, 0)),
        ]);
        let response = within(service.list_features(Request::new(rectangle)), LOOK).await?;
        let features = all(response.into_inner(), LOOK).await?;
        Ok(features.into_iter().map(|feature| feature.name).collect())
    }

    #[tokio::test]
    async fn the_features_in_the_rectangle_are_sent() {
        let names = names(rectangle(point(-5, -5), point(15, 15))).await;
        assert_eq!(
            response(names, LOOK),
            ["Middle", "East", "North"],
            "these features are in the rectangle, listed from south to north: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_edges_belong_to_the_rectangle() {
        let names = names(rectangle(point(-10, -10), point(10, 10))).await;
        assert_eq!(
            response(names, LOOK),
            ["South", "West", "Middle", "East", "North"],
            "a feature on an edge is in the rectangle: {LOOK}"
        );
    }

    #[tokio::test]
    async fn an_empty_rectangle_is_an_empty_stream() {
        let names = names(rectangle(point(100, 100), point(200, 200))).await;
        assert!(
            response(names, LOOK).is_empty(),
            "no feature is in this rectangle: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_feature_without_a_name_is_sent_too() {
        let names = names(rectangle(point(25, -5), point(35, 5))).await;
        assert_eq!(
            response(names, LOOK),
            [""],
            "the feature in this rectangle has an empty name: {LOOK}"
        );
    }

    #[tokio::test]
    async fn an_invalid_rectangle_is_an_invalid_argument() {
        let off_the_map = rectangle(point(0, 0), point(0, i32::MAX));
        for invalid in [Rectangle::default(), off_the_map] {
            let status = failure(names(invalid).await, LOOK);
            assert_eq!(
                status.code(),
                Code::InvalidArgument,
                "`?` converts the error of `Bounds` to this status: {invalid:?}: {LOOK}"
            );
        }
    }

    /// The number of features in the next tests.
    const MANY: i32 = 500;

    /// Returns features of 8 KB at latitudes 0, 1, 2, and so on. They do not all fit into the
    /// buffers between a server and its client.
    fn many_features() -> impl Iterator<Item = Feature> {
        let name = "x".repeat(8 * 1024);
        (0..MANY).map(move |latitude| feature(&name, point(latitude, 0)))
    }

    fn everything() -> Rectangle {
        rectangle(point(0, 0), point(MANY, 0))
    }

    #[tokio::test]
    async fn features_are_looked_up_when_they_are_read() {
        let service = service_with(many_features());
        let result = within(service.list_features(Request::new(everything())), LOOK).await;
        let stream = response(result, LOOK).into_inner();
        for _ in 0..MANY {
            task::yield_now().await; // lets other tasks run, if the service has started any
        }
        let (ready, _) = stream.size_hint();
        assert!(
            ready < 100,
            "{ready} features were collected before the first one was read: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_slow_reader_misses_nothing() {
        let server = TestServer::start_with(service_with(many_features())).await;
        let mut client = server.generated_client().await;
        let result = within(client.list_features(everything()), LOOK).await;
        let mut stream = response(result, LOOK).into_inner();
        for latitude in 0..MANY {
            task::yield_now().await; // lets the server send as much as the buffers hold
            let next = response(within(stream.message(), LOOK).await, LOOK);
            assert_eq!(
                next.and_then(|feature| feature.location),
                Some(point(latitude, 0)),
                "every feature should arrive, from south to north: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn dropping_the_stream_cancels_the_call() {
        let server = TestServer::start_with(service_with(many_features())).await;
        let mut client = server.generated_client().await;
        let result = within(client.list_features(everything()), LOOK).await;
        let mut stream = response(result, LOOK).into_inner();
        response(within(stream.message(), LOOK).await, LOOK);

        // A server that is shutting down waits for calls in flight. This call is in flight until
        // its stream is dropped.
        let stopping = server.stop();
        drop(stream);
        let _ = within(stopping, LOOK).await;
    }
}

mod client {
    use route_guide::{client, routeguide::Rectangle};
    use tonic::Code;

    use crate::support::{
        FakeService, LIGHTHOUSE, NAMELESS, TestServer, all, connect, failure, feature, point,
        rectangle, response, serve, within,
    };

    const LOOK: &str = "see `list_features` in src/client.rs, and CODELAB.md, step 10";

    #[tokio::test]
    async fn the_client_returns_the_features() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let whole_map = rectangle(
            point(-900_000_000, -1_800_000_000),
            point(900_000_000, 1_800_000_000),
        );
        let result = within(client::list_features(&mut client, whole_map), LOOK).await;
        let features = all(response(result, LOOK), LOOK).await;
        assert_eq!(
            response(features, LOOK),
            [
                feature("", NAMELESS),
                feature("Sandy Hook Lighthouse", LIGHTHOUSE)
            ],
            "the server has these two features in the rectangle of the request: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_client_passes_the_failure_on() {
        let mut client = connect(&serve(FakeService::echoing_deadline()).await).await;
        let call = client::list_features(&mut client, Rectangle::default());
        let status = failure(within(call, LOOK).await, LOOK);
        assert_eq!(
            status.code(),
            Code::Aborted,
            "the function should return the server's status: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_call_has_no_deadline() {
        let mut client = connect(&serve(FakeService::echoing_deadline()).await).await;
        let call = client::list_features(&mut client, Rectangle::default());
        let status = failure(within(call, LOOK).await, LOOK);
        assert_eq!(
            status.message(),
            "",
            "the header `grpc-timeout` should not be set, because a list may take any \
             amount of time: {LOOK}"
        );
    }
}
