//! CODELAB.md agrees with the projects, and a slip in it is found, with its line.

use std::fs;

use codelab::{lesson::Lesson, proof, repository, tree::Tree};

fn codelab() -> String {
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
    let text = codelab();
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
    assert_eq!(problems(&codelab()), "");
}

#[test]
fn the_first_part_takes_three_quarters_of_an_hour() {
    let lesson = Lesson::parse(&codelab()).expect("CODELAB.md can be read");
    let minutes: u32 = lesson.steps.iter().take(8).map(|step| step.minutes).sum();
    assert_eq!(minutes, 45);
}

#[test]
fn the_reference_has_no_placeholders() {
    let completed = Tree::read(&repository().join("completed")).expect("completed can be read");
    assert_eq!(completed.placeholders(), []);
}

#[test]
fn a_missing_snippet_is_found() {
    let text = codelab();
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
        "```console\n$ cargo test --test codelab step_4\n",
        "```rust fill=src/service.rs\nlet stray = 1;\n```\n\n```console\n$ cargo test\n",
        "no placeholder of step 4 is left in src/service.rs",
    );
}

#[test]
fn a_snippet_for_a_file_that_is_not_there_is_found() {
    slip(
        "```rust fill=src/database.rs",
        "```rust fill=src/datebase.rs",
        "no file src/datebase.rs",
    );
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
        "The snippets of this text begin",
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
    let text = codelab();
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
            "Before two programs can talk",
            &format!("[Before]({target}) two programs can talk"),
            "leads nowhere",
        );
    }
}

#[test]
fn a_link_to_a_heading_that_is_there_is_fine() {
    let text = codelab().replacen("the first build", "[the first build](#8-test-and-debug)", 1);
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
