//! A service for tests of the client alone, without a database.

use route_guide::{
    geo::check_range,
    routeguide::{
        Feature, Point, Rectangle, RouteNote, RouteSummary, route_guide_server::RouteGuide,
    },
};
use tonic::{Request, Response, Status, Streaming, metadata::MetadataMap};

use super::feature;

/// A stream of responses that is always empty.
type NoStream<T> = tokio_stream::Empty<Result<T, Status>>;

/// The `get_feature` of a service.
type GetFeature = dyn Fn(&Request<Point>) -> Result<Feature, Status> + Send + Sync;

/// A service whose `get_feature` each test can choose. The other methods fail in the same way as
/// those of [`FakeService::echoing_deadline`].
pub struct FakeService {
    get_feature: Box<GetFeature>,
}

impl FakeService {
    /// Creates a service with this `get_feature`.
    pub fn new(
        get_feature: impl Fn(&Request<Point>) -> Result<Feature, Status> + Send + Sync + 'static,
    ) -> FakeService {
        FakeService {
            get_feature: Box::new(get_feature),
        }
    }

    /// Creates a service in which every method fails with ABORTED. The message of the status is the
    /// header `grpc-timeout`, in which a client sends its deadline, or empty if there is none.
    pub fn echoing_deadline() -> FakeService {
        FakeService::new(|request| Err(deadline(request.metadata())))
    }

    /// Creates a service that returns a feature without a name for every point, even one that is off
    /// the map.
    pub fn accepting_everything() -> FakeService {
        FakeService::new(|request| Ok(feature("", *request.get_ref())))
    }

    /// Creates a service that does the same, but rejects a point that is off the map.
    pub fn checking_range() -> FakeService {
        FakeService::new(|request| {
            check_range(request.get_ref())?;
            Ok(feature("", *request.get_ref()))
        })
    }
}

/// Returns a status whose message is the deadline that the client sent.
fn deadline(metadata: &MetadataMap) -> Status {
    let timeout = metadata.get("grpc-timeout");
    let timeout = timeout.and_then(|timeout| timeout.to_str().ok());
    Status::aborted(timeout.unwrap_or_default())
}

#[tonic::async_trait]
impl RouteGuide for FakeService {
    async fn get_feature(&self, request: Request<Point>) -> Result<Response<Feature>, Status> {
        (self.get_feature)(&request).map(Response::new)
    }

    type ListFeaturesStream = NoStream<Feature>;

    async fn list_features(
        &self,
        request: Request<Rectangle>,
    ) -> Result<Response<NoStream<Feature>>, Status> {
        Err(deadline(request.metadata()))
    }

    async fn record_route(
        &self,
        request: Request<Streaming<Point>>,
    ) -> Result<Response<RouteSummary>, Status> {
        Err(deadline(request.metadata()))
    }

    type RouteChatStream = NoStream<RouteNote>;

    async fn route_chat(
        &self,
        request: Request<Streaming<RouteNote>>,
    ) -> Result<Response<NoStream<RouteNote>>, Status> {
        Err(deadline(request.metadata()))
    }
}
