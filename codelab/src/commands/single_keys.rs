//! The mode of a terminal in which a key takes effect without Enter.

#[cfg(unix)]
use std::{io, time::Duration};

use crossterm::terminal;
#[cfg(unix)]
use rustix::termios::{OptionalActions, OutputModes, SpecialCodeIndex, tcgetattr, tcsetattr};

use crate::commands::keys::Keys;

/// A terminal in raw mode, which passes keys on one by one. Dropping this ends the mode, even in a
/// panic, so that Ctrl-C works as usual while another program runs.
pub(super) struct SingleKeys {
    is_on: bool,
}

impl SingleKeys {
    /// Turns single keys on, if there is a terminal.
    pub fn on(keys: &Keys) -> SingleKeys {
        let is_on = keys.single && terminal::enable_raw_mode().is_ok();
        #[cfg(unix)]
        if is_on {
            let _ = limit_reads(keys.limit); // without a limit, saves are noticed after a key
        }
        SingleKeys { is_on }
    }
}

impl Drop for SingleKeys {
    fn drop(&mut self) {
        if self.is_on {
            let _ = terminal::disable_raw_mode(); // the terminal may be gone
        }
    }
}

/// Has a terminal in raw mode end each read after a limit.
#[cfg(unix)]
fn limit_reads(limit: Duration) -> io::Result<()> {
    let tenths = u8::try_from(limit.as_millis() / 100).unwrap_or(u8::MAX);
    let mut modes = tcgetattr(io::stdin())?;
    modes.special_codes[SpecialCodeIndex::VMIN] = 0;
    modes.special_codes[SpecialCodeIndex::VTIME] = tenths;
    // The lines of a panic's message begin on the left.
    modes.output_modes.insert(OutputModes::OPOST);
    Ok(tcsetattr(io::stdin(), OptionalActions::Now, &modes)?)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        env,
        process::{self, Command, Stdio},
    };

    use rustix::{
        fs::{Mode, OFlags, open},
        pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
        termios::LocalModes,
    };

    use super::*;

    const IN_TERMINAL: &str = "CODELAB_TEST_IN_TERMINAL";

    /// Runs itself in a pseudo-terminal, where it panics.
    #[test]
    fn a_panic_leaves_the_terminal_as_it_was() {
        if env::var_os(IN_TERMINAL).is_some() {
            let _single = SingleKeys::on(&Keys::read(Duration::from_millis(200)));
            let modes = tcgetattr(io::stdin()).expect("a terminal");
            if modes.local_modes.contains(LocalModes::ICANON) {
                process::exit(0); // this is not the failure that the test expects
            }
            panic!("while single keys are on");
        }
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&keyboard).expect("access to it");
        unlockpt(&keyboard).expect("access to it");
        let name = ptsname(&keyboard, Vec::new()).expect("its name");
        let line = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("the terminal");
        let modes = || {
            let modes = tcgetattr(&line).expect("a terminal");
            // macOS sets PENDIN itself, until the next read.
            let local = modes.local_modes - LocalModes::PENDIN;
            (modes.input_modes, modes.output_modes, local)
        };
        let before = modes();
        let status = Command::new(env::current_exe().expect("this program"))
            .args(["a_panic_leaves_the_terminal_as_it_was", "--nocapture"])
            .env(IN_TERMINAL, "")
            .stdin(line.try_clone().expect("another descriptor"))
            .stdout(line.try_clone().expect("another descriptor"))
            .stderr(Stdio::null())
            .status()
            .expect("it can be run");
        assert_eq!(
            status.code(),
            Some(101),
            "it panics while single keys are on"
        );
        assert_eq!(modes(), before);
        drop(keyboard); // first, or closing the other side may wait for its output to be read
    }
}
