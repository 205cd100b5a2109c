//! Keeps the pages and the learner's progress up to date.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};

use codelab::{
    Error,
    commands::{Context, View, saved::saved},
    text::{hints, lesson},
};
use tokio::sync::{Mutex, watch};

use crate::{html::Pages, state::State};

/// The time between two checks for saved files, as in `cargo codelab watch`.
const PAUSE: Duration = Duration::from_millis(200);

/// The pages, and the learner's progress at a point in time.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The pages.
    pub pages: Arc<Pages>,
    /// The learner's progress.
    pub state: State,
    /// True while the code is compiled and tested.
    pub is_checking: bool,
    /// The learner's client program, once it has been compiled.
    pub client: Option<PathBuf>,
    /// The number of checks so far.
    pub checks: usize,
    /// The mistake in the text, if the text has changed and can no longer be parsed.
    pub mistake: Option<String>,
}

/// Opens the codelab, and its pages.
///
/// # Errors
///
/// If a file of the codelab cannot be read or parsed.
pub fn open(root: &Path) -> Result<(Context, Pages), Error> {
    let context = Context::open(root)?;
    let pages = Pages::new(Context::open(root)?.codelab)?;
    Ok((context, pages))
}

/// Checks the learner's code now and after each save, in a thread of its own, as long as somebody
/// receives the result. While it compiles, it holds the lock on the learner's programs.
pub fn watch(
    context: Context,
    pages: Pages,
    programs: Arc<Mutex<()>>,
) -> watch::Receiver<Progress> {
    let (sender, receiver) = watch::channel(Progress {
        pages: Arc::new(pages),
        state: State::default(),
        is_checking: true,
        client: None,
        checks: 0,
        mistake: None,
    });
    thread::spawn(move || {
        let mut context = context;
        let mut text = texts(&context);
        while !sender.is_closed() {
            let seen = (saved(&context), text.clone());
            sender.send_modify(|progress| progress.is_checking = true);
            check(&context, &programs, &sender);
            await_save(&context, &seen);
            let now = texts(&context);
            if now != text || sender.borrow().mistake.is_some() {
                text = now;
                reopen(&mut context, &sender);
            }
        }
    });
    receiver
}

/// The times at which the learner's files and those of the text were saved.
type Files = (codelab::commands::saved::Saved, Vec<Option<SystemTime>>);

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
        thread::sleep(PAUSE);
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
        progress.is_checking = false;
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
fn reopen(context: &mut Context, sender: &watch::Sender<Progress>) {
    match open(&context.codelab.root) {
        Ok((new, pages)) => {
            *context = new;
            sender.send_modify(|progress| {
                progress.pages = Arc::new(pages);
                progress.mistake = None;
            });
        }
        Err(error) => sender.send_modify(|progress| progress.mistake = Some(error.to_string())),
    }
}
