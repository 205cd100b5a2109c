//! Step 12, talk both ways: `RouteChat` answers each note with those left earlier at its place.

use route_guide::{
    client,
    guard::MAX_MESSAGE,
    notes::{MAX_BYTES, MAX_NOTES, MAX_PLACES, NoteBoard},
    routeguide::{Point, RouteNote},
};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};

use crate::support::{
    Deadlines, LIGHTHOUSE, NOWHERE, TestServer, all, answer, at_length, client_of_nobody, note,
    point, refusal, soon, wait_for_the_end,
};

const LOOK: &str = "see `route_chat` in src/service.rs, and CODELAB.md, step 12";
const CLIENT: &str = "see `route_chat` in src/client.rs, and CODELAB.md, step 12";

/// A chat with a server, made by the generated code alone.
struct Chat {
    notes: mpsc::Sender<RouteNote>,
    answers: Streaming<RouteNote>,
}

impl Chat {
    async fn with(server: &TestServer) -> Chat {
        let mut client = server.generated_client().await;
        let (notes, sent) = mpsc::channel(1);
        let reply = soon(client.route_chat(ReceiverStream::new(sent)), LOOK).await;
        Chat {
            notes,
            answers: answer(reply, LOOK).into_inner(),
        }
    }

    async fn say(&self, message: &str, place: Point) {
        let sent = self.notes.send(note(message, place));
        soon(sent, LOOK).await.expect("the chat goes on");
    }

    /// Expects these notes, in this order, to be the next answers.
    async fn hears(&mut self, messages: &[&str], place: Point) {
        for message in messages {
            let next = soon(self.answers.message(), LOOK).await;
            assert_eq!(
                answer(next, LOOK),
                Some(note(message, place)),
                "what was left there earlier, oldest first: {LOOK}"
            );
        }
    }

    /// Expects no more answers once this side has said all it has to say.
    async fn ends(self) {
        drop(self.notes);
        let rest = all(self.answers, LOOK).await;
        assert_eq!(answer(rest, LOOK), [], "nothing was left there: {LOOK}");
    }
}

/// What becomes of these notes, sent in one go: all answers, or the status that ends the chat.
async fn say_all(notes: Vec<RouteNote>) -> Result<Vec<RouteNote>, Status> {
    let server = TestServer::start().await;
    let mut client = server.generated_client().await;
    let answers = soon(client.route_chat(tokio_stream::iter(notes)), LOOK).await?;
    all(answers.into_inner(), LOOK).await
}

#[tokio::test]
async fn a_note_is_answered_with_those_before_it() {
    let server = TestServer::start().await;
    let mut chat = Chat::with(&server).await;
    chat.say("first", LIGHTHOUSE).await;
    chat.say("second", LIGHTHOUSE).await;
    chat.hears(&["first"], LIGHTHOUSE).await;
    chat.say("third", LIGHTHOUSE).await;
    chat.hears(&["first", "second"], LIGHTHOUSE).await;
    chat.ends().await;
}

#[tokio::test]
async fn two_clients_find_each_others_notes() {
    let server = TestServer::start().await;
    let (mut one, mut other) = (Chat::with(&server).await, Chat::with(&server).await);
    one.say("Is anybody here?", NOWHERE).await;
    one.say("Hello?", NOWHERE).await;
    one.hears(&["Is anybody here?"], NOWHERE).await;
    other.say("I am.", NOWHERE).await;
    other.hears(&["Is anybody here?", "Hello?"], NOWHERE).await;
    one.say("Ah!", NOWHERE).await;
    one.hears(&["Is anybody here?", "Hello?", "I am."], NOWHERE)
        .await;
    one.ends().await;
    other.ends().await;
}

#[tokio::test]
async fn notes_outlive_the_chat_they_came_in() {
    let server = TestServer::start().await;
    let chat = Chat::with(&server).await;
    chat.say("I was here", NOWHERE).await;
    chat.ends().await;
    let mut later = Chat::with(&server).await;
    later.say("So was I", NOWHERE).await;
    later.hears(&["I was here"], NOWHERE).await;
}

