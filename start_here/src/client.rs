//! The other end: connects to a server, and has one function for each RPC.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{
    Request, Status, Streaming,
    codec::CompressionEncoding,
    transport::{Channel, Endpoint},
};

use crate::{
    Error, cli,
    routeguide::{
        Feature, Point, Rectangle, RouteNote, RouteSummary, route_guide_client::RouteGuideClient,
    },
};

/// How long to wait for a server to accept the connection, and for the answer to a unary call.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Connects to the server at this URL, for example `http://127.0.0.1:50051`.
///
/// # Errors
///
/// If it is not a URL that starts with `http://`, or no server accepts the connection.
pub async fn connect(url: &str) -> Result<RouteGuideClient<Channel>, Error> {
    todo!("step 6: connect a channel to the endpoint, and make a client of it")
}

/// Asks for the feature at a point; its name is empty if there is none.
///
/// # Errors
///
/// The status with which the server refused, or with which the call broke on its way.
pub async fn get_feature(
    client: &mut RouteGuideClient<Channel>,
    point: Point,
) -> Result<Feature, Status> {
    todo!("step 6: call GetFeature, and take the feature out of the response")
}

/// A feature as a person reads it: its name, or that there is none, and where.
pub fn describe(feature: &Feature) -> String {
    todo!("step 7: say what the feature is called and where it is, or that there is none")
}

/// A point as a person writes it: `40.9146138, -74.6188906`, in degrees.
pub fn in_degrees(point: &Point) -> String {
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let (latitude, longitude) = (degrees(point.latitude), degrees(point.longitude));
    format!("{latitude:.7}, {longitude:.7}")
}

/// Asks for the features in a rectangle. They come one by one; who has seen enough drops the stream.
///
/// # Errors
///
/// The status with which the server refused. One with which the call breaks later comes as the last
/// item of the stream.
pub async fn list_features(
    client: &mut RouteGuideClient<Channel>,
    rectangle: Rectangle,
) -> Result<Streaming<Feature>, Status> {
    todo!("step 10: call ListFeatures, and take the stream out of the response")
}

/// Sends the points of a route, each when the iterator has it and the server takes it, and returns
/// what the server sums up after the last.
///
/// # Errors
///
/// The status with which the server refused, or with which the call broke on its way.
pub async fn record_route(
    client: &mut RouteGuideClient<Channel>,
    points: impl Iterator<Item = Point> + Send + 'static,
) -> Result<RouteSummary, Status> {
    todo!("step 11: call RecordRoute with a stream of the points, and take out the summary")
}

/// Sends notes as they come out of a channel, and returns what the server answers meanwhile. The
/// server's stream ends after the channel has been closed and the last note was answered.
///
/// # Errors
///
/// The status with which the server refused. One with which the call breaks later comes as the last
/// item of the stream.
pub async fn route_chat(
    client: &mut RouteGuideClient<Channel>,
    notes: mpsc::Receiver<RouteNote>,
) -> Result<Streaming<RouteNote>, Status> {
    todo!("step 12: call RouteChat with a stream of the notes, and take out the answers")
}

/// Where to connect to, checked before anything is sent.
fn endpoint(url: &str) -> Result<Endpoint, Error> {
    if !url.starts_with("http://") {
        return Err(format!(
            "{url:?} is not a URL for this client, which has no TLS: write http://HOST:PORT"
        )
        .into());
    }
    let endpoint = Endpoint::from_shared(url.to_string())
        .map_err(|error| format!("{url:?} is not a URL: {}", cli::with_causes(&error)))?;
    Ok(endpoint.connect_timeout(TIMEOUT))
}

/// What to tell a person whose server does not answer.
fn no_server_at(url: &str, error: &tonic::transport::Error) -> Error {
    let cause = cli::with_causes(error);
    format!(
        "no server at {url}: {cause}; is it running, and on that port? (cargo run --bin server)"
    )
    .into()
}
