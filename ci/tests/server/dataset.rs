//! The dataset that the server program reads: the default one, another one, and invalid ones.

use std::{fs, path::PathBuf, sync::LazyLock};

use ci::repository;

use crate::programs::{PROGRAMS, Server, dataset, expect_failure, fails, program, succeeds};

const HERE: &str = r#"{"location": {"latitude": 1, "longitude": -2}, "name": "Here"}"#;

/// A file of ten thousand features at longitude 0, with names of a kilobyte.
pub static LARGE: LazyLock<String> = LazyLock::new(|| {
    let name = "x".repeat(1_000);
    let features: Vec<String> = (0..10_000)
        .map(|number| {
            format!(r#"{{"location": {{"latitude": {number}, "longitude": 0}}, "name": "{name}"}}"#)
        })
        .collect();
    dataset("large.json", &format!("[{}]", features.join(",")))
});

#[test]
fn the_default_dataset_is_that_of_the_codelab() {
    let file = repository().join("data/route_guide_db.json");
    let text = fs::read_to_string(file).expect("the dataset");
    let features: Vec<serde_json::Value> = serde_json::from_str(&text).expect("an array");
    let count = format!(" with {} features;", features.len());
    let server = Server::start(&[]);
    assert!(server.ready.contains(&count), "{}", server.ready);
}

/// Creates two folders beside each other: one for a project, and one with a dataset of one feature.
fn project(name: &str) -> PathBuf {
    let folder = PROGRAMS.join(name);
    for part in ["project", "data"] {
        fs::create_dir_all(folder.join(part)).expect("the folder can be created");
    }
    let dataset = folder.join("data/route_guide_db.json");
    fs::write(dataset, format!("[{HERE}]")).expect("the file can be written");
    folder.join("project")
}

fn expect_one_feature(server: &Server) {
    let ready = &server.ready;
    assert!(ready.contains(" with 1 features;"), "{ready}");
}

#[test]
fn the_default_dataset_is_found_from_the_folder_that_cargo_names() {
    let mut command = program("server", &[]);
    command.env("CARGO_MANIFEST_DIR", project("named"));
    expect_one_feature(&Server::spawn(command));
}

#[test]
fn without_cargo_the_default_dataset_is_found_from_the_current_folder() {
    let mut command = program("server", &[]);
    command.env_remove("CARGO_MANIFEST_DIR");
    command.current_dir(project("current"));
    expect_one_feature(&Server::spawn(command));
}

#[test]
fn a_default_dataset_that_is_not_found_is_an_error() {
    let elsewhere = program("server", &[])
        .env_remove("CARGO_MANIFEST_DIR")
        .output();
    let output = elsewhere.expect("the server runs");
    let parts = ["../data/route_guide_db.json", "--database FILE"];
    expect_failure("server", &output, &parts);
}

#[test]
fn the_server_serves_another_dataset() {
    let file = dataset("one.json", &format!("[{HERE}]"));
    let server = Server::start(&["--database", &file]);
    expect_one_feature(&server);
    let here = ["feature", "0.0000001", "-0.0000002"];
    let output = succeeds(
        "client",
        &[&here[..], &["--server", &server.url()]].concat(),
    );
    assert_eq!(output, "Here at 0.0000001, -0.0000002\n");
}

#[test]
fn an_invalid_dataset_is_an_error_that_names_the_file_and_the_entry() {
    let text = HERE.replace("1,", "\"1\",");
    let nameless = HERE.replace("name", "nom");
    let outside = HERE.replace("1,", "-900000001,");
    let duplicate: &[_] = &["entry 2", "Here", "latitude 1", "longitude -2"];
    let off_the_map: &[_] = &["entry 2", "Here", "latitude -900000001", "900000000"];
    for (name, json, parts) in [
        ("empty.json", String::new(), &["line 1"][..]),
        ("none.json", "[]".to_string(), &["no entries"]),
        ("object.json", HERE.to_string(), &["line 1"]),
        (
            "truncated.json",
            format!("[{HERE}, {}", &HERE[..30]),
            &["line 1 column 95"],
        ),
        ("text.json", format!("[\n{HERE},\n{text}]"), &["line 3"]),
        (
            "nameless.json",
            format!("[\n{nameless}]"),
            &["`name`", "line 2"],
        ),
        ("duplicate.json", format!("[{HERE}, {HERE}]"), duplicate),
        ("outside.json", format!("[{HERE}, {outside}]"), off_the_map),
    ] {
        let file = dataset(name, &json);
        let parts = [&[name, "--database FILE"], parts].concat();
        fails("server", &["--database", &file], &parts);
    }
}

#[test]
fn a_dataset_that_cannot_be_read_is_an_error_that_names_it() {
    for file in ["no/such.json", "."] {
        let named = format!("the dataset {file}");
        fails(
            "server",
            &["--database", file],
            &[&named, "--database FILE"],
        );
    }
}
