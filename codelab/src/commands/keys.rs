//! Keys that are typed while `cargo codelab watch` runs: one at a time on a terminal, and lines
//! elsewhere.

use std::{
    io::{self, IsTerminal, Read},
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
    bytes: Receiver<u8>,
    /// True if a key takes effect without Enter.
    pub single: bool,
}

impl Keys {
    /// Begins to read the keys.
    pub fn read() -> Keys {
        let (sender, bytes) = mpsc::channel();
        thread::spawn(move || {
            for byte in io::stdin().lock().bytes().map_while(Result::ok) {
                if sender.send(byte).is_err() {
                    return;
                }
            }
        });
        Keys {
            bytes,
            single: io::stdin().is_terminal() && io::stdout().is_terminal(),
        }
    }

    /// Waits for a key. The end of the input counts as the key for quitting.
    pub fn wait(&self, limit: Duration) -> Option<Key> {
        match self.bytes.recv_timeout(limit) {
            Ok(byte) => Key::of(byte),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Key::Quit),
        }
    }
}
