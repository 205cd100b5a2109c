//! Step 18, use more than one server: a client spreads its calls over servers, and keeps away from
//! those that are not healthy.

use std::time::Duration;

use route_guide::{
    balance, client::TIMEOUT, retry::retry, routeguide::route_guide_client::RouteGuideClient,
};
use tokio::time::{sleep, timeout};
use tonic::{
    Request,
    transport::{Channel, Endpoint},
};

use crate::support::{CountingServer, LIGHTHOUSE, Reserved, response, within};

/// Returns the settings of connections to these URLs.
fn endpoints<const N: usize>(urls: [&str; N]) -> Vec<Endpoint> {
    let endpoint = |url: &str| Endpoint::from_shared(url.to_string()).expect("the URL is valid");
    urls.map(endpoint).to_vec()
}

/// Calls GetFeature, and repeats the call if a server is not available.
async fn call_with_retry(client: &RouteGuideClient<Channel>, look: &str) {
    let attempt = |left| {
        let mut client = client.clone();
        let mut request = Request::new(LIGHTHOUSE);
        request.set_timeout(left);
        async move { client.get_feature(request).await }
    };
    response(retry(TIMEOUT, attempt).await, look);
}

/// Calls GetFeature this many times, and expects each call to succeed.
async fn call(client: &mut RouteGuideClient<Channel>, times: usize, look: &str) {
    for _ in 0..times {
        response(within(client.get_feature(LIGHTHOUSE), look).await, look);
    }
}

mod list {
    use tonic::Code;

    use super::*;

    const LOOK: &str =
        "see `list` in src/balance.rs, and CODELAB.md, step 18, \"Spread the calls\"";

