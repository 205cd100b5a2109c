//! The texts agree with the code, and an error in either is found, with its line.

#[path = "../support/programs.rs"]
mod programs;
#[path = "../support/mod.rs"]
mod support;

mod aliases;
mod claims;
mod code;
mod commands;
mod ending;
mod entries;
mod evidence;
mod facts;
mod figures;
mod form;
mod hints;
mod links;
mod modules;
mod mutations;
mod names;
mod passages;
mod proof;
mod prose;
mod source;
mod sources;
mod spans;
mod tokens;
mod typos;
mod words;

use std::sync::LazyLock;

use ci::repository;
use claims::Claims;
use codelab::{
    Error,
    text::{Problem, codelab::Codelab, markdown, project::Project},
};
use sources::Sources;

/// The repository as it is.
static SOURCES: LazyLock<Sources> =
    LazyLock::new(|| Sources::read(&repository()).expect("the repository can be read"));

/// The checks of the prose, the fastest first.
const CHECKS: [fn(&Claims, &Sources) -> Vec<Problem>; 7] = [
    claims::gone,
    figures::problems,
    spans::problems,
    claims::untrue,
    hints::problems,
    modules::problems,
    proof::problems,
];

/// The problems of the repository as it is, one a line.
static PROBLEMS: LazyLock<String> =
    LazyLock::new(|| problems().unwrap_or_else(|error| error.to_string()));

/// The problems of the repository, one a line.
///
/// # Errors
///
/// If a file that the checks rely on cannot be parsed.
fn problems() -> Result<String, Error> {
    let claims = Claims::parse(SOURCES.text(claims::FILE))?;
    facts::of(&SOURCES)?;
    Ok(listed(
        &found(&claims, &SOURCES).flatten().collect::<Vec<_>>(),
    ))
}

/// The problems that each check finds. The checks rely on CODELAB.md: if it cannot be parsed, they
/// do not run, and the reasons are the only problems.
fn found(claims: &Claims, sources: &Sources) -> impl Iterator<Item = Vec<Problem>> {
    let (unreadable, checks) = match sources.lesson() {
        Ok(_) => (None, &CHECKS[..]),
        Err(problems) => (Some(problems.clone()), &[][..]),
    };
    let found = checks.iter().map(move |check| check(claims, sources));
    unreadable.into_iter().chain(found)
}

fn claims(sources: &Sources) -> Claims {
    Claims::parse(sources.text(claims::FILE)).unwrap_or_else(|error| panic!("{error}"))
}

/// Ends a test that changes the texts, if they have problems without its changes.
fn expect_no_problems() {
    assert!(
        PROBLEMS.is_empty(),
        "the texts have problems without the changes of this test; first fix those that \
         the_texts_agree_with_the_code reports"
    );
}

fn listed(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn the_texts_agree_with_the_code() {
    assert!(PROBLEMS.is_empty(), "{}", *PROBLEMS);
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for file in [
        "README.md",
        "CONTRIBUTING.md",
        "data/README.md",
        "ci/interop/README.md",
        "start_here/AGENTS.md",
    ] {
        assert!(SOURCES.has(file), "there is no file {file}");
        let items = markdown::read(SOURCES.text(file));
        broken.extend(links::broken(file, &items, &repository()));
    }
    assert!(broken.is_empty(), "{}", listed(&broken));
}

#[test]
fn start_here_is_up_to_date() {
    assert!(
        SOURCES.lesson().is_ok(),
        "CODELAB.md cannot be parsed; first fix what the_texts_agree_with_the_code reports"
    );
    let codelab = Codelab::open(&repository()).unwrap_or_else(|error| panic!("{error}"));
    let starter = Project::read(&codelab.project()).expect("start_here");
    let generated = codelab.with_open(|_| true);
    let mut outdated: Vec<String> = generated.changed_from(&starter).files.into_keys().collect();
    outdated.extend(starter.changed_from(&generated).files.into_keys());
    outdated.dedup();
    assert!(
        outdated.is_empty(),
        "out of date in start_here: {}; run: cargo run --package ci --bin generate",
        outdated.join(", ")
    );
}
