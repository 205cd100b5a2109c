//! Connections whose client has yet to send the HTTP/2 connection preface.

use std::{io, pin::pin, time::Duration};

use async_stream::stream;
use tokio::{net::TcpStream, task::JoinSet, time};
use tokio_stream::{Stream, StreamExt as _};

/// The first bytes of every HTTP/2 connection
/// ([RFC 9113, section 3.4](https://www.rfc-editor.org/rfc/rfc9113#section-3.4)).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The pause before another attempt to accept a connection, and the first pause before another attempt
/// to read the rest of a preface.
const PAUSE: Duration = Duration::from_millis(10);

/// Passes a connection on when its client has sent the HTTP/2 connection preface, and closes it if
/// the client has not sent the preface within `limit`.
///
/// If a client sends anything else, its connection is passed on as well, for tonic to reject, or to
/// serve with HTTP/1.1.
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
                        // Usually, no file descriptors are left.
                        Some(Err(_)) => time::sleep(PAUSE).await,
                        None => return,
                    }
                    continue;
                }
                Some(ready) = waiting.join_next() => ready,
            };
            // Otherwise, the connection has timed out, or its client has closed it.
            if let Ok(Ok(Ok(connection))) = ready {
                yield Ok(connection);
            }
        }
    }
}

/// Waits until the client has sent the preface, or anything that is not its beginning.
async fn preface_sent(connection: TcpStream) -> io::Result<TcpStream> {
    let mut sent = [0; PREFACE.len()];
    let mut pause = PAUSE;
    loop {
        let length = connection.peek(&mut sent).await?;
        let is_partial = (1..PREFACE.len()).contains(&length);
        if !is_partial || !PREFACE.starts_with(&sent[..length]) {
            return Ok(connection);
        }
        time::sleep(pause).await; // `peek` would return the same bytes at once
        pause *= 2;
    }
}