    #[tokio::test]
    async fn calls_are_spread_over_the_servers() {
        let servers = [CountingServer::start().await, CountingServer::start().await];
        let channel = balance::list(endpoints([&servers[0].url, &servers[1].url]));
        call(&mut RouteGuideClient::new(channel), 40, LOOK).await;
        for server in servers {
            assert!(
                server.calls() > 0,
                "each server should get some of the 40 calls: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn calls_to_a_server_that_is_down_fail_unless_they_are_repeated() {
        let server = CountingServer::start().await;
        let down = Reserved::port();
        let channel = balance::list(endpoints([&server.url, &down.url]));
        let mut client = RouteGuideClient::new(channel);
        let calls = async {
            loop {
                if let Err(status) = client.get_feature(LIGHTHOUSE).await {
                    return status;
                }
                sleep(Duration::from_millis(5)).await; // the connection is refused later
            }
        };
        let Ok(status) = timeout(Duration::from_secs(5), calls).await else {
            panic!("the list has a server that is down, so some calls should fail: {LOOK}");
        };
        assert_eq!(status.code(), Code::Unavailable, "{status}: {LOOK}");
        for _ in 0..40 {
            within(call_with_retry(&client, LOOK), LOOK).await;
        }
    }
}

mod health {
    use tokio::net::TcpStream;
    use tokio_util::sync::CancellationToken;
    use tonic_health::ServingStatus::{NotServing, Serving};

    use super::*;
    use crate::support::{TestServer, stopped};

    const LOOK: &str = "see `healthy` and `watch` in src/balance.rs, and CODELAB.md, step 18, \
                        \"Ask who is healthy\"";

    /// Connects to those servers that are healthy.
    async fn connect<const N: usize>(urls: [&str; N]) -> RouteGuideClient<Channel> {
        let channel = within(balance::healthy(endpoints(urls), TIMEOUT), LOOK).await;
        RouteGuideClient::new(response(channel, LOOK))
    }

    /// Calls a server until it gets one of the calls.
    async fn call_until(server: &CountingServer, client: &mut RouteGuideClient<Channel>) {
        let before = server.calls();
        let calls = async {
            while server.calls() == before {
                call(client, 1, LOOK).await;
                sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(
            timeout(Duration::from_secs(5), calls).await.is_ok(),
            "a server that reports that it is serving should get calls: {LOOK}"
        );
    }

    #[tokio::test]
    async fn servers_that_are_serving_get_calls() {
        let servers = [
            CountingServer::reporting(Serving).await,
            CountingServer::reporting(Serving).await,
        ];
        let mut client = connect([&servers[0].url, &servers[1].url]).await;
        for server in &servers {
            call_until(server, &mut client).await;
        }
    }

    #[tokio::test]
    async fn a_server_that_is_not_serving_gets_no_calls() {
        let servers = [
            CountingServer::reporting(Serving).await,
            CountingServer::reporting(NotServing).await,
        ];
        let mut client = connect([&servers[0].url, &servers[1].url]).await;
        call(&mut client, 20, LOOK).await;
        assert_eq!(
            servers[1].calls(),
            0,
            "a server that reports NOT_SERVING should get no calls: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_server_that_stops_serving_gets_no_more_calls() {
        let servers = [
            CountingServer::reporting(Serving).await,
            CountingServer::reporting(Serving).await,
        ];
        let mut client = connect([&servers[0].url, &servers[1].url]).await;
        call_until(&servers[1], &mut client).await;
        servers[1].report(NotServing).await;
        let calls = async {
            loop {
                let before = servers[1].calls();
                call(&mut client, 20, LOOK).await;
                if servers[1].calls() == before {
                    return;
                }
                sleep(Duration::from_millis(5)).await; // the report has not reached the client yet
            }
        };
        assert!(
            timeout(Duration::from_secs(5), calls).await.is_ok(),
            "a server that has reported NOT_SERVING should get no more calls: {LOOK}"
        );
        servers[1].report(Serving).await;
        call_until(&servers[1], &mut client).await;
    }

    #[tokio::test]
    async fn a_server_without_a_health_service_gets_calls() {
        let server = CountingServer::start().await;
        let mut client = connect([&server.url]).await;
        call(&mut client, 1, LOOK).await;
    }

    #[tokio::test]
    async fn a_server_whose_watch_ends_still_gets_calls() {
        let server = CountingServer::ending_watches(2).await;
        let mut client = connect([&server.url]).await;
        let begun = async {
            while server.watches() < 3 {
                sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(
            timeout(Duration::from_secs(5), begun).await.is_ok(),
            "when a watch ends, another one should begin: {LOOK}"
        );
        sleep(Duration::from_millis(20)).await; // a removal would have arrived by now
        let look =
            format!("a watch that ends after a status says nothing about the server: {LOOK}");
        call(&mut client, 5, &look).await;
    }

    #[tokio::test]
    async fn a_server_that_starts_later_gets_calls() {
        let first = CountingServer::reporting(Serving).await;
        let later = Reserved::port();
        let mut client = connect([&first.url, &later.url]).await;
        call(&mut client, 1, LOOK).await;
        let later = CountingServer::start_at(later).await;
        call_until(&later, &mut client).await;
    }

    #[tokio::test]
    async fn without_a_server_the_connection_fails() {
        let nobody = Reserved::port();
        let limit = Duration::from_millis(200);
        let connecting = balance::healthy(endpoints([&nobody.url]), limit);
        let result = within(connecting, LOOK).await;
        assert!(
            result.is_err(),
            "if no server is serving in time, the function should fail: {LOOK}"
        );
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_call_fails_when_a_server_stops() {
        let [stays, stops] = [TestServer::start().await, TestServer::start().await];
        let client = connect([&stays.url, &stops.url]).await;
        let end = CancellationToken::new();
        let load = [(); 10].map(|()| {
            let (mut client, end) = (client.clone(), end.clone());
            tokio::spawn(async move {
                while !end.is_cancelled() {
                    call(&mut client, 1, LOOK).await;
                }
            })
        });
        sleep(Duration::from_millis(100)).await; // both servers are in use
        let address = stops.url.trim_start_matches("http://").to_string();
        let stopping = stops.stop();
        let accepts = async || TcpStream::connect(&address).await.is_ok();
        let closed = async {
            while accepts().await {
                sleep(Duration::from_millis(20)).await;
            }
        };
        within(closed, LOOK).await;
        sleep(Duration::from_millis(200)).await; // the calls continue without the server
        end.cancel();
        for caller in load {
            let result = within(caller, LOOK).await;
            assert!(result.is_ok(), "every call should succeed: {LOOK}");
        }
        drop(client);
        stopped(stopping).await;
        drop(stays);
    }
}

mod age {
    use std::time::Instant;

    use route_guide::server::Options;
    use tokio::net::TcpStream;

    use super::*;
    use crate::support::{TestServer, service};

    const LOOK: &str =
        "see `run` in src/server.rs, and CODELAB.md, step 18, \"One long connection\"";

    /// The beginning of a connection: HTTP/2's preface, and an empty SETTINGS frame.
    const BEGINNING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

    /// The type of the frame with which a server asks a client to open another connection.
    const GOAWAY: u8 = 7;

    /// Opens a connection, and waits for the server to end it.
    async fn connection_ends(server: &TestServer) {
        let address = server.url.trim_start_matches("http://").to_string();
        let connection = TcpStream::connect(address).await.expect("a connection");
        connection.writable().await.expect("the connection is open");
        let sent = connection.try_write(BEGINNING).expect("there is room");
        assert_eq!(sent, BEGINNING.len());
        let mut received = Vec::new();
        while !types(&received).contains(&GOAWAY) {
            connection.readable().await.expect("the connection is open");
            let mut part = [0; 1024];
            match connection.try_read(&mut part) {
                Ok(0) => return,
                Ok(length) => received.extend(&part[..length]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }

    /// Returns the types of HTTP/2 frames, each of which begins with its length.
    fn types(mut frames: &[u8]) -> Vec<u8> {
        let mut types = Vec::new();
        while let [high, middle, low, kind, _, _, _, _, _, rest @ ..] = frames {
            types.push(*kind);
            let length = u32::from_be_bytes([0, *high, *middle, *low]) as usize;
            frames = rest.get(length..).unwrap_or_default();
        }
        types
    }

    #[tokio::test]
    async fn a_connection_ends_at_its_age() {
        let age = Duration::from_millis(100);
        let server = TestServer::start_with_options(
            service(),
            Options {
                max_connection_age: Some(age),
                ..Options::default()
            },
        )
        .await;
        let started = Instant::now();
        within(connection_ends(&server), LOOK).await;
        assert!(
            started.elapsed() >= age / 2,
            "a connection should not end before it reaches `max_connection_age`: {LOOK}"
        );
    }

    #[tokio::test]
    async fn without_an_age_a_connection_stays() {
        let server = TestServer::start().await;
        let ends = timeout(Duration::from_millis(200), connection_ends(&server)).await;
        assert!(
            ends.is_err(),
            "without `max_connection_age`, a connection should stay open: {LOOK}"
        );
    }
}
