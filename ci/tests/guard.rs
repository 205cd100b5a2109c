//! The guard of `completed` around a service that is not ours: it adds its limits, and leaves alone
//! what the service says.

use route_guide::{
    guard,
    routeguide::{
        Feature, Point,
        route_guide_client::RouteGuideClient,
        route_guide_server::{RouteGuide, RouteGuideServer},
    },
};
use tokio::net::TcpListener;
use tonic::{Code, Request, Response, Status};

/// Answers every call with a status of its own.
struct Refusing;

#[tonic::async_trait]
impl RouteGuide for Refusing {
    async fn get_feature(&self, _: Request<Point>) -> Result<Response<Feature>, Status> {
        Err(Status::out_of_range("beyond the last page, 50%"))
    }
}

#[tokio::test]
async fn a_service_may_use_the_code_that_tonic_has_for_large_messages() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let (server, _) = guard::server(std::future::pending()).await;
    let service = RouteGuideServer::new(Refusing).max_decoding_message_size(8);
    let router = server.add_service(service);
    tokio::spawn(router.serve_with_incoming(guard::connections(listener)));

    let mut client = RouteGuideClient::connect(url).await.expect("a server");
    for (place, code) in [
        (Point::default(), Code::OutOfRange),
        (
            Point {
                latitude: 900_000_000,
                longitude: 1_800_000_000,
            },
            Code::ResourceExhausted,
        ),
    ] {
        let refused = client.get_feature(place).await.expect_err("it refuses");
        assert_eq!(refused.code(), code, "{refused}");
    }
}
