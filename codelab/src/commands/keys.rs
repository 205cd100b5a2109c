//! Keys that are typed while `cargo codelab watch` runs: one at a time on a terminal, and lines
//! elsewhere.

use std::{
    io::{self, ErrorKind, IsTerminal, Read},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

/// A key that `watch` responds to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Key {
    Hint,
    Diff,
    Run,
    Open,
    List,
    Quit,
}

/// Ctrl-C, as a terminal in raw mode sends it.
const INTERRUPT: u8 = 3;
/// Ctrl-D, the end of the input.
const END: u8 = 4;

impl Key {
    fn of(byte: u8) -> Option<Key> {
        match byte {
            b'h' => Some(Key::Hint),
            b'd' => Some(Key::Diff),
            b'r' => Some(Key::Run),
            b'o' => Some(Key::Open),
            b'l' => Some(Key::List),
            b'q' | INTERRUPT | END => Some(Key::Quit),
            _ => None,
        }
    }
}

/// The keys as they are typed.
pub(super) struct Keys {
    /// The input, read by a thread. It is absent if [`Keys::wait`] reads the input itself.
    bytes: Option<Receiver<u8>>,
    /// True if a key takes effect without Enter.
    pub single: bool,
    /// The longest wait for a key.
    pub limit: Duration,
}

impl Keys {
    /// Prepares to read the keys, each within a limit of at most 25 seconds.
    pub fn read(limit: Duration) -> Keys {
        let single = io::stdin().is_terminal() && io::stdout().is_terminal();
        // A thread would take keys from an editor that runs in the terminal. On Unix, none is
        // needed there, because the terminal itself has a limit for each read.
        let own_limit = cfg!(unix) && single;
        Keys {
            bytes: (!own_limit).then(in_background),
            single,
            limit,
        }
    }

    /// Waits for a key. The end of the input counts as the key for quitting.
    pub fn wait(&self) -> Option<Key> {
        let byte = match &self.bytes {
            Some(bytes) => bytes.recv_timeout(self.limit),
            None => next(),
        };
        match byte {
            Ok(byte) => Key::of(byte),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Key::Quit),
        }
    }
}

/// Reads the input in a thread.
fn in_background() -> Receiver<u8> {
    let (sender, bytes) = mpsc::channel();
    thread::spawn(move || {
        for byte in io::stdin().lock().bytes().map_while(Result::ok) {
            if sender.send(byte).is_err() {
                return;
            }
        }
    });
    bytes
}

/// Reads a byte from a terminal in which single keys are on.
fn next() -> Result<u8, RecvTimeoutError> {
    let mut byte = [0];
    match io::stdin().read(&mut byte) {
        Ok(1..) => Ok(byte[0]),
        // Nothing was typed within the limit, unless the terminal is gone.
        Ok(0) if io::stdin().is_terminal() => Err(RecvTimeoutError::Timeout),
        Err(error) if error.kind() == ErrorKind::Interrupted => Err(RecvTimeoutError::Timeout),
        Ok(0) | Err(_) => Err(RecvTimeoutError::Disconnected),
    }
}
