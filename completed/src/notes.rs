//! The notes that people leave on the map, for others to find.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use crate::routeguide::{Point, RouteNote};

/// At how many places notes are kept.
pub const MAX_PLACES: usize = 1_000;

/// How many notes are kept at a place. Every note is answered with all of them.
pub const MAX_NOTES: usize = 100;

/// How long a note may be, in bytes of UTF-8.
pub const MAX_BYTES: usize = 500;

/// A board for notes, which all calls share.
///
/// What it holds is bounded, at 50 MB of text, because it is strangers who fill it. A note that is
/// too long is refused. Apart from that the oldest gives way: at a place the oldest note, and on
/// the board the place where somebody wrote first. A board that refused new notes once it is full
/// would be of no use to anyone until the server is started again, and to fill it takes one client
/// a few seconds.
#[derive(Debug, Default)]
pub struct NoteBoard {
    pinned: Mutex<Pinned>,
}

#[derive(Debug, Default)]
struct Pinned {
    /// The notes at each place, oldest first.
    notes: HashMap<Point, VecDeque<String>>,
    /// The places, in the order in which somebody first wrote there.
    places: VecDeque<Point>,
}

impl NoteBoard {
    /// Returns the notes that were left at this place earlier, oldest first, and then leaves this one.
    ///
    /// # Errors
    ///
    /// A message that says how long a note may be, if this one is longer.
    pub fn leave(&self, place: Point, message: String) -> Result<Vec<RouteNote>, String> {
        if message.len() > MAX_BYTES {
            return Err(format!(
                "a note of {} bytes is too long: it may have {MAX_BYTES}",
                message.len()
            ));
        }
        // The lock ends with this function, and nothing in here waits for anyone. Were a thread to
        // panic with the lock in its hands, the notes would still be notes.
        let pinned = &mut *self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        if !pinned.notes.contains_key(&place) {
            if pinned.places.len() == MAX_PLACES
                && let Some(first) = pinned.places.pop_front()
            {
                pinned.notes.remove(&first);
            }
            pinned.places.push_back(place);
        }
        let notes = pinned.notes.entry(place).or_default();
        let earlier = notes.iter().map(|message| RouteNote {
            location: Some(place),
            message: message.clone(),
        });
        let earlier = earlier.collect();
        if notes.len() == MAX_NOTES {
            notes.pop_front();
        }
        notes.push_back(message);
        Ok(earlier)
    }
}
