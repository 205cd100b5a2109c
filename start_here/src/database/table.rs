//! The hash table in which the features stand. It is our own for one reason: in a large dataset, most
//! features are in no cache, and fetching from memory is nearly all that a look-up costs. `HashMap`
//! fetches three times, for its own notes, for the feature, and for the text of its name. This one
//! fetches once.

use std::hash::{BuildHasher as _, RandomState};

use smallstr::SmallString;

use crate::routeguide::{Feature, Point};

/// A table with open addressing: a feature is in the first slot that was free, from where the hash of
/// its place points to. At least half of the slots are always free, so that it is not far.
#[derive(Debug)]
pub struct Table {
    slots: Vec<Slot>,
    hasher: RandomState,
}

/// 64 bytes, which is what most processors fetch at a time. Names of more than 48 bytes lie elsewhere.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Slot {
    place: Point,
    name: SmallString<[u8; 48]>,
}

const _: () = assert!(size_of::<Slot>() == 64);

/// The place of a free slot: off the map, where no feature is.
const NOWHERE: Point = Point {
    latitude: i32::MIN,
    longitude: i32::MIN,
};

impl Table {
    /// An empty table that takes so many features.
    pub fn with_capacity(features: usize) -> Table {
        let free = Slot {
            place: NOWHERE,
            name: SmallString::new(),
        };
        Table {
            slots: vec![free; 2 * features + 1],
            hasher: RandomState::new(),
        }
    }

    /// Puts a feature in.
    ///
    /// # Errors
    ///
    /// The name of another feature, if that is at this place already.
    pub fn insert(&mut self, place: Point, name: &str) -> Result<(), String> {
        let slot = self.slot(&place);
        let slot = &mut self.slots[slot];
        if slot.place == place {
            return Err(slot.name.to_string());
        }
        let name = SmallString::from_str(name);
        *slot = Slot { place, name };
        Ok(())
    }

    /// The feature at exactly this place.
    pub fn find(&self, place: &Point) -> Option<Feature> {
        let slot = &self.slots[self.slot(place)];
        (slot.place == *place && *place != NOWHERE).then(|| Feature {
            name: slot.name.to_string(),
            location: Some(slot.place),
        })
    }

    /// The slot in which this place is, or else the free one in which it would be.
    fn slot(&self, place: &Point) -> usize {
        let (hash, count) = (self.hasher.hash_one(place), self.slots.len());
        // The hash is a part of 2^64, and the slot is the same part of all slots.
        let mut slot = ((u128::from(hash) * count as u128) >> 64) as usize;
        while ![*place, NOWHERE].contains(&self.slots[slot].place) {
            slot = (slot + 1) % count;
        }
        slot
    }
}

impl Default for Table {
    fn default() -> Table {
        Table::with_capacity(0)
    }
}
