//! Calls from web pages, with
//! [gRPC-Web](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md): which pages may call
//! the server, and which headers they may send and read.

use std::{str::FromStr, time::Duration};

use http::{
    HeaderName, HeaderValue, Method, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use tonic::Status;
use tower_http::cors::CorsLayer;

use crate::{error::Error, trace_context::TRACEPARENT};

/// The headers that a page may send: those of gRPC-Web and of its usual library, a token, and the
/// trace.
const REQUEST_HEADERS: [HeaderName; 6] = [
    CONTENT_TYPE,
    HeaderName::from_static("grpc-timeout"),
    HeaderName::from_static("x-grpc-web"),
    HeaderName::from_static("x-user-agent"),
    AUTHORIZATION,
    HeaderName::from_static(TRACEPARENT),
];

/// The headers that a page may read: the status of a call that fails at once, which has no trailers.
const RESPONSE_HEADERS: [HeaderName; 3] = [
    Status::GRPC_STATUS,
    Status::GRPC_MESSAGE,
    Status::GRPC_STATUS_DETAILS,
];

/// The time for which a browser caches the response to a preflight request. Chrome limits it to two
/// hours.
const PREFLIGHT_AGE: Duration = Duration::from_secs(2 * 60 * 60);

/// The origin of a web page: its scheme, its host, and its port if it is not the scheme's default. A
/// browser sends it with each request to another origin.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin(HeaderValue);

impl FromStr for Origin {
    type Err = Error;

    /// Parses an origin, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    ///
    /// Returns an error if no browser would send the text as an origin, or if it stands for more than
    /// one origin. The message says what to write.
    fn from_str(text: &str) -> Result<Origin, Error> {
        if text.contains('*') {
            return Err(
                "with *, any website could call the server from its users' browsers: \
                        name each origin, as in http://127.0.0.1:8080"
                    .into(),
            );
        }
        let origin = normalized(text).ok_or(
            "an origin consists of http:// or https://, a host, and, unless it is the default, a \
             port, as in http://127.0.0.1:8080",
        )?;
        if text != origin {
            return Err(format!("browsers write this origin as {origin}").into());
        }
        Ok(Origin(HeaderValue::try_from(origin)?))
    }
}

/// Returns the origin of a URL as browsers write it: in lowercase, and without a path, a user, or the
/// scheme's default port.
fn normalized(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str()?;
    let own_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let host = uri.host()?.to_ascii_lowercase();
    Some(match uri.port_u16() {
        Some(port) if port != own_port => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    })
}

/// Creates a layer that tells browsers which pages may call the server: those of these origins.
pub fn cors(origins: Vec<Origin>) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.into_iter().map(|origin| origin.0).collect();
    todo!("step 20: permit calls from these origins")
}
