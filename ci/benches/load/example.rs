//! A service for comparison, written like tonic's published RouteGuide example.

use std::{pin::Pin, sync::Arc};

use route_guide::routeguide::{Feature, Point, Rectangle, RouteNote, RouteSummary};
use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::{Request, Response, Status, Streaming};

use routeguide::route_guide_server::RouteGuide;
pub use routeguide::route_guide_server::RouteGuideServer;

/// The server that tonic generates by default.
mod routeguide {
    tonic::include_proto!("routeguide");
}

/// RouteGuide with the methods of tonic's example: a list that every call scans, and a task that
/// sends the responses of a stream through a channel.
pub struct Example {
    features: Arc<Vec<Feature>>,
}

impl Example {
    pub fn new(features: Vec<Feature>) -> Example {
        Example {
            features: Arc::new(features),
        }
    }
}

#[tonic::async_trait]
impl RouteGuide for Example {
    async fn get_feature(&self, request: Request<Point>) -> Result<Response<Feature>, Status> {
        let location = Some(request.into_inner());
        let mut features = self.features.iter();
        let feature = features.find(|feature| feature.location == location);
        Ok(Response::new(feature.cloned().unwrap_or_default()))
    }

    type ListFeaturesStream = ReceiverStream<Result<Feature, Status>>;

    async fn list_features(
        &self,
        request: Request<Rectangle>,
    ) -> Result<Response<Self::ListFeaturesStream>, Status> {
        let rectangle = request.into_inner();
        let features = Arc::clone(&self.features);
        let (sender, receiver) = mpsc::channel(4);
        tokio::spawn(async move {
            for feature in features.iter() {
                if in_range(feature, &rectangle).unwrap_or(false)
                    && sender.send(Ok(feature.clone())).await.is_err()
                {
                    return;
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(receiver)))
    }

    async fn record_route(
        &self,
        _: Request<Streaming<Point>>,
    ) -> Result<Response<RouteSummary>, Status> {
        Err(Status::unimplemented("not compared"))
    }

    type RouteChatStream = Pin<Box<dyn Stream<Item = Result<RouteNote, Status>> + Send>>;

    async fn route_chat(
        &self,
        _: Request<Streaming<RouteNote>>,
    ) -> Result<Response<Self::RouteChatStream>, Status> {
        Err(Status::unimplemented("not compared"))
    }
}

fn in_range(feature: &Feature, rectangle: &Rectangle) -> Option<bool> {
    let (point, lo, hi) = (feature.location?, rectangle.lo?, rectangle.hi?);
    let latitudes = lo.latitude.min(hi.latitude)..=lo.latitude.max(hi.latitude);
    let longitudes = lo.longitude.min(hi.longitude)..=lo.longitude.max(hi.longitude);
    Some(latitudes.contains(&point.latitude) && longitudes.contains(&point.longitude))
}
