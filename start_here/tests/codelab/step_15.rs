//! Step 15, say who you are: only users with the right token can post notes.

use std::path::Path;

use route_guide::{auth::Tokens, token::Token};
use tonic::Request;

const ALICE: &str = "alice-0123456789abcdef0123456789";
const BOB: &str = "bob-0123456789abcdef0123456789ab";
const NOBODY: &str = "nobody-0123456789abcdef012345678";

/// The tokens of alice, who may post notes, and bob, who may only read.
fn tokens() -> Tokens {
    let text = format!("# users\n\nalice post {ALICE}\nbob read {BOB}\n");
    Tokens::parse(&text, Path::new("users.txt")).expect("the tokens are valid")
}

/// Returns a request with this value of `authorization`.
fn request_with<T>(authorization: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let value = authorization.parse().expect("the value is valid");
    request.metadata_mut().insert("authorization", value);
    request
}

mod compare {
    use super::*;

    const LOOK: &str = "see `is` in src/token.rs, and CODELAB.md, step 15, \"Tokens\"";

    #[test]
    fn a_token_is_the_same_as_itself() {
        let token = Token::parse(ALICE).expect("the token is valid");
        assert!(token.is(ALICE), "the tokens are the same: {LOOK}");
    }

    #[test]
    fn a_token_is_not_the_same_as_another() {
        let token = Token::parse(ALICE).expect("the token is valid");
        let upper = ALICE.to_uppercase();
        for other in [BOB, "", &ALICE[..31], &format!("{ALICE}0"), &upper] {
            assert!(!token.is(other), "{other:?} is another token: {LOOK}");
        }
    }
}

mod interceptor {
    use route_guide::auth::{Authenticator, Caller};
    use tonic::{Code, Status, service::Interceptor as _};

    use super::*;
    use crate::support::{failure, response};

    const LOOK: &str = "see `call` in src/auth.rs, and CODELAB.md, step 15, \"An interceptor\"";

    /// Passes a request to your interceptor.
    fn call(request: Request<()>) -> Result<Request<()>, Status> {
        Authenticator::new(Some(tokens())).call(request)
    }

    #[test]
    fn a_caller_without_a_token_is_anonymous() {
        let request = response(call(Request::new(())), LOOK);
        let caller = request.extensions().get();
        assert_eq!(
            caller,
            Some(&Caller::Anonymous),
            "the extensions should contain the caller: {LOOK}"
        );
    }

    #[test]
    fn without_tokens_a_caller_is_anyone() {
        let request = response(Authenticator::new(None).call(Request::new(())), LOOK);
        let caller = request.extensions().get();
        assert_eq!(caller, Some(&Caller::Anyone), "{LOOK}");
    }

    #[test]
    fn a_caller_with_a_token_is_its_user() {
        for authorization in [format!("Bearer {BOB}"), format!("bearer {BOB}")] {
            let request = response(call(request_with(&authorization, ())), LOOK);
            match request.extensions().get() {
                Some(Caller::User(user)) => assert_eq!(user.name, "bob", "{LOOK}"),
                other => panic!(
                    "the extensions should contain the user bob, but contain {other:?}: {LOOK}"
                ),
            }
        }
    }

    #[test]
    fn a_token_that_nobody_has_is_rejected() {
        for authorization in [
            &format!("Bearer {NOBODY}"),
            &format!("Basic {ALICE}"),
            ALICE,
            "Bearer",
            "",
        ] {
            let status = failure(call(request_with(authorization, ())), LOOK);
            assert_eq!(
                status.code(),
                Code::Unauthenticated,
                "{authorization:?} is not the token of a user: {status}: {LOOK}"
            );
        }
    }
}

mod server {
    use route_guide::server::Options;
    use tonic::Code;
    use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

    use super::*;
    use crate::support::{LIGHTHOUSE, TestServer, failure, response, service, within};

    const LOOK: &str = "see `run` in src/server.rs, and CODELAB.md, step 15, \"The server\"";

    /// Starts your server with the tokens of alice and bob.
    pub async fn start() -> TestServer {
        let options = Options {
            #[cfg(feature = "tls")]
            tls: None,
            tokens: Some(tokens()),
            ..Options::default()
        };
        TestServer::start_with_options(service(), options).await
    }

    #[tokio::test]
    async fn everyone_may_read() {
        let server = start().await;
        let mut client = server.generated_client().await;
        response(within(client.get_feature(LIGHTHOUSE), LOOK).await, LOOK);
    }

    #[tokio::test]
    async fn a_wrong_token_is_rejected_even_for_reading() {
        let server = start().await;
        let mut client = server.generated_client().await;
        let request = request_with(&format!("Bearer {NOBODY}"), LIGHTHOUSE);
        let status = failure(within(client.get_feature(request), LOOK).await, LOOK);
        assert_eq!(
            status.code(),
            Code::Unauthenticated,
            "the interceptor should see each call: {status}: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_right_token_is_accepted() {
        let server = start().await;
        let mut client = server.generated_client().await;
        let request = request_with(&format!("Bearer {BOB}"), LIGHTHOUSE);
        response(within(client.get_feature(request), LOOK).await, LOOK);
    }

    #[tokio::test]
    async fn the_health_service_needs_no_token() {
        let server = start().await;
        let mut client = HealthClient::new(server.channel().await);
        let nobody = format!("Bearer {NOBODY}");
        let request = request_with(&nobody, HealthCheckRequest::default());
        response(within(client.check(request), LOOK).await, LOOK);
    }
}

mod author {
    use std::sync::Arc;

