//! Step 6, create the client: it connects, calls, and says what is wrong when something is.

use route_guide::client;
use tokio::net::TcpListener;

use crate::support::{LIGHTHOUSE, NOWHERE, TestServer, feature, within};

#[tokio::test]
async fn the_client_gets_the_feature_at_a_known_point() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let answer = within(client::get_feature(&mut client, LIGHTHOUSE)).await;
    assert_eq!(
        answer.expect("see CODELAB.md, step 6"),
        feature("Sandy Hook Lighthouse", LIGHTHOUSE)
    );
}

#[tokio::test]
async fn the_client_gets_an_empty_name_where_nothing_is_known() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let answer = within(client::get_feature(&mut client, NOWHERE)).await;
    assert_eq!(
        answer.expect("see CODELAB.md, step 6"),
        feature("", NOWHERE)
    );
}

#[tokio::test]
async fn one_connection_serves_many_calls() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    for place in [LIGHTHOUSE, NOWHERE, LIGHTHOUSE] {
        let answer = within(client::get_feature(&mut client, place)).await;
        assert_eq!(
            answer.expect("see CODELAB.md, step 6").location,
            Some(place)
        );
    }
}

#[tokio::test]
async fn a_call_that_fails_is_a_status_not_a_panic() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    server.stopped().await;
    let answer = within(client::get_feature(&mut client, LIGHTHOUSE)).await;
    answer.expect_err("nobody is there to answer: `?` hands the status on, CODELAB.md, step 6");
}

/// Connects to a URL that has no server behind it, and returns what is said.
async fn complaint(url: &str) -> String {
    let connection = within(client::connect(url)).await;
    let message = connection.expect_err("there is no server").to_string();
    assert_eq!(
        message.lines().count(),
        1,
        "an error is one line: {message}"
    );
    message
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    drop(listener);
    let message = complaint(&url).await;
    assert!(
        message.contains(&url) && message.contains("cargo run --bin server"),
        "say where no server is, and how to start one (`unreachable` does): {message}"
    );
}

#[tokio::test]
async fn a_url_without_http_is_refused_with_the_way_out() {
    for url in [
        "127.0.0.1:50051",
        "localhost:50051",
        "https://127.0.0.1:50051",
        "",
    ] {
        let message = complaint(url).await;
        assert!(
            message.contains("http://HOST:PORT"),
            "say what a URL looks like (`endpoint` does): {message}"
        );
    }
}

#[tokio::test]
async fn a_url_that_is_none_is_refused() {
    for url in ["http://", "http://two words", "http://127.0.0.1:port"] {
        let message = complaint(url).await;
        assert!(message.contains(url), "which one? {message}");
    }
}
