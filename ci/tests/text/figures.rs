//! Every figure and every status code in the prose is in a passage that ci/claims.toml ties to code, or
//! exempt.

use std::{collections::BTreeMap, ops::Range};

use codelab::text::Problem;

use crate::{
    claims::{Claims, FILE, line_of_entry, problem},
    prose::Prose,
    sources::{Sources, TEXTS},
    words::{self, Part},
};

/// The status codes of gRPC, without `OK`.
const STATUS_CODES: [&str; 16] = [
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// Figures and status codes that no claim is about, and exemptions that none of them needs.
pub fn problems(claims: &Claims, sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names: BTreeMap<&str, bool> = BTreeMap::new();
    names.extend(claims.names.iter().map(|name| (name.as_str(), false)));
    for file in TEXTS {
        let claimed = claims.ranges(file, sources.get(file));
        let inside = |ranges: &[Range<usize>], figure: &Part| {
            let is_in = |range: &Range<usize>| {
                range.start <= figure.range.start && figure.range.end <= range.end
            };
            ranges.iter().any(is_in)
        };
        let mut open = figures(sources.prose(file));
        open.retain(|figure| match names.get_mut(figure.text.as_str()) {
            Some(needed) => {
                *needed = true;
                false
            }
            None => !inside(&claimed, figure),
        });
        for exempt in claims.exempt.iter().filter(|exempt| exempt.text == file) {
            for says in &exempt.says {
                let ranges = sources.get(file).passages(says);
                let before = open.len();
                open.retain(|figure| !inside(&ranges, figure));
                if open.len() == before {
                    let line = line_of_entry(sources, exempt.line, says);
                    let message =
                        format!("{file} has nothing in “{says}” that needs this exemption");
                    problems.push(problem(FILE, line, message));
                }
            }
        }
        problems.extend(open.iter().map(|figure| {
            let message = format!("no entry of {FILE} is about {:?}", figure.text);
            problem(file, figure.line, message)
        }));
    }
    let idle = names.iter().filter(|(_, needed)| !**needed);
    problems
        .extend(idle.map(|(name, _)| problem(FILE, 1, format!("no text has the name {name:?}"))));
    problems
}

/// The figures of a text, those in commands included, and its status codes.
fn figures(prose: &Prose) -> Vec<Part> {
    let mut words = prose.words.clone();
    let commands = prose.spans.iter().filter(|span| is_command(&span.text));
    words.extend(commands.flat_map(words::words));
    words.retain(|word| words::is_figure(word) || is_status_code(word));
    words.extend(
        prose
            .spans
            .iter()
            .filter(|span| is_status_code(span))
            .cloned(),
    );
    words
}

fn is_status_code(part: &Part) -> bool {
    STATUS_CODES.contains(&part.text.as_str())
}

/// Returns true if a code span is a command of ours, whose numbers the reader types.
fn is_command(span: &str) -> bool {
    ["cargo codelab ", "cargo run ", "cargo test "]
        .iter()
        .any(|start| span.starts_with(start))
}
