//! A health service that ends its watches, as does a server that limits the duration of calls.

use std::{
    future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tonic::{Request, Response, Status};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
    health_server::Health,
};

/// A service in which a watch ends after one status, SERVING.
pub struct EndingHealth {
    /// The number of watches that end. There is no response to further ones.
    pub ending: usize,
    /// Counts the watches.
    pub watches: Arc<AtomicUsize>,
}

#[tonic::async_trait]
impl Health for EndingHealth {
    async fn check(
        &self,
        _request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        Err(Status::internal("the client should watch the health"))
    }

    type WatchStream = tokio_stream::Once<Result<HealthCheckResponse, Status>>;

    async fn watch(
        &self,
        _request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        if self.watches.fetch_add(1, Ordering::Relaxed) >= self.ending {
            return future::pending().await;
        }
        let serving = HealthCheckResponse {
            status: ServingStatus::Serving.into(),
        };
        Ok(Response::new(tokio_stream::once(Ok(serving))))
    }
}
