//! CODELAB.md agrees with the projects, and a slip in it is found, with its line.

mod form;
mod proof;
mod words;

use std::fs;

use ci::repository;
use codelab::text::{codelab::Codelab, lesson::Step, markdown, project::Project};

fn text() -> String {
    let text = fs::read_to_string(repository().join("CODELAB.md")).expect("CODELAB.md");
    text.replace("\r\n", "\n")
}

/// The problems of a text, one a line.
fn problems(text: &str) -> String {
    let problems = proof::problems(text, &repository()).expect("the repository can be read");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Puts something else into the text, once, and expects one problem: at that line, and about this.
#[track_caller]
fn slip(there: &str, instead: &str, about: &str) {
    let text = text();
    let at = text
        .find(there)
        .unwrap_or_else(|| panic!("{there:?} is not in CODELAB.md"));
    // A block is known by its first line, the opening fence.
    let line = text[..at].matches('\n').count() + 1;
    let found = problems(&text.replacen(there, instead, 1));
    let expected = format!("CODELAB.md:{line}: ");
    assert!(
        found
            .lines()
            .any(|problem| problem.starts_with(&expected) && problem.contains(about)),
        "expected {expected}… {about} …, found:\n{found}"
    );
}

#[test]
fn the_text_agrees_with_the_projects() {
    assert_eq!(problems(&text()), "");
}

#[test]
fn each_part_takes_as_long_as_is_said() {
    let codelab = Codelab::open(&repository()).expect("the codelab");
    let parts = codelab.parts();
    let minutes = |steps: &[&Step]| steps.iter().map(|step| step.minutes).sum::<u32>();
    let parts: Vec<_> = parts
        .iter()
        .map(|part| (part.steps.len(), minutes(&part.steps)))
        .collect();
    assert_eq!(
        parts,
        [(8, 73), (4, 58), (1, 20)],
        "steps and minutes of each part"
    );
}

#[test]
fn the_readme_promises_the_same() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("README.md");
    assert!(
        readme.contains("In a little over an hour"),
        "how long the first part takes"
    );
}

#[test]
fn every_link_leads_somewhere() {
    for file in [
        "README.md",
        "CONTRIBUTING.md",
        "data/README.md",
        "ci/interop/README.md",
        "start_here/AGENTS.md",
    ] {
        let file = repository().join(file);
        let text = fs::read_to_string(&file).expect("a file");
        let folder = file.parent().expect("a folder");
        let broken = proof::links(&markdown::read(&text), folder);
        assert_eq!(broken, [], "{}", file.display());
    }
}

#[test]
fn the_hints_agree_with_the_text() {
    let codelab = Codelab::open(&repository()).expect("the codelab");
    let hints = &codelab.hints;
    for step in &codelab.lesson.steps {
        let number = step.number;
        let slots: Vec<usize> = hints.of_step(number).iter().map(|hint| hint.slot).collect();
        assert!(slots.len() >= 2, "step {number} has two hints or more");
        let last = step.slots.len().max(1);
        assert!(
            slots.is_sorted() && slots.iter().all(|slot| (1..=last).contains(slot)),
            "step {number} has hints for its slots, in their order: {slots:?}"
        );
    }
    let last = codelab.lesson.steps.len();
    assert!(
        hints.hints.iter().all(|hint| hint.step <= last),
        "no hints for other steps"
    );
    for table in &hints.errors {
        let line = codelab.lesson.line_of(&table.heading);
        let before = |step: &&Step| Some(step.line) < line;
        let step = codelab
            .lesson
            .steps
            .iter()
            .rfind(before)
            .map(|step| step.number);
        assert_eq!(
            step,
            Some(table.step),
            "the step with the heading {:?}",
            table.heading
        );
    }
}

#[test]
fn start_here_is_up_to_date() {
    let codelab = Codelab::open(&repository()).expect("the codelab");
    let starter = Project::read(&codelab.project()).expect("start_here");
    let generated = codelab.with_open(|_| true);
    let mut outdated: Vec<String> = generated.changed_from(&starter).files.into_keys().collect();
    outdated.extend(starter.changed_from(&generated).files.into_keys());
    outdated.dedup();
    assert!(
        outdated.is_empty(),
        "out of date in start_here: {outdated:?}; type: cargo run --package ci --bin generate"
    );
}

#[test]
fn a_missing_snippet_is_found() {
    let text = text();
    let start = text
        .find("```rust fill=src/service.rs")
        .expect("a snippet of step 4");
    let end = start + text[start..].find("\n```\n").expect("its end") + 5;
    let found = problems(&format!("{}{}", &text[..start], &text[end..]));
    let heading = text.find("\n## 4. ").expect("step 4") + 1;
    let line = text[..heading].matches('\n').count() + 1;
    let expected =
        format!("CODELAB.md:{line}: step 4 has no snippet for the placeholder at src/service.rs:");
    assert!(found.starts_with(&expected), "{found}");
}

#[test]
fn a_stray_snippet_is_found() {
    slip(
        "```console\n$ cargo test --test codelab step_04\n",
        "```rust fill=src/service.rs\nlet stray = 1;\n```\n\n```console\n$ cargo test\n",
        "right before this block, a paragraph begins with **Write:**",
    );
}

