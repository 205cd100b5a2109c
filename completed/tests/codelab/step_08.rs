//! Step 8, test and debug: a point off the map is refused, and the server says what it offers.

use route_guide::{
    client,
    routeguide::{FILE_DESCRIPTOR_SET, Point, route_guide_server::RouteGuide},
};
use tonic::{Code, Request, Status};
use tonic_reflection::pb::{
    v1::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    },
    v1alpha,
};

use crate::support::{
    TestServer, answer, fails_where_all_is_answered, feature, point, service, within,
};

#[tokio::test]
async fn a_point_north_of_the_pole_is_refused() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let north_of_the_pole = point(910_000_000, 0);
    let answer = within(client::get_feature(&mut client, north_of_the_pole)).await;
    let status = answer.expect_err("latitude 91° is not on the map");
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("latitude"), "{status}");
}

#[test]
fn the_test_above_notices_a_server_that_answers() {
    assert!(
        fails_where_all_is_answered(a_point_north_of_the_pole_is_refused),
        "here the server answers at latitude 91°, and your test lets that pass. Does it call the \
         server, and look at what comes back? See tests/codelab/step_8.rs, and CODELAB.md, step 8"
    );
}

const CHECK: &str = "see `get_feature` in src/service.rs, and CODELAB.md, step 8";
const REFLECTION: &str = "see `run` in src/server.rs, and CODELAB.md, step 8";

/// What the service says of a point that is off the map.
async fn refusal(point: Point) -> Status {
    let reply = within(service().get_feature(Request::new(point))).await;
    match reply {
        Err(status) => status,
        Ok(_) => panic!(
            "{point:?} is off the map, and was answered. Latitude ends at ±900000000, \
             longitude at ±1800000000: {CHECK}"
        ),
    }
}

#[tokio::test]
async fn every_point_on_the_map_is_answered_up_to_its_edges() {
    for latitude in [-900_000_000, 0, 900_000_000] {
        for longitude in [-1_800_000_000, 0, 1_800_000_000] {
            let edge = point(latitude, longitude);
            let reply = within(service().get_feature(Request::new(edge))).await;
            assert_eq!(answer(reply, CHECK).into_inner(), feature("", edge));
        }
    }
}

#[tokio::test]
async fn every_point_off_the_map_is_refused() {
    for off in [
        point(900_000_001, 0),
        point(-900_000_001, 0),
        point(0, 1_800_000_001),
        point(0, -1_800_000_001),
        point(i32::MAX, i32::MAX),
        point(i32::MIN, i32::MIN),
    ] {
        assert_eq!(
            refusal(off).await.code(),
            Code::InvalidArgument,
            "{off:?} is off the map, which is the caller's mistake: {CHECK}"
        );
    }
}

#[tokio::test]
async fn a_refusal_names_the_field_its_value_and_the_range() {
    for (off, parts) in [
        (
            point(900_000_001, 0),
            ["latitude", "900000001", "900000000"],
        ),
        (
            point(0, -1_800_000_001),
            ["longitude", "-1800000001", "1800000000"],
        ),
    ] {
        let status = refusal(off).await;
        for part in parts {
            assert!(
                status.message().contains(part),
                "{part:?} would help the caller, and is not in {:?}: {CHECK}",
                status.message()
            );
        }
    }
}

/// Asks the server about itself, as a generic client does.
async fn reflect(question: MessageRequest) -> MessageResponse {
    let server = TestServer::start().await;
    let mut client = ServerReflectionClient::new(server.channel().await);
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(question),
    };
    let answers = client.server_reflection_info(tokio_stream::once(request));
    let answers = within(answers).await;
    let mut answers = match answers {
        Ok(response) => response.into_inner(),
        Err(status) => panic!(
            "the server answers {:?}: does it have the reflection service? {REFLECTION}",
            status.code()
        ),
    };
    let answer = within(answers.message()).await.expect("an answer");
    answer
        .and_then(|answer| answer.message_response)
        .expect("an answer")
}

#[tokio::test]
async fn the_server_lists_its_services() {
    let answer = reflect(MessageRequest::ListServices(String::new())).await;
    let MessageResponse::ListServicesResponse(list) = answer else {
        panic!("a list of services was asked for, not {answer:?}: {REFLECTION}");
    };
    assert!(
        list.service
            .iter()
            .any(|service| service.name == "routeguide.RouteGuide"),
        "routeguide.RouteGuide is not in {:?}: {REFLECTION}",
        list.service
    );
}

#[tokio::test]
async fn the_server_describes_its_contract() {
    let symbol = "routeguide.RouteGuide.GetFeature".to_string();
    let answer = reflect(MessageRequest::FileContainingSymbol(symbol)).await;
    let MessageResponse::FileDescriptorResponse(files) = answer else {
        panic!("a description of GetFeature was asked for, not {answer:?}: {REFLECTION}");
    };
    let file = files.file_descriptor_proto.first().expect("one file");
    assert!(
        FILE_DESCRIPTOR_SET
            .windows(file.len())
            .any(|part| part == file),
        "the description should be that of protos/route_guide.proto: {REFLECTION}"
    );
}

#[tokio::test]
async fn the_server_answers_older_tools_too() {
    use v1alpha::{server_reflection_client::ServerReflectionClient, server_reflection_request};

    let server = TestServer::start().await;
    let mut client = ServerReflectionClient::new(server.channel().await);
    let question = server_reflection_request::MessageRequest::ListServices(String::new());
    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(question),
    };
    let answers = within(client.server_reflection_info(tokio_stream::once(request))).await;
    if let Err(status) = answers {
        panic!(
            "they ask for reflection by its first name, v1alpha, and the server answers {:?}: {REFLECTION}",
            status.code()
        );
    }
}
