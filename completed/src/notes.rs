//! The notes that clients post at points, for others to read.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use prost_types::Timestamp;

use crate::{
    error::InvalidInput,
    routeguide::{Point, RouteNote},
};

/// The maximum number of points that can have notes.
pub const MAX_POINTS: usize = 1_000;

/// The maximum number of notes at a point. A client that posts a note receives all of them.
pub const MAX_NOTES: usize = 100;

/// The maximum length of a note, in bytes of UTF-8.
pub const MAX_LENGTH: usize = 500;

/// The notes of all clients.
///
/// Untrusted clients can post to the board, so its size is limited to 50 MB of text. The board
/// rejects a note that is too long. When a point has too many notes, the board evicts the oldest
/// note there. When there are too many points, it evicts all notes at the point that was used
/// first. If the board rejected new notes instead, one client could block it for everyone else
/// within seconds.
#[derive(Debug, Default)]
pub struct NoteBoard {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The notes at each point, oldest first.
    notes: HashMap<Point, VecDeque<RouteNote>>,
    /// The points in the order in which they were first used.
    points: VecDeque<Point>,
}

impl NoteBoard {
    /// Posts a note by this author, and returns the earlier notes at the same point, oldest first.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::NoteTooLong`] if the note is longer than [`MAX_LENGTH`].
    pub fn post(
        &self,
        point: Point,
        mut note: RouteNote,
        author: &str,
    ) -> Result<Vec<RouteNote>, InvalidInput> {
        if note.message.len() > MAX_LENGTH {
            return Err(InvalidInput::NoteTooLong {
                length: note.message.len(),
                limit: MAX_LENGTH,
            });
        }
        // The name of the author comes from the server, never from the client.
        note.author = author.to_string();
        // A client may lie, and its clock may be wrong.
        note.posted_at = Some(Timestamp::from(SystemTime::now()));
        // The lock is released when this function returns, and the function never waits while
        // holding it. If a thread panicked while holding the lock, the notes are still usable.
        let inner = &mut *self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if !inner.notes.contains_key(&point) {
            if inner.points.len() == MAX_POINTS
                && let Some(first) = inner.points.pop_front()
            {
                inner.notes.remove(&first);
            }
            inner.points.push_back(point);
        }
        let notes = inner.notes.entry(point).or_default();
        let earlier = notes.iter().cloned().collect();
        if notes.len() == MAX_NOTES {
            notes.pop_front();
        }
        notes.push_back(note);
        Ok(earlier)
    }
}
