//! A server that counts its calls, and reports the health that a test chooses.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use route_guide::routeguide::route_guide_server::{RouteGuideServer, SERVICE_NAME};
use tokio::{net::TcpSocket, task::JoinHandle};
use tonic::transport::{Server, server::TcpIncoming};
use tonic_health::{ServingStatus, pb::health_server::HealthServer, server::HealthReporter};

use super::{FakeService, ending_health::EndingHealth};

/// A server that stops at the end of the test.
pub struct CountingServer {
    /// The URL for clients.
    pub url: String,
    calls: Arc<AtomicUsize>,
    health: Option<HealthReporter>,
    watches: Arc<AtomicUsize>,
    running: JoinHandle<()>,
}

impl CountingServer {
    /// Starts a server without a health service.
    pub async fn start() -> CountingServer {
        CountingServer::run(Reserved::port(), None, None).await
    }

    /// Starts a server that ends this many watches of its health after one status, SERVING. It never
    /// responds to further ones.
    pub async fn ending_watches(number: usize) -> CountingServer {
        CountingServer::run(Reserved::port(), None, Some(number)).await
    }

    /// Starts a server that reports this status.
    pub async fn reporting(status: ServingStatus) -> CountingServer {
        CountingServer::run(Reserved::port(), Some(status), None).await
    }

    /// Starts a server that is serving, at a port that has been reserved for it.
    pub async fn start_at(port: Reserved) -> CountingServer {
        CountingServer::run(port, Some(ServingStatus::Serving), None).await
    }

    /// Reports another status.
    pub async fn report(&self, status: ServingStatus) {
        let health = self
            .health
            .as_ref()
            .expect("a server with a health service");
        health.set_service_status(SERVICE_NAME, status).await;
    }

    /// Returns the number of calls of RouteGuide so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Returns the number of watches that [`CountingServer::ending_watches`] has received so far.
    pub fn watches(&self) -> usize {
        self.watches.load(Ordering::Relaxed)
    }

    async fn run(
        port: Reserved,
        status: Option<ServingStatus>,
        ending: Option<usize>,
    ) -> CountingServer {
        let listener = port.socket.listen(16).expect("nobody else has the port");
        let calls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&calls);
        let service = FakeService::accepting_everything();
        let service = RouteGuideServer::with_interceptor(service, move |request| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(request)
        });
        let mut router = Server::builder().add_service(service);
        let mut health = None;
        if let Some(status) = status {
            let (reporter, service) = tonic_health::server::health_reporter();
            reporter.set_service_status(SERVICE_NAME, status).await;
            router = router.add_service(service);
            health = Some(reporter);
        }
        let watches = Arc::new(AtomicUsize::new(0));
        if let Some(ending) = ending {
            let health = EndingHealth {
                ending,
                watches: Arc::clone(&watches),
            };
            router = router.add_service(HealthServer::new(health));
        }
        let serving = router.serve_with_incoming(TcpIncoming::from(listener));
        CountingServer {
            url: port.url,
            calls,
            health,
            watches,
            running: tokio::spawn(async { serving.await.expect("the server does not fail") }),
        }
    }
}

/// A port that no other program can use. Until a server starts there, it refuses connections.
pub struct Reserved {
    /// The URL for clients.
    pub url: String,
    socket: TcpSocket,
}

impl Reserved {
    /// Reserves a free port.
    pub fn port() -> Reserved {
        let socket = TcpSocket::new_v4().expect("a socket");
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(any_port).expect("a free port");
        let address = socket.local_addr().expect("the socket has an address");
        Reserved {
            url: format!("http://{address}"),
            socket,
        }
    }
}

impl Drop for CountingServer {
    fn drop(&mut self) {
        self.running.abort();
    }
}