#[tokio::test]
async fn a_note_is_found_at_its_own_place_only() {
    let server = TestServer::start().await;
    let chat = Chat::with(&server).await;
    chat.say("here", point(1, 2)).await;
    chat.say("there", point(2, 1)).await;
    chat.say("elsewhere", point(1, 1)).await;
    chat.ends().await;
}

#[tokio::test]
async fn a_note_without_a_place_is_refused() {
    let nowhere = RouteNote {
        location: None,
        message: "Where am I?".to_string(),
    };
    let status = refusal(say_all(vec![nowhere]).await, LOOK);
    assert_eq!(
        status.code(),
        Code::InvalidArgument,
        "the note has no location: {status}: {LOOK}"
    );
}

#[tokio::test]
async fn a_note_off_the_map_is_refused() {
    let off = note("brr", point(900_000_001, 0));
    let status = refusal(say_all(vec![off]).await, LOOK);
    assert_eq!(status.code(), Code::InvalidArgument, "{status}: {LOOK}");
    assert!(status.message().contains("latitude"), "{status}: {LOOK}");
}

#[tokio::test]
async fn a_note_that_is_too_long_is_refused() {
    let longest = note(&"x".repeat(MAX_BYTES), NOWHERE);
    let answers = say_all(vec![longest]).await;
    assert_eq!(answer(answers, LOOK), []);
    let longer = note(&"x".repeat(MAX_BYTES + 1), NOWHERE);
    let status = refusal(say_all(vec![longer]).await, LOOK);
    assert_eq!(
        status.code(),
        Code::ResourceExhausted,
        "a note may have {MAX_BYTES} bytes: {status}: {LOOK}"
    );
}

#[tokio::test]
async fn a_message_that_is_too_large_ends_the_chat() {
    let far_too_long = note(&"x".repeat(MAX_MESSAGE), NOWHERE);
    let status = refusal(say_all(vec![far_too_long]).await, LOOK);
    assert_eq!(
        status.code(),
        Code::ResourceExhausted,
        "`message` returns an error, and that is what the client should get: {LOOK}"
    );
}

#[tokio::test]
async fn a_refusal_ends_the_chat_after_what_came_before() {
    let server = TestServer::start().await;
    let mut chat = Chat::with(&server).await;
    chat.say("first", NOWHERE).await;
    chat.say("second", NOWHERE).await;
    chat.say("off", point(0, i32::MIN)).await;
    chat.hears(&["first"], NOWHERE).await;
    let end = soon(chat.answers.message(), LOOK).await;
    let status = refusal(end, LOOK); // the third note is off the map
    assert_eq!(status.code(), Code::InvalidArgument, "{LOOK}");
}

#[tokio::test]
async fn a_client_that_goes_away_harms_nobody() {
    let server = TestServer::start().await;
    for _ in 0..20 {
        let chat = Chat::with(&server).await;
        chat.say("I have to", LIGHTHOUSE).await;
        drop(chat); // in the middle of it
    }
    let mut chat = Chat::with(&server).await;
    chat.say("first", NOWHERE).await;
    chat.say("second", NOWHERE).await;
    chat.hears(&["first"], NOWHERE).await;
    chat.ends().await;
    server.stopped().await; // all those chats are over
}

#[tokio::test]
async fn a_chat_is_a_call_in_flight() {
    let server = TestServer::start().await;
    let mut chat = Chat::with(&server).await;
    let stopping = server.stop();
    chat.say("first", NOWHERE).await;
    chat.say("second", NOWHERE).await;
    chat.hears(&["first"], NOWHERE).await;
    chat.ends().await;
    wait_for_the_end(stopping).await;
}

