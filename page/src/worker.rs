//! Keeps the pages and the learner's progress up to date.

use std::{path::PathBuf, sync::Arc, thread, time::SystemTime};

use codelab::{
    commands::{
        Context, View,
        saved::{PAUSE, Saved, saved},
    },
    text::{hints, lesson},
};
use tokio::sync::{Mutex, watch};

use crate::{html::Pages, state::State};

/// The pages, and the learner's progress at a point in time.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The pages.
    pub pages: Arc<Pages>,
    /// The learner's progress.
    pub state: State,
    /// The learner's client program, once it has been compiled.
    pub client: Option<PathBuf>,
    /// The number of checks so far.
    pub checks: usize,
}

/// Checks the learner's code now and after each save, in a thread of its own, as long as somebody
/// receives the result. While it compiles, it holds the lock on the learner's programs.
pub fn watch(pages: Pages, programs: Arc<Mutex<()>>) -> watch::Receiver<Progress> {
    let mut pages = Arc::new(pages);
    let (sender, receiver) = watch::channel(Progress {
        pages: Arc::clone(&pages),
        state: State {
            is_checking: true,
            ..State::default()
        },
        client: None,
        checks: 0,
    });
    thread::spawn(move || {
        let mut text = texts(&pages.context);
        while !sender.is_closed() {
            let seen = (saved(&pages.context), text.clone());
            sender.send_modify(|progress| progress.state.is_checking = true);
            check(&pages.context, &programs, &sender);
            await_save(&pages.context, &seen);
            let now = texts(&pages.context);
            if now != text || sender.borrow().state.mistake.is_some() {
                text = now;
                pages = reopen(pages, &sender);
            }
        }
    });
    receiver
}

/// The times at which the learner's files and those of the text were saved.
type Files = (Saved, Vec<Option<SystemTime>>);

fn files(context: &Context) -> Files {
    (saved(context), texts(context))
}

fn texts(context: &Context) -> Vec<Option<SystemTime>> {
    let time = |file| {
        let metadata = context.codelab.root.join(file).metadata();
        metadata.and_then(|metadata| metadata.modified()).ok()
    };
    [lesson::FILE, hints::FILE].into_iter().map(time).collect()
}

/// Waits for a save. After it, waits until no file changes any longer, because an editor may write
/// several.
fn await_save(context: &Context, seen: &Files) {
    let mut last = files(context);
    loop {
        thread::sleep(PAUSE / 2); // the browser, too, takes time to show the result
        let now = files(context);
        if now != *seen && now == last {
            return;
        }
        last = now;
    }
}

/// Compiles and tests the learner's project.
fn check(context: &Context, programs: &Mutex<()>, sender: &watch::Sender<Progress>) {
    let last = sender.borrow().state.clone();
    let lock = programs.blocking_lock();
    let judged = context.judge();
    drop(lock);
    let (state, client) = match judged {
        Ok(judged) => {
            let client = match judged.view(&context.codelab) {
                View::Compiles(progress) => client(&progress.tested.programs),
                View::Broken(_) => None,
            };
            (State::new(context, &judged, &last), client)
        }
        Err(error) => (State::failed(&error.to_string(), &last), None),
    };
    sender.send_modify(|progress| {
        progress.state = state;
        progress.client = client.or(progress.client.take());
        progress.checks += 1;
    });
}

fn client(programs: &[PathBuf]) -> Option<PathBuf> {
    let mut programs = programs.iter();
    programs
        .find(|program| program.file_stem() == Some("client".as_ref()))
        .cloned()
}

/// Reads a text that has changed. If it has a mistake, the page keeps the last text that had none.
fn reopen(pages: Arc<Pages>, sender: &watch::Sender<Progress>) -> Arc<Pages> {
    let (pages, mistake) = match Pages::open(&pages.context.codelab.root) {
        Ok(new) => (Arc::new(new), None),
        Err(error) => (pages, Some(error.to_string())),
    };
    sender.send_modify(|progress| {
        progress.pages = Arc::clone(&pages);
        progress.state.mistake = mistake;
    });
    pages
}
