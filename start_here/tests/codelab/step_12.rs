//! Step 12, talk both ways: `RouteChat` returns the earlier notes at the point of each note.

mod server {
    use route_guide::{
        auth::Caller,
        notes::MAX_LENGTH,
        routeguide::{RouteNote, route_guide_server::RouteGuide as _},
    };
    use tonic::{Code, Request, Streaming, codec::Codec as _};
    use tonic_prost::ProstCodec;

    use crate::support::{
        Chat, LIGHTHOUSE, NOWHERE, TestServer, all, failure, note, point, response, service, within,
    };

    const LOOK: &str = "see `route_chat` in src/service.rs, and CODELAB.md, step 12";

    #[tokio::test]
    async fn each_note_returns_the_earlier_notes() {
        let server = TestServer::start().await;
        let mut chat = Chat::open(&server).await;
        chat.post("first", LIGHTHOUSE).await;
        chat.post("second", LIGHTHOUSE).await;
        chat.receives(&["first"]).await;
        chat.post("third", LIGHTHOUSE).await;
        chat.receives(&["first", "second"]).await;
        chat.ends().await;
    }

    #[tokio::test]
    async fn notes_at_other_points_are_not_returned() {
        let server = TestServer::start().await;
        let chat = Chat::open(&server).await;
        chat.post("one", point(1, 2)).await;
        chat.post("two", point(2, 1)).await;
        chat.post("three", point(1, 1)).await;
        chat.ends().await;
    }

    #[tokio::test]
    async fn two_clients_see_each_others_notes() {
        let server = TestServer::start().await;
        let (mut one, mut two) = (Chat::open(&server).await, Chat::open(&server).await);
        one.post("Anybody here?", NOWHERE).await;
        one.post("Hello?", NOWHERE).await;
        one.receives(&["Anybody here?"]).await;
        two.post("Yes, me.", NOWHERE).await;
        two.receives(&["Anybody here?", "Hello?"]).await;
        one.post("Ah!", NOWHERE).await;
        one.receives(&["Anybody here?", "Hello?", "Yes, me."]).await;
    }

    #[tokio::test]
    async fn notes_outlive_the_chat() {
        let server = TestServer::start().await;
        let chat = Chat::open(&server).await;
        chat.post("I was here", NOWHERE).await;
        chat.ends().await;
        let mut later = Chat::open(&server).await;
        later.post("So was I", NOWHERE).await;
        later.receives(&["I was here"]).await;
    }

    #[tokio::test]
    async fn an_invalid_note_ends_the_chat_with_a_status() {
        let nowhere = RouteNote {
            location: None,
            ..note("Where am I?", NOWHERE)
        };
        let off_the_map = note("brr", point(900_000_001, 0));
        let too_long = note(&"x".repeat(MAX_LENGTH + 1), NOWHERE);
        let invalid = Code::InvalidArgument;
        for (mistake, note, code, field) in [
            ("has no location", nowhere, invalid, Some("location")),
            (
                "is off the map",
                off_the_map,
                invalid,
                Some("location.latitude"),
            ),
            ("is too long", too_long, Code::ResourceExhausted, None),
        ] {
            let server = TestServer::start().await;
            let mut chat = Chat::open(&server).await;
            chat.send(note).await;
            let status = failure(within(chat.responses.message(), LOOK).await, LOOK);
            assert_eq!(status.code(), code, "the note {mistake}: {LOOK}");
            let message = status.message();
            if let Some(field) = field {
                assert!(
                    message.split(' ').any(|word| word == field),
                    "the note {mistake}, so the message should name the field `{field}`: {message:?}: {LOOK}"
                );
            }
        }
    }

