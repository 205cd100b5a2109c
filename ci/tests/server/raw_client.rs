//! A client that can send anything that HTTP/2 allows.

use std::time::Duration;

use bytes::Bytes;
use h2::{
    RecvStream, SendStream,
    client::{ResponseFuture, SendRequest},
};
use http::{HeaderMap, Request};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tonic::Code;

use crate::{
    messages::{framed, point},
    programs::Server,
};

pub const GET_FEATURE: &str = "/routeguide.RouteGuide/GetFeature";
pub const LIST_FEATURES: &str = "/routeguide.RouteGuide/ListFeatures";
pub const RECORD_ROUTE: &str = "/routeguide.RouteGuide/RecordRoute";
pub const ROUTE_CHAT: &str = "/routeguide.RouteGuide/RouteChat";

/// A time limit for operations that take milliseconds.
pub const SOON: Duration = Duration::from_secs(10);

/// A header; one with an empty value is left out of the request.
pub type Header = (&'static str, &'static str);

/// A connection to a server.
pub struct RawClient {
    send: SendRequest<Bytes>,
}

/// A call whose request can still be sent.
pub struct Call {
    pub response: ResponseFuture,
    pub request: SendStream<Bytes>,
}

/// A response, read to its end.
#[derive(Debug)]
pub struct Response {
    pub http: u16,
    /// The status from the trailers, or from the headers of a response without messages.
    pub status: Option<Code>,
    pub body: Vec<u8>,
}

impl RawClient {
    /// Connects, with flow-control windows of 64 KiB for a call and 16 MiB for the connection.
    pub async fn connect(server: &Server) -> RawClient {
        RawClient::with_window(server.address(), 64 << 10).await
    }

    /// Connects, with a flow-control window of this many bytes for a call.
    pub async fn with_window(address: &str, window: u32) -> RawClient {
        let stream = TcpStream::connect(address).await;
        RawClient::on(stream.expect("the server accepts connections"), window).await
    }

    /// Speaks HTTP/2 on a connection, with a flow-control window of this many bytes for a call.
    pub async fn on(
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        window: u32,
    ) -> RawClient {
        let (send, connection) = h2::client::Builder::new()
            .initial_window_size(window)
            .initial_connection_window_size(16 << 20)
            .handshake(stream)
            .await
            .expect("the handshake succeeds");
        tokio::spawn(connection);
        RawClient { send }
    }

    /// Starts a call with these headers in addition to the usual ones.
    ///
    /// # Errors
    ///
    /// If the server has closed the connection.
    pub async fn try_start(&mut self, path: &str, headers: &[Header]) -> Result<Call, h2::Error> {
        let mut request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(())
            .expect("a valid request");
        for (name, value) in headers {
            if value.is_empty() {
                request.headers_mut().remove(*name);
            } else {
                let value = value.parse().expect("a valid header");
                request.headers_mut().insert(*name, value);
            }
        }
        let mut ready = self.send.clone().ready().await?;
        let (response, request) = ready.send_request(request, false)?;
        Ok(Call { response, request })
    }

    /// Starts a call, and sends the first part of its request.
    pub async fn start(&mut self, path: &str, headers: &[Header], body: &[u8]) -> Call {
        let call = self.try_start(path, headers).await;
        let mut call = call.expect("the server accepts calls");
        call.send(body);
        call
    }

    /// Makes a complete call.
    pub async fn call(&mut self, path: &str, headers: &[Header], body: &[u8]) -> Response {
        let call = self.try_start(path, headers).await;
        let mut call = call.expect("the server accepts calls");
        // A server that has responded already need not read the request.
        let _ = call.request.send_data(Bytes::copy_from_slice(body), true);
        call.read().await
    }
}

impl Call {
    /// Sends a part of the request.
    pub fn send(&mut self, bytes: &[u8]) {
        let sent = self.request.send_data(Bytes::copy_from_slice(bytes), false);
        sent.expect("the call has not ended");
    }

    /// Sends the last part of the request.
    pub fn finish(&mut self, bytes: &[u8]) {
        let sent = self.request.send_data(Bytes::copy_from_slice(bytes), true);
        sent.expect("the call has not ended");
    }

    /// Reads the response to its end.
    pub async fn read(self) -> Response {
        let response = timeout(SOON, self.response).await;
        let response = response.expect("headers in time").expect("headers");
        let (head, mut body) = response.into_parts();
        let (data, trailers) = timeout(SOON, read(&mut body)).await.expect("in time");
        Response {
            http: head.status.as_u16(),
            status: status(&head.headers).or(status(&trailers)),
            body: data,
        }
    }
}

/// Reads a body to its end: the messages, and the trailers.
pub async fn read(body: &mut RecvStream) -> (Vec<u8>, HeaderMap) {
    let mut data = Vec::new();
    while let Some(Ok(part)) = body.data().await {
        let _ = body.flow_control().release_capacity(part.len());
        data.extend_from_slice(&part);
    }
    let trailers = body.trailers().await.ok().flatten();
    (data, trailers.unwrap_or_default())
}

/// The status in headers or trailers.
pub fn status(headers: &HeaderMap) -> Option<Code> {
    let status = headers.get("grpc-status")?;
    Some(Code::from_bytes(status.as_bytes()))
}

/// Expects a valid call on a new connection to succeed.
pub async fn expect_serving(server: &Server) {
    let request = framed(0, &point(0, 0));
    let mut client = RawClient::connect(server).await;
    let response = client.call(GET_FEATURE, &[], &request).await;
    assert_eq!(
        (response.http, response.status),
        (200, Some(Code::Ok)),
        "the server does not serve other clients: {response:?}"
    );
}
