//! A pseudo-terminal in which `cargo codelab` runs.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    process::{Child, Command},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use anstream::adapter::strip_bytes;
use rustix::{
    fd::OwnedFd,
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{InputModes, LocalModes, OutputModes, tcgetattr},
};

/// The longest wait for a text, a mode, or an exit. It includes a compilation on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// The modes that a program can change.
type Modes = (InputModes, OutputModes, LocalModes);

/// A pseudo-terminal and the program in it.
pub struct Terminal {
    keyboard: File,
    /// The side of the program. It stays open here, so that the modes outlive the program.
    line: OwnedFd,
    output: Receiver<Vec<u8>>,
    /// The output so far.
    all: Vec<u8>,
    /// The length of the text that a test has already looked at.
    looked_at: usize,
    modes_before: Modes,
    program: Child,
}

impl Terminal {
    /// Runs a command in a terminal of its own.
    pub fn run(command: &mut Command) -> Terminal {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let keyboard = openpt(flags).expect("a pseudo-terminal");
        grantpt(&keyboard).expect("access to it");
        unlockpt(&keyboard).expect("access to it");
        let name = ptsname(&keyboard, Vec::new()).expect("its name");
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let line = open(name, flags, Mode::empty()).expect("its other side");
        let other = || line.try_clone().expect("another descriptor");
        let modes_before = modes(&line);
        command.env("TERM", "xterm-256color").env_remove("NO_COLOR");
        command.stdin(other()).stdout(other()).stderr(other());
        let program = command.spawn().expect("the program can be run");
        let keyboard = File::from(keyboard);
        let mut screen = keyboard.try_clone().expect("another descriptor");
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(length @ 1..) = screen.read(&mut part) {
                if sender.send(part[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        Terminal {
            keyboard,
            line,
            output,
            all: Vec::new(),
            looked_at: 0,
            modes_before,
            program,
        }
    }

    /// Waits until the terminal shows a text, after the one before.
    #[track_caller]
    pub fn shows(&mut self, wanted: &str) {
        let end = Instant::now() + LIMIT;
        loop {
            let text = strip_bytes(&self.all).into_vec();
            let new = &text[self.looked_at..];
            let mut parts = new.windows(wanted.len());
            if let Some(start) = parts.position(|part| part == wanted.as_bytes()) {
                self.looked_at += start + wanted.len();
                return;
            }
            let rest = end.saturating_duration_since(Instant::now());
            let Ok(part) = self.output.recv_timeout(rest) else {
                panic!("{wanted:?} never came: {}", String::from_utf8_lossy(new));
            };
            self.all.extend(part);
        }
    }

    /// Types without waiting for the program.
    pub fn types(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).expect("it is on");
    }

    /// Types a key, without Enter, once the program takes single keys.
    #[track_caller]
    pub fn types_key(&mut self, key: &str) {
        eventually("the mode for single keys", || {
            let local_modes = modes(&self.line).2;
            (!local_modes.contains(LocalModes::ICANON)).then_some(())
        });
        self.types(key);
    }

    /// Expects the modes from before the start.
    #[track_caller]
    pub fn is_as_before(&self) {
        assert_eq!(modes(&self.line), self.modes_before);
    }

    /// Expects that the program ends with exit code 0, and leaves the terminal as it was.
    #[track_caller]
    pub fn ends(mut self) {
        let program = &mut self.program;
        let status = eventually("its end", || program.try_wait().expect("a status"));
        assert_eq!(status.code(), Some(0));
        self.is_as_before();
        rustix::io::write(&self.line, b"after the end").expect("the last output");
        self.shows("after the end");
        let all = String::from_utf8_lossy(&self.all);
        let (hidden, shown) = (all.rfind("\x1b[?25l"), all.rfind("\x1b[?25h"));
        assert!(hidden <= shown, "the cursor is hidden");
        let (lines, returns) = (all.matches('\n').count(), all.matches("\r\n").count());
        assert_eq!(lines, returns, "lines that do not begin on the left: {all}");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.program.kill(); // it has ended, unless the test failed
        let _ = self.program.wait();
    }
}

fn modes(line: &OwnedFd) -> Modes {
    let now = tcgetattr(line).expect("a terminal");
    // macOS sets PENDIN itself, until the next read.
    let local = now.local_modes - LocalModes::PENDIN;
    (now.input_modes, now.output_modes, local)
}

#[track_caller]
fn eventually<T>(wanted: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + LIMIT;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{wanted} never came");
        thread::sleep(Duration::from_millis(5));
    }
}
