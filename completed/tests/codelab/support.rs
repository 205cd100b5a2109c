//! Shared by several steps: a few features, servers on free ports, and time limits.

use std::{fmt::Debug, time::Duration};

use route_guide::{
    client,
    database::FeatureDatabase,
    error::Error,
    routeguide::{
        Feature, Point, Rectangle, RouteNote,
        route_guide_client::RouteGuideClient,
        route_guide_server::{RouteGuide, RouteGuideServer},
    },
    server::{self, Options},
    service::RouteGuideService,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{
    Code, Status,
    transport::{Channel, Server, server::TcpIncoming},
};

mod chat;
mod counting_server;
mod ending_health;
mod fake_service;
#[cfg(feature = "web")]
mod page;
#[cfg(feature = "telemetry")]
mod recorder;
#[cfg(feature = "tls")]
pub mod tls;

pub use chat::Chat;
pub use counting_server::{CountingServer, Reserved};
pub use fake_service::FakeService;
#[cfg(feature = "web")]
pub use page::Page;
#[cfg(feature = "telemetry")]
pub use recorder::Recorder;

/// A point with a feature that has a name.
pub const LIGHTHOUSE: Point = point(404_620_000, -740_020_000);

/// A point with a feature that has no name.
pub const NAMELESS: Point = point(-1, 1);

/// A point without a feature.
pub const NOWHERE: Point = point(123_456_789, -987_654_321);

/// Returns a point, in E7 degrees.
pub const fn point(latitude: i32, longitude: i32) -> Point {
    Point {
        latitude,
        longitude,
    }
}

/// Returns a feature with this name at this point.
pub fn feature(name: &str, point: Point) -> Feature {
    Feature {
        name: name.to_string(),
        location: Some(point),
    }
}

/// Returns a rectangle with these corners.
pub fn rectangle(lo: Point, hi: Point) -> Rectangle {
    Rectangle {
        lo: Some(lo),
        hi: Some(hi),
    }
}

/// Returns a note with this message at this point.
pub fn note(message: &str, point: Point) -> RouteNote {
    RouteNote {
        location: Some(point),
        message: message.to_string(),
        ..RouteNote::default()
    }
}

/// Returns the service under test, with two features. They are not read from JSON, so no test
/// depends on the code of step 3.
pub fn service() -> RouteGuideService {
    service_with([
        feature("Sandy Hook Lighthouse", LIGHTHOUSE),
        feature("", NAMELESS),
    ])
}

/// Returns the service under test, with these features.
pub fn service_with(features: impl IntoIterator<Item = Feature>) -> RouteGuideService {
    RouteGuideService::new(FeatureDatabase::new(features).expect("the features are valid"))
}

/// Returns the result of a call that should succeed. `look` says where to look if it does not.
pub fn response<T>(result: Result<T, Status>, look: &str) -> T {
    match result {
        Ok(response) => response,
        Err(status) if status.code() == Code::Unimplemented => {
            panic!(
                "the server does not implement the method yet ({}): {look}",
                status.message()
            )
        }
        Err(status) => panic!(
            "the call should succeed, but failed with {:?} ({}): {look}",
            status.code(),
            status.message()
        ),
    }
}

/// Returns the status of a call that should fail. `look` says where to look if it succeeds.
pub fn failure<T: Debug>(result: Result<T, Status>, look: &str) -> Status {
    match result {
        Err(status) if status.code() == Code::Unimplemented => {
            panic!(
                "the server does not implement the method yet ({}): {look}",
                status.message()
            )
        }
        Err(status) => status,
        Ok(response) => panic!("the call should fail, but returned {response:?}: {look}"),
    }
}

/// Collects the messages of a stream, or returns the status that ended it early.
pub async fn all<T>(
    stream: impl Stream<Item = Result<T, Status>>,
    look: &str,
) -> Result<Vec<T>, Status> {
    within(stream.collect(), look).await
}

/// Waits for a future that takes milliseconds, and gives up after five seconds. `look` says where
/// to look in that case.
pub async fn within<F: Future>(future: F, look: &str) -> F::Output {
    match timeout(Duration::from_secs(5), future).await {
        Ok(output) => output,
        Err(_) => panic!("there was no result after five seconds: {look}"),
    }
}

/// A running server.
pub struct TestServer {
    /// The URL for clients.
    pub url: String,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), Error>>,
}

impl TestServer {
    /// Starts your server, with the service under test.
    pub async fn start() -> TestServer {
        TestServer::start_with(service()).await
    }

    /// Starts your server, with this service.
    pub async fn start_with(service: RouteGuideService) -> TestServer {
        TestServer::start_with_options(service, Options::default()).await
    }

    /// Starts your server, with this service and these options.
    pub async fn start_with_options(service: RouteGuideService, options: Options) -> TestServer {
        let (listener, url) = listen().await;
        let (stop, stopped) = oneshot::channel();
        // The sender is dropped at the end of a test, which stops the server as well.
        let shutdown = async { stopped.await.unwrap_or_default() };
        TestServer {
            url,
            stop,
            running: tokio::spawn(server::run(listener, service, options, shutdown)),
        }
    }

    /// Tells the server to stop. The handle completes when the server has stopped.
    pub fn stop(self) -> JoinHandle<Result<(), Error>> {
        let _ = self.stop.send(());
        self.running
    }

    /// Returns a channel to the server.
    pub async fn channel(&self) -> Channel {
        let look = "see `run` in src/server.rs, and CODELAB.md, step 5";
        let endpoint = Channel::from_shared(self.url.clone()).expect("the URL is valid");
        match within(endpoint.connect(), look).await {
            Ok(channel) => channel,
            Err(error) => panic!("the server should accept a connection: {error}: {look}"),
        }
    }

    /// Returns a stub for the server, made from generated code alone.
    pub async fn generated_client(&self) -> RouteGuideClient<Channel> {
        RouteGuideClient::new(self.channel().await)
    }

    /// Returns a stub for the server, made by your `client::connect`.
    pub async fn client(&self) -> RouteGuideClient<Channel> {
        connect(&self.url).await
    }
}

/// Connects to a URL with your `client::connect`.
pub async fn connect(url: &str) -> RouteGuideClient<Channel> {
    let look = "see `connect` in src/client.rs, and CODELAB.md, step 6";
    match within(client::connect(url), look).await {
        Ok(client) => client,
        Err(error) => panic!("`connect` should reach the server at {url}: {error}: {look}"),
    }
}

/// Starts a plain tonic server with another implementation of the service, and returns its URL. It
/// stops at the end of the test.
pub async fn serve(service: impl RouteGuide) -> String {
    let (listener, url) = listen().await;
    serve_on(listener, service);
    url
}

/// Does the same on a listener.
pub fn serve_on(listener: TcpListener, service: impl RouteGuide) {
    let router = Server::builder().add_service(RouteGuideServer::new(service));
    tokio::spawn(router.serve_with_incoming(TcpIncoming::from(listener)));
}

/// Listens on a free port. Connections wait there until a server accepts them.
async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("the listener has an address");
    (listener, format!("http://{address}"))
}

/// Waits for a server that was told to stop.
pub async fn stopped(stopping: JoinHandle<Result<(), Error>>) {
    let look = "is `shutdown` passed to tonic? See `run` in src/server.rs, and CODELAB.md, step 5";
    within(stopping, look)
        .await
        .expect("the server should not panic")
        .expect("a server that is told to stop should not fail");
}
