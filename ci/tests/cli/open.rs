//! `cargo codelab open`.

use crate::{Learner, contains, refused};

#[test]
fn the_file_of_the_next_slot_is_opened() {
    let learner = Learner::new();
    let open = |arguments: &[&str]| {
        let mut command = learner.command(arguments);
        command.env("EDITOR", if cfg!(windows) { "echo" } else { "echo emacs" });
        let output = command.output().expect("it runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).replace('\\', "/")
    };
    contains(
        &open(&["open"]),
        &[
            "start_here/src/database.rs\n",
            "Opened",
            &learner.location("src/database.rs", "todo!("),
        ],
    );
    contains(&open(&["open", "6"]), &["start_here/src/client.rs\n"]);
    learner.succeeds(&["solve", "3"]);
    contains(&open(&["open"]), &["start_here/src/service.rs\n"]);
    contains(&open(&["open", "3"]), &["start_here/src/database.rs\n"]);
    learner.refuses(&["open"], &["no editor is set", "EDITOR=nano"]);
    let mut command = learner.command(&["open"]);
    if cfg!(unix) {
        command.env("EDITOR", "no-such-editor");
        refused(
            &command.output().expect("it runs"),
            &["cannot run no-such-editor", "EDITOR"],
        );
    }
    learner.refuses(&["open", "1"], &["there is nothing to write in step 1"]);
}
