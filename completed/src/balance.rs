//! Client-side load balancing: a channel that spreads calls over several servers.
//!
//! tonic chooses a server for each call at random. It connects to all of them on the first call, and
//! reconnects when a connection is lost.

use std::{mem, time::Duration};

use http::Uri;
use tokio::{sync::mpsc, time};
use tonic::{
    Code, Status,
    transport::{Channel, Endpoint, channel::Change},
};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::{retry::backoff, routeguide::route_guide_server::SERVICE_NAME};

/// The number of changes that may wait for a channel that is not in use. Further changes wait in
/// the tasks of their servers.
const CAPACITY: usize = 16;

/// Returns a channel that spreads calls over all of these servers. A call to a server that is
/// down fails with UNAVAILABLE.
pub fn list(endpoints: Vec<Endpoint>) -> Channel {
    Channel::balance_list(endpoints.into_iter())
}

/// Returns a channel that spreads calls over whichever of these servers report that they are serving.
/// Waits for the first one to do so, but no longer than `timeout`.
///
/// If at some later time no server is serving, calls wait until one is, so set deadlines.
///
/// # Errors
///
/// Returns UNAVAILABLE if no server is serving in time.
pub async fn healthy(endpoints: Vec<Endpoint>, timeout: Duration) -> Result<Channel, Status> {
    let (channel, changes) = Channel::balance_channel(CAPACITY);
    let (ready, mut first) = mpsc::channel(1);
    for endpoint in endpoints {
        let server = Server {
            endpoint,
            changes: changes.clone(),
            ready: ready.clone(),
            is_listed: false,
            failures: 0,
        };
        tokio::spawn(server.follow());
    }
    match time::timeout(timeout, first.recv()).await {
        Ok(Some(())) => Ok(channel),
        _ => Err(Status::unavailable("no server is ready")),
    }
}

/// A server that a channel uses as long as it is healthy.
struct Server {
    endpoint: Endpoint,
    /// The changes to the list of servers that the channel uses.
    changes: mpsc::Sender<Change<Uri, Endpoint>>,
    /// Sends a message when a server is ready.
    ready: mpsc::Sender<()>,
    /// True if the server is in the list.
    is_listed: bool,
    /// The number of watches that have ended since the last status.
    failures: u32,
}

impl Server {
    /// Keeps the list up to date until the channel is dropped.
    async fn follow(mut self) {
        let changes = self.changes.clone();
        tokio::select! {
            () = changes.closed() => {}
            () = self.watch_again() => {}
        }
    }

    /// Watches the health of the server, and starts again when the call ends.
    async fn watch_again(&mut self) {
        loop {
            match self.watch().await {
                // A server without a health service counts as healthy, as gRPC's guide asks.
                Err(status) if status.code() == Code::Unimplemented => return self.add().await,
                // The end of a call does not mean that the server is down: servers limit the duration
                // of calls. But if the next call ends before it has brought a health status, the
                // server's health is unknown.
                _ if self.failures > 0 => self.remove().await,
                _ => {}
            }
            time::sleep(backoff(self.failures)).await;
            self.failures = self.failures.saturating_add(1);
        }
    }

    /// Watches the health of the server until the call ends.
    async fn watch(&mut self) -> Result<(), Status> {
        let mut health = HealthClient::new(self.endpoint.connect_lazy());
        let service = SERVICE_NAME.to_string();
        let response = health.watch(HealthCheckRequest { service }).await?;
        let mut statuses = response.into_inner();
        while let Some(status) = statuses.message().await? {
            self.failures = 0;
            match status.status() {
                ServingStatus::Serving => self.add().await,
                _ => self.remove().await,
            }
        }
        Ok(())
    }

    /// Adds the server to the list, if it is not there.
    async fn add(&mut self) {
        if mem::replace(&mut self.is_listed, true) {
            return; // another insertion would replace the connection
        }
        let uri = self.endpoint.uri().clone();
        let change = Change::Insert(uri, self.endpoint.clone());
        let _ = self.changes.send(change).await; // fails if the channel has been dropped
        let _ = self.ready.try_send(()); // fails if another server was first
    }

    /// Removes the server from the list, if it is there. Its calls in flight continue.
    async fn remove(&mut self) {
        if !mem::replace(&mut self.is_listed, false) {
            return;
        }
        let uri = self.endpoint.uri().clone();
        let _ = self.changes.send(Change::Remove(uri)).await;
    }
}
