use super::{does_not_compile::decide, *};

#[test]
fn causes_are_told_from_the_files() {
    let step_3 = "todo!(\"step 3: add it\")";
    let step_4 = "// TODO(step 4): check it";
    let solution = "one();\n    two()";
    for (change, expected) in [
        (
            (0, "src/a.rs", "todo!(\"step 3", "tod(\"step 3"),
            "Damaged 3 src/a.rs:3",
        ),
        (
            (0, "src/a.rs", step_3, &format!("{solution}\n    {step_3}")),
            "Leftover 3 src/a.rs:5",
        ),
        (
            (1, "src/b.rs", step_4, &format!("check()\n    {step_4}")),
            "",
        ),
        (
            (0, "src/a.rs", step_3, "one();\n    two()\")"),
            "Damaged 3 src/a.rs:4",
        ),
        (
            (0, "src/a.rs", step_3, "todo!(\"one();\n    two()"),
            "Damaged 3 src/a.rs:3",
        ),
        (
            (0, "src/a.rs", step_3, "todo!(one();\n    two()"),
            "Damaged 3 src/a.rs:3",
        ),
        ((0, "src/a.rs", step_3, "one(\"a\", \"b\")"), ""),
        ((0, "src/a.rs", step_3, ""), "Lost 3"),
        ((3, "Cargo.toml", "x = \"1\"\n", ""), "Manifest:2"),
        ((3, "src/b.rs", "check();", "// later"), "Lost 4"),
        ((0, "src/b.rs", step_4, solution), "Misplaced 3 src/b.rs:2"),
        (
            (0, "src/a.rs", "use x;", &format!("{solution}\nuse x;")),
            "Misplaced 3 src/a.rs:1",
        ),
        ((0, "src/a.rs", "use x;\n", ""), "Changed src/a.rs"),
        ((3, "src/b.rs", "let c = d;\n", ""), "Changed src/b.rs"),
        ((3, "src/a.rs", "one();", "three();"), ""),
        (
            (
                1,
                "src/b.rs",
                "    todo!(\"step 4: call it\")",
                "    x();\n    y()",
            ),
            "",
        ),
    ] {
        decide(change, Vec::new(), |broken| {
            let first = broken
                .causes
                .first()
                .map_or(String::new(), |cause| match cause {
                    Cause::Damaged { slot, line } => {
                        format!("Damaged {} {}:{line}", slot.step, slot.file)
                    }
                    Cause::Leftover { slot, line } => {
                        format!("Leftover {} {}:{line}", slot.step, slot.file)
                    }
                    Cause::Misplaced {
                        slot,
                        file,
                        line,
                        instead,
                    } => {
                        let instead = instead.map_or(String::new(), |line| format!(" for {line}"));
                        format!("Misplaced {} {file}:{line}{instead}", slot.step)
                    }
                    Cause::Manifest(difference) => format!("Manifest:{}", difference.line),
                    Cause::Lost(lost) => format!("Lost {}", lost.slot.step),
                    Cause::Skipped { slot, line } => {
                        format!("Skipped {} {}:{line}", slot.step, slot.file)
                    }
                    Cause::Changed { file } => format!("Changed {file}"),
                    Cause::Contract => "Contract".to_string(),
                });
            assert_eq!(first, expected, "{change:?}");
        });
    }
}

#[test]
fn code_over_another_placeholder_is_named_and_the_placeholder_too() {
    let step_4 = "// TODO(step 4): check it";
    let change = (0, "src/b.rs", step_4, "one();\n    two()");
    decide(change, Vec::new(), |broken| {
        let lost = broken.causes.iter().find_map(|cause| match cause {
            Cause::Lost(lost) => Some(lost),
            _ => None,
        });
        let lost = lost.expect("a lost slot");
        assert_eq!(lost.slot.marker, step_4);
        let instead = lost.instead.map(|(slot, line)| (slot.step, line));
        assert_eq!((instead, lost.step()), (Some((3, 2)), 4));
    });
}

#[test]
fn a_line_added_to_the_manifest_is_to_blame_only_for_errors_of_cargo() {
    let added = (3, "Cargo.toml", "[dep", "y = \"1\"\n[dep");
    let of_rustc = vec![error("E2", "m", "src/a.rs", 3)];
    for (errors, expected) in [(Vec::new(), true), (of_rustc, false)] {
        decide(added, errors, |broken| {
            assert_eq!(broken.is_outside(), expected, "{:?}", broken.causes);
        });
    }
}

#[test]
fn ready_made_code_that_has_changed_explains_only_errors_near_it() {
    let changed = (3, "src/a.rs", "use x;", "use y;");
    for (file, line, is_cause) in [
        ("src/a.rs", 3, true),
        ("src/b.rs", 1, true),
        ("src/b.rs", 2, false),
    ] {
        decide(changed, vec![error("E2", "m", file, line)], |broken| {
            let found = (broken.causes.len(), broken.changed.len());
            let expected = if is_cause { (1, 0) } else { (0, 1) };
            assert_eq!(found, expected, "{file}:{line}");
        });
    }
}

#[test]
fn a_slot_in_the_manifest_that_is_not_written_is_not_to_blame() {
    let lesson = "# Title\n\n## 1. One\n\nDuration: 1\n\n**Write:** in `Cargo.toml`, replace \
                  `# TODO(step 1): add it` with this.\n\n```toml fill=Cargo.toml\n\"x\",\n```\n";
    let lesson = Lesson::parse(lesson).expect("a lesson");
    let hints = Hints::parse("[[part]]\nfirst = 1\ntitle = \"one\"\n").expect("hints");
    let mut finished = Project::default();
    let manifest = "default = [\n    \"x\",\n]\n".to_string();
    finished.files.insert("Cargo.toml".to_string(), manifest);
    let codelab = Codelab::new(Path::new("/codelab"), lesson, hints, finished).expect("a codelab");
    let causes_of = |from: &str, to: &str, errors: Vec<Diagnostic>| {
        let project = project(&codelab, 0, "Cargo.toml", from, to);
        let failure = Failure {
            errors,
            ..Failure::default()
        };
        let broken = Broken::new(&learner(&codelab, &project), &failure);
        broken.causes.len()
    };
    let causes = |from: &str, to: &str| causes_of(from, to, Vec::new());
    assert_eq!(
        causes("# TODO(step 1): add it", "# TODO(step 1): add it"),
        0
    );
    assert_eq!(causes("# TODO(step 1): add it", "\"x\","), 0);
    assert_ne!(causes("default", "defautl"), 0);
    let of_rustc = vec![error("E2", "m", "src/a.rs", 3)];
    let without_comma = causes_of("# TODO(step 1): add it", "\"x\"", of_rustc);
    assert_eq!(without_comma, 0, "a slot can be written in several ways");
}
