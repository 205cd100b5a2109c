//! The RPC methods: what the server answers.

use std::{pin::Pin, sync::Arc, time::Instant};

use async_stream::try_stream;
use tokio_stream::Stream;
use tonic::{Request, Response, Status, Streaming};

use crate::{
    database::FeatureDatabase,
    map::{check_range, corners},
    notes::NoteBoard,
    route::Route,
    routeguide::{
        Feature, Point, Rectangle, RouteNote, RouteSummary, route_guide_server::RouteGuide,
    },
};

/// What a method returns that answers with a stream: messages, and a status where it breaks off.
type ResponseStream<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// Answers calls from a database of features, and keeps the notes that people leave.
#[derive(Debug)]
pub struct RouteGuideService {
    /// Every call reads it and none changes it, so that calls need no lock.
    database: FeatureDatabase,
    /// Calls change it. A chat goes on after its call has returned, and so has a share in it.
    notes: Arc<NoteBoard>,
}

impl RouteGuideService {
    /// A service that answers from this database, and has no notes yet.
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
        // TODO(step 8): refuse a point that is off the map, with INVALID_ARGUMENT
        todo!("step 4: answer with the feature at this point, or with an empty name and the point")
    }

    // TODO(step 10): list_features, which streams the features in a rectangle

    // TODO(step 11): record_route, which sums up the points of a route

    // TODO(step 12): route_chat, which answers each note with those before it
}
