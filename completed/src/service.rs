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
        check_range(&point).map_err(Status::invalid_argument)?;
        let feature = match self.database.find(&point) {
            Some(feature) => feature,
            None => Feature {
                name: String::new(),
                location: Some(point),
            },
        };
        Ok(Response::new(feature))
    }

    async fn list_features(
        &self,
        request: Request<Rectangle>,
    ) -> Result<Response<ResponseStream<Feature>>, Status> {
        let rectangle = request.into_inner();
        let (southwest, northeast) = corners(&rectangle).map_err(Status::invalid_argument)?;
        let features = self.database.within(southwest, northeast);
        let answers = tokio_stream::iter(features.map(Ok));
        Ok(Response::new(Box::pin(answers)))
    }

    async fn record_route(
        &self,
        request: Request<Streaming<Point>>,
    ) -> Result<Response<RouteSummary>, Status> {
        let mut points = request.into_inner();
        let mut route = Route::default();
        while let Some(point) = points.message().await? {
            check_range(&point).map_err(Status::invalid_argument)?;
            let feature = self.database.find(&point);
            let has_name = feature.is_some_and(|feature| !feature.name.is_empty());
            route.pass(point, has_name, Instant::now());
        }
        Ok(Response::new(route.summary()))
    }

    async fn route_chat(
        &self,
        request: Request<Streaming<RouteNote>>,
    ) -> Result<Response<ResponseStream<RouteNote>>, Status> {
        let mut notes = request.into_inner();
        let board = Arc::clone(&self.notes);
        let answers = try_stream! {
            while let Some(note) = notes.message().await? {
                let place = note
                    .location
                    .ok_or_else(|| Status::invalid_argument("the note has no location"))?;
                check_range(&place).map_err(Status::invalid_argument)?;
                let earlier = board
                    .leave(place, note.message)
                    .map_err(Status::resource_exhausted)?;
                for note in earlier {
                    yield note;
                }
            }
        };
        Ok(Response::new(Box::pin(answers)))
    }
}
