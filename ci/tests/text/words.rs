//! The words that the text sets in code type: each file, function, command and message is to be
//! found in the repository, so that none outlives what it names.

use std::{fs, path::Path};

use codelab::{
    Error,
    text::{
        Problem,
        lesson::{self, Lesson},
        markdown::ItemKind,
        project::Project,
    },
};

/// Words that are not from the repository, one a line.
const EXEMPT: &str = "ci/words.txt";

/// Files beside the sources in which a word may stand.
const FILES: [&str; 7] = [
    "protos/route_guide.proto",
    "data/route_guide_db.json",
    "completed/Cargo.toml",
    "start_here/Cargo.toml",
    "start_here/.cargo/config.toml",
    "codelab/src/arguments.rs",
    "README.md",
];

/// Words that are neither in the repository nor exempt, and exemptions that no word needs.
///
/// # Errors
///
/// If a file of the repository cannot be read.
pub fn problems(lesson: &Lesson, repository: &Path) -> Result<Vec<Problem>, Error> {
    let read = |file: &str| {
        fs::read_to_string(repository.join(file))
            .map_err(|error| format!("cannot read {file}: {error}"))
    };
    let mut corpus = String::new();
    for project in ["completed", "start_here"] {
        let project_files = Project::read(&repository.join(project))?;
        corpus.extend(project_files.files.into_values());
    }
    for file in FILES {
        corpus.push_str(&read(file)?);
    }
    for block in lesson.steps.iter().flat_map(|step| &step.blocks) {
        corpus.push_str(&block.text); // these are checked themselves
    }

    let exempt = read(EXEMPT)?;
    let mut exempt: Vec<(&str, bool)> = exempt
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| (line, false))
        .collect();
    let mut problems = Vec::new();
    for item in &lesson.items {
        let ItemKind::Word(word) = &item.kind else {
            continue;
        };
        let is_known = parts(word).all(|part| corpus.contains(part));
        if is_known || is_path(word, repository) || is_command(word, &corpus) {
            continue;
        }
        match exempt.iter_mut().find(|(exempt, _)| exempt == word) {
            Some((_, needed)) => *needed = true,
            None => {
                let message = format!(
                    "`{word}` is not in the repository; if it is not ours, add it to {EXEMPT}"
                );
                problems.push(lesson::problem(item.line, message));
            }
        }
    }
    let idle = exempt.iter().filter(|(_, needed)| !needed);
    problems.extend(idle.map(|(word, _)| {
        let message = format!("{EXEMPT} exempts `{word}`, and nothing needs that");
        lesson::problem(1, message)
    }));
    Ok(problems)
}

/// Whether a word is a file or a folder, seen from the root or from inside a project.
fn is_path(word: &str, repository: &Path) -> bool {
    let is_relative = !word.is_empty() && !word.starts_with('/');
    is_relative
        && ["", "start_here"]
            .iter()
            .any(|folder| repository.join(folder).join(word).exists())
}

/// Whether a word is one of our commands: a verb of `cargo codelab` and its flags, or a program of
/// the project and its flags.
fn is_command(word: &str, corpus: &str) -> bool {
    let words: Vec<&str> = word.split_whitespace().collect();
    match &words[..] {
        ["cargo", "codelab", arguments @ ..] => arguments.iter().all(|argument| {
            let name = argument.trim_start_matches("--");
            name.parse::<usize>().is_ok() || corpus.contains(&format!("(\"{name}\""))
        }),
        ["cargo", "run", "--bin", program, arguments @ ..] => {
            let mut flags = arguments
                .iter()
                .filter_map(|argument| argument.strip_prefix("--"));
            corpus.contains(&format!("name = \"{program}\""))
                && flags.all(|flag| flag.is_empty() || corpus.contains(&format!("    {flag}: ")))
        }
        _ => false,
    }
}

/// A word without what it leaves open.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(['…'])
        .flat_map(|part| part.split("[..]"))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}