    #[tokio::test]
    async fn responses_before_a_failure_still_arrive() {
        let server = TestServer::start().await;
        let mut chat = Chat::open(&server).await;
        chat.post("first", NOWHERE).await;
        chat.post("second", NOWHERE).await;
        chat.post("off the map", point(0, i32::MIN)).await;
        chat.receives(&["first"]).await;
        let end = within(chat.responses.message(), LOOK).await;
        assert_eq!(
            failure(end, LOOK).code(),
            Code::InvalidArgument,
            "the third note should end the chat with this code: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_malformed_message_is_an_error() {
        let decoder = ProstCodec::<RouteNote, RouteNote>::default().decoder();
        let body = "This is not a gRPC message".to_string();
        let notes = Streaming::new_request(decoder, body, None, None);
        let mut request = Request::new(notes);
        request.extensions_mut().insert(Caller::Anyone);
        let result = within(service().route_chat(request), LOOK).await;
        let responses = all(response(result, LOOK).into_inner(), LOOK).await;
        assert_eq!(
            failure(responses, LOOK).code(),
            Code::Internal,
            "`message` returned an error, which the client should receive: {LOOK}"
        );
    }

    #[tokio::test]
    async fn a_client_that_goes_away_harms_nobody() {
        let server = TestServer::start().await;
        let chat = Chat::open(&server).await;
        chat.post("I have to go", LIGHTHOUSE).await;
        drop(chat); // before its stream of notes has ended
        let mut chat = Chat::open(&server).await;
        chat.post("first", NOWHERE).await;
        chat.post("second", NOWHERE).await;
        chat.receives(&["first"]).await;
        chat.ends().await;
        let _ = within(server.stop(), LOOK).await; // the first chat is no longer in flight
    }

    #[tokio::test]
    async fn a_chat_goes_on_while_the_server_stops() {
        let server = TestServer::start().await;
        let mut chat = Chat::open(&server).await;
        let stopping = server.stop();
        chat.post("first", NOWHERE).await;
        chat.post("second", NOWHERE).await;
        chat.receives(&["first"]).await;
        chat.ends().await;
        let _ = within(stopping, LOOK).await;
    }
}

mod client {
    use route_guide::client;
    use tokio::sync::mpsc;
    use tokio_stream::{empty, iter, wrappers::ReceiverStream};
    use tonic::Code;

    use crate::support::{
        FakeService, NOWHERE, TestServer, all, connect, failure, note, response, serve, within,
    };

    const LOOK: &str = "see `route_chat` in src/client.rs, and CODELAB.md, step 12";

    #[tokio::test]
    async fn the_client_sends_notes_and_returns_the_responses() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let notes = iter([note("first", NOWHERE), note("second", NOWHERE)]);
        let result = within(client::route_chat(&mut client, notes), LOOK).await;
        let responses = all(response(result, LOOK), LOOK).await;
        let responses = response(responses, LOOK);
        let messages: Vec<&str> = responses.iter().map(|note| &*note.message).collect();
        assert_eq!(
            messages,
            ["first"],
            "the response to the second note should be the first one: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_client_reads_while_it_sends() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let (send, notes) = mpsc::channel(2);
        for message in ["first", "second"] {
            let sent = send.try_send(note(message, NOWHERE));
            sent.expect("the channel has room for two notes");
        }
        let call = client::route_chat(&mut client, ReceiverStream::new(notes));
        let mut responses = response(within(call, LOOK).await, LOOK);
        let first = response(within(responses.message(), LOOK).await, LOOK);
        assert_eq!(
            first.map(|note| note.message).as_deref(),
            Some("first"),
            "the response should arrive before the stream of notes ends: {LOOK}"
        );
        drop(send);
    }

    #[tokio::test]
    async fn the_client_passes_the_failure_on() {
        let mut client = connect(&serve(FakeService::echoing_deadline()).await).await;
        let call = client::route_chat(&mut client, empty());
        let status = failure(within(call, LOOK).await, LOOK);
        assert_eq!(
            status.code(),
            Code::Aborted,
            "the function should return the server's status: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_call_has_no_deadline() {
        let mut client = connect(&serve(FakeService::echoing_deadline()).await).await;
        let call = client::route_chat(&mut client, empty());
        let status = failure(within(call, LOOK).await, LOOK);
        assert_eq!(
            status.message(),
            "",
            "the header `grpc-timeout` should not be set, because a chat may take any \
             amount of time: {LOOK}"
        );
    }
}
