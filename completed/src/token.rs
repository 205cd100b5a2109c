//! A secret that identifies the caller: a bearer token
//! ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).

use std::{
    fmt::{self, Write as _},
    fs,
    net::IpAddr,
    path::Path,
};

use http::Uri;
use subtle::ConstantTimeEq as _;
use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
};

use crate::error::{Error, with_causes};

/// The minimum length of a token, in characters. With 32 hexadecimal digits, there are more tokens than
/// anybody can try.
pub const MIN_LENGTH: usize = 32;

/// The length of a generated token, in bytes. Each becomes two hexadecimal digits.
const GENERATED: usize = 32;

/// The advice at the end of an error message about a file with tokens.
pub(crate) const MAKE: &str = "to make tokens: cargo run --bin tokens";

/// A token. It is never logged: the `Debug` output does not contain it.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Generates a token that nobody can guess.
    ///
    /// # Errors
    ///
    /// Returns an error if the operating system cannot supply random numbers.
    pub fn generate() -> Result<Token, Error> {
        let mut random = [0; GENERATED];
        getrandom::fill(&mut random)?;
        let mut token = String::new();
        for byte in random {
            write!(token, "{byte:02x}")?;
        }
        Ok(Token(token))
    }

    /// Parses a token.
    ///
    /// # Errors
    ///
    /// Returns an error if the token is shorter than [`MIN_LENGTH`], or has a character other than
    /// letters, digits, and `-._~+/=`. The message does not contain the token.
    pub fn parse(token: &str) -> Result<Token, Error> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
        if !token.chars().all(is_allowed) {
            return Err("a token may have only letters, digits, and -._~+/=".into());
        }
        if token.len() < MIN_LENGTH {
            let length = token.len();
            return Err(format!(
                "a token must have at least {MIN_LENGTH} characters, and this one has {length}"
            )
            .into());
        }
        Ok(Token(token.to_string()))
    }

    /// Reads a token from a file that contains nothing else.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read or has no valid token. The message is one line
    /// that names the file.
    pub fn read(file: &Path) -> Result<Token, Error> {
        let read = || Token::parse(fs::read_to_string(file)?.trim());
        read().map_err(|error| {
            let cause = with_causes(&*error);
            format!(
                "cannot use the token in {}: {cause}; {MAKE}",
                file.display()
            )
            .into()
        })
    }

    /// Returns whether another token is the same. The comparison takes the same time wherever the
    /// two differ, so that nobody can guess a token character by character.
    pub fn is(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// Returns the secret itself, for a file that only its owner can read.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Adds the token to the metadata of a request.
    ///
    /// # Errors
    ///
    /// None in practice: every valid token is also a valid metadata value.
    pub fn attach<T>(&self, request: &mut Request<T>) -> Result<(), Error> {
        let mut value: MetadataValue<Ascii> = format!("Bearer {}", self.0).parse()?;
        value.set_sensitive(true);
        request.metadata_mut().insert("authorization", value);
        Ok(())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Returns whether a token that is sent to this URL is safe in transit: TLS encrypts it, or it does not
/// leave the computer.
pub fn is_private(url: &str) -> bool {
    let Ok(url) = url.parse::<Uri>() else {
        return false;
    };
    let host = url.host().unwrap_or_default();
    let address: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
    url.scheme_str() == Some("https")
        || host == "localhost"
        || address.is_ok_and(|address| address.is_loopback())
}
