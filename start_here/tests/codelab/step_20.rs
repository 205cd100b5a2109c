//! Step 20, let a browser in: which web pages may call the server, and how they call it.

mod feature {
    #[test]
    fn the_feature_web_is_on() {
        let is_on = cfg!(feature = "web");
        assert!(
            is_on,
            "the feature `web` should be one of the default features: see `[features]` in \
             Cargo.toml, and CODELAB.md, step 20, \"What a browser can do\""
        );
    }
}

/// The origin of a page that may call the server.
#[cfg(feature = "web")]
const ORIGIN: &str = "http://127.0.0.1:8080";

/// The origin of a page that may not.
#[cfg(feature = "web")]
const ANOTHER: &str = "http://127.0.0.1:8081";

#[cfg(feature = "web")]
mod cors {
    use std::convert::Infallible;

    use http::{HeaderValue, Request, Response};
    use route_guide::web;
    use tower::{Layer as _, Service as _, service_fn};

    use super::*;

    const LOOK: &str =
        "see `cors` in src/web.rs, and CODELAB.md, step 20, \"Which pages may call\"";

    /// Sends a request from a page of this origin through your layer, and returns a header of the
    /// response; empty if the response does not have it.
    async fn header(verb: &str, origin: &str, name: &str) -> String {
        let origins = [ORIGIN, "https://example.com"].map(|origin| origin.parse().expect("valid"));
        let service = service_fn(|_| async { Ok::<_, Infallible>(Response::new(String::new())) });
        let mut service = web::cors(origins.to_vec()).layer(service);
        let request = Request::builder()
            .method(verb)
            .header("origin", origin)
            .body(());
        let response = service.call(request.expect("a valid request")).await;
        let headers = response
            .expect("the service does not fail")
            .into_parts()
            .0
            .headers;
        let value = headers.get(name).map(HeaderValue::to_str);
        value.and_then(Result::ok).unwrap_or_default().to_string()
    }

