//! What several steps need: some features, a server of one's own, and patience that ends.

use std::{
    cell::Cell,
    fmt::Debug,
    net::SocketAddr,
    panic::{catch_unwind, resume_unwind},
    pin::Pin,
    time::Duration,
};

use route_guide::{
    Error, client,
    database::FeatureDatabase,
    routeguide::{
        Feature, Point, Rectangle, RouteNote, RouteSummary,
        route_guide_client::RouteGuideClient,
        route_guide_server::{RouteGuide, RouteGuideServer},
    },
    server,
    service::RouteGuideService,
};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{
    Code, Request, Response, Status, Streaming,
    metadata::MetadataMap,
    transport::{Channel, Server, server::TcpIncoming},
};

type BoxStream<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// A place that the tests' features have a name for.
pub const LIGHTHOUSE: Point = point(404_620_000, -740_020_000);

/// A place that is in the tests' features, but has no name.
pub const NAMELESS: Point = point(-1, 1);

/// A place that is not among the tests' features.
pub const NOWHERE: Point = point(123_456_789, -987_654_321);

/// A point, coordinates in E7 degrees.
pub const fn point(latitude: i32, longitude: i32) -> Point {
    Point {
        latitude,
        longitude,
    }
}

/// A feature with this name at this point.
pub fn feature(name: &str, point: Point) -> Feature {
    Feature {
        name: name.to_string(),
        location: Some(point),
    }
}

/// A rectangle between these corners.
pub fn rectangle(lo: Point, hi: Point) -> Rectangle {
    Rectangle {
        lo: Some(lo),
        hi: Some(hi),
    }
}

/// A note with this message at this point.
pub fn note(message: &str, point: Point) -> RouteNote {
    RouteNote {
        location: Some(point),
        message: message.to_string(),
    }
}

/// The service under test, over a few features. They are made here rather than read from JSON, so
/// that a step's tests wait for that step's code only.
pub fn service() -> RouteGuideService {
    service_with([
        feature("Sandy Hook Lighthouse", LIGHTHOUSE),
        feature("", NAMELESS),
    ])
}

/// The service under test, over these features.
pub fn service_with(features: impl IntoIterator<Item = Feature>) -> RouteGuideService {
    RouteGuideService::new(FeatureDatabase::new(features).expect("these features are all right"))
}

/// All messages of a stream, or the status with which it breaks off.
pub async fn all<T>(
    stream: impl Stream<Item = Result<T, Status>>,
    look: &str,
) -> Result<Vec<T>, Status> {
    at_length(stream.collect(), look).await
}

/// The answer to a call; where there is none, says so, and where to look.
pub fn answer<T>(result: Result<T, Status>, look: &str) -> T {
    match result {
        Ok(answer) => answer,
        Err(status) if status.code() == Code::Unimplemented => panic!(
            "the server does not have this method yet: it belongs into \
             `impl RouteGuide for RouteGuideService` in src/service.rs; {look}"
        ),
        Err(status) => panic!(
            "the call should be answered, and ends with {:?} ({}): {look}",
            status.code(),
            status.message()
        ),
    }
}

/// The status with which a call was refused; where it was not, says so, and where to look.
pub fn refusal<T: Debug>(result: Result<T, Status>, look: &str) -> Status {
    match result {
        Err(status) => status,
        Ok(answer) => panic!("the call should be refused, and is answered with {answer:?}: {look}"),
    }
}

/// A client of a server that is not there, made by the generated code alone; and what keeps others
/// from listening on that port.
pub fn client_of_nobody() -> (RouteGuideClient<Channel>, TcpSocket) {
    let silent = TcpSocket::new_v4().expect("a socket");
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    silent.bind(any_port).expect("a free port");
    let address = silent.local_addr().expect("the socket's address");
    let endpoint = Channel::from_shared(format!("http://{address}")).expect("a URL");
    let channel = endpoint
        .connect_timeout(Duration::from_secs(1))
        .connect_lazy();
    (RouteGuideClient::new(channel), silent)
}

/// Answers every call with a status whose message is the deadline that the call came with.
pub struct Deadlines;

impl Deadlines {
    /// A client of a server that has this service.
    pub async fn client() -> RouteGuideClient<Channel> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the listener's address");
        let router = Server::builder().add_service(RouteGuideServer::new(Deadlines));
        tokio::spawn(router.serve_with_incoming(TcpIncoming::from(listener)));
        let endpoint = Channel::from_shared(format!("http://{address}")).expect("a URL");
        RouteGuideClient::new(endpoint.connect_lazy())
    }

    fn of<T>(metadata: &MetadataMap) -> Result<T, Status> {
        let deadline = metadata.get("grpc-timeout");
        let deadline = deadline.and_then(|deadline| deadline.to_str().ok());
        Err(Status::aborted(deadline.unwrap_or_default()))
    }
}

#[tonic::async_trait]
impl RouteGuide for Deadlines {
    async fn get_feature(&self, request: Request<Point>) -> Result<Response<Feature>, Status> {
        Deadlines::of(request.metadata())
    }

    async fn list_features(
        &self,
        request: Request<Rectangle>,
    ) -> Result<Response<BoxStream<Feature>>, Status> {
        Deadlines::of(request.metadata())
    }

