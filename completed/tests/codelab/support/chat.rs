//! A call of RouteChat in which a test posts notes and reads the responses one at a time.

use std::time::Duration;

use route_guide::routeguide::{Point, RouteNote};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Streaming};

use super::{TestServer, all, note, response, within};

const LOOK: &str = "see `route_chat` in src/service.rs, and CODELAB.md, step 12";

/// A chat, which stays open until one side ends it.
pub struct Chat {
    /// The notes to send, up to two before the server reads one.
    pub notes: mpsc::Sender<RouteNote>,
    /// The responses of the server.
    pub responses: Streaming<RouteNote>,
}

impl Chat {
    /// Opens a chat without a deadline.
    pub async fn open(server: &TestServer) -> Chat {
        Chat::start(server, |_| {}).await
    }

    /// Opens a chat that the server should end at this deadline.
    pub async fn open_with_deadline(server: &TestServer, deadline: Duration) -> Chat {
        Chat::start(server, |request| request.set_timeout(deadline)).await
    }

    async fn start(
        server: &TestServer,
        prepare: impl FnOnce(&mut Request<ReceiverStream<RouteNote>>),
    ) -> Chat {
        let mut client = server.generated_client().await;
        let (notes, posted) = mpsc::channel(2);
        let mut request = Request::new(ReceiverStream::new(posted));
        prepare(&mut request);
        let result = within(client.route_chat(request), LOOK).await;
        let responses = response(result, LOOK).into_inner();
        Chat { notes, responses }
    }

    /// Posts a note with this message.
    pub async fn post(&self, message: &str, point: Point) {
        self.send(note(message, point)).await;
    }

    /// Posts a note.
    pub async fn send(&self, note: RouteNote) {
        let sent = within(self.notes.send(note), LOOK).await;
        sent.unwrap_or_else(|_| panic!("the call ended before the last note: {LOOK}"));
    }

    /// Expects the next responses to have these messages.
    pub async fn receives(&mut self, messages: &[&str]) {
        for message in messages {
            let next = response(within(self.responses.message(), LOOK).await, LOOK);
            assert_eq!(
                next.map(|note| note.message).as_deref(),
                Some(*message),
                "the responses to a note should be the earlier notes at its point: {LOOK}"
            );
        }
    }

    /// Ends the stream of notes, and expects no further response.
    pub async fn ends(self) {
        drop(self.notes);
        let rest = all(self.responses, LOOK).await;
        assert_eq!(
            response(rest, LOOK),
            [],
            "only earlier notes at the same point should be returned: {LOOK}"
        );
    }
}
