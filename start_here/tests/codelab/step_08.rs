//! Step 8, test and debug: the server rejects a point that is off the map, and describes itself.

use route_guide::{client, routeguide::route_guide_client::RouteGuideClient};
use tonic::{Code, transport::Channel};

use crate::support::point;

/// Your test. It gets a client of a running server, and fails unless the server rejects a point north
/// of the North Pole.
async fn rejects_a_point_north_of_the_pole(mut client: RouteGuideClient<Channel>) {
    todo!("step 8: expect INVALID_ARGUMENT for a point at latitude 91°")
}

/// Runs your test against servers made for it: a test is useful only if it can both pass and fail.
mod your_test {
    use super::rejects_a_point_north_of_the_pole;
    use crate::support::{FakeService, connect, serve};

    const LOOK: &str = "see `rejects_a_point_north_of_the_pole` in tests/codelab/step_08.rs, and \
                        CODELAB.md, step 8";

    #[tokio::test]
    async fn it_passes_if_the_server_rejects_the_point() {
        println!("This server rejects the point. If your test fails: {LOOK}");
        let url = serve(FakeService::checking_range()).await;
        rejects_a_point_north_of_the_pole(connect(&url).await).await;
    }

    #[tokio::test]
    #[should_panic]
    async fn it_fails_if_the_server_accepts_everything() {
        let url = serve(FakeService::accepting_everything()).await;
        rejects_a_point_north_of_the_pole(connect(&url).await).await;
        println!("This server accepts the point, and your test should fail: {LOOK}");
    }
}

mod check {
    use route_guide::routeguide::{Feature, Point, route_guide_server::RouteGuide};
    use tonic::{Code, Request, Status};

    use super::rejects_a_point_north_of_the_pole;
    use crate::support::{TestServer, failure, feature, point, response, service, within};

    const LOOK: &str = "see `get_feature` in src/service.rs, and CODELAB.md, step 8";

    /// Calls `get_feature` of a new service.
    async fn get_feature(point: Point) -> Result<Feature, Status> {
        let result = within(service().get_feature(Request::new(point)), LOOK).await;
        result.map(|response| response.into_inner())
    }

    #[tokio::test]
    async fn your_test_passes() {
        println!("Your server should reject the point. If your test fails: {LOOK}");
        let server = TestServer::start().await;
        rejects_a_point_north_of_the_pole(server.client().await).await;
    }

    #[tokio::test]
    async fn a_point_off_the_map_is_an_invalid_argument() {
        for (latitude, longitude) in [
            (900_000_001, 0),
            (-900_000_001, 0),
            (0, 1_800_000_001),
            (0, -1_800_000_001),
        ] {
            let status = failure(get_feature(point(latitude, longitude)).await, LOOK);
            assert_eq!(
                status.code(),
                Code::InvalidArgument,
                "latitude {latitude}, longitude {longitude} is off the map: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn a_point_on_the_edge_of_the_map_is_accepted() {
        for edge in [
            point(900_000_000, 1_800_000_000),
            point(-900_000_000, -1_800_000_000),
        ] {
            let found = response(get_feature(edge).await, LOOK);
            assert_eq!(found, feature("", edge), "the edge is on the map: {LOOK}");
        }
    }

    #[tokio::test]
    async fn the_message_names_the_field_its_value_and_the_range() {
        let west_of_the_map = point(0, -1_800_000_001);
        let status = failure(get_feature(west_of_the_map).await, LOOK);
        for part in ["longitude", "-1800000001", "1800000000"] {
            assert!(
                status.message().contains(part),
                "{part:?} should be in the message {:?}: {LOOK}",
                status.message()
            );
        }
    }
}

mod reflection {
    use tonic_reflection::pb::{
        v1::{
            ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
            server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
        },
        v1alpha::{self, server_reflection_client::ServerReflectionClient as OlderClient},
    };

    use crate::support::{TestServer, response, within};

    const LOOK: &str = "see the reflection services in src/server.rs, and CODELAB.md, step 8";

    /// Sends a request to the reflection service, as a generic client does.
    async fn reflect(request: MessageRequest) -> Option<MessageResponse> {
        let server = TestServer::start().await;
        let mut client = ServerReflectionClient::new(server.channel().await);
        let request = tokio_stream::once(ServerReflectionRequest {
            host: String::new(),
            message_request: Some(request),
        });
        let result = within(client.server_reflection_info(request), LOOK).await;
        let mut responses = response(result, LOOK).into_inner();
        let first = response(within(responses.message(), LOOK).await, LOOK);
        first.and_then(|response| response.message_response)
    }

    #[tokio::test]
    async fn the_server_lists_its_services() {
        let list = reflect(MessageRequest::ListServices(String::new())).await;
        assert!(
            format!("{list:?}").contains("routeguide.RouteGuide"),
            "routeguide.RouteGuide should be in {list:?}. Do you register \
             `FILE_DESCRIPTOR_SET`? {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_server_describes_its_contract() {
        let method = "routeguide.RouteGuide.GetFeature".to_string();
        let description = reflect(MessageRequest::FileContainingSymbol(method)).await;
        assert!(
            matches!(
                description,
                Some(MessageResponse::FileDescriptorResponse(_))
            ),
            "the response should describe GetFeature, but is {description:?}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_server_supports_older_clients() {
        let server = TestServer::start().await;
        let mut client = OlderClient::new(server.channel().await);
        let request = tokio_stream::once(v1alpha::ServerReflectionRequest::default());
        let result = within(client.server_reflection_info(request), LOOK).await;
        assert!(
            result.is_ok(),
            "an older client should find version v1alpha of reflection: {result:?}: {LOOK}"
        );
    }
}
