//! The keys of `cargo codelab watch` in a terminal, and the state that it leaves the terminal in.

use std::fs;

use crate::{Learner, terminal::Terminal};

/// The end of the line that shows all keys.
const KEYS: &str = "h hint · d diff · r run again · o open · l list · q quit\r\n";

#[test]
fn each_key_takes_effect_without_enter() {
    let learner = Learner::new();
    let mut terminal = Terminal::run(&mut learner.command(&["watch"]));
    terminal.shows("→  3");
    terminal.shows("Watching for changes. ");
    terminal.shows(KEYS);
    for (key, wanted) in [
        ("h", "Hint 1: "),
        ("h", "Hint 2: "),
        ("d", "+        Feature {"),
        ("l", "Part 2: "),
        ("r", "→  3"),
    ] {
        terminal.types_key(key);
        terminal.shows(wanted);
        terminal.shows(KEYS);
    }
    learner.succeeds(&["solve", "3"]); // this saves a file
    terminal.shows("→  4");
    terminal.shows(KEYS);
    terminal.types_key("q");
    terminal.ends();
}

#[test]
fn ctrl_c_quits() {
    let learner = Learner::new();
    let mut terminal = Terminal::run(&mut learner.command(&["watch"]));
    terminal.shows(KEYS);
    terminal.types_key("\x03");
    terminal.ends();
}

#[test]
fn an_editor_has_the_terminal_to_itself() {
    let learner = Learner::new();
    let script = "echo \"Editing $1\"\nhead -n 3 > typed\n";
    fs::write(learner.root.join("editor"), script).expect("a script");
    let mut command = learner.command(&["watch"]);
    command
        .env("EDITOR", "sh editor")
        .current_dir(&learner.root);
    let mut terminal = Terminal::run(&mut command);
    terminal.shows(KEYS);
    terminal.types_key("o");
    terminal.shows("Editing ");
    terminal.shows("start_here/src/database.rs\r\n");
    terminal.is_as_before();
    let lines = "q\nr\nl\n"; // keys of watch, too
    terminal.types(lines);
    terminal.shows(KEYS);
    let typed = fs::read_to_string(learner.root.join("typed"));
    assert_eq!(typed.expect("the editor's file"), lines);
    terminal.types_key("q");
    terminal.ends();
}
