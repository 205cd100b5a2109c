//! Calls that are tried again while the server is unavailable, all within one deadline.

use std::time::Duration;

use tokio::time::{self, Instant};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// The longest pause before the first retry. The values of these constants are those of the example
/// in [gRPC's retry design](https://github.com/grpc/proposal/blob/master/A6-client-retries.md).
pub const FIRST_BACKOFF: Duration = Duration::from_millis(100);

/// The factor by which the longest pause grows from one retry to the next.
pub const MULTIPLIER: u32 = 2;

/// The longest random pause before any retry. It also limits how late a
/// client notices that the server is available again.
pub const MAX_BACKOFF: Duration = Duration::from_secs(1);

/// Returns a random pause before a retry; `retries` is the number of retries before it.
///
/// The longest pause grows exponentially, so that a server that is overloaded gets fewer and fewer
/// retries. The pause is anywhere between zero and the longest one, so that clients that lost the
/// server at the same time do not come back at the same time. This is
/// [full jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); gRPC's
/// own design varies the pause by only a fifth.
pub fn backoff(retries: u32) -> Duration {
    let longest = FIRST_BACKOFF.saturating_mul(MULTIPLIER.saturating_pow(retries));
    longest.min(MAX_BACKOFF).mul_f64(fastrand::f64())
}

/// Returns the pause after an attempt that failed with this status, or `None` if the call should not
/// be tried again; `retries` is the number of retries so far. The pause is at least as long as the
/// server requests with `RetryInfo`.
pub fn pause(status: &Status, retries: u32) -> Option<Duration> {
    if status.code() != Code::Unavailable {
        return None;
    }
    let requested = status
        .get_details_retry_info()
        .and_then(|info| info.retry_delay)
        .unwrap_or_default();
    Some(requested.saturating_add(backoff(retries)))
}

/// Makes a call, and tries again while it fails with UNAVAILABLE, until the pause before the next
/// attempt no longer fits into the rest of `timeout`. Use it only for calls that are safe to repeat: a
/// server may have done its work before it became unavailable.
///
/// `attempt` gets the time that is left, for the deadline of its request. It has to end within that
/// time.
///
/// # Errors
///
/// Returns the status of the last attempt.
pub async fn retry<T, F>(
    timeout: Duration,
    mut attempt: impl FnMut(Duration) -> F,
) -> Result<T, Status>
where
    F: Future<Output = Result<T, Status>>,
{
    let started = Instant::now();
    let left = || timeout.saturating_sub(started.elapsed());
    let mut result = attempt(left()).await;
    let mut retries = 0;
    while let Err(status) = &result
        && let Some(pause) = pause(status, retries)
        && pause < left()
    {
        time::sleep(pause).await;
        result = attempt(left()).await;
        retries += 1;
    }
    result
}
