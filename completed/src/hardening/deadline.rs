//! The end of a call: the deadline that its client set, the longest duration of any call, or the
//! shutdown of the server.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::{self, Instant};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// The header with the deadline of a call, as the time that is left.
static GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// The time after which the client of a server that is shutting down may try again. It is about as
/// long as a restart takes.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// The limits that apply to every call of a server.
#[derive(Debug)]
pub struct Limits {
    /// The longest duration of a call.
    pub max_duration: Duration,
    /// Canceled when all calls have to end.
    pub end_calls: CancellationToken,
}

/// The end of a call: its deadline, or the shutdown of the server.
pub struct End {
    limits: Arc<Limits>,
    deadline: Instant,
    /// Set once the call has to wait. Most calls never wait, and need neither a timer nor a box.
    timer: Option<Pin<Box<dyn Future<Output = Status> + Send>>>,
}

impl End {
    /// Reads the deadline of a call that starts now from the headers of its request. tonic starts its
    /// own timer, which cancels the call, after this, so tonic's timer never fires first.
    pub fn new(limits: &Arc<Limits>, headers: &HeaderMap) -> End {
        let requested = headers.get(&GRPC_TIMEOUT).and_then(parse_timeout);
        let timeout = requested.map_or(limits.max_duration, |requested| {
            requested.min(limits.max_duration)
        });
        End {
            limits: Arc::clone(limits),
            deadline: Instant::now() + timeout,
            timer: None,
        }
    }

    /// Returns the status with which the call ends, once it has to.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Status> {
        let timer = self.timer.get_or_insert_with(|| {
            let (limits, deadline) = (Arc::clone(&self.limits), self.deadline);
            Box::pin(async move {
                tokio::select! {
                    () = time::sleep_until(deadline) => {
                        Status::deadline_exceeded("the deadline of the call has passed")
                    }
                    () = limits.end_calls.cancelled() => {
                        Status::with_error_details(
                            Code::Unavailable,
                            "the server is shutting down",
                            ErrorDetails::with_retry_info(Some(RETRY_DELAY)),
                        )
                    }
                }
            })
        });
        timer.as_mut().poll(context)
    }
}

/// Parses a timeout in gRPC's format: up to eight digits and a unit, such as `5S` or `200m`.
fn parse_timeout(header: &HeaderValue) -> Option<Duration> {
    let (digits, unit) = header
        .to_str()
        .ok()?
        .split_at_checked(header.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(60 * 60 * value)),
        "M" => Some(Duration::from_secs(60 * value)),
        "S" => Some(Duration::from_secs(value)),
        "m" => Some(Duration::from_millis(value)),
        "u" => Some(Duration::from_micros(value)),
        "n" => Some(Duration::from_nanos(value)),
        _ => None,
    }
}
