use serde_json::json;

use super::*;

fn read(message: &Value) -> Option<Diagnostic> {
    Diagnostic::read(message, Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn span(file: &str, expansion: &Value) -> Value {
    json!({
        "file_name": file, "is_primary": true, "line_start": 5, "column_start": 9,
        "label": "expected `;`", "expansion": expansion
    })
}

#[test]
fn an_error_has_its_location_and_the_suggestion() {
    let diagnostic = read(&json!({
        "level": "error", "message": "mismatched types", "code": {"code": "E0308"},
        "spans": [span("codelab/src/lib.rs", &Value::Null)], "rendered": "error: …\n\n",
        "children": [
            {"message": "a note", "spans": []},
            {"message": "add `;`", "spans": [{
                "line_start": 6, "suggested_replacement": ";",
                "suggestion_applicability": "MachineApplicable"
            }]}
        ]
    }))
    .expect("an error");
    assert_eq!(diagnostic.code.as_deref(), Some("E0308"));
    let expected = Span {
        file: "src/lib.rs".to_string(),
        line: 5,
        column: 9,
        label: "expected `;`".to_string(),
    };
    assert_eq!(diagnostic.span, Some(expected));
    let suggestion = diagnostic.suggestion.clone().expect("a suggestion");
    assert_eq!((suggestion.line, suggestion.replacement.as_str()), (6, ";"));
    assert_eq!(diagnostic.rendered, "error: …");
    assert!(
        ["mismatched", "expected", "note"]
            .iter()
            .all(|text| diagnostic.mentions(text))
    );
}

#[test]
fn an_error_in_an_empty_file_is_in_its_first_line() {
    let message = json!({
        "level": "error", "message": "m",
        "spans": [{
            "file_name": "codelab/src/lib.rs", "is_primary": true, "line_start": 0,
            "column_start": 0
        }]
    });
    let span = read(&message).and_then(|diagnostic| diagnostic.span);
    assert_eq!(span.map(|span| (span.line, span.column)), Some((1, 1)));
}

#[test]
fn an_error_in_a_macro_is_at_its_call() {
    let call = json!({"span": span("codelab/src/lib.rs", &Value::Null)});
    let message = json!({
        "level": "error", "message": "m", "spans": [span("/elsewhere/a.rs", &call)]
    });
    let span = read(&message).and_then(|diagnostic| diagnostic.span);
    assert_eq!(span.map(|span| span.file).as_deref(), Some("src/lib.rs"));
}

#[test]
fn a_message_that_counts_others_is_left_out() {
    for (level, message) in [
        ("error", "aborting due to 2 previous errors"),
        ("warning", "3 warnings emitted"),
        ("failure-note", "For more information"),
    ] {
        let message = json!({"level": level, "message": message, "spans": []});
        assert_eq!(read(&message), None);
    }
}
