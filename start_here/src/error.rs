//! Errors, and the status for each kind of invalid input.

use thiserror::Error;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// An error with a one-line message for a person.
///
/// No code reacts to such an error, so a boxed error with a good message is enough. An error that
/// code reacts to has a type of its own, such as [`InvalidInput`].
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Input from a client that the server rejects.
#[derive(Clone, Debug, Eq, PartialEq, Error)]
pub enum InvalidInput {
    /// A coordinate is off the map.
    #[error(
        "{field} {value} is out of range: it must be between -{limit} and {limit} (E7 degrees)"
    )]
    OutOfRange {
        /// The path of the field in the request, with the names in the contract: `latitude`, or
        /// `lo.latitude` for a field of the message `lo`.
        field: String,
        /// Its value, in E7 degrees.
        value: i32,
        /// The largest value, in E7 degrees; the smallest is its negative.
        limit: i32,
    },

    /// A message field that the request needs is not set.
    #[error("the field {field} is missing")]
    Missing {
        /// The field's name in the contract.
        field: &'static str,
    },

    /// A note is longer than the server accepts.
    #[error("the note is {length} bytes long; the limit is {limit} bytes")]
    NoteTooLong {
        /// Its length, in bytes of UTF-8.
        length: usize,
        /// The maximum length, in bytes of UTF-8.
        limit: usize,
    },
}

impl From<InvalidInput> for Status {
    fn from(error: InvalidInput) -> Status {
        let code = match error {
            InvalidInput::OutOfRange { .. } | InvalidInput::Missing { .. } => Code::InvalidArgument,
            InvalidInput::NoteTooLong { .. } => Code::ResourceExhausted,
        };
        Status::with_error_details(code, error.to_string(), error.details())
    }
}

impl InvalidInput {
    /// Describes the error to a program, with the standard messages of
    /// [google.rpc](https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto).
    ///
    /// Each error is about a field that the client has to change, so `BadRequest` describes all of
    /// them. `QuotaFailure` does not fit a note that is too long: a quota counts what a client uses
    /// over time, and the limit on notes applies to each note alone.
    fn details(&self) -> ErrorDetails {
        let mut details = ErrorDetails::new();
        // TODO(step 16): name the field of the request that is invalid
        details
    }

    /// Completes the path of an out-of-range field inside the message field `parent`.
    pub(crate) fn within(mut self, parent: &str) -> InvalidInput {
        if let InvalidInput::OutOfRange { field, .. } = &mut self {
            *field = format!("{parent}.{field}");
        }
        self
    }
}

/// Joins the messages of an error and its causes, without repetitions.
pub fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        cause = error.source();
    }
    message
}
