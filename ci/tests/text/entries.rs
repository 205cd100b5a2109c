//! The entries of ci/claims.toml, each with its line.

use codelab::{Error, text::numbered};
use serde_json::Value;

use crate::claims::FILE;

/// All entries of one kind, each with the line of its header.
pub fn entries<T>(
    text: &str,
    file: &Value,
    kind: &str,
    read: impl Fn(usize, &Value) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let header = format!("[[{kind}]]");
    let lines = numbered(text).filter(|(_, line)| *line == header);
    let entries = file[kind].as_array().into_iter().flatten();
    lines
        .zip(entries)
        .map(|((line, _), entry)| {
            read(line, entry)
                .ok_or_else(|| format!("{FILE}:{line}: the entry is incomplete").into())
        })
        .collect()
}

/// A string that is not empty.
pub fn string(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(text.to_string())
}

/// A string, or a list of strings.
pub fn strings(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    string(value)
        .into_iter()
        .chain(list.filter_map(string))
        .collect()
}
