//! The files for containers agree with each other and with the code. No test here runs a container.

#[path = "../support/programs.rs"]
mod programs;

mod image;
mod proxy;

use std::fs;

use ci::repository;

/// The files that the text describes.
const FILES: [&str; 3] = [
    "completed/Containerfile",
    "completed/compose.yaml",
    "completed/envoy.yaml",
];
const CONTAINERFILE: &str = FILES[0];
const COMPOSE: &str = FILES[1];
const ENVOY: &str = FILES[2];

fn read(file: &str) -> String {
    fs::read_to_string(repository().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The instructions of the Containerfile with their arguments, each on one line.
fn instructions() -> Vec<(String, String)> {
    let text = read(CONTAINERFILE);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let joined = lines.collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    let lines = joined.lines().filter_map(|line| line.split_once(' '));
    lines
        .map(|(name, rest)| (name.to_string(), rest.trim().to_string()))
        .collect()
}

/// The arguments of the only instruction with this name.
fn only(name: &str) -> String {
    let all: Vec<_> = instructions()
        .into_iter()
        .filter(|(found, _)| found == name)
        .collect();
    assert_eq!(all.len(), 1, "{CONTAINERFILE} has one {name}");
    all[0].1.clone()
}
