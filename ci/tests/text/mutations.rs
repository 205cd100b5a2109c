//! Changes the texts and the code as ci/mutations.toml says, one change at a time and in memory: each
//! is reported, at the line of the text or of the claim.

use std::{iter, sync::Mutex, thread};

use codelab::text::{Problem, line_at, numbered};
use serde_json::Value;

use crate::{
    SOURCES, aliases,
    claims::{self, problem},
    expect_no_problems, found, listed,
};

/// The file, relative to the repository.
const FILE: &str = "ci/mutations.toml";

/// A change of a file, and where it has to be reported.
struct Mutation {
    /// Its line in ci/mutations.toml.
    line: usize,
    file: String,
    there: String,
    instead: String,
    /// The text that a change of code makes wrong, if the change is not in a text itself.
    reports: Option<String>,
}

/// Reads ci/mutations.toml, in which each change begins a line.
fn read(text: &str) -> Vec<Mutation> {
    let table: Value = basic_toml::from_str(text).unwrap_or_else(|error| panic!("{FILE}: {error}"));
    let begins = |line: &str| {
        let line = line.trim_start().trim_start_matches("change = [");
        line.starts_with("[\"") || line.starts_with("['")
    };
    let lines = numbered(text).filter(|(_, line)| begins(line));
    let entries = table["mutation"].as_array().into_iter().flatten();
    let changes: Vec<(&Value, &Value)> = entries
        .flat_map(|entry| {
            let changes = entry["change"].as_array().into_iter().flatten();
            changes.map(move |change| (entry, change))
        })
        .collect();
    let string = |line: usize, value: &Value| {
        let text = value.as_str().map(String::from);
        text.unwrap_or_else(|| panic!("{FILE}:{line}: the entry is incomplete"))
    };
    let lines: Vec<usize> = lines.map(|(line, _)| line).collect();
    assert_eq!(
        lines.len(),
        changes.len(),
        "in {FILE}, each change has to begin a line"
    );
    let pairs = lines.into_iter().zip(changes);
    pairs
        .map(|(line, (entry, change))| Mutation {
            line,
            file: string(line, &entry["file"]),
            there: string(line, &change[0]),
            instead: string(line, &change[1]),
            reports: entry["reports"].as_str().map(String::from),
        })
        .collect()
}

impl Mutation {
    /// The problem of a mutation that the checks do not report; `None` if they do.
    fn missed(&self) -> Option<Problem> {
        let Mutation {
            line,
            file,
            there,
            instead,
            reports,
        } = self;
        let before = SOURCES.text(file);
        let Some(at) = before.find(there.as_str()) else {
            let message = format!("{file} does not have {there:?}; change this entry");
            return Some(problem(FILE, *line, message));
        };
        let sources = SOURCES.with(file, before.replacen(there.as_str(), instead, 1));
        // It may be reported at the head of its entry, or at the end of its block.
        let lines = line_at(before, at).saturating_sub(2)..=line_at(before, at + there.len()) + 2;
        let is_it = |problem: &Problem| match reports {
            Some(text) => {
                let names = [file, "the fact `"].map(|name| problem.message.contains(name));
                problem.file == *text && names.contains(&true)
            }
            None => {
                let is_here = problem.file == *file && lines.contains(&problem.line);
                is_here || problem.file == claims::FILE
            }
        };
        let claims = crate::claims(&sources);
        let alias = || aliases::problems(&sources, file);
        let mut others = Vec::new();
        for problems in found(&claims, &sources).chain(iter::once_with(alias)) {
            if problems.iter().any(is_it) {
                return None;
            }
            others.extend(problems);
        }
        let mut message = "no check reports this change".to_string();
        if !others.is_empty() {
            let expected = reports.as_ref().unwrap_or(file);
            message = format!("{message} where {expected} is wrong, but only this:");
            for other in others {
                message.push_str(&format!("\n  {other}"));
            }
        }
        Some(problem(FILE, *line, message))
    }
}

#[test]
fn every_mutation_is_reported() {
    expect_no_problems();
    let mutations = read(SOURCES.text(FILE));
    let left = Mutex::new(mutations.iter());
    let next = || left.lock().expect("no thread panics here").next();
    let work = || {
        let mut missed = Vec::new();
        while let Some(mutation) = next() {
            missed.extend(mutation.missed());
        }
        missed
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let missed: Vec<Problem> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers
            .into_iter()
            .map(|worker| worker.join().expect("the checks"));
        done.flatten().collect()
    });
    assert!(
        missed.is_empty(),
        "{} of {} mutations are not reported:\n{}",
        missed.len(),
        mutations.len(),
        listed(&missed)
    );
    println!("{} mutations were reported", mutations.len());
}
