//! Step 17, try again, but not forever: which calls are repeated, when, and for how long.

use std::time::{Duration, Instant};

use tonic::{Code, Request, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// A status that asks the client to wait for this long before it tries again.
fn asking_to_wait(code: Code, pause: Duration) -> Status {
    let details = ErrorDetails::with_retry_info(Some(pause));
    Status::with_error_details(code, "not now", details)
}

mod backoff {
    use route_guide::retry::{FIRST_BACKOFF, MAX_BACKOFF, backoff};

    use super::*;

    const LOOK: &str = "see `backoff` in src/retry.rs, and CODELAB.md, step 17";

    /// Expects pauses that are spread from zero to the longest one.
    fn expect_spread(retries: u32, longest: Duration) {
        let pauses: Vec<Duration> = (0..200).map(|_| backoff(retries)).collect();
        for pause in &pauses {
            assert!(
                *pause <= longest,
                "after {retries} retries, {pause:?} is longer than {longest:?}: {LOOK}"
            );
        }
        for (half, found) in [
            ("shorter", pauses.iter().any(|pause| *pause < longest / 2)),
            ("longer", pauses.iter().any(|pause| *pause > longest / 2)),
        ] {
            assert!(
                found,
                "after {retries} retries, none of 200 pauses is {half} than half of {longest:?}, so \
                 they are not random, or do not cover the whole range: {LOOK}"
            );
        }
    }

    #[test]
    fn the_first_pause_is_short() {
        expect_spread(0, FIRST_BACKOFF);
    }

    #[test]
    fn the_longest_pause_doubles() {
        expect_spread(1, 2 * FIRST_BACKOFF);
        expect_spread(3, 8 * FIRST_BACKOFF);
    }

    #[test]
    fn no_pause_is_longer_than_the_maximum() {
        for retries in [4, 100, u32::MAX] {
            expect_spread(retries, MAX_BACKOFF);
        }
    }
}

mod pause {
    use route_guide::retry::{FIRST_BACKOFF, pause};

    use super::*;

    const LOOK: &str = "see `pause` in src/retry.rs, and CODELAB.md, step 17";

    #[test]
    fn an_unavailable_server_is_tried_again() {
        let pause = pause(&Status::unavailable("restarting"), 0);
        assert!(
            pause.is_some_and(|pause| pause <= FIRST_BACKOFF),
            "the pause should be the backoff, not {pause:?}: {LOOK}"
        );
    }

    #[test]
    fn other_failures_are_final() {
        for code in (1..=16)
            .map(Code::from)
            .filter(|code| *code != Code::Unavailable)
        {
            let status = asking_to_wait(code, Duration::ZERO);
            assert_eq!(
                pause(&status, 0),
                None,
                "a call that failed with {code:?} should not be tried again: {LOOK}"
            );
        }
    }

    #[test]
    fn the_server_can_ask_for_a_longer_pause() {
        let requested = Duration::from_secs(7);
        let status = asking_to_wait(Code::Unavailable, requested);
        for _ in 0..200 {
            let pause = pause(&status, 0).expect(LOOK);
            assert!(
                (requested..=requested + FIRST_BACKOFF).contains(&pause),
                "the pause should be {requested:?}, the delay in RetryInfo, plus the backoff, not \
                 {pause:?}: {LOOK}"
            );
        }
    }
}

mod attempts {
    use route_guide::retry::retry;

    use super::*;
    use crate::support::{failure, response, within};

    const LOOK: &str = "see `retry` in src/retry.rs, and CODELAB.md, step 17";

    /// Makes a call whose first attempts fail with these statuses, and returns the result and the
    /// time that each attempt had.
    async fn call(
        timeout: Duration,
        failures: impl IntoIterator<Item = Status>,
    ) -> (Result<&'static str, Status>, Vec<Duration>) {
        let mut failures = failures.into_iter();
        let mut times = Vec::new();
        let attempts = retry(timeout, |left| {
            times.push(left);
            let result = failures.next().map_or(Ok("done"), Err);
            async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                result
            }
        });
        let result = within(attempts, LOOK).await;
        (result, times)
    }

    #[tokio::test]
    async fn a_call_that_succeeds_is_made_once() {
        let (result, attempts) = call(Duration::from_secs(60), []).await;
        assert_eq!(response(result, LOOK), "done");
        assert_eq!(attempts.len(), 1, "the first attempt succeeded: {LOOK}");
    }

    #[tokio::test]
    async fn a_call_that_fails_is_tried_again() {
        let down = || Status::unavailable("restarting");
        let (result, attempts) = call(Duration::from_secs(60), [down(), down()]).await;
        assert_eq!(
            attempts.len(),
            3,
            "two attempts failed with UNAVAILABLE, and the third would succeed: {LOOK}"
        );
        assert_eq!(response(result, LOOK), "done");
    }

    #[tokio::test]
    async fn each_attempt_has_the_time_that_is_left() {
        let timeout = Duration::from_secs(60);
        let down = || Status::unavailable("restarting");
        let (_, attempts) = call(timeout, [down(), down(), down()]).await;
        for (number, left) in attempts.iter().enumerate() {
            let spent = Duration::from_millis(10) * number as u32;
            assert!(
                *left <= timeout - spent,
                "each attempt takes 10 ms, so attempt {} has less than {left:?} left: {LOOK}",
                number + 1
            );
        }
        assert_eq!(attempts.len(), 4, "the fourth attempt succeeds: {LOOK}");
    }

    #[tokio::test]
    async fn another_failure_ends_the_attempts() {
        let failures = [Status::unavailable("restarting"), Status::not_found("gone")];
        let (result, attempts) = call(Duration::from_secs(60), failures).await;
        let status = failure(result, LOOK);
        assert_eq!(
            status.code(),
            Code::NotFound,
            "the last status should be returned: {LOOK}"
        );
        assert_eq!(
            attempts.len(),
            2,
            "a call that fails with this status should not be tried again: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_server_decides_how_long_to_wait() {
        let pause = Duration::from_millis(150);
        let started = Instant::now();
        let busy = asking_to_wait(Code::Unavailable, pause);
        let (result, _) = call(Duration::from_secs(60), [busy]).await;
        response(result, LOOK);
        let waited = started.elapsed();
        assert!(
            waited >= pause,
            "the server asked for a pause of {pause:?}; the client waited {waited:?}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_attempts_end_when_time_is_up() {
        let timeout = Duration::from_millis(300);
        let started = Instant::now();
        let down = std::iter::repeat_with(|| Status::unavailable("restarting"));
        let (result, attempts) = call(timeout, down).await;
        let took = started.elapsed();
        let status = failure(result, LOOK);
        assert_eq!(
            status.message(),
            "restarting",
            "the status of the last attempt should be returned: {LOOK}"
        );
        assert!(
            took < Duration::from_secs(2),
            "the attempts took {took:?}, but have only {timeout:?} in total: {LOOK}"
        );
        assert!(attempts.len() > 1, "there is time for retries: {LOOK}");
    }

    #[tokio::test]
    async fn the_pauses_grow_from_one_retry_to_the_next() {
        let down = std::iter::repeat_with(|| Status::unavailable("restarting"));
        let (_, attempts) = call(Duration::from_secs(2), down).await;
        // An attempt takes 10 ms. If no pause was longer than the first, there would be at least 18.
        assert!(
            attempts.len() < 18,
            "there were {} attempts in two seconds: count the retries, and pass the number to `pause`: {LOOK}",
            attempts.len()
        );
    }

    #[tokio::test]
    async fn a_pause_that_does_not_fit_is_not_begun() {
        let started = Instant::now();
        let busy = asking_to_wait(Code::Unavailable, Duration::from_secs(3));
        let (result, attempts) = call(Duration::from_secs(2), [busy]).await;
        let status = failure(result, LOOK);
        assert_eq!(
            status.code(),
            Code::Unavailable,
            "the last status should be returned: {LOOK}"
        );
        assert_eq!(attempts.len(), 1, "no time is left for a retry: {LOOK}");
        assert!(
            started.elapsed() < Duration::from_secs(1),
            "waiting cannot help, so the status should be returned at once: {LOOK}"
        );
    }
}

mod client {
    use std::{
        net::TcpListener,
        sync::{Arc, Mutex},
    };

    use route_guide::{client, routeguide::Feature};

    use super::*;
    use crate::support::{
        FakeService, LIGHTHOUSE, connect, failure, feature, response, serve, within,
    };

    const LOOK: &str = "see `get_feature_with_retries` in src/client.rs, and CODELAB.md, step 17";

    /// Calls a server whose first responses are these failures. Returns the result, and the deadline
    /// of each attempt as its server received it: the header `grpc-timeout`.
    async fn call(
        failures: impl IntoIterator<Item = Status>,
    ) -> (Result<Feature, Status>, Vec<String>) {
        let mut failures: Vec<Status> = failures.into_iter().collect();
        failures.reverse();
        let failures = Mutex::new(failures);
        let deadlines = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&deadlines);
        let service = FakeService::new(move |request| {
            let timeout = request.metadata().get("grpc-timeout");
            let timeout = timeout.and_then(|timeout| timeout.to_str().ok());
            seen.lock()
                .unwrap()
                .push(timeout.unwrap_or("none").to_string());
            match failures.lock().unwrap().pop() {
                Some(failure) => Err(failure),
                None => Ok(feature("Sandy Hook Lighthouse", LIGHTHOUSE)),
            }
        });
        let client = connect(&serve(service).await).await;
        let timeout = Duration::from_secs(20);
        let call = client::get_feature_with_retries(&client, || Request::new(LIGHTHOUSE), timeout);
        let result = within(call, LOOK).await;
        let deadlines = deadlines.lock().unwrap().clone();
        (result, deadlines)
    }

    #[tokio::test]
    async fn the_client_finds_the_feature_in_the_end() {
        let down = || Status::unavailable("restarting");
        let (result, attempts) = call([down(), down()]).await;
        let feature = response(result, LOOK);
        assert_eq!(feature.name, "Sandy Hook Lighthouse", "{LOOK}");
        assert_eq!(attempts.len(), 3, "two attempts fail: {LOOK}");
    }

    #[tokio::test]
    async fn an_invalid_request_is_sent_once() {
        let (result, attempts) = call([Status::invalid_argument("off the map")]).await;
        let status = failure(result, LOOK);
        assert_eq!(status.code(), Code::InvalidArgument, "{LOOK}");
        assert_eq!(attempts.len(), 1, "a retry cannot help: {LOOK}");
    }

    #[tokio::test]
    async fn each_attempt_has_an_earlier_deadline() {
        let down = || Status::unavailable("restarting");
        let (_, deadlines) = call([down(), down()]).await;
        let microseconds: Vec<u32> = deadlines
            .iter()
            .map(|timeout| {
                let digits = timeout
                    .strip_suffix('u')
                    .and_then(|digits| digits.parse().ok());
                digits.unwrap_or_else(|| panic!("each attempt should have a deadline in microseconds, but this one is {timeout}: {LOOK}"))
            })
            .collect();
        assert!(
            microseconds.is_sorted_by(|earlier, later| earlier > later),
            "each attempt should tell the server how much time is left, so these timeouts (in \
             microseconds) should decrease: {microseconds:?}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_server_that_never_responds_takes_no_longer_than_the_timeout() {
        let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", silent.local_addr().expect("its address"));
        let client = connect(&url).await;
        let timeout = Duration::from_millis(300);
        let started = Instant::now();
        let call = client::get_feature_with_retries(&client, || Request::new(LIGHTHOUSE), timeout);
        let status = failure(within(call, LOOK).await, LOOK);
        assert_eq!(
            status.code(),
            Code::DeadlineExceeded,
            "`within` should enforce the deadline in the client: {status}: {LOOK}"
        );
        let took = started.elapsed();
        assert!(
            took < Duration::from_secs(2),
            "all attempts together have {timeout:?}, but took {took:?}: {LOOK}"
        );
    }
}

mod lazy {
    use route_guide::{client, routeguide::route_guide_client::RouteGuideClient};
    use tokio::net::TcpSocket;
    use tonic::transport::Channel;

    use super::*;
    use crate::support::{FakeService, LIGHTHOUSE, failure, serve_on, within};

    const LOOK: &str = "see `connect_lazy` in src/client.rs, and CODELAB.md, step 17";

    /// A port on which no server listens yet, and a client for it.
    fn reserved() -> (TcpSocket, RouteGuideClient<Channel>) {
        let socket = TcpSocket::new_v4().expect("a socket");
        let any_port = "127.0.0.1:0".parse().expect("an address");
        socket.bind(any_port).expect("a free port");
        let url = format!("http://{}", socket.local_addr().expect("its address"));
        let client = client::connect_lazy(&url);
        let client = client.unwrap_or_else(|error| {
            panic!("`connect_lazy` should not wait for a server: {error}: {LOOK}")
        });
        (socket, client)
    }

    #[tokio::test]
    async fn without_a_server_the_call_fails() {
        let (_socket, mut client) = reserved();
        let call = client.get_feature(LIGHTHOUSE);
        let status = failure(within(call, LOOK).await, LOOK);
        assert_eq!(
            status.code(),
            Code::Unavailable,
            "the call should try to connect, and fail: {status}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_server_that_starts_late_is_found() {
        let (socket, client) = reserved();
        tokio::spawn(async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let listener = socket.listen(16).expect("the port is ours");
            serve_on(listener, FakeService::accepting_everything());
        });
        let timeout = Duration::from_secs(20);
        let call = client::get_feature_with_retries(&client, || Request::new(LIGHTHOUSE), timeout);
        let result = within(call, LOOK).await;
        assert!(
            result.is_ok(),
            "the server starts after 200 ms, and the client has {timeout:?}: {result:?}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_url_without_http_is_an_error() {
        let Err(error) = client::connect_lazy("127.0.0.1:50051") else {
            panic!("the URL has no scheme, so `endpoint` should reject it: {LOOK}");
        };
        assert!(
            error.to_string().contains("127.0.0.1:50051"),
            "the message should name the URL: {error}: {LOOK}"
        );
    }
}
