//! Step 6, create the client: it connects to a server and calls `GetFeature`.

mod connect {
    use route_guide::client;
    use tokio::net::TcpSocket;

    use crate::support::{TestServer, within};

    const LOOK: &str = "see `connect` in src/client.rs, and CODELAB.md, step 6";

    #[tokio::test]
    async fn connects_to_a_running_server() {
        let server = TestServer::start().await;
        if let Err(error) = within(client::connect(&server.url), LOOK).await {
            panic!("`connect` should reach the server: {error}: {LOOK}");
        }
    }

    #[tokio::test]
    async fn names_the_url_if_no_server_listens() {
        // This socket has a port, but does not listen on it.
        let socket = TcpSocket::new_v4().expect("a socket");
        let any_port = "127.0.0.1:0".parse().expect("the address is valid");
        socket.bind(any_port).expect("a free port");
        let address = socket.local_addr().expect("the socket has an address");
        let url = format!("http://{address}");
        let message = error(&url).await;
        assert!(
            message.contains(&url),
            "the error should name {url}, but is {message:?}. `no_server_at` \
             returns such an error: {LOOK}"
        );
    }

    #[tokio::test]
    async fn rejects_a_url_without_http() {
        for url in [
            "127.0.0.1:50051",
            "localhost:50051",
            "https://127.0.0.1:50051",
        ] {
            let message = error(url).await;
            assert!(
                message.contains("http://HOST:PORT"),
                "the error should show what a URL looks like, but is {message:?}. Do you call \
                 `endpoint`? {LOOK}"
            );
        }
    }

    /// Returns the message with which `connect` fails.
    async fn error(url: &str) -> String {
        match within(client::connect(url), LOOK).await {
            Err(error) => error.to_string(),
            Ok(_) => panic!("`connect` should fail, because no server is at {url}: {LOOK}"),
        }
    }
}

mod get_feature {
    use route_guide::client;
    use tonic::Code;

    use crate::support::{
        FakeService, LIGHTHOUSE, NOWHERE, TestServer, connect, failure, feature, response, serve,
        within,
    };

    const LOOK: &str = "see `get_feature` in src/client.rs, and CODELAB.md, step 6";

    #[tokio::test]
    async fn returns_the_feature_at_a_known_point() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let result = within(client::get_feature(&mut client, LIGHTHOUSE), LOOK).await;
        assert_eq!(
            response(result, LOOK),
            feature("Sandy Hook Lighthouse", LIGHTHOUSE),
            "the result should be the feature that the server sent for this point: {LOOK}"
        );
    }

    #[tokio::test]
    async fn returns_an_empty_name_for_an_unknown_point() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let result = within(client::get_feature(&mut client, NOWHERE), LOOK).await;
        assert_eq!(
            response(result, LOOK),
            feature("", NOWHERE),
            "the result should be the feature that the server sent, even without a name: {LOOK}"
        );
    }

    #[tokio::test]
    async fn returns_the_status_of_a_failed_call() {
        let mut client = connect(&serve(FakeService::echoing_deadline()).await).await;
        let result = within(client::get_feature(&mut client, NOWHERE), LOOK).await;
        assert_eq!(
            failure(result, LOOK).code(),
            Code::Aborted,
            "the status should be the one that the server sent: {LOOK}"
        );
    }

    #[tokio::test]
    async fn sends_a_deadline() {
        // This server ends every call with an error, whose message is the deadline that it
        // received.
        let mut client = connect(&serve(FakeService::echoing_deadline()).await).await;
        let result = within(client::get_feature(&mut client, NOWHERE), LOOK).await;
        assert!(
            !failure(result, LOOK).message().is_empty(),
            "the request should have a deadline. Do you call `set_timeout`? {LOOK}"
        );
    }
}
