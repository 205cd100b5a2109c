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
        check_range(&point)?;
        let feature = match self.database.find(&point) {
            Some(feature) => feature.clone(),
            None => Feature {
                name: String::new(),
                location: Some(point),
            },
        };
        Ok(Response::new(feature))
    }

    type ListFeaturesStream = ResponseStream<Feature>;

    async fn list_features(
        &self,
        request: Request<Rectangle>,
    ) -> Result<Response<Self::ListFeaturesStream>, Status> {
        let bounds = Bounds::try_from(request.into_inner())?;
        let features = self.database.within(bounds);
        let responses = tokio_stream::iter(features.map(Ok));
        Ok(Response::new(Box::pin(responses)))
    }

    async fn record_route(
        &self,
        request: Request<Streaming<Point>>,
    ) -> Result<Response<RouteSummary>, Status> {
        let mut points = request.into_inner();
        let mut route = Route::default();
        while let Some(point) = points.message().await? {
            check_range(&point)?;
            let feature = self.database.find(&point);
            let has_name = feature.is_some_and(|feature| !feature.name.is_empty());
            route.add(point, has_name, Instant::now());
        }
        Ok(Response::new(route.summary()))
    }

    type RouteChatStream = ResponseStream<RouteNote>;

    async fn route_chat(
        &self,
        request: Request<Streaming<RouteNote>>,
    ) -> Result<Response<Self::RouteChatStream>, Status> {
        let author = auth::author(&request)?;
        let mut notes = request.into_inner();
        let board = Arc::clone(&self.notes);
        let responses = try_stream! {
            while let Some(note) = notes.message().await? {
                let point = note
                    .location
                    .ok_or(InvalidInput::Missing { field: "location" })?;
                check_field("location", &point)?;
                for earlier in board.post(point, note, &author)? {
                    yield earlier;
                }
            }
        };
        Ok(Response::new(Box::pin(responses)))
    }
}
