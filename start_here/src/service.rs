//! The RPC methods: what the server answers.

use tonic::{Request, Response, Status};

use crate::{
    database::{FeatureDatabase, check_range},
    routeguide::{Feature, Point, route_guide_server::RouteGuide},
};

/// Answers calls from a database of features.
#[derive(Debug)]
pub struct RouteGuideService {
    /// Every call reads it and none changes it, so that calls need no lock.
    database: FeatureDatabase,
}

impl RouteGuideService {
    /// A service that answers from this database.
    pub fn new(database: FeatureDatabase) -> RouteGuideService {
        RouteGuideService { database }
    }
}

#[tonic::async_trait]
impl RouteGuide for RouteGuideService {
    async fn get_feature(&self, request: Request<Point>) -> Result<Response<Feature>, Status> {
        let point = request.into_inner();
        // TODO(step 8): refuse a point that is off the map, with INVALID_ARGUMENT
        todo!("step 4: answer with the feature at this point, or with an empty name and the point")
    }
}
