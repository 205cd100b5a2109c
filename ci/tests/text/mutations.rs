//! Puts slips into the texts, and changes into the code, one at a time and in memory: each is
//! reported, at the line of the text or of the claim.

use std::{iter, sync::Mutex, thread};

use codelab::text::{Problem, line_at};
use serde_json::Value;

use crate::{SOURCES, aliases, claims, expect_no_problems, found, listed};

/// A slip, and where it has to be reported.
struct Mutation {
    file: String,
    there: String,
    instead: String,
    /// The text that a change of code makes wrong, if the slip is not in a text itself.
    reports: Option<String>,
}

impl Mutation {
    /// The mutations of an entry: several of one file.
    fn read(entry: &Value) -> Vec<Mutation> {
        let text = |value: &Value| value.as_str().map(String::from);
        let needed = |value: &Value| text(value).unwrap_or_else(|| panic!("incomplete: {entry}"));
        let changes = entry["change"].as_array().expect("a list of changes");
        let mutation = |change: &Value| Mutation {
            file: needed(&entry["file"]),
            there: needed(&change[0]),
            instead: needed(&change[1]),
            reports: text(&entry["reports"]),
        };
        changes.iter().map(mutation).collect()
    }

    /// The error message if the checks do not report the slip; `None` if they do.
    fn missed(&self) -> Option<String> {
        let Mutation {
            file,
            there,
            instead,
            reports,
        } = self;
        let before = SOURCES.text(file);
        let Some(at) = before.find(there.as_str()) else {
            return Some(format!("{file} does not have {there:?}"));
        };
        let sources = SOURCES.with(file, before.replacen(there.as_str(), instead, 1));
        // A slip may be reported at the head of its entry, or at the end of its block.
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
        let found = listed(&others);
        Some(format!("{file}: {there:?} as {instead:?}: found\n{found}"))
    }
}

#[test]
fn every_slip_is_reported() {
    expect_no_problems();
    let table: Value = basic_toml::from_str(SOURCES.text("ci/mutations.toml")).expect("a table");
    let entries = table["mutation"].as_array().expect("mutations");
    let mutations: Vec<Mutation> = entries.iter().flat_map(Mutation::read).collect();
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
    let missed: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers
            .into_iter()
            .map(|worker| worker.join().expect("the checks"));
        done.flatten().collect()
    });
    assert!(
        missed.is_empty(),
        "{} of {}:\n{}",
        missed.len(),
        mutations.len(),
        missed.join("\n")
    );
    println!("{} slips were reported", mutations.len());
}