    use route_guide::{
        auth::{self, Caller, User},
        routeguide::{RouteNote, route_guide_client::RouteGuideClient},
    };
    use tonic::{Code, Status, transport::Channel};

    use super::{server::start, *};
    use crate::support::{NOWHERE, all, failure, note, response, within};

    const LOOK: &str = "see `author` in src/auth.rs, and CODELAB.md, step 15, \"Permission\"";

    fn author(caller: Caller) -> Result<String, Status> {
        let mut request = Request::new(());
        request.extensions_mut().insert(caller);
        auth::author(&request)
    }

    fn user(name: &str, may_post: bool) -> Caller {
        let name = name.to_string();
        Caller::User(Arc::new(User { name, may_post }))
    }

    #[test]
    fn a_user_who_may_post_is_the_author() {
        let author = response(author(user("alice", true)), LOOK);
        assert_eq!(author, "alice", "{LOOK}");
    }

    #[test]
    fn an_anonymous_caller_is_unauthenticated() {
        let status = failure(author(Caller::Anonymous), LOOK);
        assert_eq!(
            status.code(),
            Code::Unauthenticated,
            "the server does not know who is calling: {LOOK}"
        );
    }

    #[test]
    fn a_user_who_may_only_read_has_no_permission() {
        let status = failure(author(user("bob", false)), LOOK);
        assert_eq!(
            status.code(),
            Code::PermissionDenied,
            "the server knows who is calling, and that user may not post: {LOOK}"
        );
    }

    #[test]
    fn without_tokens_everyone_may_post() {
        let author = response(author(Caller::Anyone), LOOK);
        assert_eq!(
            author, "",
            "without tokens, the author is unknown, so the name should be empty: {LOOK}"
        );
    }

    #[test]
    fn a_request_without_a_caller_is_refused() {
        let status = failure(auth::author(&Request::new(())), LOOK);
        assert_eq!(
            status.code(),
            Code::Internal,
            "no interceptor has seen the request, so nothing has allowed it: {LOOK}"
        );
    }

    /// Posts notes in one call, and returns the responses.
    async fn chat(
        mut client: RouteGuideClient<Channel>,
        authorization: Option<&str>,
        notes: Vec<RouteNote>,
    ) -> Result<Vec<RouteNote>, Status> {
        let notes = tokio_stream::iter(notes);
        let request = match authorization {
            Some(authorization) => request_with(authorization, notes),
            None => Request::new(notes),
        };
        let responses = within(client.route_chat(request), LOOK).await?;
        all(responses.into_inner(), LOOK).await
    }

    #[tokio::test]
    async fn only_a_user_with_permission_may_post() {
        let server = start().await;
        let client = server.generated_client().await;
        let (bob, nobody) = (format!("Bearer {BOB}"), format!("Bearer {NOBODY}"));
        for (authorization, code) in [
            (None, Code::Unauthenticated),
            (Some(nobody.as_str()), Code::Unauthenticated),
            (Some(bob.as_str()), Code::PermissionDenied),
        ] {
            let notes = vec![note("Hello", NOWHERE)];
            let result = chat(client.clone(), authorization, notes).await;
            let status = failure(result, LOOK);
            assert_eq!(
                status.code(),
                code,
                "with {authorization:?}: {status}: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn the_server_and_not_the_client_says_who_the_author_is() {
        let server = start().await;
        let forged = RouteNote {
            author: "bob".to_string(),
            ..note("Hello", NOWHERE)
        };
        let alice = format!("Bearer {ALICE}");
        let notes = vec![forged, note("Anybody?", NOWHERE)];
        let responses = chat(server.generated_client().await, Some(&alice), notes).await;
        let responses = response(responses, LOOK);
        let authors: Vec<&str> = responses.iter().map(|note| note.author.as_str()).collect();
        assert_eq!(
            authors,
            ["alice"],
            "the author should be alice, who posted the note with her token: {LOOK}"
        );
    }
}

mod client {
    use route_guide::client;

    use super::*;
    use crate::support::{NOWHERE, all, note, response, within};

    const LOOK: &str = "see `attach` in src/token.rs, and CODELAB.md, step 15, \"The client\"";

    /// Attaches the token of alice to a request.
    fn attach<T>(message: T) -> Request<T> {
        let token = Token::parse(ALICE).expect("the token is valid");
        let mut request = Request::new(message);
        let attached = token.attach(&mut request);
        attached.unwrap_or_else(|error| panic!("every token can be attached: {error}: {LOOK}"));
        request
    }

    #[test]
    fn the_request_has_the_token() {
        let request = attach(());
        let value = request.metadata().get("authorization");
        let value = value.map(|value| value.to_str().expect("a text"));
        assert_eq!(value, Some(&*format!("Bearer {ALICE}")), "{LOOK}");
    }

    #[test]
    fn the_token_is_not_in_a_log() {
        let logged = format!("{:?}", attach(()));
        assert!(
            !logged.contains(ALICE),
            "a value that is not marked as sensitive appears in the `Debug` output of the request: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_client_with_the_token_may_post() {
        let server = super::server::start().await;
        let mut client = server.client().await;
        let request = attach(tokio_stream::once(note("Hello", NOWHERE)));
        let responses = within(client::route_chat(&mut client, request), LOOK).await;
        let responses = all(response(responses, LOOK), LOOK).await;
        assert_eq!(response(responses, LOOK), [], "{LOOK}");
    }
}
