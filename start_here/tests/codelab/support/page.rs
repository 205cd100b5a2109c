//! A web page, as far as a server can tell: requests over HTTP/1.1, with the origin of the page.

use http::{HeaderMap, HeaderName, HeaderValue};
use prost::Message;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{TestServer, within};

/// The bit of a prefix that marks trailers.
const TRAILERS: u8 = 0x80;

/// A web page.
pub struct Page<'a> {
    server: &'a TestServer,
    origin: &'a str,
    look: &'a str,
}

/// A response, with its whole body.
pub struct PageResponse {
    /// The HTTP status.
    pub http: u16,
    /// The headers.
    pub headers: HeaderMap,
    body: Vec<u8>,
}

impl<'a> Page<'a> {
    /// Opens a page of this origin, which calls the server. `look` says where to look if the server does
    /// not respond.
    pub fn open(server: &'a TestServer, origin: &'a str, look: &'a str) -> Page<'a> {
        Page {
            server,
            origin,
            look,
        }
    }

    /// Asks the server whether the page may make a call, as a browser does before the first one.
    pub async fn preflight(&self) -> PageResponse {
        let headers = "access-control-request-method: POST\r\n\
                       access-control-request-headers: content-type\r\n";
        self.send("OPTIONS", "GetFeature", headers, b"").await
    }

    /// Calls a method.
    pub async fn call(&self, method: &str, message: &impl Message) -> PageResponse {
        let message = message.encode_to_vec();
        let length = u32::try_from(message.len()).expect("a short message");
        let framed = [&[0], &length.to_be_bytes()[..], &message].concat();
        let headers = "content-type: application/grpc-web+proto\r\n";
        self.send("POST", method, headers, &framed).await
    }

    /// Returns whether the server accepts HTTP/1.1 at all.
    pub async fn is_served(&self) -> bool {
        let response = self.try_send("OPTIONS", "GetFeature", "", b"").await;
        response.is_some()
    }

    async fn send(&self, verb: &str, method: &str, headers: &str, body: &[u8]) -> PageResponse {
        let response = self.try_send(verb, method, headers, body).await;
        response.unwrap_or_else(|| {
            panic!(
                "a browser speaks HTTP/1.1, and the server does not accept it: {}",
                self.look
            )
        })
    }

    async fn try_send(
        &self,
        verb: &str,
        method: &str,
        headers: &str,
        body: &[u8],
    ) -> Option<PageResponse> {
        let (origin, length) = (self.origin, body.len());
        let head = format!(
            "{verb} /routeguide.RouteGuide/{method} HTTP/1.1\r\nhost: localhost\r\n\
             origin: {origin}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
        );
        let address = self.server.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let request = [head.as_bytes(), body].concat();
        let mut received = Vec::new();
        let exchange = async {
            stream.write_all(&request).await?;
            stream.read_to_end(&mut received).await
        };
        let _ = within(exchange, self.look).await; // a server that rejects HTTP/1.1 may reset it
        parse(&received)
    }
}

impl PageResponse {
    /// Returns the value of a header; empty if there is no such header.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(HeaderValue::to_str);
        value.and_then(Result::ok).unwrap_or_default()
    }

    /// Decodes the messages in the body.
    pub fn messages<T: Message + Default>(&self) -> Vec<T> {
        let frames = self.frames().into_iter();
        let messages = frames.filter(|(flags, _)| flags & TRAILERS == 0);
        messages
            .map(|(_, message)| T::decode(message).expect("a message of this type"))
            .collect()
    }

    /// Returns `grpc-status`, from the trailers in the body or from the headers; empty if it is in
    /// neither.
    pub fn status(&self) -> String {
        let frames = self.frames().into_iter();
        let mut trailers = frames.filter(|(flags, _)| flags & TRAILERS != 0);
        let Some((_, trailers)) = trailers.next() else {
            return self.header("grpc-status").to_string();
        };
        let trailers = String::from_utf8_lossy(trailers).to_string();
        let mut lines = trailers.lines();
        let status = lines.find_map(|line| line.strip_prefix("grpc-status:"));
        status.unwrap_or_default().trim().to_string()
    }

    /// Splits the body into frames: the flags of each, and its content.
    fn frames(&self) -> Vec<(u8, &[u8])> {
        let (mut frames, mut rest) = (Vec::new(), &self.body[..]);
        while let Some((&[flags, a, b, c, d], after)) = rest.split_first_chunk() {
            let length = u32::from_be_bytes([a, b, c, d]) as usize;
            let (frame, next) = after.split_at_checked(length).expect("a whole frame");
            frames.push((flags, frame));
            rest = next;
        }
        frames
    }
}

/// Parses a response; `None` if it is not one of HTTP/1.1.
fn parse(received: &[u8]) -> Option<PageResponse> {
    let end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = str::from_utf8(&received[..end]).ok()?;
    let mut lines = head.lines();
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?;
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        let name: HeaderName = name.parse().ok()?;
        headers.append(name, value.parse().ok()?);
    }
    let mut body = received[end + 4..].to_vec();
    if headers.contains_key("transfer-encoding") {
        body = unchunked(&body)?;
    }
    Some(PageResponse {
        http: status.get(..3)?.parse().ok()?,
        headers,
        body,
    })
}

/// Puts the chunks of a body together. A line with its length precedes each, and the last one is empty.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|bytes| bytes == b"\r\n")?;
        let length = usize::from_str_radix(str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        let chunk = rest.get(line + 2..)?;
        body.extend_from_slice(chunk.get(..length)?);
        rest = chunk.get(length + 2..)?;
    }
}
