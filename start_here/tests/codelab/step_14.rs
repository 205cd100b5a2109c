//! Step 14, encrypt: the server proves its identity, and the connection is encrypted.

mod feature {
    #[test]
    fn the_feature_is_on() {
        let is_on = cfg!(feature = "tls");
        assert!(
            is_on,
            "the feature `tls` should be on by default: see `[features]` in Cargo.toml, and \
             CODELAB.md, step 14"
        );
    }
}

#[cfg(feature = "tls")]
mod server {
    use std::time::Duration;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };
    use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};

    use crate::support::{
        LIGHTHOUSE,
        tls::{authority, call, https, start, start_with_timeout},
        within,
    };

    const LOOK: &str = "see `server_config` in src/tls.rs, `run` in src/server.rs, and CODELAB.md, \
                        step 14, \"The server\"";

    #[tokio::test]
    async fn an_encrypted_call_succeeds() {
        let authority = authority();
        let server = start(&authority).await;
        let ca = Certificate::from_pem(authority.certificate());
        let endpoint = Endpoint::from_shared(https(&server)).expect("a URL");
        let endpoint = endpoint.tls_config(ClientTlsConfig::new().ca_certificate(ca));
        let connected = within(endpoint.expect("settings").connect(), LOOK).await;
        let channel = connected.unwrap_or_else(|error| {
            panic!("a client that trusts the CA should be able to connect: {error:?}: {LOOK}")
        });
        call(channel, LOOK).await;
    }

    #[tokio::test]
    async fn a_client_that_trusts_no_ca_is_refused() {
        let server = start(&authority()).await;
        let endpoint = Endpoint::from_shared(https(&server)).expect("a URL");
        let endpoint = endpoint.tls_config(ClientTlsConfig::new());
        let connected = within(endpoint.expect("settings").connect(), LOOK).await;
        let error = format!("{:?}", connected.err());
        assert!(
            error.contains("UnknownIssuer"),
            "a client that names no CA should refuse the certificate: {error}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_call_in_plaintext_fails() {
        let server = start(&authority()).await;
        let mut client = server.generated_client().await;
        let result = within(client.get_feature(LIGHTHOUSE), LOOK).await;
        assert!(
            result.is_err(),
            "a server with a certificate should not accept plaintext: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_stalled_handshake_is_ended() {
        let server = start_with_timeout(&authority(), Duration::from_millis(100)).await;
        let address = server.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let begin_of_hello = [22, 3, 1, 2, 0];
        stream
            .write_all(&begin_of_hello)
            .await
            .expect("a connection");
        let look = format!("does `server_config` set the timeout of the handshake? {LOOK}");
        let _ = within(stream.read_to_end(&mut Vec::new()), &look).await; // until it is closed
    }
}

#[cfg(feature = "tls")]
mod client {
    use std::time::SystemTime;

    use route_guide::{
        certificates::{Authority, DAY, LOCAL_NAMES},
        error::with_causes,
        tls,
    };
    use tonic::transport::Channel;

    use crate::support::{
        TestServer,
        tls::{authority, call, https, start, start_with_certificate},
        within,
    };

    const LOOK: &str = "see `endpoint` in src/tls.rs, and CODELAB.md, step 14, \"The client\"";

    /// Connects with your `tls::endpoint`. The client trusts this CA.
    async fn connect(url: &str, trusted: &Authority) -> Result<Channel, String> {
        let endpoint = tls::endpoint(url, &trusted.certificate());
        let endpoint = endpoint.unwrap_or_else(|error| {
            panic!("the TLS settings of the client should be valid: {error}: {LOOK}")
        });
        let connected = within(endpoint.connect(), LOOK).await;
        connected.map_err(|error| with_causes(&error))
    }

    /// Expects the client to refuse the connection, with an error that has these words.
    async fn expect_refusal(url: &str, trusted: &Authority, words: &str) {
        match connect(url, trusted).await {
            Ok(_) => panic!(
                "the client should refuse the server, with an error that contains {words:?}: {LOOK}"
            ),
            Err(error) => assert!(
                error.contains(words),
                "the error should contain {words:?}, but is {error:?}: {LOOK}"
            ),
        }
    }

    #[tokio::test]
    async fn a_certificate_of_the_ca_is_accepted() {
        let authority = authority();
        let server = start(&authority).await;
        let channel = connect(&https(&server), &authority).await;
        let channel = channel.unwrap_or_else(|error| {
            panic!("the client should accept a certificate that its CA has signed: {error}: {LOOK}")
        });
        call(channel, LOOK).await;
    }

    #[tokio::test]
    async fn a_certificate_of_another_ca_is_refused() {
        let server = start(&authority()).await;
        expect_refusal(&https(&server), &authority(), "invalid peer certificate").await;
    }

    #[tokio::test]
    async fn a_certificate_for_another_name_is_refused() {
        let authority = authority();
        let tomorrow = SystemTime::now() + DAY;
        let names = ["localhost", "example.com"];
        let server = start_with_certificate(&authority, &names, tomorrow).await;
        expect_refusal(&https(&server), &authority, "not valid for name").await; // 127.0.0.1
    }

    #[tokio::test]
    async fn an_expired_certificate_is_refused() {
        let authority = authority();
        let yesterday = SystemTime::now() - DAY;
        let server = start_with_certificate(&authority, &LOCAL_NAMES, yesterday).await;
        expect_refusal(&https(&server), &authority, "expired").await;
    }

    #[tokio::test]
    async fn a_server_without_tls_is_refused() {
        let server = TestServer::start().await;
        expect_refusal(&https(&server), &authority(), "InvalidContentType").await;
    }
}
