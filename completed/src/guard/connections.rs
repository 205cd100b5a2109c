//! Connections, until their clients have spoken. Those that never do are closed.

use std::{io, time::Duration};

use async_stream::stream;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time,
};
use tokio_stream::Stream;

use super::GREETING_TIMEOUT;

/// What HTTP/2 begins with ([RFC 9113](https://www.rfc-editor.org/rfc/rfc9113#section-3.4)).
const GREETING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long to wait before what did not work at once, and would not a moment later, is tried again.
const PAUSE: Duration = Duration::from_millis(10);

/// The connections that clients open, each from when its client has spoken.
pub fn connections(listener: TcpListener) -> impl Stream<Item = io::Result<TcpStream>> {
    stream! {
        let mut silent = JoinSet::new();
        loop {
            let greeted = tokio::select! {
                accepted = listener.accept() => {
                    match accepted {
                        Ok((connection, _)) => {
                            silent.spawn(time::timeout(GREETING_TIMEOUT, greeted(connection)));
                        }
                        // Most often, the system allows no more of them until another one ends.
                        Err(_) => time::sleep(PAUSE).await,
                    }
                    continue;
                }
                Some(greeted) = silent.join_next() => greeted,
            };
            // Others were too slow, or are gone.
            if let Ok(Ok(Ok(connection))) = greeted {
                yield Ok(connection);
            }
        }
    }
}

/// Waits until a client has said what HTTP/2 begins with. What begins in another way is left to tonic,
/// which refuses it.
async fn greeted(connection: TcpStream) -> io::Result<TcpStream> {
    // Small answers go out at once, instead of waiting for more bytes to fill a packet.
    connection.set_nodelay(true)?;
    let mut said = [0; GREETING.len()];
    loop {
        let length = connection.peek(&mut said).await?;
        if !(1..GREETING.len()).contains(&length) || !GREETING.starts_with(&said[..length]) {
            return Ok(connection);
        }
        time::sleep(PAUSE).await; // the rest of it is on its way
    }
}
