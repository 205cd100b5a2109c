//! The client: connects to a server, and calls it with one function for each RPC.

use std::time::Duration;

use prost_types::Timestamp;
use tokio::time;
use tonic::{
    IntoRequest, IntoStreamingRequest, Request, Status, Streaming,
    transport::{Channel, Endpoint},
};
use tonic_types::{FieldViolation, StatusExt as _};

use crate::{
    balance,
    error::{Error, with_causes},
    retry::retry,
    routeguide::{
        Feature, Point, Rectangle, RouteNote, RouteSummary, route_guide_client::RouteGuideClient,
    },
};

/// The time limit for connecting to the server, and the deadline of a unary call.
pub const TIMEOUT: Duration = Duration::from_secs(5);

/// The time after which the client pings a silent server. A server whose computer crashes or loses its
/// network does not close its connections. Our server uses the same interval.
pub const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// The time allowed for the server to respond to the ping, which is enough for a slow network. After
/// that, the calls on the connection fail.
pub const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Connects to the server at a URL, such as `http://127.0.0.1:50051`.
///
/// # Errors
///
/// Returns an error if the URL does not start with `http://`, or if no server accepts the
/// connection within [`TIMEOUT`]. The message is one line that names the URL.
pub async fn connect(url: &str) -> Result<RouteGuideClient<Channel>, Error> {
    let channel = endpoint(url)?
        .connect()
        .await
        .map_err(|error| no_server_at(url, &error))?;
    Ok(RouteGuideClient::new(channel))
}

/// Creates a client that connects when it makes its first call, and, if that fails, again when it
/// makes the next one. Until a server accepts the connection, its calls fail with UNAVAILABLE.
///
/// # Errors
///
/// Returns an error if the URL does not start with `http://`. The message is one line that names the
/// URL.
///
/// # Panics
///
/// Panics outside of a tokio runtime, because the connection runs in a task.
pub fn connect_lazy(url: &str) -> Result<RouteGuideClient<Channel>, Error> {
    let endpoint = endpoint(url)?;
    Ok(RouteGuideClient::new(endpoint.connect_lazy()))
}

/// Connects to several servers. If `checks_health` is true, calls go to those that report that they
/// are serving, and otherwise to all.
///
/// # Errors
///
/// Returns an error if health is checked, and no server is serving within `timeout`. The message is one
/// line that names the URLs.
pub async fn connect_all(
    endpoints: Vec<Endpoint>,
    checks_health: bool,
    timeout: Duration,
) -> Result<RouteGuideClient<Channel>, Error> {
    let urls: Vec<String> = endpoints
        .iter()
        .map(|endpoint| endpoint.uri().to_string())
        .map(|uri| uri.trim_end_matches('/').to_string()) // a `Uri` always has a path
        .collect();
    let channel = if checks_health {
        let channel = balance::healthy(endpoints, timeout).await;
        channel.map_err(|_| {
            let urls = urls.join(" and ");
            format!("none of the servers at {urls} is serving; are they running on those ports?")
        })?
    } else {
        balance::list(endpoints)
    };
    Ok(RouteGuideClient::new(channel))
}

/// Calls GetFeature. The name is empty if there is no feature at the point.
///
/// # Errors
///
/// Returns the status of the failed call: DEADLINE_EXCEEDED if it took longer than [`TIMEOUT`].
pub async fn get_feature(
    client: &mut RouteGuideClient<Channel>,
    point: impl IntoRequest<Point>,
) -> Result<Feature, Status> {
    let mut request = point.into_request();
    request.set_timeout(TIMEOUT);
    let response = within(TIMEOUT, client.get_feature(request)).await?;
    Ok(response.into_inner())
}

/// Calls GetFeature as [`get_feature`] does, and tries again while the server is unavailable. The
/// timeout is for all attempts together. `request` creates the request of each attempt.
///
/// # Errors
///
/// Returns the status of the last attempt: DEADLINE_EXCEEDED if the time ran out during it, and
/// UNAVAILABLE if not enough time was left for another attempt.
pub async fn get_feature_with_retries(
    client: &RouteGuideClient<Channel>,
    request: impl Fn() -> Request<Point>,
    timeout: Duration,
) -> Result<Feature, Status> {
    let attempts = retry(timeout, |left| {
        let mut client = client.clone();
        let mut request = request();
        request.set_timeout(left);
        async move { client.get_feature(request).await }
    });
    let response = within(timeout, attempts).await?;
    Ok(response.into_inner())
}

/// Describes a feature in one line: its name and location, or a location that has no feature.
pub fn describe(feature: &Feature) -> String {
    let location = match feature.location {
        Some(point) => in_degrees(&point),
        None => "an unknown location".to_string(),
    };
    if feature.name.is_empty() {
        format!("There is no feature at {location}")
    } else {
        format!("{} at {location}", feature.name)
    }
}

