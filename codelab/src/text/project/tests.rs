use std::{env, path::PathBuf};

use super::*;

fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter();
    Project {
        files: files
            .map(|(file, text)| (file.to_string(), text.to_string()))
            .collect(),
    }
}

fn empty_folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("codelab-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn what_is_written_is_read_again() {
    let folder = empty_folder("write");
    let written = project(&[
        ("Cargo.toml", "[package]\n"),
        ("src/a.rs", "1;\n"),
        ("web/b.js", "2;\n"),
        ("web/package.json", "{}\n"),
    ]);
    written.write(&folder).expect("it can be written");
    fs::write(folder.join("src/note.txt"), "no source").expect("a file");
    fs::write(folder.join("src/a.rs"), "1;\r\n").expect("a file");
    assert_eq!(Project::read(&folder).expect("it can be read"), written);
    fs::remove_dir_all(&folder).expect("it is there");
}

#[test]
fn a_failure_changes_no_file() {
    let folder = empty_folder("failure");
    let old = project(&[("src/a.rs", "1;\n"), ("src/b.rs", "2;\n")]);
    old.write(&folder).expect("it can be written");
    let file = folder.join("src/b.rs");
    let mut permissions = fs::metadata(&file).expect("a file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions.clone()).expect("a file");

    let new = project(&[("src/a.rs", "3;\n"), ("src/b.rs", "4;\n")]);
    let error = new
        .write(&folder)
        .expect_err("b.rs is read-only")
        .to_string();
    assert!(error.contains("b.rs"), "{error}");
    assert_eq!(Project::read(&folder).expect("it can be read"), old);
    assert_eq!(
        fs::read_dir(folder.join("src")).expect("a folder").count(),
        2,
        "no drafts"
    );
    #[allow(clippy::permissions_set_readonly_false)] // so that it can be removed on Windows
    permissions.set_readonly(false);
    fs::set_permissions(&file, permissions).expect("a file");
    fs::remove_dir_all(&folder).expect("it is there");
}

#[test]
fn files_that_differ_are_found() {
    let (a, b) = (
        project(&[("a", "1"), ("b", "2")]),
        project(&[("a", "1"), ("b", "3")]),
    );
    assert_eq!(a.changed_from(&b), project(&[("b", "2")]));
}
