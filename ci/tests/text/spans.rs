//! Code spans: each is a path, a command, or code of ours, or exempt.

use std::{collections::HashSet, ops::Range};

use codelab::text::{Problem, hints};

use crate::{
    claims::{Claims, problem},
    code::Code,
    commands, links, names,
    sources::{Sources, TEXTS},
    words::Part,
};

/// Spans that are not ours, one a line.
const EXEMPT: &str = "ci/words.txt";

/// Spans that are none of these, and exemptions that no span needs.
pub fn problems(claims: &Claims, sources: &Sources) -> Vec<Problem> {
    let exempt = sources.text(EXEMPT).lines().enumerate();
    let exempt: Vec<(usize, &str)> = exempt
        .filter(|(_, line)| !line.is_empty() && !line.starts_with("# "))
        .collect();
    let mut needed = HashSet::new();
    let mut problems = Vec::new();
    let code = Code::of(sources);
    for file in TEXTS {
        let claimed = claims.ranges(file, sources.get(file));
        let is_claimed = |span: &Part| {
            let is_in =
                |range: &Range<usize>| range.start < span.range.start && span.range.end < range.end;
            claimed.iter().any(is_in)
        };
        let prose = sources.prose(file);
        let lines = prose.code.iter().filter(|_| file != "CODELAB.md");
        let named = prose
            .words
            .iter()
            .filter(|word| file == hints::FILE && is_name(&word.text));
        for span in prose.spans.iter().chain(lines).chain(named) {
            let word = span.text.trim().trim_start_matches("$ ");
            let is_known = is_path(word, sources) || is_command(word) || code.index.has(word);
            if is_known || is_claimed(span) || word.starts_with("// ") {
                continue;
            }
            if exempt.iter().any(|(_, exempt)| *exempt == word) {
                needed.insert(word.to_string());
                continue;
            }
            let message = format!(
                "`{word}` is no path, command, or code of ours; if it need not be, add it to {EXEMPT}"
            );
            problems.push(problem(file, span.line, message));
        }
        problems.extend(names::elsewhere(file, prose, sources, is_claimed));
        problems.extend(links::misleading(file, prose));
    }
    for (line, word) in exempt {
        if !needed.contains(word) {
            problems.push(problem(
                EXEMPT,
                line + 1,
                format!("no text needs `{word}` here"),
            ));
        }
    }
    problems
}

/// Returns true if a span is a file or a folder, seen from the root or from inside a project.
fn is_path(word: &str, sources: &Sources) -> bool {
    let has = |prefix: &str| sources.has(&format!("{prefix}{word}"));
    !word.is_empty() && !word.starts_with('/') && (has("") || has("start_here/"))
}

/// Returns true if a word of a hint names something in the code, such as `Option<Point>`.
fn is_name(word: &str) -> bool {
    let inner = word.chars().skip(1);
    word.contains(['_', '<'])
        || word.contains("::")
        || inner.clone().any(char::is_uppercase) && inner.into_iter().any(char::is_lowercase)
}

/// Returns true if a span is a command, or a verb of `cargo codelab` by itself.
fn is_command(word: &str) -> bool {
    let words: Vec<&str> = word.split_whitespace().collect();
    match words[..] {
        ["solve" | "reset"] => commands::exists(&["cargo", "codelab", words[0]]),
        _ => commands::exists(&words),
    }
}
