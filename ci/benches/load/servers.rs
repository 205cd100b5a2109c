//! The servers that are compared, each of which runs in a process of its own.

use std::{future, io, process, thread};

use cpu_time::ProcessTime;
use route_guide::{
    database::FeatureDatabase, routeguide::Feature, server, service::RouteGuideService,
};
use tokio::net::TcpListener;
use tonic::transport::{Server, server::TcpIncoming};

use crate::{
    example::{Example, RouteGuideServer},
    support::features,
};

/// An implementation of RouteGuide.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Implementation {
    /// `server::run`, as the program calls it.
    Ours,
    /// The same methods as in tonic's example, on a server without any limits.
    Example,
}

/// A flavor of tokio's runtime.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flavor {
    /// The default of `#[tokio::main]`.
    MultiThread,
    CurrentThread,
}

/// A kind of server.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub implementation: Implementation,
    pub flavor: Flavor,
    /// The number of features that the server knows.
    pub features: i32,
}

impl Kind {
    /// The arguments with which this program runs such a server.
    pub fn arguments(self) -> [String; 4] {
        [
            "serve".to_string(),
            format!("{:?}", self.implementation),
            format!("{:?}", self.flavor),
            self.features.to_string(),
        ]
    }

    /// The kind of server that these arguments ask for, if they ask for one.
    pub fn from_arguments(arguments: &[String]) -> Option<Kind> {
        let [serve, implementation, flavor, features] = arguments else {
            return None;
        };
        let implementations = [Implementation::Ours, Implementation::Example];
        let flavors = [Flavor::MultiThread, Flavor::CurrentThread];
        (serve == "serve").then_some(Kind {
            implementation: *implementations
                .iter()
                .find(|known| format!("{known:?}") == *implementation)?,
            flavor: *flavors
                .iter()
                .find(|known| format!("{known:?}") == *flavor)?,
            features: features.parse().ok()?,
        })
    }
}

/// Prints the address on which the server listens, and serves until standard input is closed.
pub async fn serve(kind: Kind) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("{}", listener.local_addr().expect("the address"));
    report_cpu_time();
    let features: Vec<Feature> = features(kind.features).collect();
    match kind.implementation {
        Implementation::Ours => {
            let database = FeatureDatabase::new(features).expect("valid features");
            let service = RouteGuideService::new(database);
            let served = server::run(
                listener,
                service,
                server::Options::default(),
                future::pending(),
            )
            .await;
            served.expect("the server runs");
        }
        Implementation::Example => {
            let service = Example::new(features);
            // `serve(address)` in the example does the same with a listener of its own.
            let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
            let router = Server::builder().add_service(RouteGuideServer::new(service));
            let served = router.serve_with_incoming(incoming).await;
            served.expect("the server runs");
        }
    }
}

/// Prints the CPU time of this process each time that a line arrives on standard input.
fn report_cpu_time() {
    thread::spawn(|| {
        for _ in io::stdin().lines().map_while(Result::ok) {
            println!("{}", ProcessTime::now().as_duration().as_nanos());
        }
        process::exit(0);
    });
}
