//! TLS: the server proves its identity, and nobody else can read or change the messages.

use std::{fs, path::Path, time::Duration};

use tonic::transport::{
    Certificate, Channel, ClientTlsConfig, Endpoint, Identity, Server, ServerTlsConfig,
};

use crate::{
    client,
    error::{Error, with_causes},
    routeguide::route_guide_client::RouteGuideClient,
};

/// The file with the certificate of the CA, for clients.
pub const CA: &str = "ca.pem";

/// The file with the server's certificate.
pub const CERTIFICATE: &str = "server.pem";

/// The file with the server's private key.
pub const KEY: &str = "server.key";

/// The time that a client has for the TLS handshake. A handshake takes up to two round trips, and
/// packets may be lost on the way.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Reads the TLS settings of a server from a folder with the files [`CERTIFICATE`] and [`KEY`].
///
/// # Errors
///
/// Returns an error if a file cannot be read or is not in PEM format, or if the key does not belong
/// to the certificate. The message is one line that names the file or the folder.
pub fn read_server_config(folder: &Path) -> Result<ServerTlsConfig, Error> {
    let certificate = read_certificate(&folder.join(CERTIFICATE))?;
    let key = read(&folder.join(KEY))?;
    let config = server_config(&certificate, &key, HANDSHAKE_TIMEOUT);
    // tonic parses the certificate and the key only when it sets up a server.
    match Server::builder().tls_config(config.clone()) {
        Ok(_) => Ok(config),
        Err(error) => Err(format!(
            "cannot use {CERTIFICATE} and {KEY} in {}: {}; {MAKE}",
            folder.display(),
            with_causes(&error)
        )
        .into()),
    }
}

/// Returns the TLS settings of a server with this certificate and private key, in PEM format. A
/// client has `handshake_timeout` to complete the TLS handshake.
pub fn server_config(certificate: &str, key: &str, handshake_timeout: Duration) -> ServerTlsConfig {
    todo!("step 14: create the settings of the server")
}

/// Connects to a server with TLS at a URL, such as `https://localhost:50051`. The file `ca` is
/// the certificate of the CA that the client trusts.
///
/// # Errors
///
/// The same as those of [`read_certificate`] and [`endpoint`]. Also returns an error if no server
/// accepts the connection, or if its certificate is not valid. The message is one line that names
/// the URL.
pub async fn connect(url: &str, ca: &Path) -> Result<RouteGuideClient<Channel>, Error> {
    let endpoint = endpoint(url, &read_certificate(ca)?)?;
    let channel = endpoint.connect().await.map_err(|error| {
        format!(
            "no connection to {url}: {}; is the server running there with --tls, and is {} the CA \
             of its certificate?",
            with_causes(&error),
            ca.display()
        )
    })?;
    Ok(RouteGuideClient::new(channel))
}

/// Creates a client that connects when it makes a call, as [`client::connect_lazy`] does.
///
/// # Errors
///
/// The same as those of [`read_certificate`] and [`endpoint`].
///
/// # Panics
///
/// Panics outside of a tokio runtime, because the connection runs in a task.
pub fn connect_lazy(url: &str, ca: &Path) -> Result<RouteGuideClient<Channel>, Error> {
    let channel = endpoint(url, &read_certificate(ca)?)?.connect_lazy();
    Ok(RouteGuideClient::new(channel))
}

/// Returns the settings of a connection with TLS to a URL, for a client that trusts a CA with this
/// certificate, in PEM format. The time limits for the connection and for the TLS handshake are
/// [`client::TIMEOUT`] each.
///
/// # Errors
///
/// Returns an error if the URL does not start with `https://` or is not a URL, or if the certificate
/// cannot be parsed. The message is one line that names the URL.
pub fn endpoint(url: &str, ca: &str) -> Result<Endpoint, Error> {
    if !url.starts_with("https://") {
        return Err(format!(
            "{url:?} is not a URL for a client with --ca, which uses TLS: write https://HOST:PORT"
        )
        .into());
    }
    let endpoint = client::settings(url)?;
    todo!("step 14: trust the CA, and encrypt the connection")
}

/// Reads a certificate in PEM format.
///
/// # Errors
///
/// Returns an error if the file cannot be read or has no such certificate. The message is one line
/// that names the file.
pub fn read_certificate(file: &Path) -> Result<String, Error> {
    let text = read(file)?;
    // tonic ignores text without certificates, and the client then trusts no server.
    if text.contains("-----BEGIN CERTIFICATE-----") {
        Ok(text)
    } else {
        Err(format!(
            "{} is not a certificate in PEM format; {MAKE}",
            file.display()
        )
        .into())
    }
}

fn read(file: &Path) -> Result<String, Error> {
    fs::read_to_string(file)
        .map_err(|error| format!("cannot read {}: {error}; {MAKE}", file.display()).into())
}

/// Returns an error message for a person: the certificate of the CA cannot be used.
fn not_usable(url: &str, error: &tonic::transport::Error) -> Error {
    let cause = with_causes(error);
    format!("cannot connect to {url} with this CA: {cause}; {MAKE}").into()
}

/// The advice at the end of an error message.
const MAKE: &str = "to make certificates: cargo run --bin certificates";
