//! The entries of a TOML file, each with its line.

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
    let entries = file[kind].as_array().map_or(&[][..], Vec::as_slice);
    let lines = headers(text, kind, entries.len()).map_err(|error| format!("{FILE}: {error}"))?;
    lines
        .into_iter()
        .zip(entries)
        .map(|(line, entry)| {
            read(line, entry)
                .ok_or_else(|| format!("{FILE}:{line}: the entry is incomplete").into())
        })
        .collect()
}

/// The lines of the headers of all entries of one kind.
pub fn headers(text: &str, kind: &str, count: usize) -> Result<Vec<usize>, String> {
    let header = format!("[[{kind}]]");
    let lines = numbered(text).filter(|(_, line)| *line == header);
    let lines: Vec<usize> = lines.map(|(line, _)| line).collect();
    if lines.len() == count {
        Ok(lines)
    } else {
        Err(format!("each {header} has to be alone in its line"))
    }
}

/// A string that is not empty.
pub fn string(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(text.to_string())
}

/// A string, or a list of strings; `None` if there is none.
pub fn some_strings(value: &Value) -> Option<Vec<String>> {
    Some(strings(value)).filter(|list| !list.is_empty())
}

/// A string, or a list of strings.
pub fn strings(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    string(value)
        .into_iter()
        .chain(list.filter_map(string))
        .collect()
}
