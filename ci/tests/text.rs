//! CODELAB.md agrees with the projects, and a slip in it is found, with its line.

use std::fs;

use codelab::{course::Course, lesson::Step, markdown, proof, repository, tree::Tree};

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
fn each_part_takes_as_long_as_is_said() {
    let course = Course::open(&repository()).expect("the codelab");
    let parts = course.parts();
    let minutes = |steps: &[&Step]| steps.iter().map(|step| step.minutes).sum::<u32>();
    let parts: Vec<_> = parts
        .iter()
        .map(|part| (part.steps.len(), minutes(&part.steps)))
        .collect();
    assert_eq!(
        parts,
        [(8, 67), (4, 58), (1, 20)],
        "steps and minutes of each part"
    );
}

#[test]
fn the_readme_promises_the_same_and_its_links_lead_somewhere() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("README.md");
    assert!(
        readme.contains("In an hour"),
        "how long the first part takes"
    );
    assert_eq!(proof::links(&markdown::read(&readme), &repository()), []);
}

#[test]
fn the_hints_agree_with_the_text_and_with_the_starter() {
    let course = Course::open(&repository()).expect("the codelab");
    let (steps, guide) = (&course.lesson.steps, &course.guide);
    assert_eq!(guide.len(), steps.len(), "ci/hints.toml has every step");
    for (step, advice) in steps.iter().zip(guide) {
        let number = step.number;
        assert_eq!(advice.title, step.title, "the title of step {number}");
        assert!(
            advice.hints.len() >= 2,
            "step {number} has two hints or more"
        );
        let of = advice.hints.iter().map(|hint| hint.of);
        let last = advice.markers.len().max(1);
        assert!(
            of.clone().is_sorted() && of.clone().all(|of| (1..=last).contains(&of)),
            "step {number} has hints for its placeholders, one after the other"
        );
        if let Some(heading) = &advice.errors {
            let line = course.lesson.line_of(heading);
            let after = |other: &&Step| Some(other.line) < line;
            assert_eq!(
                steps.iter().rfind(after).map(|step| step.number),
                Some(number),
                "the step with the heading {heading:?}"
            );
        }
        let fills = course.lesson.steps[number - 1].blocks.iter();
        let fills = fills.filter(|block| matches!(block.kind, codelab::lesson::Kind::Fill(_)));
        assert_eq!(
            advice.markers.len(),
            fills.count(),
            "the placeholders of step {number}"
        );
    }
    let starter = Tree::read(&repository().join("start_here")).expect("start_here");
    let emptied = course
        .with_open(|_| true)
        .expect("every snippet is in the reference");
    assert_eq!(
        emptied.difference(&starter),
        None,
        "completed, emptied, is start_here"
    );
}

#[test]
fn the_manifests_differ_in_name_and_lints_alone() {
    let manifest = |project: &str| {
        let file = repository().join(project).join("Cargo.toml");
        let text = fs::read_to_string(file)
            .expect("a manifest")
            .replace("\r\n", "\n");
        let (rest, _) = text.split_once("[lints").expect("lints come last");
        rest.replacen(&format!("name = \"{project}\""), "", 1)
    };
    assert_eq!(manifest("start_here"), manifest("completed"));
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
        "```console\n$ cargo test --test codelab step_04\n",
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
            "Before two programs can communicate",
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
        let found = problems(&codelab().replacen(there, instead, 1));
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
        ("`src/service.rs` the struct", "`src/servise.rs` the struct"),
        ("has the method `find`", "has the method `findd_it`"),
        (
            "`cargo codelab diff` compares",
            "`cargo codelab dif` compares",
        ),
        ("`check_range` in", "`check_the_range` in"),
    ] {
        slip(there, instead, "is not in the repository");
    }
    let found = problems(&codelab().replacen("`rustup update`", "rustup", 1));
    assert!(
        found.contains("exempts `rustup update`, and nothing needs that"),
        "{found}"
    );
}
