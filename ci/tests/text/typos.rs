//! A typo in the form of CODELAB.md is found, with its line.

mod table;

use codelab::text::line_at;
use table::{TYPOS, TYPOS_ELSEWHERE};

use crate::{SOURCES, expect_no_problems, listed, proof};

fn text() -> String {
    SOURCES.text("CODELAB.md").to_string()
}

/// The problems of a text, one a line.
fn problems(text: &str) -> String {
    let sources = SOURCES.with("CODELAB.md", text.to_string());
    listed(&proof::problems(&crate::claims(&sources), &sources))
}

#[test]
fn each_typo_is_found_with_its_line() {
    expect_no_problems();
    for (there, instead, about) in TYPOS {
        let at = text().find(there);
        let line = line_at(
            &text(),
            at.unwrap_or_else(|| panic!("no {there:?} in CODELAB.md")),
        );
        let found = problems(&text().replacen(there, instead, 1));
        let mut here = found
            .lines()
            .filter(|found| found.starts_with(&format!("CODELAB.md:{line}: ")));
        assert!(
            here.any(|found| found.contains(about)),
            "line {line}, {about}: {found}"
        );
    }
}

#[test]
fn each_typo_elsewhere_is_found() {
    expect_no_problems();
    for (there, instead, about) in TYPOS_ELSEWHERE {
        assert!(text().contains(there), "no {there:?} in CODELAB.md");
        let found = problems(&text().replacen(there, instead, 1));
        assert!(found.contains(about), "{there:?} as {instead:?}: {found}");
    }
}

#[test]
fn a_missing_snippet_is_found() {
    expect_no_problems();
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
fn a_link_to_a_heading_that_is_there_is_fine() {
    expect_no_problems();
    let text = text().replacen("the first build", "[the first build](#8-test-and-debug)", 1);
    assert_eq!(problems(&text), "");
}
