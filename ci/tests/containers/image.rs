//! The image of the server, and the files from which it is built.

use std::{fs, path::Path};

use ci::repository;
use codelab::cargo;

use crate::{instructions, only, programs, read};

/// The files and folders that the image build copies from the repository, each with its target.
fn copied() -> Vec<(String, String)> {
    let all = instructions().into_iter();
    let copies = all.filter(|(name, rest)| name == "COPY" && !rest.starts_with("--from"));
    let pairs = copies.flat_map(|(_, rest)| {
        let mut paths: Vec<String> = rest.split_whitespace().map(String::from).collect();
        let target = paths.pop().expect("COPY has a target");
        paths.into_iter().map(move |path| (path, target.clone()))
    });
    pairs.collect()
}

/// The program that the image runs, and its arguments.
fn entrypoint() -> Vec<String> {
    serde_json::from_str(&only("ENTRYPOINT")).expect("ENTRYPOINT is a list")
}

fn argument(flag: &str) -> String {
    let words = entrypoint();
    let at = words.iter().position(|word| word == flag);
    words[at.unwrap_or_else(|| panic!("ENTRYPOINT has no {flag}")) + 1].clone()
}

fn numbers(version: &str) -> Vec<u32> {
    let parts = version.split('.');
    parts.map(|part| part.parse().expect(version)).collect()
}

#[test]
fn the_image_build_copies_what_cargo_needs() {
    // The same files in an empty folder. For the resolution, a target file of each member is enough.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("image");
    let _ = fs::remove_dir_all(&folder); // from an earlier run
    let ignored = read(".dockerignore");
    for (from, to) in copied() {
        assert!(repository().join(&from).exists(), "there is no {from}");
        let is_ignored = ignored.lines().any(|line| line == from);
        assert!(!is_ignored, ".dockerignore keeps {from} from the build");
        if !to.starts_with('/') {
            copy(&repository().join(&from), &folder.join(&from));
        }
    }
    let tree = cargo::command()
        .args(["tree", "--locked", "--offline", "--package", "completed"])
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{errors}");
    assert!(folder.join("protos/route_guide.proto").exists());
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().expect("a folder")).expect("the folder can be created");
        fs::copy(from, to).expect("the file can be copied");
    }
}

#[test]
fn secrets_stay_out_of_the_image_build() {
    let ignored = read(".dockerignore");
    let secrets = read(".gitignore");
    let secrets = secrets
        .lines()
        .filter(|line| line.starts_with("/completed/"));
    for secret in secrets.map(|line| line.trim_matches('/')) {
        let is_ignored = ignored.lines().any(|line| line == secret);
        assert!(is_ignored, ".dockerignore lacks {secret}");
    }
}

#[test]
fn the_image_is_built_with_a_pinned_release_that_is_recent_enough() {
    let froms: Vec<_> = instructions()
        .into_iter()
        .filter(|(name, _)| name == "FROM")
        .collect();
    let image = &froms[0].1;
    let tag = image.split_once("rust:").expect("the Rust image").1;
    let version = tag.split('-').next().map(numbers).expect("a version");
    assert_eq!(version.len(), 3, "{image} does not name a release");
    let manifest = read("completed/Cargo.toml");
    let needed = manifest.split("rust-version = \"").nth(1);
    let needed = needed.and_then(|rest| rest.split('"').next());
    assert!(version >= numbers(needed.expect("rust-version")), "{image}");
    assert_eq!(froms.last().expect("a last stage").1, "scratch");
}

#[test]
fn the_image_runs_the_server_without_rights_of_root() {
    let user = only("USER");
    let (user, group) = user.split_once(':').expect("a user and a group");
    for id in [user, group] {
        assert!(id.parse().is_ok_and(|id: u32| id != 0), "USER {id}");
    }

    let help = programs::succeeds("server", &["--help"]);
    let words = entrypoint();
    for flag in words.iter().filter(|word| word.starts_with("--")) {
        let is_known = help.split_whitespace().any(|word| word == flag);
        assert!(is_known, "the server has no {flag}");
    }
    let targets: Vec<_> = copied().into_iter().map(|(_, to)| to).collect();
    assert!(targets.contains(&argument("--database")), "{targets:?}");
    assert_eq!(argument("--addr"), format!("0.0.0.0:{}", only("EXPOSE")));
}