/// Formats a point in degrees, latitude first: `40.9146138, -74.6188906`.
pub fn in_degrees(point: &Point) -> String {
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let (latitude, longitude) = (degrees(point.latitude), degrees(point.longitude));
    format!("{latitude:.7}, {longitude:.7}")
}

/// Calls ListFeatures. Dropping the stream cancels the call.
///
/// # Errors
///
/// Returns the status with which the call failed. If the call fails later, its stream ends with a
/// status.
pub async fn list_features(
    client: &mut RouteGuideClient<Channel>,
    rectangle: impl IntoRequest<Rectangle>,
) -> Result<Streaming<Feature>, Status> {
    let response = client.list_features(rectangle).await?;
    Ok(response.into_inner())
}

/// Calls RecordRoute with the points of a stream, and returns the summary once the stream has ended.
///
/// # Errors
///
/// Returns the status with which the call failed.
pub async fn record_route(
    client: &mut RouteGuideClient<Channel>,
    points: impl IntoStreamingRequest<Message = Point>,
) -> Result<RouteSummary, Status> {
    let response = client.record_route(points).await?;
    Ok(response.into_inner())
}

/// Calls RouteChat with the notes of a stream, and returns the stream of responses. It ends when the
/// stream of notes has ended and the last response has arrived.
///
/// # Errors
///
/// Returns the status with which the call failed. If the call fails later, its stream ends with a
/// status.
pub async fn route_chat(
    client: &mut RouteGuideClient<Channel>,
    notes: impl IntoStreamingRequest<Message = RouteNote>,
) -> Result<Streaming<RouteNote>, Status> {
    let response = client.route_chat(notes).await?;
    Ok(response.into_inner())
}

/// Formats a note for a person: the time at which the server received it, in UTC, the name of its
/// author, and its text. A server with an older contract sends only the text.
pub fn describe_note(note: &RouteNote) -> String {
    let text = match note.author.as_str() {
        "" => note.message.clone(),
        author => format!("{author}: {}", note.message),
    };
    if let Some(posted_at) = note.posted_at {
        let seconds = Timestamp {
            nanos: 0,
            ..posted_at
        };
        return format!("{seconds} {text}");
    }
    text
}

/// Returns the request fields that the server rejected, as named in the details of the status. There
/// are none if the call failed for another reason, or if the server sends no details.
pub fn invalid_fields(status: &Status) -> Vec<FieldViolation> {
    let mut fields = Vec::new();
    if let Some(bad_request) = status.get_details_bad_request() {
        fields = bad_request.field_violations;
    }
    fields
}

/// Waits for a call to complete, but not beyond its deadline.
///
/// `Request::set_timeout` sends the deadline to the server. In the client, tonic 0.14 enforces it
/// only until the headers of the response arrive, and reports CANCELLED.
async fn within<T>(
    timeout: Duration,
    call: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    tokio::select! {
        biased; // both timers fire in the same millisecond, and this one has to win
        () = time::sleep(timeout) => {
            Err(Status::deadline_exceeded(format!("no response within {timeout:?}")))
        }
        result = call => result,
    }
}

/// Returns the settings of a connection without TLS to a URL.
///
/// # Errors
///
/// Returns an error if the URL does not start with `http://`, or is not a URL. The message is one
/// line that names the URL.
pub fn endpoint(url: &str) -> Result<Endpoint, Error> {
    if !url.starts_with("http://") {
        return Err(format!("{url:?} is not a URL for this client{EXPECTED}").into());
    }
    settings(url)
}

/// The end of the error message for a URL that does not start with `http://`.
#[cfg(feature = "tls")]
const EXPECTED: &str = " without --ca: write http://HOST:PORT, or, for TLS, add --ca FILE";
#[cfg(not(feature = "tls"))]
const EXPECTED: &str = ", which has no TLS: write http://HOST:PORT";

/// Returns the settings of a connection to a URL, with or without TLS.
pub(crate) fn settings(url: &str) -> Result<Endpoint, Error> {
    let endpoint = Endpoint::from_shared(url.to_string())
        .map_err(|error| format!("{url:?} is not a URL: {}", with_causes(&error)))?;
    let endpoint = endpoint.connect_timeout(TIMEOUT);
    Ok(endpoint
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT))
}

/// Returns an error message for a person: no server accepts connections at this URL.
fn no_server_at(url: &str, error: &tonic::transport::Error) -> Error {
    let cause = with_causes(error);
    format!("no server at {url}: {cause}; is it running on that port? (cargo run --bin server)")
        .into()
}
