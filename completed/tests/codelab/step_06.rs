//! Step 6, create the client: it connects, calls, and says what is wrong when something is.

use route_guide::{
    client,
    routeguide::{Feature, Point, route_guide_client::RouteGuideClient},
};
use tokio::net::TcpListener;
use tonic::transport::Channel;

use crate::support::{
    Deadlines, LIGHTHOUSE, NOWHERE, TestServer, answer, feature, refusal, within,
};

const LOOK: &str = "see src/client.rs, and CODELAB.md, step 6";

/// What the client's function returns for a point.
async fn ask(client: &mut RouteGuideClient<Channel>, point: Point) -> Feature {
    answer(within(client::get_feature(client, point)).await, LOOK)
}

#[tokio::test]
async fn the_client_gets_the_feature_at_a_known_point() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let known = feature("Sandy Hook Lighthouse", LIGHTHOUSE);
    assert_eq!(ask(&mut client, LIGHTHOUSE).await, known, "{LOOK}");
}

#[tokio::test]
async fn the_client_gets_an_empty_name_where_nothing_is_known() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    assert_eq!(
        ask(&mut client, NOWHERE).await,
        feature("", NOWHERE),
        "{LOOK}"
    );
}

#[tokio::test]
async fn one_connection_serves_many_calls() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    for place in [LIGHTHOUSE, NOWHERE, LIGHTHOUSE] {
        assert_eq!(
            ask(&mut client, place).await.location,
            Some(place),
            "{LOOK}"
        );
    }
}

#[tokio::test]
async fn the_call_has_a_deadline() {
    let mut client = Deadlines::client().await;
    let reply = within(client::get_feature(&mut client, NOWHERE)).await;
    assert!(
        !refusal(reply, LOOK).message().is_empty(),
        "without `set_timeout`, the call may wait forever: {LOOK}"
    );
}

#[tokio::test]
async fn a_call_that_fails_is_a_status_not_a_panic() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    server.stopped().await;
    let reply = within(client::get_feature(&mut client, LIGHTHOUSE)).await;
    assert!(
        reply.is_err(),
        "nobody is there to answer, so the status is handed on: {LOOK}"
    );
}

/// Connects to a URL that has no server behind it, and returns what is said.
async fn complaint(url: &str) -> String {
    let connection = within(client::connect(url)).await;
    let error = connection.err();
    let message = error
        .unwrap_or_else(|| {
            panic!("`connect` should fail, since there is no server at {url:?}: {LOOK}")
        })
        .to_string();
    assert_eq!(
        message.lines().count(),
        1,
        "an error is one line: {message}: {LOOK}"
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
        "say where no server is, and how to start one (`no_server_at` does): {message}: {LOOK}"
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
            "say what a URL looks like (`endpoint` does): {message}: {LOOK}"
        );
    }
}

#[tokio::test]
async fn a_url_that_is_none_is_refused() {
    for url in ["http://", "http://two words", "http://127.0.0.1:port"] {
        let message = complaint(url).await;
        assert!(message.contains(url), "which one? {message}: {LOOK}");
    }
}
