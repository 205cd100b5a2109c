//! Requests whose content type is not gRPC.

use crate::{
    messages::{framed, point},
    programs::Server,
    raw_client::{GET_FEATURE, RawClient, expect_serving},
};

#[tokio::test]
async fn a_request_that_is_not_grpc_has_an_unsupported_media_type() {
    let server = Server::start(&[]);
    let mut client = RawClient::connect(&server).await;
    for (content_type, expected) in [
        ("", 415),
        ("application/json", 415),
        ("application/grpcx", 415),
        ("application/grpc-web", 415),
        ("text/plain", 415),
        ("application/grpc", 200),
        ("application/grpc+proto", 200),
        ("application/grpc;charset=utf-8", 200),
    ] {
        let headers = [("content-type", content_type)];
        let request = framed(0, &point(1, 2));
        let response = client.call(GET_FEATURE, &headers, &request).await;
        assert_eq!(response.http, expected, "{content_type:?}: {response:?}");
    }
    expect_serving(&server).await;
}
