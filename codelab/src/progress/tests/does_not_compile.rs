use super::*;

/// Calls `check` with the decision for this project and these errors.
pub(super) fn decide(
    (written, file, from, to): (usize, &str, &str, &str),
    errors: Vec<Diagnostic>,
    check: impl FnOnce(&Broken),
) {
    let codelab = codelab();
    let project = project(&codelab, written, file, from, to);
    let failure = Failure {
        errors,
        cargo: vec!["error: it failed".to_string()],
    };
    check(&Broken::new(&learner(&codelab, &project), &failure));
}

#[test]
fn the_slot_of_the_error_is_to_blame() {
    let errors = vec![error("E2", "m", "src/a.rs", 4)];
    decide((3, "src/a.rs", "two()", "tow()"), errors, |broken| {
        assert_eq!(broken.step, 3);
        assert_eq!(broken.causes, []);
        assert_eq!(broken.table.map(|table| table.step), Some(4));
        assert!(
            broken.cargo.is_empty(),
            "the compiler's own error is enough"
        );
    });
}

#[test]
fn a_placeholder_that_was_skipped_is_the_cause_of_errors_after_it() {
    let codelab = codelab();
    let mut slots = codelab.lesson.slots().skip(1);
    let (server, client) = (slots.next().expect("a slot"), slots.next().expect("a slot"));
    let without_server = codelab.with_open(|slot| slot == server);
    let line = |project: &Project, code| {
        let mut lines = project.text("src/b.rs").lines();
        lines.position(|line| line.contains(code)).expect("a line") + 1
    };
    for (code, expected) in [("call()", vec![2]), ("call(1)", Vec::new())] {
        let mut project = without_server.clone();
        let text = project.text("src/b.rs").replace("call()", code);
        project.files.insert("src/b.rs".to_string(), text);
        let failure = Failure {
            errors: vec![error("E2", "m", &client.file, line(&project, code))],
            cargo: Vec::new(),
        };
        let broken = Broken::new(&learner(&codelab, &project), &failure);
        let lines = broken.causes.iter().map(|cause| match cause {
            Cause::Skipped { slot, line } if *slot == server => *line,
            cause => panic!("{cause:?}"),
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected, "{code}");
    }
}

#[test]
fn the_slot_of_the_error_is_in_question() {
    let codelab = codelab();
    let project = project(&codelab, 3, "", "", "");
    let learner = learner(&codelab, &project);
    for (line, slot) in [(2, Some(0)), (3, None), (4, Some(1))] {
        let failure = Failure {
            errors: vec![error("E2", "m", "src/b.rs", line)],
            cargo: Vec::new(),
        };
        let broken = Broken::new(&learner, &failure);
        assert_eq!(broken.slot(&learner), slot, "line {line}");
    }
}

#[test]
fn elsewhere_the_earliest_step_unlike_the_text_is_to_blame() {
    let errors = || vec![error("E2", "m", "src/lib.rs", 1)];
    decide((3, "src/a.rs", "two()", "tow()"), errors(), |broken| {
        assert_eq!(broken.step, 3)
    });
    decide((1, "", "", ""), errors(), |broken| {
        assert_eq!(broken.step, 4)
    });
    decide((3, "", "", ""), Vec::new(), |broken| {
        assert_eq!(broken.step, 4);
        assert_eq!(broken.cargo, ["error: it failed"]);
    });
}

#[test]
fn a_known_slip_comes_first_and_then_an_error_with_a_suggestion() {
    let mut suggesting = error("E2", "second", "src/a.rs", 3);
    suggesting.suggestion = Some(Suggestion {
        message: "add `;`".to_string(),
        line: 3,
        replacement: ";".to_string(),
    });
    let first = error("E2", "first", "src/a.rs", 3);
    let known = error("E1", "the bound", "src/a.rs", 3);
    decide(
        (1, "", "", ""),
        vec![first.clone(), suggesting.clone(), known],
        |broken| {
            assert_eq!(broken.slip.map(|slip| slip.fix.as_str()), Some("Wrap it."));
            assert_eq!(broken.others.len(), 2);
        },
    );
    decide((1, "", "", ""), vec![first, suggesting], |broken| {
        assert_eq!(
            broken.error.map(|error| error.message.as_str()),
            Some("second")
        );
        assert_eq!(broken.slip, None);
    });
    let elsewhere = error("E1", "the bound", "src/b.rs", 2);
    decide((2, "", "", ""), vec![elsewhere], |broken| {
        assert_eq!(
            (broken.step, broken.slip),
            (4, None),
            "this slip is one of step 3"
        );
    });
}

#[test]
fn a_slip_of_one_step_does_not_explain_an_error_in_another() {
    // Both errors are at ready-made lines.
    for (change, expected) in [
        ((3, "src/a.rs", "two()", "tow()"), Some("Wrap it.")),
        ((3, "src/b.rs", "end()", "edn()"), None),
    ] {
        let errors = vec![error("E1", "the bound", "src/lib.rs", 1)];
        decide(change, errors, |broken| {
            let fix = broken.slip.map(|slip| slip.fix.as_str());
            assert_eq!(fix, expected, "{change:?}");
        });
    }
}

#[test]
fn a_contract_that_differs_comes_first() {
    let codelab = codelab();
    let project = project(&codelab, 0, "src/lib.rs", "mod a", "mod b");
    let learner = Learner {
        contract_differs: true,
        ..learner(&codelab, &project)
    };
    let failure = Failure::default();
    let broken = Broken::new(&learner, &failure);
    let changed = Cause::Changed {
        file: "src/lib.rs".to_string(),
    };
    assert_eq!(
        (broken.step, broken.causes),
        (2, vec![Cause::Contract, changed])
    );
}

#[test]
fn an_error_that_the_files_do_not_explain_is_elsewhere() {
    let in_code = vec![error("E2", "m", "src/a.rs", 3)];
    let added = (3, "Cargo.toml", "[dep", "y = \"1\"\n[dep");
    for (project, errors, expected) in [
        ((3, "", "", ""), Vec::new(), true),
        ((3, "", "", ""), in_code, false),
        (added, Vec::new(), false),
    ] {
        decide(project, errors, |broken| {
            assert_eq!(broken.is_elsewhere(), expected)
        });
    }
}

#[test]
fn indentation_does_not_make_code_unlike_the_text() {
    let errors = || vec![error("E2", "m", "src/b.rs", 1)];
    let unindented = (3, "src/a.rs", "    one();\n    two()", "one();\ntwo()");
    decide(unindented, errors(), |broken| assert_eq!(broken.step, 4));
}
