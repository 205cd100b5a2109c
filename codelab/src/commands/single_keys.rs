//! The mode of a terminal in which a key takes effect without Enter.

use crossterm::terminal;

use crate::commands::keys::Keys;

/// A terminal in raw mode, which passes keys on one by one. Dropping this ends the mode, even in a
/// panic, so that Ctrl-C works as usual while another program runs.
pub(super) struct SingleKeys {
    is_on: bool,
}

impl SingleKeys {
    /// Turns single keys on, if there is a terminal.
    pub fn on(keys: &Keys) -> SingleKeys {
        SingleKeys {
            is_on: keys.single && terminal::enable_raw_mode().is_ok(),
        }
    }
}

impl Drop for SingleKeys {
    fn drop(&mut self) {
        if self.is_on {
            let _ = terminal::disable_raw_mode(); // the terminal may be gone
        }
    }
}
