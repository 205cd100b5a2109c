//! Serves the pages on this computer. All requests are GET, and none changes a file.

use std::{convert::Infallible, io, sync::Arc};

use axum::{
    Router,
    extract::{Path, Request, State as Shared},
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::{self, Next},
    response::{
        Html, IntoResponse, Redirect, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
};
use tokio_stream::{Stream, StreamExt as _, wrappers::WatchStream};

use crate::{
    assets,
    html::{INDEX, Live, MAP},
    map::Map,
    worker::Progress,
};

/// The sources of the pages' content.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The pages, and the learner's progress.
    pub progress: watch::Receiver<Progress>,
    /// The map.
    pub map: watch::Receiver<Map>,
    /// Asks for the map to be drawn again.
    pub draw: Arc<Notify>,
    /// The URL of the learner's server, which the browser calls in the last step.
    pub server: String,
}

/// Listens on a port of this computer. Without a port, tries the usual one first, so that the address stays the
/// same, and then any free port.
///
/// # Errors
///
/// If the port that was asked for is in use.
pub async fn bind(port: Option<u16>) -> io::Result<TcpListener> {
    /// The usual port.
    const USUAL: u16 = 4180;
    let listen = |port: u16| TcpListener::bind(("127.0.0.1", port));
    match (port, listen(port.unwrap_or(USUAL)).await) {
        (_, Ok(listener)) => Ok(listener),
        (Some(port), Err(error)) => Err(io::Error::new(
            error.kind(),
            format!("cannot listen on 127.0.0.1:{port}: {error}; choose another with --port"),
        )),
        (None, Err(_)) => listen(0).await,
    }
}

/// Serves the pages until the program ends.
///
/// # Errors
///
/// If the connections cannot be served.
pub async fn serve(listener: TcpListener, sources: Sources) -> io::Result<()> {
    #[cfg(unix)]
    allow_many_connections();
    axum::serve(listener, router(sources)).await
}

/// Raises the number of files that the process may open as far as possible. Each connection counts as one,
/// and some systems allow only 256.
#[cfg(unix)]
fn allow_many_connections() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// The most that macOS accepts.
    const MOST: u64 = 10_240;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.map_or(MOST, |maximum| maximum.min(MOST));
    if current.is_some_and(|current| current < most) {
        let limit = Rlimit {
            current: Some(most),
            maximum,
        };
        let _ = setrlimit(Resource::Nofile, limit); // without it, there are fewer connections
    }
}

fn router(sources: Sources) -> Router {
    let policy = Arc::new(policy(&sources.server));
    Router::new()
        .route("/", get(|shared| page(shared, Path(INDEX.to_string()))))
        .route("/{*path}", get(page))
        .route("/events", get(events))
        .route("/draw", get(draw))
        .route("/web/{file}", get(script))
        .with_state(sources)
        .layer(middleware::from_fn(move |request, next| {
            guard(Arc::clone(&policy), request, next)
        }))
}

/// A page, or one of the files that belong to the pages.
async fn page(Shared(sources): Shared<Sources>, Path(path): Path<String>) -> Response {
    if let Some((kind, content)) = assets::find(&path) {
        return ([(CONTENT_TYPE, kind)], content).into_response();
    }
    let progress = sources.progress.borrow().clone();
    let live = Live {
        state: progress.state,
        map: sources.map.borrow().clone(),
    };
    match progress.pages.page(&path, Some(&live)) {
        Ok(Some(page)) => Html(page).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such page.\n").into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// An event for each change. It has no content: the script of the page fetches the page again. So a slow client
/// misses nothing, and costs no memory.
async fn events(
    Shared(sources): Shared<Sources>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let progress = WatchStream::new(sources.progress).map(|_| ());
    let map = WatchStream::from_changes(sources.map).map(|_| ());
    let changes = progress
        .merge(map)
        .map(|()| Ok(Event::default().data("changed")));
    Sse::new(changes).keep_alive(KeepAlive::default())
}

/// Asks for the map to be drawn again, and returns to it. This runs the learner's client, so a page of
/// another site cannot ask for it, not even with a link.
async fn draw(Shared(sources): Shared<Sources>, headers: HeaderMap) -> Response {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    sources.draw.notify_one();
    Redirect::to(MAP).into_response()
}

/// A script of the learner's project, which the page runs in the last step.
async fn script(Shared(sources): Shared<Sources>, Path(file): Path<String>) -> Response {
    let pages = Arc::clone(&sources.progress.borrow().pages);
    match pages.script(&file) {
        Some(script) => ([(CONTENT_TYPE, assets::JAVASCRIPT)], script).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Accepts only requests from this computer to this page, and tells the browser to load nothing from
/// elsewhere.
async fn guard(policy: Arc<HeaderValue>, request: Request, next: Next) -> Response {
    let mut response = match is_own(request.headers()) {
        true => next.run(request).await,
        false => (
            StatusCode::FORBIDDEN,
            "This page is available only on the computer that serves it. Open the address that \
             `cargo codelab page` printed.\n",
        )
            .into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::clone(&policy));
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Returns whether the host of a request is a loopback address or `localhost`, and the request does not
/// come from a page of another site. The port can be any, because it may be forwarded.
fn is_own(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let Some(host) = host.filter(|host| is_loopback(host)) else {
        return false;
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site") == Some("cross-site") && text("sec-fetch-mode") != Some("navigate") {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return true; // not sent with requests of the page itself
    };
    let origin = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| origin == host)
}

/// Returns whether `HOST` or `HOST:PORT` is this computer.
fn is_loopback(host: &str) -> bool {
    let uri = host.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(Uri::host);
    matches!(host, Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// The content security policy: only the page's own files, and calls to the learner's server.
fn policy(server: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {server}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(host: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [(HOST, host), (ORIGIN, origin)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().expect("a value"));
            }
        }
        is_own(&headers)
    }

    #[test]
    fn only_requests_from_this_computer_are_answered() {
        for host in ["127.0.0.1:4180", "localhost:1", "localhost", "[::1]:4180"] {
            assert!(own(Some(host), None), "{host}");
            assert!(own(Some(host), Some(&format!("http://{host}"))), "{host}");
            assert!(!own(Some(host), Some("https://example.com")), "{host}");
            assert!(!own(Some(host), Some("null")), "{host}");
        }
        for host in [
            "example.com",
            "127.0.0.1.example.com",
            "localhost.example.com:80",
            "",
            "a b",
            "10.0.0.1",
        ] {
            assert!(!own(Some(host), None), "{host:?}");
        }
        assert!(!own(None, None));
    }

    #[test]
    fn other_sites_can_link_to_the_page_but_not_load_it() {
        for (mode, expected) in [("navigate", true), ("no-cors", false), ("cors", false)] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("localhost:4180"));
            headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
            headers.insert("sec-fetch-mode", HeaderValue::from_static(mode));
            assert_eq!(is_own(&headers), expected, "{mode}");
        }
    }
}