    async fn record_route(
        &self,
        request: Request<Streaming<Point>>,
    ) -> Result<Response<RouteSummary>, Status> {
        Deadlines::of(request.metadata())
    }

    async fn route_chat(
        &self,
        request: Request<Streaming<RouteNote>>,
    ) -> Result<Response<BoxStream<RouteNote>>, Status> {
        Deadlines::of(request.metadata())
    }
}

/// Answers every point, on the map or not, as one where nothing is.
struct Credulous;

#[tonic::async_trait]
impl RouteGuide for Credulous {
    async fn get_feature(&self, request: Request<Point>) -> Result<Response<Feature>, Status> {
        Ok(Response::new(feature("", request.into_inner())))
    }
}

thread_local! {
    /// Whether a `TestServer` has that service, instead of the one under test.
    static CREDULOUS: Cell<bool> = const { Cell::new(false) };
}

/// Whether a test fails when its server answers every point. A test that is still to be written does
/// not count.
pub fn fails_where_all_is_answered(test: fn()) -> bool {
    CREDULOUS.set(true);
    let end = catch_unwind(test);
    CREDULOUS.set(false);
    let Err(panic) = end else {
        return false;
    };
    let text = panic.downcast_ref::<&str>().copied(); // without values in it, or with some
    let message = text.or(panic.downcast_ref::<String>().map(String::as_str));
    if message.is_some_and(|message| message.starts_with("not yet implemented")) {
        resume_unwind(panic);
    }
    true
}

/// A server on a port of its own.
pub struct TestServer {
    /// Where it answers.
    pub url: String,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), Error>>,
}

impl TestServer {
    /// Starts a server. Its port takes connections as soon as this returns.
    pub async fn start() -> TestServer {
        if !CREDULOUS.get() {
            return TestServer::start_with(service()).await;
        }
        let router = Server::builder().add_service(RouteGuideServer::new(Credulous));
        TestServer::spawn(|listener, stopped| async {
            let incoming = TcpIncoming::from(listener);
            let stopped = async { stopped.await.unwrap_or_default() };
            Ok(router
                .serve_with_incoming_shutdown(incoming, stopped)
                .await?)
        })
        .await
    }

    /// Starts a server that has this service.
    pub async fn start_with(service: RouteGuideService) -> TestServer {
        TestServer::spawn(|listener, stopped| {
            // A dropped sender, at the end of a test, stops the server too.
            let stopped = async { stopped.await.unwrap_or_default() };
            server::run(listener, service, stopped)
        })
        .await
    }

    async fn spawn<Running>(
        run: impl FnOnce(TcpListener, oneshot::Receiver<()>) -> Running,
    ) -> TestServer
    where
        Running: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the listener's address");
        let (stop, stopped) = oneshot::channel();
        TestServer {
            url: format!("http://{address}"),
            stop,
            running: tokio::spawn(run(listener, stopped)),
        }
    }

    /// Tells the server to stop. What it returns completes when it has.
    pub fn stop(self) -> JoinHandle<Result<(), Error>> {
        let _ = self.stop.send(());
        self.running
    }

    /// Tells the server to stop, and waits until it has.
    pub async fn stopped(self) {
        wait_for_the_end(self.stop()).await;
    }

    /// A connection to this server.
    pub async fn channel(&self) -> Channel {
        let endpoint = Channel::from_shared(self.url.clone()).expect("a URL");
        within(endpoint.connect())
            .await
            .expect("the server should take a connection: see `run` in src/server.rs, and CODELAB.md, step 5")
    }

    /// A client of this server, made by the generated code alone.
    pub async fn generated_client(&self) -> RouteGuideClient<Channel> {
        RouteGuideClient::new(self.channel().await)
    }

    /// A client of this server, made by your own `client::connect`.
    pub async fn client(&self) -> RouteGuideClient<Channel> {
        within(client::connect(&self.url))
            .await
            .expect("`connect` should reach the server at the `url` it is given: see src/client.rs, and CODELAB.md, step 6")
    }
}

/// Waits for a server that was told to stop.
pub async fn wait_for_the_end(stopping: JoinHandle<Result<(), Error>>) {
    match timeout(Duration::from_secs(5), stopping).await {
        Ok(end) => end
            .expect("the server should not panic")
            .expect("to stop when it is told to is not an error"),
        Err(_) => panic!(
            "the server should stop once `shutdown` completes and no call is in flight: is it handed \
             to tonic? See `run` in src/server.rs, and CODELAB.md, step 5"
        ),
    }
}

/// Waits for something that takes milliseconds, and gives up after five seconds.
pub async fn within<F: Future>(future: F) -> F::Output {
    soon(future, "what does your code wait for?").await
}

/// As [`within`], and says where to look.
pub async fn soon<F: Future>(future: F, look: &str) -> F::Output {
    match timeout(Duration::from_secs(5), future).await {
        Ok(output) => output,
        Err(_) => panic!("nothing happened for five seconds: {look}"),
    }
}

/// As [`soon`], for a thousand things at once, which a machine that is busy with something else may
/// need a while for.
pub async fn at_length<F: Future>(future: F, look: &str) -> F::Output {
    match timeout(Duration::from_secs(12), future).await {
        Ok(output) => output,
        Err(_) => panic!("it had not ended after twelve seconds: {look}"),
    }
}
