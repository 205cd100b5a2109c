//! The connection to the servers that the command line names.

#[cfg(feature = "tls")]
use route_guide::tls;
use route_guide::{client, error::Error, routeguide::route_guide_client::RouteGuideClient};
use tonic::transport::{Channel, Endpoint};

use crate::arguments::Arguments;

/// Connects to the server, or to all of several servers.
pub async fn connect(arguments: &Arguments) -> Result<RouteGuideClient<Channel>, Error> {
    let [server] = &arguments.servers[..] else {
        return connect_all(arguments).await;
    };
    #[cfg(feature = "tls")]
    if let Some(ca) = &arguments.ca {
        return tls::connect(server, ca).await;
    }
    client::connect(server).await
}

/// Does the same as [`connect`], but connects to a single server only when a call is made.
pub async fn connect_lazy(arguments: &Arguments) -> Result<RouteGuideClient<Channel>, Error> {
    let [server] = &arguments.servers[..] else {
        return connect_all(arguments).await;
    };
    #[cfg(feature = "tls")]
    if let Some(ca) = &arguments.ca {
        return tls::connect_lazy(server, ca);
    }
    client::connect_lazy(server)
}

async fn connect_all(arguments: &Arguments) -> Result<RouteGuideClient<Channel>, Error> {
    let servers = arguments.servers.iter();
    let endpoints = servers.map(|server| endpoint(server, arguments));
    client::connect_all(
        endpoints.collect::<Result<_, _>>()?,
        !arguments.no_health_check,
    )
    .await
}

fn endpoint(server: &str, arguments: &Arguments) -> Result<Endpoint, Error> {
    #[cfg(feature = "tls")]
    if let Some(ca) = &arguments.ca {
        return tls::endpoint(server, &tls::read_certificate(ca)?);
    }
    client::endpoint(server)
}
