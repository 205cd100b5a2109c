//! Keeps the map up to date.

use std::{sync::Arc, time::Duration};

use tokio::{
    net::TcpStream,
    sync::{Mutex, Notify, watch},
    time,
};

use crate::{
    map::{Map, Server},
    pen::{BROWSER, FIRST, PENS},
    worker::Progress,
};

/// The time between two connection attempts to the learner's server. It is shorter than a restart with
/// `cargo run`.
const PROBE: Duration = Duration::from_millis(250);

/// The time that the server has to accept a connection. It is short because the server is on this computer.
const PROBE_LIMIT: Duration = Duration::from_millis(500);

/// Lets the learner's client draw the map: when the server comes up, after each check, and when
/// somebody asks for it.
pub async fn draw(
    server: String,
    origin: String,
    mut progress: watch::Receiver<Progress>,
    again: Arc<Notify>,
    programs: Arc<Mutex<()>>,
    map: watch::Sender<Map>,
) {
    let mut drawn = None;
    let mut asked = false;
    loop {
        let now = progress.borrow_and_update().clone();
        let was_up = map.borrow().server == Server::Up;
        let state = match now.state.is_done(FIRST.step) {
            false => Server::ToCome,
            true => probe(&server).await,
        };
        let anew = asked || !was_up;
        if state == Server::Up && (anew || drawn != Some(now.checks)) {
            draw_all(&server, &now, anew, &programs, &map).await;
            drawn = Some(now.checks);
        }
        map.send_if_modified(|map| {
            let browser = now.state.is_done(BROWSER).then(|| origin.clone());
            let changed = map.server != state || map.browser != browser;
            map.server = state;
            map.browser = browser;
            if state == Server::ToCome {
                map.drawings.clear(); // of code that is gone
            }
            changed
        });
        asked = tokio::select! {
            () = time::sleep(PROBE) => false,
            () = again.notified() => true,
            changed = progress.changed() => match changed {
                Ok(()) => false,
                Err(_) => return, // the program ends
            },
        };
    }
}

/// Draws with all commands whose steps are done. A command that leaves traces runs only if the whole map is
/// drawn anew, or if it failed the last time.
async fn draw_all(
    server: &str,
    progress: &Progress,
    anew: bool,
    programs: &Mutex<()>,
    map: &watch::Sender<Map>,
) {
    let Some(client) = &progress.client else {
        return;
    };
    let mut drawings = Vec::new();
    for pen in PENS.iter().filter(|pen| progress.state.is_done(pen.step)) {
        let last = map
            .borrow()
            .drawings
            .iter()
            .find(|last| last.command == pen.command())
            .cloned();
        let drawing = match last {
            Some(last) if pen.leaves_traces() && !anew && last.error.is_none() => last,
            _ => {
                // On Windows, Cargo cannot replace a program that is running.
                let _lock = programs.lock().await;
                pen.draw(client, server).await
            }
        };
        drawings.push(drawing);
    }
    map.send_modify(|map| map.drawings = drawings);
}

/// Returns whether the server accepts connections.
async fn probe(server: &str) -> Server {
    let address = server.trim_start_matches("http://");
    match time::timeout(PROBE_LIMIT, TcpStream::connect(address)).await {
        Ok(Ok(_)) => Server::Up,
        _ => Server::Down,
    }
}
