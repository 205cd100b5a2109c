//! The connection to the server that the command line names.

#[cfg(feature = "tls")]
use route_guide::tls;
use route_guide::{client, error::Error, routeguide::route_guide_client::RouteGuideClient};
use tonic::transport::Channel;

use crate::arguments::Arguments;

/// Connects to the server.
pub async fn connect(arguments: &Arguments) -> Result<RouteGuideClient<Channel>, Error> {
    #[cfg(feature = "tls")]
    if let Some(ca) = &arguments.ca {
        return tls::connect(&arguments.server, ca).await;
    }
    client::connect(&arguments.server).await
}

/// Creates a client that connects when it makes a call.
pub fn connect_lazy(arguments: &Arguments) -> Result<RouteGuideClient<Channel>, Error> {
    #[cfg(feature = "tls")]
    if let Some(ca) = &arguments.ca {
        let endpoint = tls::endpoint(&arguments.server, &tls::read_certificate(ca)?)?;
        return Ok(RouteGuideClient::new(endpoint.connect_lazy()));
    }
    client::connect_lazy(&arguments.server)
}
