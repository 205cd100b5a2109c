//! The server with tokens: callers who have none, a wrong one, or thousands of bytes of one.

use std::{fs, time::Instant};

use h2::Reason;
use route_guide::{
    auth::Authenticator,
    routeguide::{
        Point, RouteNote, route_guide_client::RouteGuideClient,
        route_guide_server::RouteGuideServer,
    },
    server::MAX_MESSAGE_SIZE,
    service::RouteGuideService,
    token::Token,
};
use tokio::net::TcpListener;
use tonic::{
    Code,
    service::interceptor::InterceptedService,
    transport::{Channel, Server as TonicServer, server::TcpIncoming},
};

use crate::{
    messages::{framed, note, point},
    programs::{PROGRAMS, Server, succeeds},
    raw_client::{GET_FEATURE, ROUTE_CHAT, RawClient, SOON, expect_serving},
};

/// Starts the server with the tokens of our program, and returns those of alice and bob.
fn start(name: &str) -> (Server, [String; 2]) {
    let folder = PROGRAMS.join(name);
    succeeds("tokens", &[&folder.display().to_string()]);
    let users = folder.join("users.txt").display().to_string();
    let tokens = ["alice", "bob"].map(|name| {
        let file = folder.join(name).with_extension("token");
        fs::read_to_string(file).expect("a token")
    });
    (Server::start(&["--tokens", &users]), tokens)
}

/// Posts a note with this value of `authorization`, and returns the status.
async fn post(client: &mut RawClient, authorization: &str) -> Option<Code> {
    let value: &'static str = authorization.to_string().leak();
    let note = note(&point(1, 1), b"Hello");
    let headers = [("authorization", value)];
    client.call(ROUTE_CHAT, &headers, &note).await.status
}

#[tokio::test]
async fn only_the_token_of_a_user_who_may_post_is_accepted() {
    let (server, [alice, bob]) = start("some-tokens");
    let mut client = RawClient::connect(&server).await;
    let of_alice = format!("Bearer {alice}");
    for (authorization, code) in [
        (&*of_alice, Code::Ok),
        (&format!("bearer {alice}"), Code::Ok),
        (&format!("Bearer {bob}"), Code::PermissionDenied),
        ("", Code::Unauthenticated),
        ("Bearer", Code::Unauthenticated),
        ("Bearer ", Code::Unauthenticated),
        (&format!("Bearer  {alice}"), Code::Unauthenticated),
        (&of_alice[..of_alice.len() - 1], Code::Unauthenticated),
        (&format!("{of_alice}0"), Code::Unauthenticated),
        (&format!("Basic {alice}"), Code::Unauthenticated),
        (&format!("{of_alice}\u{e9}"), Code::Unauthenticated),
        ("Bearer \t", Code::Unauthenticated),
    ] {
        let status = post(&mut client, authorization).await;
        assert_eq!(status, Some(code), "with {authorization:?}");
    }
    // Calls that only read need no token, but a wrong one is an error even there.
    expect_serving(&server).await;
    let request = framed(0, &point(0, 0));
    let wrong = [("authorization", "Bearer wrong")];
    let response = client.call(GET_FEATURE, &wrong, &request).await;
    assert_eq!(response.status, Some(Code::Unauthenticated));
}

#[tokio::test]
async fn a_thousand_wrong_tokens_change_nothing() {
    let (server, [alice, _]) = start("wrong-tokens");
    send_wrong_tokens(RawClient::connect(&server).await, &alice).await;
}

/// Sends a thousand wrong tokens, and then the one of alice.
pub async fn send_wrong_tokens(mut client: RawClient, alice: &str) {
    let begin = Instant::now();
    for _ in 0..1_000 {
        let wrong = Token::generate().expect("a token");
        let status = post(&mut client, &format!("Bearer {}", wrong.reveal())).await;
        assert_eq!(status, Some(Code::Unauthenticated));
    }
    let time = begin.elapsed();
    assert!(time < SOON, "a thousand calls take {time:?}");
    let status = post(&mut client, &format!("Bearer {alice}")).await;
    assert_eq!(status, Some(Code::Ok));
}

#[tokio::test]
async fn metadata_that_is_too_large_is_rejected() {
    let (server, _) = start("large-metadata");
    send_large_metadata(RawClient::connect(&server).await).await;
    expect_serving(&server).await;
}

/// Sends metadata up to the limit and above it.
pub async fn send_large_metadata(mut client: RawClient) {
    for (length, http) in [(10_000, Some(200)), (20_000, Some(431)), (100_000, None)] {
        let value: &'static str = "x".repeat(length).leak();
        let call = client
            .try_start(GET_FEATURE, &[("authorization", value)])
            .await;
        let response = call.expect("a call").response.await;
        match (response, http) {
            (Ok(response), Some(http)) => assert_eq!(response.status(), http, "{length} bytes"),
            (Err(error), None) => {
                assert_eq!(error.reason(), Some(Reason::ENHANCE_YOUR_CALM), "{error}");
            }
            (response, _) => panic!("{length} bytes: {response:?}"),
        }
    }
}

/// The trap of step 15: `with_interceptor` creates a new service, which has none of the settings.
#[tokio::test]
async fn with_interceptor_loses_the_limits_and_intercepted_service_keeps_them() {
    let service = || RouteGuideService::new(Default::default());
    let limited = RouteGuideServer::new(service()).max_decoding_message_size(MAX_MESSAGE_SIZE);
    let authenticator = Authenticator::new(None);
    let kept = InterceptedService::new(limited, authenticator.clone());
    let lost = RouteGuideServer::with_interceptor(service(), authenticator);
    for (service, code) in [(kept, Code::OutOfRange), (lost, Code::ResourceExhausted)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let router = TonicServer::builder().add_service(service);
        tokio::spawn(router.serve_with_incoming(TcpIncoming::from(listener)));
        let client = RouteGuideClient::connect(url).await.expect("a connection");
        assert_eq!(too_large(client).await, code);
    }
}

/// Posts a note that is larger than a message may be, and returns the status. A server without that
/// limit reads the note, and rejects it because of its length.
async fn too_large(mut client: RouteGuideClient<Channel>) -> Code {
    let note = RouteNote {
        location: Some(Point::default()),
        message: "x".repeat(2 * MAX_MESSAGE_SIZE),
        ..RouteNote::default()
    };
    let responses = client.route_chat(tokio_stream::once(note)).await;
    let mut responses = responses.expect("a response").into_inner();
    responses.message().await.expect_err("a status").code()
}
