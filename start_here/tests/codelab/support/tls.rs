//! Servers with certificates from a CA that the test makes.

use std::time::{Duration, SystemTime};

use route_guide::{
    certificates::{Authority, DAY, Issued, LOCAL_NAMES},
    routeguide::route_guide_client::RouteGuideClient,
    server::Options,
    tls,
};
use tonic::transport::Channel;

use super::{LIGHTHOUSE, TestServer, response, service, within};

/// A time limit for the handshake that no test exceeds by accident.
const LONG: Duration = Duration::from_secs(10);

/// Returns a CA that is valid for a day.
pub fn authority() -> Authority {
    Authority::new(SystemTime::now() + DAY).expect("a CA")
}

/// Starts your server with a valid certificate.
pub async fn start(authority: &Authority) -> TestServer {
    start_with_timeout(authority, LONG).await
}

/// Starts your server with a valid certificate, and with this time limit for the handshake.
pub async fn start_with_timeout(authority: &Authority, timeout: Duration) -> TestServer {
    let issued = authority.issue(&LOCAL_NAMES, SystemTime::now() + DAY);
    start_with(&issued.expect("a certificate"), timeout).await
}

/// Starts your server with a certificate for these names, which is valid until this time.
pub async fn start_with_certificate(
    authority: &Authority,
    names: &[&str],
    expires: SystemTime,
) -> TestServer {
    let issued = authority.issue(names, expires);
    start_with(&issued.expect("a certificate"), LONG).await
}

async fn start_with(issued: &Issued, timeout: Duration) -> TestServer {
    let config = tls::server_config(&issued.certificate, &issued.key, timeout);
    let options = Options {
        tls: Some(config),
        ..Options::default()
    };
    TestServer::start_with_options(service(), options).await
}

/// Returns the URL of a server with TLS.
pub fn https(server: &TestServer) -> String {
    server.url.replacen("http", "https", 1)
}

/// Expects a call to succeed.
pub async fn call(channel: Channel, look: &str) {
    let mut client = RouteGuideClient::new(channel);
    response(within(client.get_feature(LIGHTHOUSE), look).await, look);
}
