//! The word that was meant by one that is spelled wrong.

/// The most mistakes that a word may have: one for each three characters, and one more.
fn most(word: &str) -> usize {
    word.chars().count() / 3 + 1
}

/// The candidate that a word is most like, if it is like one.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distances = candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate));
    let (least, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    (least <= most(word)).then_some(candidate)
}

/// The number of characters to insert, delete or replace (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, own) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(own != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_few_mistakes_is_recognized() {
        let words = ["check", "hint", "status", "restore", "reset"];
        for (word, expected) in [
            ("hnt", Some("hint")),
            ("chekc", Some("check")),
            ("stat", Some("status")),
            ("rest", Some("reset")),
            ("build", None),
            ("h", None),
        ] {
            assert_eq!(nearest(word, words), expected, "{word}");
        }
    }
}
