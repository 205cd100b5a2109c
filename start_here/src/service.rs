//! The RPC methods of the RouteGuide service.

use std::{pin::Pin, sync::Arc, time::Instant};

use async_stream::try_stream;
use tokio_stream::Stream;
use tonic::{Request, Response, Status, Streaming};

use crate::{
    auth,
    database::FeatureDatabase,
    error::InvalidInput,
    geo::{Bounds, check_field, check_range},
    notes::NoteBoard,
    route::Route,
    routeguide::{
        Feature, Point, Rectangle, RouteNote, RouteSummary, route_guide_server::RouteGuide,
    },
};

/// The responses of a streaming call: messages, or the status that ends the stream early.
type ResponseStream<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// Implements RouteGuide with a database of features and a board of notes.
#[derive(Debug)]
pub struct RouteGuideService {
    /// Every call reads the database and none changes it, so it needs no lock.
    database: FeatureDatabase,
    /// The notes are shared with the response streams of chats, which outlive the method that
    /// creates them.
    notes: Arc<NoteBoard>,
}

impl RouteGuideService {
    /// Creates a service with this database and no notes.
    pub fn new(database: FeatureDatabase) -> RouteGuideService {
        RouteGuideService {
            database,
            notes: Arc::default(),
        }
    }
}

#[tonic::async_trait]
impl RouteGuide for RouteGuideService {
    async fn get_feature(&self, request: Request<Point>) -> Result<Response<Feature>, Status> {
        let point = request.into_inner();
        // TODO(step 8): reject a point that is off the map
        todo!("step 4: return the feature at this point, or one with an empty name")
    }

    type ListFeaturesStream = ResponseStream<Feature>;

    async fn list_features(
        &self,
        request: Request<Rectangle>,
    ) -> Result<Response<Self::ListFeaturesStream>, Status> {
        Err(Status::unimplemented("step 10: stream the features"))
    }

    async fn record_route(
        &self,
        request: Request<Streaming<Point>>,
    ) -> Result<Response<RouteSummary>, Status> {
        Err(Status::unimplemented("step 11: summarize the route"))
    }

    type RouteChatStream = ResponseStream<RouteNote>;

    async fn route_chat(
        &self,
        request: Request<Streaming<RouteNote>>,
    ) -> Result<Response<Self::RouteChatStream>, Status> {
        Err(Status::unimplemented("step 12: respond to the notes"))
    }
}
