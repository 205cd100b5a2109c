use super::*;

#[test]
fn a_file_is_relative_to_the_current_folder() {
    for (here, expected) in [
        ("/r", "start_here/src/a.rs"),
        ("/r/start_here", "src/a.rs"),
        ("/r/start_here/src", "a.rs"),
        ("/r/start_here/tests/codelab", "../../src/a.rs"),
        ("/r/data", "../start_here/src/a.rs"),
        ("/elsewhere", "start_here/src/a.rs"),
    ] {
        let directions = Directions::new(Path::new("/r"), Path::new(here), Links::None);
        assert_eq!(
            directions.line("src/a.rs", 7),
            format!("{expected}:7"),
            "{here}"
        );
    }
}

#[test]
fn the_folder_of_the_reference_is_noticed() {
    let note =
        |here| Directions::new(Path::new("/r"), Path::new(here), Links::None).note_on_folder();
    assert_eq!(note("/r/start_here"), None);
    assert_eq!(
        note("/r/completed/src").as_deref(),
        Some("note: completed is the reference. Your project is ../../start_here")
    );
}

#[test]
fn a_link_opens_the_file() {
    let link = |links| {
        let root = Path::new("/my files");
        Directions::new(root, root, links).in_text(7)
    };
    assert_eq!(link(Links::None), "CODELAB.md (line 7)");
    let shown = "CODELAB.md (line 7)\x1b]8;;\x1b\\";
    assert_eq!(
        link(Links::File),
        format!("\x1b]8;;file:///my%20files/CODELAB.md\x1b\\{shown}")
    );
    assert_eq!(
        link(Links::VsCode),
        format!("\x1b]8;;vscode://file/my%20files/CODELAB.md:7\x1b\\{shown}")
    );
}

#[test]
fn a_program_that_checks_each_save_asks_for_no_command() {
    let root = Path::new("/r");
    let on_command = Directions::new(root, root, Links::None);
    assert_eq!(on_command.save(), "save, and run: cargo codelab\n");
    assert_eq!(on_command.stuck("go"), "If you are stuck: go\n");
    let on_save = on_command.on_save();
    assert_eq!(on_save.save(), "and save.\n");
    assert_eq!(on_save.stuck("go"), "");
}