    #[tokio::test]
    async fn a_page_of_each_origin_may_call() {
        for origin in [ORIGIN, "https://example.com"] {
            assert_eq!(
                header("OPTIONS", origin, "access-control-allow-origin").await,
                origin,
                "`allow_origin` should allow each of the origins: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn a_page_of_another_origin_may_not_call() {
        for origin in [ANOTHER, "http://example.com", "null"] {
            assert_eq!(
                header("OPTIONS", origin, "access-control-allow-origin").await,
                "",
                "{origin} is not one of the origins, so `allow_origin` should not allow it: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn a_page_may_use_the_method_of_grpc() {
        assert_eq!(
            header("OPTIONS", ORIGIN, "access-control-allow-methods").await,
            "POST",
            "every call is a POST request, so `allow_methods` should allow only that method: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_page_may_send_the_headers_of_a_call() {
        let allowed = header("OPTIONS", ORIGIN, "access-control-allow-headers").await;
        let allowed: Vec<&str> = allowed.split(',').collect();
        for name in ["content-type", "grpc-timeout", "authorization"] {
            assert!(
                allowed.contains(&name),
                "a page should be allowed to send {name}, as in REQUEST_HEADERS: {allowed:?}: {LOOK}"
            );
        }
        assert!(!allowed.contains(&"cookie"), "{allowed:?}: {LOOK}");
    }

    #[tokio::test]
    async fn a_page_may_read_the_status() {
        let exposed = header("POST", ORIGIN, "access-control-expose-headers").await;
        for name in ["grpc-status", "grpc-message", "grpc-status-details-bin"] {
            assert!(
                exposed.split(',').any(|exposed| exposed == name),
                "a call that fails at once has its status in the headers, so `expose_headers` \
                 should let a page read {name}: {exposed:?}: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn a_browser_need_not_ask_before_each_call() {
        assert_eq!(
            header("OPTIONS", ORIGIN, "access-control-max-age").await,
            "7200",
            "`max_age` should let browsers cache the response for PREFLIGHT_AGE: {LOOK}"
        );
    }
}

#[cfg(feature = "web")]
mod server {
    use route_guide::{routeguide::Feature, server::Options};
    use tonic::Code;

    use super::*;
    use crate::support::{
        LIGHTHOUSE, NAMELESS, NOWHERE, Page, TestServer, feature, note, point, rectangle, response,
        service, within,
    };

    const LOOK: &str =
        "see `run` in src/server.rs, and CODELAB.md, step 20, \"Translate the calls\"";

    /// Starts your server, and lets pages of [`ORIGIN`] call it.
    async fn server() -> TestServer {
        let options = Options {
            web: vec![ORIGIN.parse().expect("a valid origin")],
            ..Options::default()
        };
        TestServer::start_with_options(service(), options).await
    }

    #[tokio::test]
    async fn a_page_calls_get_feature() {
        let server = server().await;
        let page = Page::open(&server, ORIGIN, LOOK);
        let response = page.call("GetFeature", &LIGHTHOUSE).await;
        assert_eq!(
            response.http, 200,
            "is `GrpcWebLayer` applied, and before all other layers? It turns gRPC-Web into gRPC, \
             and `HardeningLayer` responds to anything else with 415: {LOOK}"
        );
        assert_eq!(
            response.header("content-type"),
            "application/grpc-web+proto",
            "`GrpcWebLayer` should turn the response into gRPC-Web: {LOOK}"
        );
        assert_eq!(
            response.messages::<Feature>(),
            [feature("Sandy Hook Lighthouse", LIGHTHOUSE)],
            "{LOOK}"
        );
        assert_eq!(
            response.status(),
            "0",
            "the body ends with trailers: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_browser_asks_before_the_first_call() {
        let server = server().await;
        let response = Page::open(&server, ORIGIN, LOOK).preflight().await;
        assert_eq!(
            (
                response.http,
                response.header("access-control-allow-origin")
            ),
            (200, ORIGIN),
            "the layer for CORS should respond before `GrpcWebLayer` rejects a request that is \
             not gRPC-Web: in a tuple of layers, the first is the outermost: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_page_may_read_the_response() {
        let server = server().await;
        let page = Page::open(&server, ORIGIN, LOOK);
        let response = page.call("GetFeature", &LIGHTHOUSE).await;
        assert_eq!(
            response.header("access-control-allow-origin"),
            ORIGIN,
            "browsers need the origin in each response, too: is the layer for CORS applied? {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_page_of_another_origin_may_not_read_the_response() {
        let server = server().await;
        let page = Page::open(&server, ANOTHER, LOOK);
        let response = page.call("GetFeature", &LIGHTHOUSE).await;
        assert_eq!(
            response.header("access-control-allow-origin"),
            "",
            "only the origins in `options.web` should be allowed: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_page_receives_a_stream() {
        let server = server().await;
        let page = Page::open(&server, ORIGIN, LOOK);
        let everywhere = rectangle(
            point(-900_000_000, -1_800_000_000),
            point(900_000_000, 1_800_000_000),
        );
        let response = page.call("ListFeatures", &everywhere).await;
        assert_eq!(
            response.messages::<Feature>(),
            [
                feature("", NAMELESS),
                feature("Sandy Hook Lighthouse", LIGHTHOUSE)
            ],
            "{LOOK}"
        );
        assert_eq!(response.status(), "0", "{LOOK}");
    }

    #[tokio::test]
    async fn the_limits_hold_for_a_page() {
        let server = server().await;
        let page = Page::open(&server, ORIGIN, LOOK);
        let too_large = note(&"x".repeat(20_000), NOWHERE);
        let response = page.call("RouteChat", &too_large).await;
        assert_eq!(
            response.status(),
            (Code::ResourceExhausted as i32).to_string(),
            "the layers of this step should be outside `HardeningLayer`, so that it sees gRPC: {LOOK}"
        );
    }

    #[tokio::test]
    async fn other_clients_can_still_call() {
        let server = server().await;
        let page = Page::open(&server, ORIGIN, LOOK);
        page.call("GetFeature", &LIGHTHOUSE).await;
        let mut client = server.generated_client().await;
        let result = within(client.get_feature(LIGHTHOUSE), LOOK).await;
        response(result, LOOK);
    }

    #[tokio::test]
    async fn without_an_origin_no_browser_can_call() {
        let (open, closed) = (server().await, TestServer::start().await);
        let served = Page::open(&open, ORIGIN, LOOK).is_served().await;
        assert!(served, "`accept_http1` should let browsers in: {LOOK}");
        let served = Page::open(&closed, ORIGIN, LOOK).is_served().await;
        assert!(
            !served,
            "without an origin, the server should not accept HTTP/1.1: {LOOK}"
        );
    }

    #[cfg(feature = "telemetry")]
    #[tokio::test]
    async fn a_call_of_a_page_is_recorded_with_its_status() {
        let recorder = crate::support::Recorder::start();
        let server = server().await;
        let page = Page::open(&server, ORIGIN, LOOK);
        page.call("GetFeature", &LIGHTHOUSE).await;
        let call = recorder.call(LOOK).await;
        assert_eq!(
            call.status, "OK",
            "the layers of this step should be outside those of step 19, so that they see gRPC: {LOOK}"
        );
    }
}
