//! Step 16, return errors that a program can use: details of a status, and the time of a note.

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::support::{NOWHERE, TestServer, failure, note, point, rectangle, response, within};

mod details {
    use route_guide::{error::InvalidInput, notes::MAX_LENGTH};

    use super::*;
    use crate::support::Chat;

    const LOOK: &str = "see `details` in src/error.rs, and CODELAB.md, step 16";

    /// Returns the field that a status names in its details, and the description of the error.
    fn field(status: &Status) -> (String, String) {
        let Some(mut details) = status.get_details_bad_request() else {
            panic!("the status should have the detail `BadRequest`: {status}: {LOOK}");
        };
        let violation = details.field_violations.pop();
        let violation = violation.unwrap_or_else(|| panic!("`BadRequest` has no field: {LOOK}"));
        assert!(
            details.field_violations.is_empty(),
            "one field is invalid, so `BadRequest` should have one violation: {LOOK}"
        );
        (violation.field, violation.description)
    }

    #[test]
    fn a_coordinate_out_of_range_is_named() {
        let (field, description) = field(&Status::from(InvalidInput::OutOfRange {
            field: "longitude".to_string(),
            value: 2,
            limit: 1,
        }));
        assert_eq!(
            field, "longitude",
            "the detail should have the field name from the error: {LOOK}"
        );
        assert!(
            description.contains("out of range"),
            "the description should be the error's message, not {description:?}: {LOOK}"
        );
    }

    #[test]
    fn a_missing_field_is_named() {
        let status = Status::from(InvalidInput::Missing { field: "hi" });
        assert_eq!(
            field(&status).0,
            "hi",
            "the detail should have the field name from the error: {LOOK}"
        );
        assert_eq!(
            status.code(),
            Code::InvalidArgument,
            "the code stays the same: {LOOK}"
        );
    }

    #[tokio::test]
    async fn details_reach_the_client() {
        let server = TestServer::start().await;
        let mut client = server.generated_client().await;
        let off_the_map = rectangle(NOWHERE, point(0, i32::MIN));
        let result = within(client.list_features(off_the_map), LOOK).await;
        assert_eq!(
            field(&failure(result, LOOK)).0,
            "hi.longitude",
            "the path starts at the request, which is a rectangle: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_text_of_a_note_is_the_field_message() {
        let server = TestServer::start().await;
        let mut chat = Chat::open(&server).await;
        chat.post(&"x".repeat(MAX_LENGTH + 1), NOWHERE).await;
        let status = failure(within(chat.responses.message(), LOOK).await, LOOK);
        assert_eq!(
            field(&status).0,
            "message",
            "for a note that is too long, the field should be `message`, its name in the contract: {LOOK}"
        );
        assert_eq!(
            status.code(),
            Code::ResourceExhausted,
            "the code stays the same: {LOOK}"
        );
    }
}

mod client {
    use route_guide::client;
    use tonic_types::ErrorDetails;

    use super::*;

    const LOOK: &str = "see `invalid_fields` in src/client.rs, and CODELAB.md, step 16";

    #[test]
    fn the_client_finds_the_fields() {
        let mut details = ErrorDetails::with_bad_request_violation("lo", "is missing");
        details.add_bad_request_violation("hi.latitude", "is too large");
        let status = Status::with_error_details(Code::InvalidArgument, "two mistakes", details);
        let fields = client::invalid_fields(&status);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|violation| (&*violation.field, &*violation.description))
            .collect();
        assert_eq!(
            fields,
            [("lo", "is missing"), ("hi.latitude", "is too large")],
            "the details of the status name two fields: {LOOK}"
        );
    }

    #[test]
    fn a_status_with_other_details_has_no_invalid_fields() {
        let details = ErrorDetails::with_quota_failure_violation("you", "no calls left today");
        let status = Status::with_error_details(Code::ResourceExhausted, "wait", details);
        let fields = client::invalid_fields(&status);
        assert!(fields.is_empty(), "a quota is not a field: {LOOK}");
    }

    #[test]
    fn a_status_without_details_has_no_invalid_fields() {
        let garbage =
            Status::with_details(Code::InvalidArgument, "latitude", (&b"\xff"[..]).into());
        for status in [
            Status::invalid_argument("latitude is out of range"),
            garbage,
        ] {
            let fields = client::invalid_fields(&status);
            assert!(
                fields.is_empty(),
                "another server may send no details, or details that cannot be decoded: {LOOK}"
            );
        }
    }

