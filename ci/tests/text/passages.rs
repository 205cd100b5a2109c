//! Finds passages in a text, many of them in the same one.

use std::{collections::HashMap, ops::Range};

/// A text, with the locations of each of its words.
#[derive(Debug)]
pub struct Passages {
    text: String,
    words: HashMap<String, Vec<usize>>,
}

impl Passages {
    /// Reads a text.
    pub fn of(text: String) -> Passages {
        let mut words: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, word) in words_of(&text) {
            match words.get_mut(word) {
                Some(places) => places.push(at),
                None => _ = words.insert(word.to_string(), vec![at]),
            }
        }
        Passages { text, words }
    }

    /// The locations of this passage as a whole: no letter, digit, or hyphen continues it on either
    /// side.
    pub fn find(&self, passage: &str) -> Vec<Range<usize>> {
        let places = |word: &str| self.words.get(word).map_or(&[][..], Vec::as_slice);
        let own = words_of(passage).into_iter();
        let Some((offset, rarest)) = own.min_by_key(|(_, word)| places(word).len()) else {
            return Vec::new();
        };
        let starts = places(rarest)
            .iter()
            .filter_map(|at| at.checked_sub(offset));
        let ranges = starts.map(|at| at..at + passage.len());
        let found = ranges
            .filter(|range| self.text.get(range.clone()) == Some(passage) && self.is_whole(range));
        found.collect()
    }

    fn is_whole(&self, range: &Range<usize>) -> bool {
        let (before, rest) = self.text.split_at(range.start);
        let (passage, after) = rest.split_at(range.len());
        let continues = |c: Option<char>| c.is_some_and(|c| is_word(c) || c == '-');
        let starts_in_word = passage.starts_with(is_word) && continues(before.chars().next_back());
        let ends_in_word = passage.ends_with(is_word) && continues(after.chars().next());
        !starts_in_word && !ends_in_word
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of a text, each with its offset in bytes.
fn words_of(text: &str) -> Vec<(usize, &str)> {
    let words = text.split(|c| !is_word(c)).filter(|word| !word.is_empty());
    let start = text.as_ptr().addr();
    words
        .map(|word| (word.as_ptr().addr() - start, word))
        .collect()
}
