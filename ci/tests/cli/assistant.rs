//! `start_here/AGENTS.md`: its commands and files exist.

use std::{fs, process::Command};

use ci::repository;
use codelab::text::markdown::{self, ItemKind};

use crate::COMPANION;

#[test]
fn the_commands_and_files_for_assistants_exist() {
    let project = repository().join("start_here");
    let text = fs::read_to_string(project.join("AGENTS.md")).expect("AGENTS.md");
    let (mut commands, mut files) = (0, 0);
    for item in markdown::read(&text) {
        let ItemKind::Word(word) = item.kind else {
            continue;
        };
        let words: Vec<&str> = word.split(' ').collect();
        if let ["cargo", "codelab", arguments @ ..] = &words[..] {
            exists(arguments, &word);
            commands += 1;
        } else if !word.contains(['(', ' ']) {
            assert!(
                project.join(&word).exists(),
                "AGENTS.md:{}: no {word}",
                item.line
            );
            files += 1;
        }
    }
    assert!(
        commands > 5 && files > 3,
        "{commands} commands and {files} files were found"
    );
}

/// Expects `cargo codelab` to have this subcommand, with these flags.
fn exists(arguments: &[&str], command: &str) {
    let (verb, rest) = arguments.split_first().unwrap_or((&"status", &[]));
    let output = Command::new(&*COMPANION)
        .args([verb, "--help"])
        .output()
        .expect("it runs");
    assert!(output.status.success(), "there is no {command}");
    let help = String::from_utf8_lossy(&output.stdout);
    for argument in rest {
        let known = match argument.parse::<usize>() {
            Ok(_) => help.contains("STEP"),
            Err(_) => help.contains(argument),
        };
        assert!(known, "{command}: {argument} is not in {help}");
    }
}
