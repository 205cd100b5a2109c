//! Servers that do not follow HTTP/2, and one that does not exist.

use std::{future, io};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

/// The behavior of a server that does not follow HTTP/2.
#[derive(Clone, Copy, Debug)]
pub enum Raw {
    /// Closes each connection at once.
    Closes,
    /// Sends these bytes at once, and keeps the connection open.
    SendsAtOnce(&'static [u8]),
    /// Waits for the client's first call, sends these bytes, and closes the connection.
    Sends(&'static [u8]),
    /// The same, but keeps the connection open.
    SendsAndWaits(&'static [u8]),
}

/// Behaves in this way on a connection.
pub async fn serve(mut stream: TcpStream, behavior: Raw) -> io::Result<()> {
    let (bytes, stays_open) = match behavior {
        Raw::Closes => return Ok(()),
        Raw::SendsAtOnce(bytes) | Raw::SendsAndWaits(bytes) => (bytes, true),
        Raw::Sends(bytes) => (bytes, false),
    };
    if !matches!(behavior, Raw::SendsAtOnce(_)) {
        receive_call(&mut stream).await?;
    }
    stream.write_all(bytes).await?;
    if stays_open {
        future::pending::<()>().await;
    }
    Ok(())
}

/// Reads the HTTP/2 connection preface, and frames up to the first HEADERS.
async fn receive_call(stream: &mut TcpStream) -> io::Result<()> {
    const PREFACE_LENGTH: usize = 24;
    const HEADERS: u8 = 1;
    stream.read_exact(&mut [0; PREFACE_LENGTH]).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let [a, b, c, frame_type, ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        stream.read_exact(&mut payload).await?;
        if frame_type == HEADERS {
            return Ok(());
        }
    }
}

/// A port that stays closed: no other program can listen on it as long as the socket exists.
pub fn closed_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().expect("a socket");
    let any_port = "127.0.0.1:0".parse().expect("an address");
    socket.bind(any_port).expect("a port is free");
    let address = socket.local_addr().expect("the socket is bound");
    (socket, format!("http://{address}"))
}