    #[tokio::test]
    async fn the_client_learns_which_field_the_server_rejects() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let off_the_map = point(i32::MAX, 0);
        let result = within(client::get_feature(&mut client, off_the_map), LOOK).await;
        let fields = client::invalid_fields(&failure(result, LOOK));
        let fields: Vec<&str> = fields.iter().map(|violation| &*violation.field).collect();
        assert_eq!(fields, ["latitude"], "the server names this field: {LOOK}");
    }
}

mod posted_at {
    use std::time::{Duration, SystemTime};

    use prost_types::Timestamp;
    use route_guide::{notes::NoteBoard, routeguide::RouteNote};

    use super::*;

    const LOOK: &str = "see `post` in src/notes.rs, and CODELAB.md, step 16";

    /// Posts a note and then another one, and returns the first as others see it.
    fn posted(board: &NoteBoard, first: RouteNote) -> RouteNote {
        let post = |note| board.post(NOWHERE, note, "").expect("the note is short");
        post(first);
        post(note("second", NOWHERE)).remove(0)
    }

    /// Returns the time of a note, which should have one.
    fn time(note: &RouteNote) -> SystemTime {
        let posted_at = note.posted_at;
        let posted_at = posted_at.unwrap_or_else(|| panic!("the note has no time: {LOOK}"));
        SystemTime::try_from(posted_at).expect("the time is valid")
    }

    #[test]
    fn the_server_adds_the_time() {
        let before = SystemTime::now();
        let time = time(&posted(&NoteBoard::default(), note("first", NOWHERE)));
        let after = SystemTime::now();
        assert!(
            (before..=after).contains(&time),
            "`posted_at` should be the time at which the note arrived: {LOOK}"
        );
    }

    #[test]
    fn the_time_does_not_change() {
        let board = NoteBoard::default();
        let early = time(&posted(&board, note("first", NOWHERE)));
        std::thread::sleep(Duration::from_millis(20));
        let late = time(&posted(&board, note("third", NOWHERE)));
        assert_eq!(
            late, early,
            "the first note keeps the time of its arrival: {LOOK}"
        );
    }

    #[test]
    fn a_client_cannot_choose_the_time() {
        let before = SystemTime::now();
        let forged = RouteNote {
            posted_at: Some(Timestamp {
                seconds: 1,
                nanos: 0,
            }),
            ..note("from 1970", NOWHERE)
        };
        assert!(
            time(&posted(&NoteBoard::default(), forged)) >= before,
            "the server should replace a time that the client sends: {LOOK}"
        );
    }
}

mod time {
    use prost_types::Timestamp;
    use route_guide::{client, routeguide::RouteNote};

    use super::*;

    const LOOK: &str = "see `describe_note` in src/client.rs, and CODELAB.md, step 16";

    /// Describes a note that has the text "Hello" and this time.
    fn describe(posted_at: Option<Timestamp>) -> String {
        client::describe_note(&RouteNote {
            posted_at,
            ..note("Hello", NOWHERE)
        })
    }

    #[test]
    fn a_note_begins_with_its_time() {
        let posted_at = Timestamp {
            seconds: 1_700_000_000,
            nanos: 0,
        };
        assert_eq!(
            describe(Some(posted_at)),
            "2023-11-14T22:13:20Z Hello",
            "the line should be the time in UTC, a space, and the text: {LOOK}"
        );
    }

    #[test]
    fn the_time_is_cut_to_seconds() {
        let posted_at = Timestamp {
            seconds: 1_700_000_000,
            nanos: 987_654_321,
        };
        assert_eq!(
            describe(Some(posted_at)),
            "2023-11-14T22:13:20Z Hello",
            "set `nanos` to 0 before you format the time: {LOOK}"
        );
    }

    #[test]
    fn a_note_from_an_older_server_has_no_time() {
        assert_eq!(
            describe(None),
            "Hello",
            "a server with an older contract does not send the field: {LOOK}"
        );
    }

    #[tokio::test]
    async fn the_time_travels_with_the_note() {
        let server = TestServer::start().await;
        let mut client = server.client().await;
        let notes = tokio_stream::iter([note("Hello", NOWHERE), note("Bye", NOWHERE)]);
        let call = client::route_chat(&mut client, notes);
        let mut responses = response(within(call, LOOK).await, LOOK);
        let note = response(within(responses.message(), LOOK).await, LOOK);
        let text = client::describe_note(&note.expect("the first note is returned"));
        assert!(
            text.ends_with("Z Hello"),
            "{text:?} should be the time in UTC and the text: {LOOK}"
        );
    }
}
