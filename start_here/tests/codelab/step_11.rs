//! Step 11, receive a stream: `RecordRoute` summarizes a route while its points arrive.

mod server {
    use route_guide::routeguide::{
        Point, RouteSummary, route_guide_client::RouteGuideClient,
        route_guide_server::RouteGuide as _,
    };
    use tokio::sync::mpsc;
    use tokio_stream::{Stream, StreamExt as _, iter, pending, wrappers::ReceiverStream};
    use tonic::{Code, Request, Status, Streaming, codec::Codec as _, transport::Channel};
    use tonic_prost::ProstCodec;

    use crate::support::{
        LIGHTHOUSE, NAMELESS, NOWHERE, TestServer, failure, point, response, service, within,
    };

    const LOOK: &str = "see `record_route` in src/service.rs, and CODELAB.md, step 11";

    /// Calls RecordRoute with these points.
    async fn record(
        points: impl Stream<Item = Point> + Send + 'static,
    ) -> Result<RouteSummary, Status> {
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        let response = within(client.record_route(points), LOOK).await?;
        Ok(response.into_inner())
    }

    #[tokio::test]
    async fn every_point_is_counted() {
        let summary = record(iter([NOWHERE, NOWHERE, LIGHTHOUSE])).await;
        assert_eq!(
            response(summary, LOOK).point_count,
            3,
            "the client sent three points, and `message` returns one at a time: {LOOK}"
        );
    }

    #[tokio::test]
    async fn only_features_with_a_name_are_counted() {
        let summary = record(iter([LIGHTHOUSE, NAMELESS, NOWHERE, LIGHTHOUSE])).await;
        assert_eq!(
            response(summary, LOOK).feature_count,
            2,
            "two points have a feature with a name, one has a feature without a name, and one has \
             no feature: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_distance_is_measured_from_point_to_point() {
        let one_degree_and_back = [point(0, 0), point(10_000_000, 0), point(0, 0)];
        let summary = record(iter(one_degree_and_back)).await;
        assert_eq!(
            response(summary, LOOK).distance,
            222_390,
            "each of the two legs is 111,195 meters long, and every point should be added: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_route_without_points_is_all_zeros() {
        let summary = record(iter([])).await;
        assert_eq!(
            response(summary, LOOK),
            RouteSummary::default(),
            "the stream ended before the first point: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_point_off_the_map_is_an_invalid_argument() {
        let summary = record(iter([NOWHERE, point(0, 1_800_000_001), NOWHERE])).await;
        let status = failure(summary, LOOK);
        assert_eq!(
            status.code(),
            Code::InvalidArgument,
            "the second point is off the map, so the call should fail, as in `get_feature`: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_failure_does_not_wait_for_the_end_of_the_route() {
        let endless = iter([NOWHERE, point(i32::MAX, 0)]).chain(pending());
        let status = failure(record(endless).await, LOOK);
        assert_eq!(
            status.code(),
            Code::InvalidArgument,
            "the second point is off the map; check each point when it arrives: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_malformed_message_is_an_error() {
        let decoder = ProstCodec::<RouteSummary, Point>::default().decoder();
        let body = "This is not a gRPC message".to_string();
        let points = Streaming::new_request(decoder, body, None, None);
        let result = within(service().record_route(Request::new(points)), LOOK).await;
        assert_eq!(
            failure(result, LOOK).code(),
            Code::Internal,
            "`message` returned an error, which the client should receive: {LOOK}"
        );
    }

    /// Sends at least two points, and then cancels the call before the end of the route.
    async fn go_away(mut client: RouteGuideClient<Channel>) {
        let (send, points) = mpsc::channel(1);
        let call =
            tokio::spawn(async move { client.record_route(ReceiverStream::new(points)).await });
        for _ in 0..3 {
            let sent = within(send.send(NOWHERE), LOOK).await;
            sent.unwrap_or_else(|_| panic!("the call ended before the end of the route: {LOOK}"));
        }
        call.abort();
    }

    #[tokio::test]
    async fn a_client_that_goes_away_harms_nobody() {
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        go_away(client.clone()).await;
        let result = within(client.record_route(iter([LIGHTHOUSE])), LOOK).await;
        assert_eq!(
            response(result, LOOK).into_inner().point_count,
            1,
            "each route should count only its own points: {LOOK}"
        );
        drop(client);
        let _ = within(server.stop(), LOOK).await; // the first call is no longer in flight
    }
}

mod client {
    use route_guide::client;
    use tokio_stream::{StreamExt as _, iter, pending};
    use tonic::Code;

    use crate::support::{
        FakeService, LIGHTHOUSE, NOWHERE, TestServer, connect, failure, point, response, serve,
        within,
    };

    const LOOK: &str = "see `record_route` in src/client.rs, and CODELAB.md, step 11";

    #[tokio::test]
    async fn the_client_sends_every_point() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let points = iter([LIGHTHOUSE, NOWHERE, LIGHTHOUSE]);
        let result = within(client::record_route(&mut client, points), LOOK).await;
        let summary = response(result, LOOK);
        assert_eq!(
            (summary.point_count, summary.feature_count),
            (3, 2),
            "the stream has three points, two of them at a feature with a name: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_client_sends_each_point_at_once() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let endless = iter([point(i32::MAX, 0)]).chain(pending());
        let result = within(client::record_route(&mut client, endless), LOOK).await;
        assert_eq!(
            failure(result, LOOK).code(),
            Code::InvalidArgument,
            "the first point is off the map; pass the stream to tonic as it is: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_client_passes_the_failure_on() {
        let mut client = connect(&serve(FakeService::echoing_deadline()).await).await;
        let call = client::record_route(&mut client, iter([LIGHTHOUSE]));
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
        let call = client::record_route(&mut client, iter([LIGHTHOUSE]));
        let status = failure(within(call, LOOK).await, LOOK);
        assert_eq!(
            status.message(),
            "",
            "the header `grpc-timeout` should not be set, because a route may take any \
             amount of time: {LOOK}"
        );
    }
}
