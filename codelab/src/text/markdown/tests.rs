use super::*;

#[test]
fn a_paragraph_has_its_strong_beginning_and_its_code_spans() {
    let items = read("## Title\n\n**Write:** in `a.rs`, **put** `b`.\n");
    let last = items.last().expect("a paragraph");
    assert_eq!(last.line, 3);
    let expected = Paragraph {
        text: "Write: in a.rs, put b.".to_string(),
        strong: "Write:".to_string(),
        code: vec!["a.rs".to_string(), "b".to_string()],
    };
    assert_eq!(last.kind, ItemKind::Paragraph(expected));
}

#[test]
fn a_code_block_has_the_line_of_its_fence() {
    let items = read("One.\n\n```rust fill=a.rs\nlet a;\n```\n");
    let code = ItemKind::Code("rust fill=a.rs".to_string(), "let a;\n".to_string());
    assert_eq!(
        items.last(),
        Some(&Item {
            line: 3,
            kind: code
        })
    );
}

#[test]
fn an_anchor_is_named_as_github_names_it() {
    assert_eq!(
        anchor("8. Test and debug: it's `easy`"),
        "8-test-and-debug-its-easy"
    );
}
