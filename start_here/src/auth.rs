//! Authentication: who is calling. Authorization: what the caller may do.

use std::{fs, path::Path, sync::Arc};

use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::Interceptor,
};

use crate::{
    error::{Error, with_causes},
    token::{self, MAKE, Token},
};

/// The maximum length of a user's name, in characters.
const MAX_NAME: usize = token::MIN_LENGTH - 1;

/// A user that the server knows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct User {
    /// The name, which appears on notes.
    pub name: String,
    /// True if the user may post notes.
    pub may_post: bool,
}

/// The caller of a method. [`Authenticator`] adds it to the extensions of each request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Caller {
    /// Any caller of a server that has no tokens.
    Anyone,
    /// A caller without a token, on a server that has tokens.
    Anonymous,
    /// A caller with the token of this user.
    User(Arc<User>),
}

/// The users of a server, and the token of each.
#[derive(Debug)]
pub struct Tokens {
    users: Vec<(Token, Arc<User>)>,
}

impl Tokens {
    /// Reads the users and their tokens from a file. Each line has a name, `post` or `read`, and a
    /// token, with spaces between them. A name has up to 31 lowercase letters, digits, and `._-`.
    /// Blank lines and lines that begin with `#` are ignored.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, if a line has another form, if a name or a token
    /// occurs twice, or if there is no user. The message is one line that names the file and the line.
    /// It contains no words from the line, because any of them could be a token.
    pub fn read(file: &Path) -> Result<Tokens, Error> {
        let text = fs::read_to_string(file).map_err(|error| {
            format!(
                "cannot read the tokens in {}: {error}; {MAKE}",
                file.display()
            )
        })?;
        Tokens::parse(&text, file)
    }

    /// Parses the text of a file, as [`read`](Tokens::read) does.
    ///
    /// # Errors
    ///
    /// The same as those of [`read`](Tokens::read).
    pub fn parse(text: &str, file: &Path) -> Result<Tokens, Error> {
        let file = file.display();
        let mut tokens = Tokens { users: Vec::new() };
        let text = text.trim_start_matches('\u{feff}'); // some editors on Windows add it
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                let added = tokens.add(line);
                added.map_err(|error| format!("{file}:{number}: {}", with_causes(&*error)))?;
            }
        }
        if tokens.users.is_empty() {
            return Err(format!(
                "{file} has no users: write a line with a name, the word post or read, and a \
                     token"
            )
            .into());
        }
        Ok(tokens)
    }

    fn add(&mut self, line: &str) -> Result<(), Error> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, permission, token] = words[..] else {
            return Err("a line must have a name, the word post or read, and a token".into());
        };
        if !is_name(name) {
            return Err(format!(
                "a name must have 1 to {MAX_NAME} characters: lowercase letters, digits, and ._-"
            )
            .into());
        }
        let may_post = match permission {
            "post" => true,
            "read" => false,
            _ => return Err("the second word must be post or read".into()),
        };
        let token = Token::parse(token)?;
        if self.users.iter().any(|(_, user)| user.name == name) {
            return Err("this user already has a token".into());
        }
        if self.find(token.reveal()).is_some() {
            return Err("another user has the same token".into());
        }
        let name = name.to_string();
        self.users.push((token, Arc::new(User { name, may_post })));
        Ok(())
    }

    /// Returns the user with this token.
    pub fn find(&self, token: &str) -> Option<&Arc<User>> {
        let mut users = self.users.iter();
        users.find(|(own, _)| own.is(token)).map(|(_, user)| user)
    }
}

/// Returns whether a name is valid. A token is too long to be a name. So if the words of a line are in
/// the wrong order, others never see a token as the author of a note.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '.' | '_' | '-');
    (1..=MAX_NAME).contains(&name.len()) && name.chars().all(is_allowed)
}

/// An interceptor that identifies the caller.
#[derive(Clone, Debug)]
pub struct Authenticator {
    tokens: Option<Arc<Tokens>>,
}

impl Authenticator {
    /// Creates an interceptor for the users with these tokens. Without tokens, every
    /// caller is [`Caller::Anyone`].
    pub fn new(tokens: Option<Tokens>) -> Authenticator {
        Authenticator {
            tokens: tokens.map(Arc::new),
        }
    }
}

impl Interceptor for Authenticator {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let Some(tokens) = &self.tokens else {
            request.extensions_mut().insert(Caller::Anyone);
            return Ok(request);
        };
        todo!("step 15: add the caller to the extensions of the request")
    }
}

/// Returns the token in a value such as `Bearer 0123…`.
fn bearer_token(value: &MetadataValue<Ascii>) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// Returns the name of the caller, for the notes that the call posts. If the server has no tokens,
/// the name is empty, and anyone may post.
///
/// # Errors
///
/// Returns the status with which the call fails if the caller may not post notes: UNAUTHENTICATED
/// without a token, and PERMISSION_DENIED with the token of a user who may only read. The status is
/// INTERNAL if nothing has identified the caller: the service is not wrapped in an [`Authenticator`].
pub fn author<T>(request: &Request<T>) -> Result<String, Status> {
    let author = String::new(); // of notes that anyone may post
    // TODO(step 15): return the name of a user who may post
    Ok(author)
}
