//! The page's server among readers who are slow, many, or hostile.

use std::{path::Path, sync::Arc, time::Duration};

use page::{
    html::Pages,
    map::Map,
    state::State,
    web::{self, Sources},
    worker::Progress,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::watch,
    time::timeout,
};

/// The time that an answer may take.
const SOON: Duration = Duration::from_secs(10);

/// A server without a learner behind it.
struct Server {
    port: u16,
    progress: watch::Sender<Progress>,
    _map: watch::Sender<Map>,
}

impl Server {
    async fn start() -> Server {
        let listener = web::bind(Some(0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (progress, receiver) = watch::channel(Progress {
            pages: Arc::new(pages()),
            state: State::default(),
            client: None,
            checks: 0,
        });
        let (map, drawn) = watch::channel(Map::default());
        let sources = Sources {
            progress: receiver,
            map: drawn,
            draw: Arc::default(),
            server: "http://127.0.0.1:50051".to_string(),
        };
        tokio::spawn(web::serve(listener, sources));
        Server {
            port,
            progress,
            _map: map,
        }
    }

    async fn connect(&self) -> TcpStream {
        let address = ("127.0.0.1", self.port);
        TcpStream::connect(address).await.expect("a connection")
    }

    /// Sends a request, and returns the whole response.
    async fn answer(&self, request: &str) -> String {
        let mut stream = self.connect().await;
        let written = stream.write_all(request.as_bytes()).await;
        written.expect("a request");
        let mut response = Vec::new();
        let read = timeout(SOON, stream.read_to_end(&mut response)).await;
        read.expect("an end").expect("a response");
        String::from_utf8(response).expect("text")
    }

    async fn get(&self, path: &str, headers: &str) -> String {
        let host = format!("127.0.0.1:{}", self.port);
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n");
        self.answer(&request).await
    }
}

fn pages() -> Pages {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Pages::open(&root).expect("the codelab")
}

fn is(response: &str, status: &str) -> bool {
    response.starts_with(&format!("HTTP/1.1 {status} "))
}

/// Reads until this text has arrived.
async fn await_text(stream: &mut TcpStream, text: &str) {
    let mut received = String::new();
    let mut buffer = [0; 1024];
    while !received.contains(text) {
        let read = timeout(SOON, stream.read(&mut buffer)).await;
        let length = read.expect("in time").expect("a part");
        assert!(length > 0, "the stream ends after {received:?}");
        received.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
}

#[tokio::test]
async fn every_page_forbids_the_browser_to_load_anything_from_elsewhere() {
    let server = Server::start().await;
    for path in [
        "/",
        "/index.html",
        "/step-4.html",
        "/map.html",
        "/page.css",
        "/page.js",
        "/no.html",
    ] {
        let response = server.get(path, "").await;
        assert!(
            response.contains("content-security-policy: default-src 'none'; script-src 'self';"),
            "{path}"
        );
        assert!(
            response.contains("x-content-type-options: nosniff"),
            "{path}"
        );
        assert!(
            !response.to_lowercase().contains("access-control-allow"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_pages_that_exist_are_served() {
    let server = Server::start().await;
    for path in [
        "/",
        "/step-1.html",
        "/map.html",
        "/files/protos/route_guide.proto.html",
        "/icon.svg",
    ] {
        assert!(is(&server.get(path, "").await, "200"), "{path}");
    }
    for path in [
        "/step-0.html",
        "/step-99.html",
        "/step-+4.html",
        "/files/Cargo.toml.html",
        "/files/../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/web/..%2f..%2fCargo.toml",
        "/web/secret.js",
    ] {
        assert!(is(&server.get(path, "").await, "404"), "{path}");
    }
}

#[tokio::test]
async fn requests_of_other_sites_are_refused() {
    let server = Server::start().await;
    let rebound = "GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    assert!(is(&server.answer(rebound).await, "403"));
    let cross = server
        .get("/events", "origin: https://evil.example\r\n")
        .await;
    assert!(is(&cross, "403"), "{cross}");
}

#[tokio::test]
async fn only_the_page_itself_can_ask_for_a_new_map() {
    let server = Server::start().await;
    let by = |site: &str| format!("sec-fetch-site: {site}\r\nsec-fetch-mode: navigate\r\n");
    for (site, status) in [
        ("same-origin", "303"),
        ("none", "303"),
        ("cross-site", "403"),
        ("same-site", "403"),
    ] {
        assert!(is(&server.get("/draw", &by(site)).await, status), "{site}");
    }
}

#[tokio::test]
async fn nothing_but_get_is_allowed() {
    let server = Server::start().await;
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        for path in ["/", "/draw", "/step-1.html"] {
            let request = format!(
                "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            );
            assert!(is(&server.answer(&request).await, "405"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_change_is_announced_at_once() {
    let server = Server::start().await;
    let mut stream = server.connect().await;
    let request = b"GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(request).await.expect("a request");
    await_text(&mut stream, "data: changed").await; // the state at the beginning
    server
        .progress
        .send_modify(|progress| progress.state.is_checking = true);
    await_text(&mut stream, "data: changed").await;
    assert!(server.get("/", "").await.contains("Checking your code"));
}

#[tokio::test]
async fn a_page_from_before_the_first_check_has_a_place_for_each_state() {
    let server = Server::start().await;
    let page = server.get("/step-4.html", "").await;
    for id in ["chip", "steps", "now", "slot-4-1"] {
        let has_id = page.contains(&format!(" id=\"{id}\""));
        assert!(has_id, "{id}: {page}");
    }
}

#[tokio::test]
async fn many_readers_who_do_not_read_do_not_stop_the_others() {
    let server = Server::start().await;
    let mut readers = Vec::new();
    for number in 0..1000 {
        let mut stream = server.connect().await;
        let request: &[u8] = match number % 3 {
            0 => b"",
            1 => b"GET / HTTP/1.1\r\nhost: loc",
            _ => b"GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n",
        };
        stream.write_all(request).await.expect("a request");
        readers.push(stream);
    }
    for _ in 0..1000 {
        server.progress.send_modify(|progress| progress.checks += 1);
        tokio::task::yield_now().await;
    }
    assert!(is(&server.get("/step-4.html", "").await, "200"));
}

#[tokio::test]
async fn garbage_is_answered_or_dropped() {
    let server = Server::start().await;
    let long = format!(
        "GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "a".repeat(1 << 20)
    );
    for garbage in [
        "\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u{16}\u{3}\u{1}\r\n\r\n",
        &long,
    ] {
        let mut stream = server.connect().await;
        let _ = stream.write_all(garbage.as_bytes()).await;
        let _ = stream.shutdown().await;
        let mut response = Vec::new();
        let _ = timeout(SOON, stream.read_to_end(&mut response))
            .await
            .expect("an end");
        assert!(
            !is(&String::from_utf8_lossy(&response), "200"),
            "{garbage:.20}"
        );
    }
    assert!(is(&server.get("/", "").await, "200"));
}

#[tokio::test]
async fn a_port_that_is_taken_gets_another_one_unless_it_was_asked_for() {
    let first = web::bind(None).await.expect("a port");
    let second = web::bind(None).await.expect("another port");
    let port =
        |listener: &tokio::net::TcpListener| listener.local_addr().expect("an address").port();
    assert_ne!(port(&first), port(&second));
    let error = web::bind(Some(port(&first)))
        .await
        .expect_err("it is taken");
    assert!(
        error.to_string().contains("choose another with --port"),
        "{error}"
    );
}
