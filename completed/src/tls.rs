//! TLS: the server proves who it is, and the connection is encrypted.

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

/// The time that a client has for the TLS handshake. It takes two round trips, and a packet may be
/// lost on the way.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(3);

/// Reads the TLS settings of a server from a folder with the files [`CERTIFICATE`] and [`KEY`].
///
/// # Errors
///
/// Returns an error if a file cannot be read or is not in PEM format, or if the key does not belong
/// to the certificate. The message is one line that names the file or the folder.
pub fn read_server_config(folder: &Path) -> Result<ServerTlsConfig, Error> {
    let certificate = read(&folder.join(CERTIFICATE))?;
    let key = read(&folder.join(KEY))?;
    let config = server_config(&certificate, &key);
    // tonic reads the PEM text only when it sets up a server.
    match Server::builder().tls_config(config.clone()) {
        Ok(_) => Ok(config),
        Err(error) => Err(format!(
            "the certificate and key in {} cannot be used: {}; {MAKE}",
            folder.display(),
            with_causes(&error)
        )
        .into()),
    }
}

/// Returns the TLS settings of a server with this certificate and private key, in PEM format.
pub fn server_config(certificate: &str, key: &str) -> ServerTlsConfig {
    let identity = Identity::from_pem(certificate, key);
    ServerTlsConfig::new()
        .identity(identity)
        .timeout(HANDSHAKE_TIMEOUT)
}

/// Connects to a server with TLS at a URL, such as `https://127.0.0.1:50051`. The file `ca` has the
/// certificate of the CA that the client trusts.
///
/// # Errors
///
/// Returns an error if the URL does not start with `https://`, the file is not a certificate, no
/// server accepts the connection within [`client::TIMEOUT`], or the server's certificate is not
/// valid. The message is one line that names the URL or the file.
pub async fn connect(url: &str, ca: &Path) -> Result<RouteGuideClient<Channel>, Error> {
    let channel = endpoint(url, &read(ca)?)?
        .connect()
        .await
        .map_err(|error| {
            format!(
                "no connection to {url}: {}; is the server running with --tls, and is {} the CA of \
             its certificate?",
                with_causes(&error),
                ca.display()
            )
        })?;
    Ok(RouteGuideClient::new(channel))
}

/// Returns the settings of a connection with TLS to a URL.
///
/// # Errors
///
/// Returns an error if the URL does not start with `https://`, or is not a URL.
pub fn endpoint(url: &str, ca: &str) -> Result<Endpoint, Error> {
    if !url.starts_with("https://") {
        return Err(format!(
            "{url:?} is not a URL for a connection with TLS: write https://HOST:PORT, or leave out \
             the CA"
        )
        .into());
    }
    Ok(client::settings(url)?.tls_config(client_config(ca))?)
}

/// Returns the TLS settings of a client that trusts this CA, whose certificate is in PEM format.
pub fn client_config(ca: &str) -> ClientTlsConfig {
    ClientTlsConfig::new().ca_certificate(Certificate::from_pem(ca))
}

/// How to make the files.
const MAKE: &str = "to make new ones: cargo run --bin certificates";

/// Reads a file in PEM format.
fn read(file: &Path) -> Result<String, Error> {
    let text = fs::read_to_string(file)
        .map_err(|error| format!("cannot read {}: {error}; {MAKE}", file.display()))?;
    if text.contains("-----BEGIN ") {
        Ok(text)
    } else {
        Err(format!("{} is not in PEM format; {MAKE}", file.display()).into())
    }
}