#[tokio::test]
async fn ten_thousand_notes_are_answered() {
    // Ten rounds of a thousand places.
    let notes = (0..10_000).map(|number| note("x", point(number % 1_000, 0)));
    let answers = answer(say_all(notes.collect()).await, LOOK);
    // Nothing in the first round, one note each in the second, and so on to nine in the tenth.
    assert_eq!(
        answers.len(),
        1_000 * 45,
        "each note is answered with all that were left at its place before: {LOOK}"
    );
}

#[tokio::test]
async fn a_thousand_chats_at_once_are_answered() {
    let server = TestServer::start().await;
    let client = server.client().await;
    let mut chats = JoinSet::new();
    for number in 0..1_000 {
        let mut client = client.clone();
        chats.spawn(async move {
            let place = point(number, 0);
            let (send, notes) = mpsc::channel(2);
            let mut answers = client::route_chat(&mut client, notes).await?;
            for message in ["first", "second"] {
                let _ = send.send(note(message, place)).await;
            }
            answers.message().await
        });
    }
    for first in at_length(chats.join_all(), CLIENT).await {
        let first = answer(first, CLIENT).map(|note| note.message);
        assert_eq!(first.as_deref(), Some("first"), "{CLIENT}");
    }
}

#[tokio::test]
async fn the_client_sends_notes_as_they_come() {
    let server = TestServer::start().await;
    let mut client = server.client().await;
    let (send, notes) = mpsc::channel(1);
    let reply = soon(client::route_chat(&mut client, notes), CLIENT).await;
    let mut answers = answer(reply, CLIENT);
    for message in ["first", "second"] {
        let sent = soon(send.send(note(message, NOWHERE)), CLIENT).await;
        sent.unwrap_or_else(|_| panic!("the notes should be read from the channel: {CLIENT}"));
    }
    let first = answer(soon(answers.message(), CLIENT).await, CLIENT);
    assert_eq!(first, Some(note("first", NOWHERE)), "{CLIENT}");
    drop(send);
    let end = answer(soon(answers.message(), CLIENT).await, CLIENT);
    assert_eq!(end, None, "the channel is closed: {CLIENT}");
}

#[tokio::test]
async fn the_call_has_no_deadline() {
    let mut client = Deadlines::client().await;
    let (_send, notes) = mpsc::channel(1);
    let reply = soon(client::route_chat(&mut client, notes), CLIENT).await;
    assert!(
        refusal(reply, CLIENT).message().is_empty(),
        "the call has a deadline, and people may chat for as long as they like: {CLIENT}"
    );
}

#[tokio::test]
async fn where_nobody_answers_the_client_hands_on_a_status() {
    let (mut client, _nobody) = client_of_nobody();
    let (_send, notes) = mpsc::channel(1);
    let reply = soon(client::route_chat(&mut client, notes), CLIENT).await;
    let status = refusal(reply, CLIENT);
    assert_eq!(status.code(), Code::Unavailable, "{status}: {CLIENT}");
}

#[test]
fn the_oldest_note_at_a_place_gives_way() {
    let board = NoteBoard::default();
    for number in 0..=MAX_NOTES {
        board
            .leave(NOWHERE, number.to_string())
            .expect("short enough");
    }
    let kept = board.leave(NOWHERE, String::new()).expect("short enough");
    assert_eq!(kept.len(), MAX_NOTES);
    assert_eq!(kept[0].message, "1", "note 0 has given way");
}

#[test]
fn the_place_that_was_first_gives_way() {
    let board = NoteBoard::default();
    let leave = |place: usize| {
        let latitude = i32::try_from(place).expect("a small number");
        board
            .leave(point(latitude, 0), "x".to_string())
            .expect("short enough")
            .len()
    };
    for place in 0..=MAX_PLACES {
        assert_eq!(leave(place), 0, "place {place} is new");
    }
    assert_eq!(leave(1), 1, "this one is kept");
    assert_eq!(leave(0), 0, "and this one has given way");
}
