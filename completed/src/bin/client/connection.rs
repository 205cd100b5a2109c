//! The connection to the servers that the command line names.

use std::time::Duration;

#[cfg(feature = "tls")]
use route_guide::tls;
use route_guide::{client, error::Error, routeguide::route_guide_client::RouteGuideClient};
use tonic::transport::{Channel, Endpoint};

use crate::arguments::Arguments;

/// Connects to the server or, if there are several, to all of them.
pub async fn connect(arguments: &Arguments) -> Result<RouteGuideClient<Channel>, Error> {
    let [server] = &arguments.servers[..] else {
        return connect_all(arguments, client::TIMEOUT).await;
    };
    #[cfg(feature = "tls")]
    if let Some(ca) = &arguments.ca {
        return tls::connect(server, ca).await;
    }
    client::connect(server).await
}

/// Prepares a client for calls that are tried again. A single server need not be running yet: the
/// client connects when it makes a call. If there are several servers, this waits until one is serving,
/// but no longer than `timeout`.
pub async fn connect_lazy(
    arguments: &Arguments,
    timeout: Duration,
) -> Result<RouteGuideClient<Channel>, Error> {
    let [server] = &arguments.servers[..] else {
        return connect_all(arguments, timeout).await;
    };
    #[cfg(feature = "tls")]
    if let Some(ca) = &arguments.ca {
        return tls::connect_lazy(server, ca);
    }
    client::connect_lazy(server)
}

async fn connect_all(
    arguments: &Arguments,
    timeout: Duration,
) -> Result<RouteGuideClient<Channel>, Error> {
    let servers = arguments.servers.iter();
    let endpoints = servers.map(|server| endpoint(server, arguments));
    client::connect_all(
        endpoints.collect::<Result<_, _>>()?,
        !arguments.no_health_check,
        timeout,
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
