//! Source text as tokens, so that `find` is not found in `find_all`.

use std::collections::HashMap;

/// Splits source text into words and single other characters, without white space.
pub fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let end = match is_word(first) {
            true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        if !first.is_whitespace() {
            tokens.push(token);
        }
        rest = after;
    }
    tokens
}

/// The tokens of many files, to look up sequences.
#[derive(Debug, Default)]
pub struct Index {
    files: Vec<Vec<String>>,
    /// The locations of each token: the number of the file, and the position in that file.
    places: HashMap<String, Vec<(usize, usize)>>,
}

impl Index {
    /// Reads texts.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Index {
        let mut index = Index::default();
        for (number, text) in texts.enumerate() {
            let own: Vec<String> = tokens(text).into_iter().map(String::from).collect();
            for (position, token) in own.iter().enumerate() {
                let places = index.places.entry(token.clone()).or_default();
                places.push((number, position));
            }
            index.files.push(own);
        }
        index
    }

    /// Returns true if these tokens follow each other in a text. An omission, `…` or `[..]`, stands for any
    /// tokens, so that the parts are looked up one by one.
    pub fn has(&self, text: &str) -> bool {
        let parts = text.split('…').flat_map(|part| part.split("[..]"));
        parts.map(tokens).all(|part| self.has_sequence(&part))
    }

    fn has_sequence(&self, wanted: &[&str]) -> bool {
        // The rarest token has the fewest occurrences to compare.
        let places = |token: &&str| self.places.get(*token).map_or(&[][..], Vec::as_slice);
        let rarest = wanted
            .iter()
            .enumerate()
            .min_by_key(|(_, token)| places(token).len());
        let Some((offset, rarest)) = rarest else {
            return true;
        };
        places(rarest).iter().any(|&(file, position)| {
            let Some(start) = position.checked_sub(offset) else {
                return false;
            };
            let found = self.files[file].get(start..start + wanted.len());
            found.is_some_and(|found| found.iter().zip(wanted).all(|(a, b)| a == b))
        })
    }

    /// Returns true if a text defines this name.
    pub fn defines(&self, name: &str) -> bool {
        let kinds = [
            "fn", "struct", "enum", "trait", "const", "static", "type", "mod",
        ];
        kinds.iter().any(|kind| self.has_sequence(&[kind, name]))
    }
}
