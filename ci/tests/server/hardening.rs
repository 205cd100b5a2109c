//! The hardening layer of `completed` around another service: it adds its limits, and does not
//! change the status of the service.

use std::{pin::Pin, time::Duration};

use route_guide::{
    hardening::{HardeningLayer, await_preface},
    routeguide::{
        Feature, Point, Rectangle, RouteNote, RouteSummary,
        route_guide_client::RouteGuideClient,
        route_guide_server::{RouteGuide, RouteGuideServer},
    },
};
use tokio::{net::TcpListener, time::timeout};
use tokio_stream::Stream;
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Request, Response, Status, Streaming,
    transport::{Channel, Server, server::TcpIncoming},
};

use crate::raw_client::SOON;

/// A service whose ListFeatures never ends and never waits, and whose other methods return a status
/// of its own.
struct OtherService;

impl OtherService {
    fn status<T>(&self) -> Result<T, Status> {
        Err(Status::out_of_range("beyond the last page, 50%"))
    }
}

type ResponseStream<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl RouteGuide for OtherService {
    async fn get_feature(&self, _: Request<Point>) -> Result<Response<Feature>, Status> {
        self.status()
    }

    type ListFeaturesStream = ResponseStream<Feature>;

    async fn list_features(
        &self,
        _: Request<Rectangle>,
    ) -> Result<Response<ResponseStream<Feature>>, Status> {
        let feature = Feature {
            name: "x".repeat(1_000),
            location: None,
        };
        let features = std::iter::repeat(feature).map(Ok);
        Ok(Response::new(Box::pin(tokio_stream::iter(features))))
    }

    async fn record_route(
        &self,
        _: Request<Streaming<Point>>,
    ) -> Result<Response<RouteSummary>, Status> {
        self.status()
    }

    type RouteChatStream = ResponseStream<RouteNote>;

    async fn route_chat(
        &self,
        _: Request<Streaming<RouteNote>>,
    ) -> Result<Response<ResponseStream<RouteNote>>, Status> {
        Ok(Response::new(Box::pin(tokio_stream::once(self.status()))))
    }
}

/// Serves with the hardening layer, and returns a client and the token that ends all calls.
async fn serve(max_duration: Duration) -> (RouteGuideClient<Channel>, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let end_calls = CancellationToken::new();
    let layer = HardeningLayer::new(max_duration, end_calls.clone());
    let service = RouteGuideServer::new(OtherService).max_decoding_message_size(8);
    let router = Server::builder().layer(layer).add_service(service);
    let incoming = await_preface(TcpIncoming::from(listener), SOON);
    tokio::spawn(router.serve_with_incoming(incoming));
    let client = RouteGuideClient::connect(url).await;
    (client.expect("the server accepts connections"), end_calls)
}

/// Reads a stream until the status with which it ends.
async fn end<T>(mut stream: Streaming<T>) -> Code {
    loop {
        match stream.message().await {
            Ok(Some(_)) => {}
            Ok(None) => return Code::Ok,
            Err(status) => return status.code(),
        }
    }
}

#[tokio::test]
async fn only_the_status_for_a_message_that_is_too_large_is_corrected() {
    let (mut client, _) = serve(SOON).await;
    let large = Point {
        latitude: 900_000_000,
        longitude: 1_800_000_000,
    };
    for (point, code, message) in [
        (
            Point::default(),
            Code::OutOfRange,
            "beyond the last page, 50%",
        ),
        (large, Code::ResourceExhausted, "too large"),
    ] {
        let status = client.get_feature(point).await.expect_err("a status");
        assert_eq!(status.code(), code, "{status}");
        assert!(status.message().contains(message), "{status}");
    }
    let chat = client.route_chat(tokio_stream::empty()).await;
    let code = end(chat.expect("headers").into_inner()).await;
    assert_eq!(code, Code::OutOfRange, "in the trailers of a stream");
}

#[tokio::test]
async fn a_stream_that_is_always_ready_ends_at_its_deadline() {
    let short = Duration::from_millis(200);
    for (deadline, max_duration) in [(Some(short), SOON), (None, short), (Some(SOON), short)] {
        let (mut client, _) = serve(max_duration).await;
        let mut request = Request::new(Rectangle::default());
        if let Some(deadline) = deadline {
            request.set_timeout(deadline);
        }
        let features = client.list_features(request).await.expect("headers");
        let code = timeout(SOON, end(features.into_inner())).await;
        assert_eq!(
            code.expect("the stream ends in time"),
            Code::DeadlineExceeded,
            "with the deadline {deadline:?} and at most {max_duration:?}"
        );
    }
}

#[tokio::test]
async fn a_stream_that_is_always_ready_ends_with_all_other_calls() {
    let (mut client, end_calls) = serve(SOON).await;
    let features = client.list_features(Rectangle::default()).await;
    let mut features = features.expect("headers").into_inner();
    features.message().await.expect("the first message");
    end_calls.cancel();
    let code = timeout(SOON, end(features)).await;
    assert_eq!(code.expect("the stream ends in time"), Code::Unavailable);
}
