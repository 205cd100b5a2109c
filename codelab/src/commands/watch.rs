//! `cargo codelab watch`: shows the status again after each save.

use crate::{
    Error,
    commands::{
        Context, Judged, diff, hint,
        keys::{Key, Keys},
        open,
        saved::{PAUSE, Saved, saved},
        single_keys::SingleKeys,
        status,
    },
    term::BOLD,
};

/// The state of a watch.
struct Watch<'a> {
    context: &'a Context,
    keys: Keys,
    /// True to open the file of each slot when it becomes the next.
    opens: bool,
    opened: Option<open::Target>,
    hints_shown: bool,
}

/// The event that ended the wait.
enum Event {
    Saved,
    Typed(Key),
}

/// Shows the status, now and after each save, until the learner quits or the input ends.
///
/// # Errors
///
/// If the output cannot be written.
pub fn watch(context: &Context, opens: bool) -> Result<(), Error> {
    let mut watch = Watch {
        context,
        keys: Keys::read(PAUSE),
        opens,
        opened: None,
        hints_shown: false,
    };
    loop {
        let seen = saved(context);
        watch.hints_shown = false;
        let judged = watch.run();
        loop {
            watch.show_keys();
            match watch.wait(&seen) {
                Event::Saved | Event::Typed(Key::Run) => break,
                Event::Typed(Key::Quit) => return Ok(()),
                Event::Typed(key) => watch.respond(key, judged.as_ref()),
            }
        }
    }
}

impl Watch<'_> {
    /// Compiles, tests, and shows the status.
    fn run(&mut self) -> Option<Judged> {
        anstream::print!("\x1b[2J\x1b[H"); // clears a terminal, and is left out elsewhere
        let judged = match self.context.judge() {
            Ok(judged) => judged,
            Err(error) => {
                anstream::eprintln!("error: {error}");
                return None;
            }
        };
        anstream::print!("{}", status::of(self.context, &judged).text);
        if self.opens {
            self.open();
        }
        Some(judged)
    }

    /// Shows all keys in one line.
    fn show_keys(&self) {
        let keys = [
            "h hint",
            "d diff",
            "r run again",
            "o open",
            "l list",
            "q quit",
        ];
        let keys = keys.map(|key| {
            let (letter, meaning) = key.split_once(' ').unwrap_or((key, ""));
            format!("{BOLD}{letter}{BOLD:#} {meaning}")
        });
        let enter = match self.keys.single {
            true => "",
            false => ", then Enter",
        };
        anstream::println!("\nWatching for changes. {}{enter}", keys.join(" · "));
    }

    /// Waits for a key, or for a save. After a save, waits until no file changes any longer,
    /// because an editor may write several.
    fn wait(&self, seen: &Saved) -> Event {
        let _single = SingleKeys::on(&self.keys);
        let mut last = seen.clone();
        loop {
            if let Some(key) = self.keys.wait() {
                return Event::Typed(key);
            }
            let now = saved(self.context);
            if now != *seen && now == last {
                return Event::Saved;
            }
            last = now;
        }
    }

    fn respond(&mut self, key: Key, judged: Option<&Judged>) {
        let answer = match (key, judged) {
            (Key::Run | Key::Quit, _) => return,
            (Key::Open, _) => open::open(self.context, None).map(|answer| answer.text),
            (_, None) => Err("fix the error above first".into()),
            (Key::Hint, Some(judged)) => {
                let more = u8::from(self.hints_shown);
                self.hints_shown = true;
                let hint = hint::current(self.context, judged, more, "press h again");
                hint.map(|answer| answer.text)
            }
            (Key::Diff, Some(judged)) => {
                diff::current(self.context, judged).map(|answer| answer.text)
            }
            (Key::List, Some(judged)) => Ok(status::list(self.context, judged)),
        };
        match answer {
            Ok(text) => anstream::print!("\n{text}"),
            Err(error) => anstream::eprintln!("error: {error}"),
        }
    }

    /// Opens the file of the next slot, unless it was opened before.
    fn open(&mut self) {
        let target = open::next(self.context).ok().flatten();
        if let Some(target) = &target
            && self.opened.as_ref() != Some(target)
            && let Err(error) = open::edit(self.context, target)
        {
            anstream::eprintln!("error: {error}");
        }
        self.opened = target;
    }
}