#[test]
fn a_snippet_for_a_file_that_is_not_there_is_found() {
    slip(
        "```rust fill=src/database.rs",
        "```rust fill=src/datebase.rs",
        "the block about src/datebase.rs",
    );
}

#[test]
fn a_write_line_that_is_wrong_is_found() {
    let write = "**Write:** in `src/database.rs`, replace `todo!(\"step 3: build";
    for (instead, about) in [
        (
            write.replace("database", "service"),
            "is about src/service.rs",
        ),
        (write.replace("step 3", "step 4"), "names step 4, in step 3"),
        (write.replace("Write", "Type"), "begins with **Write:**"),
        (write.replace("build", "make"), "is not in src/database.rs"),
    ] {
        let found = problems(&text().replacen(write, &instead, 1));
        assert!(
            found.starts_with("CODELAB.md:") && found.contains(about),
            "{instead}: {found}"
        );
    }
}

#[test]
fn one_wrong_character_in_a_snippet_is_found() {
    slip(
        "```rust fill=src/database.rs\nFeature {\n    name: record.name,",
        "```rust fill=src/database.rs\nFeature {\n    name:  record.name,",
        "src/database.rs:",
    );
}

#[test]
fn an_excerpt_that_is_not_in_its_file_is_found() {
    slip(
        "```rust excerpt=build.rs\n    let descriptors",
        "```rust excerpt=build.rs\n    let descriptions",
        "do not stand in build.rs",
    );
    slip(
        "```rust excerpt=build.rs",
        "```rust excerpt=bild.rs",
        "cannot read bild.rs",
    );
}

#[test]
fn a_block_that_cannot_be_classified_is_found() {
    for info in [
        "```rust",
        "```",
        "```rust fil=src/x.rs",
        "```console backgroud",
        "```sh",
    ] {
        slip("```rust fill=src/database.rs", info, "is none of");
    }
}

#[test]
fn an_indented_block_is_found() {
    slip(
        "The snippets in this text start",
        "    cargo codelab\n\nThe snippets of this text begin",
        "is none of",
    );
}

#[test]
fn a_console_block_without_a_command_is_found() {
    slip(
        "```console\n$ cd start_here",
        "```console\ncd start_here",
        "begins with a command",
    );
}

#[test]
fn a_contract_that_is_not_shown_whole_is_found() {
    let text = text();
    let found = problems(&text.replacen(
        "```proto excerpt=protos/route_guide.proto\nsyntax",
        "```text\nsyntax",
        1,
    ));
    assert!(found.contains("are not the whole file"), "{found}");
}

#[test]
fn links_that_lead_nowhere_are_found() {
    for target in ["protos/rute_guide.proto", "#no-such-heading"] {
        slip(
            "Before two programs can communicate",
            &format!("[Before]({target}) two programs can talk"),
            "leads nowhere",
        );
    }
}

#[test]
fn a_link_to_a_heading_that_is_there_is_fine() {
    let text = text().replacen("the first build", "[the first build](#8-test-and-debug)", 1);
    assert_eq!(problems(&text), "");
}

#[test]
fn headings_out_of_order_are_found() {
    slip(
        "## 5. Start the server",
        "## 6. Start the server",
        "begin it with \"5. \"",
    );
    slip(
        "## 5. Start the server",
        "## Start the server",
        "begin it with \"5. \"",
    );
}

#[test]
fn a_step_without_its_duration_is_found() {
    slip(
        "## 3. ",
        "## 3. A title and no time\n\n## 4. ",
        "has no paragraph \"Duration:",
    );
    slip("Duration: 5", "Duration: five", "whole number of minutes");
}

#[test]
fn what_claat_would_not_understand_is_found() {
    for (there, instead, about) in [
        ("id: getting", "name: getting", "no metadata"),
        ("categories: ", "level: ", "no metadata"),
        (
            "You need to know Rust up to",
            "- [ ] You need to know Rust up to",
            "tasks",
        ),
        (
            "You need to know Rust up to",
            "Environment: You need to know Rust up to",
            "setting",
        ),
        (
            "You need to know Rust up to",
            "<details>\n\nYou need to know Rust up to",
            "only HTML",
        ),
        (
            "<aside class=\"positive\">\n",
            "<aside class=\"positive\">",
            "blank line",
        ),
        (
            "<aside class=\"positive\">",
            "<aside class=\"important\">",
            "only HTML",
        ),
        ("</aside>", "", "in turn"),
    ] {
        let found = problems(&text().replacen(there, instead, 1));
        assert!(found.contains(about), "{there:?} as {instead:?}: {found}");
    }
    slip(
        "## 5. Start the server\n",
        "## 5. Start the server\n\nWell.\n",
        "right below its heading",
    );
}

#[test]
fn a_word_in_code_type_that_names_nothing_is_found() {
    for (there, instead) in [
        ("Open `src/service.rs`", "Open `src/servise.rs`"),
        ("has the method `find`", "has the method `findd_it`"),
        (
            "`cargo codelab diff` compares",
            "`cargo codelab dif` compares",
        ),
        ("`check_range` in", "`check_the_range` in"),
    ] {
        slip(there, instead, "is not in the repository");
    }
    let found = problems(&text().replacen("`rustup update`", "rustup", 1));
    assert!(
        found.contains("exempts `rustup update`, and nothing needs that"),
        "{found}"
    );
}
