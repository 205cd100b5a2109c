//! The header `traceparent` of W3C Trace Context, which connects the calls of several programs to
//! one trace. See <https://www.w3.org/TR/trace-context/>.

use std::fmt;

use http::HeaderMap;
use tonic::{Request, metadata::AsciiMetadataValue};

/// The name of the header.
pub const TRACEPARENT: &str = "traceparent";

/// A trace, and the span in it that makes a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TraceContext {
    /// The ID of the trace; not 0.
    pub trace_id: u128,
    /// The ID of the span that makes the call; not 0.
    pub parent_id: u64,
    /// True if the caller asks for the trace to be recorded.
    pub sampled: bool,
}

impl TraceContext {
    /// Begins a trace, with random IDs.
    pub fn random() -> TraceContext {
        TraceContext {
            trace_id: fastrand::u128(1..),
            parent_id: fastrand::u64(1..),
            sampled: true,
        }
    }

    /// Reads the header of a request. Returns `None` if there is none, or if it is malformed: the
    /// specification asks servers to ignore such a header.
    pub fn from_headers(headers: &HeaderMap) -> Option<TraceContext> {
        TraceContext::parse(headers.get(TRACEPARENT)?.to_str().ok()?)
    }

    /// Parses the value of the header, such as
    /// `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`.
    fn parse(value: &str) -> Option<TraceContext> {
        let mut fields = value.split('-');
        let version = hexadecimal(fields.next()?, 2)?;
        let trace_id = hexadecimal(fields.next()?, 32)?;
        let parent_id = u64::try_from(hexadecimal(fields.next()?, 16)?).ok()?;
        let flags = hexadecimal(fields.next()?, 2)?;
        // A later version may have more fields.
        let is_valid = match version {
            0 => fields.next().is_none(),
            version => version != 0xff,
        };
        (is_valid && trace_id != 0 && parent_id != 0).then_some(TraceContext {
            trace_id,
            parent_id,
            sampled: flags & 1 == 1,
        })
    }

    /// Adds the header to a request, which becomes part of the trace. Each call is a span of its
    /// own.
    pub fn add_to<T>(&self, mut request: Request<T>) -> Request<T> {
        let call = TraceContext {
            parent_id: fastrand::u64(1..),
            ..*self
        };
        if let Ok(value) = AsciiMetadataValue::try_from(call.to_string()) {
            request.metadata_mut().insert(TRACEPARENT, value);
        }
        request
    }
}

/// Formats the value of the header: version, trace, parent, and flags, in hexadecimal.
impl fmt::Display for TraceContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TraceContext {
            trace_id,
            parent_id,
            sampled,
        } = self;
        let flags = u8::from(*sampled);
        write!(formatter, "00-{trace_id:032x}-{parent_id:016x}-{flags:02x}")
    }
}

/// Parses a number that has exactly this many hexadecimal digits, in lowercase.
fn hexadecimal(text: &str, digits: usize) -> Option<u128> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_valid = text.len() == digits && text.bytes().all(is_digit);
    is_valid.then(|| u128::from_str_radix(text, 16).ok())?
}
