//! Responses that follow HTTP/2, but not gRPC, described step by step.

use h2::Reason;

use super::wire::framed;

/// A step of a response. A response whose script has ended stays open.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends the HTTP status and the headers.
    Headers(u16, Fields),
    /// The same, and ends the stream.
    HeadersOnly(u16, Fields),
    /// Sends bytes, which need not be a whole message.
    Data(Vec<u8>),
    /// Sends the trailers, which end the stream.
    Trailers(Fields),
    /// Ends the stream without trailers.
    End,
    /// Sends RST_STREAM.
    Reset(Reason),
    /// Sends GOAWAY, and closes the connection.
    GoAway(Reason),
    /// Sends GOAWAY, but completes the calls in flight.
    GracefulGoAway,
    /// Closes the connection.
    Disconnect,
    /// Waits until the client has sent this number of bytes.
    Receive(usize),
    /// Cancels the rest of the request.
    RejectRequest,
    /// Waits until the test calls `Server::proceed`.
    AwaitTest,
    /// Sends one byte every 100 ms, without end.
    Trickle,
    /// Sends a message, again and again, without end.
    Repeat(Vec<u8>),
}

/// The names and values of headers.
pub type Fields = Vec<(&'static str, String)>;

/// The headers of a gRPC response.
pub fn headers() -> Step {
    Step::Headers(200, fields(&[("content-type", "application/grpc")]))
}

/// A message, with its prefix.
pub fn message(message: &[u8]) -> Step {
    Step::Data(framed(0, message))
}

/// The trailers with a status code and a message.
pub fn status(code: &str, message: &str) -> Step {
    Step::Trailers(fields(&[("grpc-status", code), ("grpc-message", message)]))
}

/// The trailers of a call that has succeeded.
pub fn ok() -> Step {
    Step::Trailers(fields(&[("grpc-status", "0")]))
}

pub fn fields(fields: &[(&'static str, &str)]) -> Fields {
    let owned = fields
        .iter()
        .map(|(name, value)| (*name, value.to_string()));
    owned.collect()
}
