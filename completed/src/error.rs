//! Errors, and the status for each kind of invalid input.

use thiserror::Error;
use tonic::Status;

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
        /// The field's name in the contract.
        field: &'static str,
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
        /// The largest length, in bytes of UTF-8.
        limit: usize,
    },
}

impl From<InvalidInput> for Status {
    fn from(error: InvalidInput) -> Status {
        let message = error.to_string();
        match error {
            InvalidInput::OutOfRange { .. } | InvalidInput::Missing { .. } => {
                Status::invalid_argument(message)
            }
            InvalidInput::NoteTooLong { .. } => Status::resource_exhausted(message),
        }
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
