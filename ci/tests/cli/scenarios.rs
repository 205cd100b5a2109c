//! The stories in `ci/scenarios`. Each follows one learner: its commands are run, their output is
//! compared with the text, and the changes that it shows are made to the learner's files.

mod teller;

use std::fs;

use ci::repository;
use codelab::text::markdown::{self, ItemKind};
use teller::{Teller, only_match};

/// Makes a test of each story, so that stories run in parallel, and a failure names its story.
macro_rules! stories {
    ($($name:ident)*) => {
        const STORIES: &[&str] = &[$(stringify!($name)),*];
        $(#[test]
        fn $name() {
            tell(stringify!($name));
        })*
    };
}

stories! {
    broken_contract broken_manifest comparison compile_error crash finished_parts first_contact
    half_a_step hang hints line_deleted misspelled_command pasted_elsewhere placeholder_deleted
    placeholder_in_part placeholder_left restore skipped solve_and_reset warning wrong_folder wrong_result
}

#[test]
fn every_story_is_a_test() {
    let files = fs::read_dir(repository().join("ci/scenarios")).expect("the stories");
    let names = files.map(|file| file.expect("a file").file_name().into_string());
    let mut names: Vec<String> = names.map(|name| name.expect("a name")).collect();
    names.sort();
    let listed: Vec<String> = STORIES.iter().map(|name| format!("{name}.md")).collect();
    assert_eq!(names, listed, "ci/scenarios, and the list in this file");
}

#[test]
fn a_story_that_cannot_be_followed_is_an_error_with_its_line() {
    let line = |story: &str| blocks(story).err().map(|(line, _)| line);
    assert_eq!(line("# A\n\n```console\n$ cargo codelab\n```\n"), None);
    assert_eq!(line("# A\n\n```console fails twice\n```\n"), Some(3));
    assert_eq!(line("# A\n\n    indented\n"), Some(3));
    assert_eq!(line("# A\n\n```diff file=a.rs\n-b\n```\n"), Some(1));
    assert_eq!(only_match("a\n  b\nc\n", &["b", "c"]), Ok(1));
    assert!(only_match("a\nb\nb\n", &["b"]).is_err());
    assert!(only_match("a\nb\n", &[]).is_err());
}

/// A fenced block of a story.
struct Block {
    line: usize,
    kind: Kind,
    text: String,
}

/// The purpose of a block, which its info string declares. Files are relative to the project.
enum Kind {
    /// Commands and their output. All of them succeed, or all of them fail.
    Console { success: bool },
    /// A change to a file.
    Diff(String),
    /// Lines of a file.
    Excerpt(String),
}

/// An error, with its line in the story.
type Problem = (usize, String);

/// Follows a story to its end.
fn tell(name: &str) {
    let file = format!("ci/scenarios/{name}.md");
    let text = fs::read_to_string(repository().join(&file)).expect("the story");
    let result = blocks(&text).and_then(|blocks| {
        let mut teller = Teller::new();
        blocks.iter().try_for_each(|block| teller.follow(block))
    });
    if let Err((line, message)) = result {
        panic!("{file}:{line}: {message}");
    }
}

fn blocks(story: &str) -> Result<Vec<Block>, Problem> {
    let mut blocks = Vec::new();
    for item in markdown::read(story) {
        let line = item.line;
        if let ItemKind::Code(info, text) = item.kind {
            let known = "console, console fails, diff file=FILE, LANGUAGE excerpt=FILE";
            let kind = kind(&info).ok_or((line, format!("{info:?} is none of: {known}")))?;
            blocks.push(Block { line, kind, text });
        }
    }
    let is_console = |block: &Block| matches!(block.kind, Kind::Console { .. });
    match blocks.iter().any(is_console) {
        true => Ok(blocks),
        false => Err((1, "the story has no console block".to_string())),
    }
}

fn kind(info: &str) -> Option<Kind> {
    let own = |file: &str| file.to_string();
    match info.split_whitespace().collect::<Vec<_>>()[..] {
        ["console"] => Some(Kind::Console { success: true }),
        ["console", "fails"] => Some(Kind::Console { success: false }),
        ["diff", file] => file.strip_prefix("file=").map(own).map(Kind::Diff),
        [_, file] => file.strip_prefix("excerpt=").map(own).map(Kind::Excerpt),
        _ => None,
    }
}
