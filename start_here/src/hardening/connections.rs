//! Connections whose client has yet to send the HTTP/2 connection preface.

use std::{io, pin::pin, time::Duration};

use async_stream::stream;
use tokio::{net::TcpStream, task::JoinSet, time};
use tokio_stream::{Stream, StreamExt as _};

/// The first bytes of every HTTP/2 connection
/// ([RFC 9113, section 3.4](https://www.rfc-editor.org/rfc/rfc9113#section-3.4)).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long to wait before a retry: of `accept`, or for the rest of a preface.
const PAUSE: Duration = Duration::from_millis(10);

/// Passes connections on once their client has sent the HTTP/2 connection preface, and closes those
/// that have not sent it within `limit`.
///
/// A connection that starts in any other way is passed on as well, for tonic to reject.
pub fn await_preface(
    incoming: impl Stream<Item = io::Result<TcpStream>>,
    limit: Duration,
) -> impl Stream<Item = io::Result<TcpStream>> {
    stream! {
        let mut incoming = pin!(incoming);
        let mut waiting = JoinSet::new();
        loop {
            let ready = tokio::select! {
                accepted = incoming.next() => {
                    match accepted {
                        Some(Ok(connection)) => {
                            waiting.spawn(time::timeout(limit, preface_sent(connection)));
                        }
                        // Most often, there are no file descriptors left.
                        Some(Err(_)) => time::sleep(PAUSE).await,
                        None => return,
                    }
                    continue;
                }
                Some(ready) = waiting.join_next() => ready,
            };
            // The other connections have timed out, or were closed by their client.
            if let Ok(Ok(Ok(connection))) = ready {
                yield Ok(connection);
            }
        }
    }
}

/// Waits until the client has sent the preface, or something else.
async fn preface_sent(connection: TcpStream) -> io::Result<TcpStream> {
    let mut sent = [0; PREFACE.len()];
    loop {
        let length = connection.peek(&mut sent).await?;
        let is_partial = (1..PREFACE.len()).contains(&length);
        if !is_partial || !PREFACE.starts_with(&sent[..length]) {
            return Ok(connection);
        }
        time::sleep(PAUSE).await; // `peek` would return the same bytes at once
    }
}
