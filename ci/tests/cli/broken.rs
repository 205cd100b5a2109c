//! A project that does not compile.

use std::fs;

use crate::Learner;

#[test]
fn a_file_that_is_missing_is_named() {
    let learner = Learner::new();
    for file in ["src/service.rs", "Cargo.toml", "tests", "src/hardening"] {
        fs::rename(learner.file(file), learner.file("elsewhere")).expect("the file");
        let missing = format!("start_here/{file} is missing");
        let restore = format!("git checkout start_here/{file}");
        learner.refuses(&[], &[&missing, &restore]);
        fs::rename(learner.file("elsewhere"), learner.file(file)).expect("the file");
    }
}
