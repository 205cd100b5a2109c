//! The server with TLS, among clients that stall the handshake, break it off, or send something else.

use std::{
    fs,
    io::{self, Write as _},
    net::TcpStream,
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use route_guide::{
    routeguide::Point,
    tls::{self, HANDSHAKE_TIMEOUT},
};
use rustls::{
    ALL_VERSIONS, ClientConfig, ClientConnection, RootCertStore, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::{
    auth::{send_large_metadata, send_wrong_tokens},
    connections::{PREFACE, SETTINGS, connect, is_closed},
    programs::{PROGRAMS, Server, succeeds},
    raw_client::{RawClient, SOON},
};

/// A running server with TLS.
struct Encrypted {
    server: Server,
    folder: PathBuf,
}

impl Encrypted {
    /// Starts the server with certificates from our program, in a folder with this name.
    fn start(name: &str) -> Encrypted {
        Encrypted::start_with(name, &[])
    }

    /// Does the same, with further arguments for the server.
    fn start_with(name: &str, arguments: &[&str]) -> Encrypted {
        let folder = PROGRAMS.join(name);
        let path = folder.display().to_string();
        succeeds("certificates", &[&path]);
        Encrypted {
            server: Server::start(&[&["--tls", &path], arguments].concat()),
            folder,
        }
    }

    /// The settings of a client for this protocol, with these versions of TLS.
    fn config(&self, alpn: &str, versions: &[&'static SupportedProtocolVersion]) -> ClientConfig {
        let ca = CertificateDer::from_pem_file(self.folder.join(tls::CA)).expect("a certificate");
        let mut roots = RootCertStore::empty();
        roots.add(ca).expect("a CA");
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let mut config = builder
            .with_protocol_versions(versions)
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![alpn.into()];
        config
    }

    /// The client's side of a TLS connection.
    fn session(&self, alpn: &str) -> ClientConnection {
        let config = self.config(alpn, ALL_VERSIONS);
        let name = ServerName::try_from("localhost").expect("a name");
        ClientConnection::new(Arc::new(config), name).expect("a session")
    }

    /// A connection whose handshake is complete.
    fn handshaken(&self) -> (TcpStream, ClientConnection) {
        let mut stream = connect(&self.server, b"", SOON);
        let mut session = self.session("h2");
        while session.is_handshaking() {
            session.complete_io(&mut stream).expect("a handshake");
        }
        (stream, session)
    }

    /// A client that can send anything that HTTP/2 allows.
    async fn raw_client(&self) -> RawClient {
        let connector = TlsConnector::from(Arc::new(self.config("h2", ALL_VERSIONS)));
        let stream = tokio::net::TcpStream::connect(self.server.address()).await;
        let name = ServerName::try_from("localhost").expect("a name");
        let stream = connector.connect(name, stream.expect("a connection")).await;
        RawClient::on(stream.expect("a handshake"), 64 << 10).await
    }

    /// The first message of a handshake.
    fn hello(&self) -> Vec<u8> {
        let mut hello = Vec::new();
        self.session("h2").write_tls(&mut hello).expect("bytes");
        hello
    }

    /// Expects a valid call on a new connection to succeed.
    async fn expect_serving(&self) {
        let url = self.server.url().replacen("http", "https", 1);
        let client = timeout(SOON, tls::connect(&url, &self.folder.join(tls::CA))).await;
        let mut client = client.expect("in time").expect("a connection");
        let call = timeout(SOON, client.get_feature(Point::default())).await;
        call.expect("in time").expect("a feature");
    }
}

/// Tests clients that are silent after the first byte of their hello, in its middle, and after it.
#[tokio::test]
async fn a_stalled_handshake_is_closed_after_its_timeout() {
    let encrypted = Encrypted::start("stalled");
    let hello = encrypted.hello();
    let begin = Instant::now();
    let limit = HANDSHAKE_TIMEOUT + SOON;
    let stalled = [&hello[..1], &hello[..hello.len() / 2], &hello]
        .map(|sent| connect(&encrypted.server, sent, limit));
    thread::scope(|scope| {
        for stream in stalled {
            scope.spawn(move || {
                assert!(is_closed(stream), "the connection is still open");
                let open = begin.elapsed();
                assert!(open >= HANDSHAKE_TIMEOUT, "it is closed after {open:?}");
            });
        }
    });
    encrypted.expect_serving().await;
}

#[tokio::test]
async fn bytes_that_are_not_tls_close_the_connection() {
    let encrypted = Encrypted::start("not-tls");
    let hello = encrypted.hello();
    for bytes in [
        &b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        &[PREFACE, SETTINGS].concat(),
        &[0; 100],
        &[0xff; 100],
        &[&hello[..], &[0xff; 100]].concat(),
        &[&hello[..], &hello[..]].concat(),
        &[&[22, 3, 1, 0xff, 0xff], &[1; 100][..]].concat(),
    ] {
        let closed = is_closed(connect(&encrypted.server, bytes, SOON));
        assert!(closed, "the connection is still open after {bytes:?}");
    }
    encrypted.expect_serving().await;
}

#[tokio::test]
async fn many_handshakes_that_do_not_end_do_not_hold_up_a_client() {
    let encrypted = Encrypted::start("half-open");
    let hello = encrypted.hello();
    let begin = Instant::now();
    let half_open: Vec<TcpStream> = (0..100)
        .map(|number| connect(&encrypted.server, &hello[..1 + number % hello.len()], SOON))
        .collect();
    for _ in 0..10 {
        encrypted.expect_serving().await;
    }
    let time = begin.elapsed();
    assert!(time < HANDSHAKE_TIMEOUT, "this takes {time:?}");
    drop(half_open);
}

#[test]
fn a_client_for_another_protocol_is_refused_in_the_handshake() {
    let encrypted = Encrypted::start("http-1");
    let mut stream = connect(&encrypted.server, b"", SOON);
    let mut session = encrypted.session("http/1.1");
    let error = loop {
        match session.complete_io(&mut stream) {
            Ok(_) => assert!(session.is_handshaking(), "the handshake succeeds"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{error}");
    assert!(
        error.to_string().contains("NoApplicationProtocol"),
        "{error}"
    );
}

#[tokio::test]
async fn bytes_that_are_not_http_2_close_an_encrypted_connection() {
    let encrypted = Encrypted::start("not-http-2");
    let (mut stream, mut session) = encrypted.handshaken();
    let garbage = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    session.writer().write_all(garbage).expect("a buffer");
    session.write_tls(&mut stream).expect("bytes can be sent");
    assert!(is_closed(stream), "the connection is still open");
    encrypted.expect_serving().await;
}

/// In TLS 1.2, a client could ask for another handshake, a renegotiation. rustls supports none.
#[tokio::test]
async fn a_second_handshake_ends_the_connection() {
    let encrypted = Encrypted::start("second-handshake");
    for version in ALL_VERSIONS {
        let config = Arc::new(encrypted.config("h2", &[version]));
        let name = ServerName::try_from("localhost").expect("a name");
        let mut session = ClientConnection::new(config, name).expect("a session");
        let mut stream = connect(&encrypted.server, b"", SOON);
        while session.is_handshaking() {
            session.complete_io(&mut stream).expect("a handshake");
        }
        stream
            .write_all(&encrypted.hello())
            .expect("bytes can be sent");
        assert!(is_closed(stream), "{version:?}: the connection is open");
    }
    encrypted.expect_serving().await;
}

#[tokio::test]
async fn wrong_tokens_and_large_metadata_are_rejected_over_tls() {
    let folder = PROGRAMS.join("tokens-over-tls");
    succeeds("tokens", &[&folder.display().to_string()]);
    let users = folder.join("users.txt").display().to_string();
    let encrypted = Encrypted::start_with("tokens-over-tls", &["--tokens", &users]);
    let alice = fs::read_to_string(folder.join("alice.token")).expect("a token");
    send_wrong_tokens(encrypted.raw_client().await, &alice).await;
    send_large_metadata(encrypted.raw_client().await).await;
    encrypted.expect_serving().await;
}

/// tonic has no time limit for such a client; see the table in src/hardening/mod.rs.
#[tokio::test]
async fn clients_that_are_silent_after_the_handshake_do_not_hold_up_others() {
    let encrypted = Encrypted::start("silent");
    let silent: Vec<_> = (0..50).map(|_| encrypted.handshaken()).collect();
    encrypted.expect_serving().await;
    #[cfg(unix)]
    {
        use crate::shutdown::{LIMIT, signal, stopped};
        let mut server = encrypted.server;
        signal(&server, rustix::process::Signal::TERM);
        let time = stopped(&mut server).await;
        assert!(
            time < LIMIT + Duration::from_secs(1),
            "it stops after {time:?}"
        );
    }
    drop(silent);
}
