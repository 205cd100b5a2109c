//! ci/claims.toml: which line of code makes a passage of prose true, and which figures of the prose
//! need none.

use std::ops::Range;

use codelab::{Error, text::Problem};
use serde_json::Value;

use crate::{
    entries::{entries, some_strings, string, strings},
    evidence::Evidence,
    source::Source,
    sources::Sources,
};

/// The file, relative to the repository.
pub const FILE: &str = "ci/claims.toml";

/// Ties passages of a text to the code that makes them true.
#[derive(Debug)]
pub struct Claim {
    line: usize,
    text: String,
    says: Vec<String>,
    evidence: Evidence,
}

/// Figures of a text that no code of ours makes true.
#[derive(Debug)]
pub struct Exempt {
    pub line: usize,
    pub text: String,
    pub says: Vec<String>,
}

/// The content of ci/claims.toml.
#[derive(Debug)]
pub struct Claims {
    /// Names with a digit or a number in them.
    pub names: Vec<String>,
    pub exempt: Vec<Exempt>,
    claims: Vec<Claim>,
}

impl Claims {
    /// Reads ci/claims.toml.
    ///
    /// # Errors
    ///
    /// If it is not TOML, or an entry is incomplete; the message names its line.
    pub fn parse(text: &str) -> Result<Claims, Error> {
        let file: Value = basic_toml::from_str(text).map_err(|error| format!("{FILE}: {error}"))?;
        let claims = entries(text, &file, "claim", |line, entry| {
            Some(Claim {
                line,
                text: string(&entry["text"])?,
                says: some_strings(&entry["says"])?,
                evidence: Evidence {
                    code: string(&entry["code"])?,
                    has: string(&entry["has"])?,
                },
            })
        })?;
        let exempt = entries(text, &file, "exempt", |line, entry| {
            string(&entry["reason"])?;
            Some(Exempt {
                line,
                text: string(&entry["text"])?,
                says: some_strings(&entry["says"])?,
            })
        })?;
        let names = strings(&file["names"]);
        Ok(Claims {
            names,
            claims,
            exempt,
        })
    }

    /// The passages of a text that claims are about, in bytes.
    pub fn ranges(&self, file: &str, source: &Source) -> Vec<Range<usize>> {
        let own = self.claims.iter().filter(|claim| claim.text == file);
        let says = own.flat_map(|claim| &claim.says);
        says.flat_map(|says| source.passages(says)).collect()
    }
}

/// Claims whose passage is gone.
pub fn gone(claims: &Claims, sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for claim in &claims.claims {
        let text = &claim.text;
        let passages = claim.says.iter();
        for says in passages.filter(|says| sources.get(text).line_of(says).is_none()) {
            let line = line_of_entry(sources, claim.line, says);
            let message = format!(
                "{text} no longer says “{says}”, which this claim ties to {}: change or delete the claim",
                claim.evidence
            );
            problems.push(problem(FILE, line, message));
        }
    }
    problems
}

/// Passages that no code makes true anymore. [`gone`] reports those that the text does not have.
pub fn untrue(claims: &Claims, sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for claim in &claims.claims {
        let Some(change) = claim.evidence.change(sources) else {
            continue;
        };
        for says in &claim.says {
            let Some(line) = sources.get(&claim.text).line_of(says) else {
                continue;
            };
            let entry = claim.line;
            let message = format!("this says “{says}”{change}: change the text and {FILE}:{entry}");
            problems.push(problem(&claim.text, line, message));
        }
    }
    problems
}

/// The line of a passage in ci/claims.toml: at or below the line of its entry.
pub fn line_of_entry(sources: &Sources, entry: usize, says: &str) -> usize {
    let lines = sources.text(FILE).lines().enumerate().skip(entry);
    let mut lines = lines.take_while(|(_, line)| !line.starts_with("[["));
    lines
        .find(|(_, line)| line.replace("\\\"", "\"").contains(says))
        .map_or(entry, |(index, _)| index + 1)
}

/// A problem at a line of a file.
pub fn problem(file: &str, line: usize, message: String) -> Problem {
    Problem {
        file: file.to_string(),
        line,
        message,
    }
}
