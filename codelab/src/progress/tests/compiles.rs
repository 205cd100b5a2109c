use super::*;

/// Calls `check` with the advice for a step of a learner with this project and these failures.
fn advise(
    step: usize,
    (written, file, from, to): (usize, &str, &str, &str),
    failing: &[&str],
    check: impl FnOnce(Advice),
) {
    let codelab = codelab();
    let project = project(&codelab, written, file, from, to);
    let learner = learner(&codelab, &project);
    let tested = tested(&learner, failing);
    let progress = Progress {
        learner,
        tested: &tested,
    };
    check(progress.advice(codelab.step(step).expect("a step")));
}

#[test]
fn a_placeholder_is_to_be_written() {
    advise(3, (0, "", "", ""), &[], |advice| {
        assert!(
            matches!(
                advice,
                Advice::Write {
                    line: 3,
                    begun: false,
                    ..
                }
            ),
            "{advice:?}"
        );
    });
    advise(4, (2, "", "", ""), &[], |advice| {
        assert!(
            matches!(
                advice,
                Advice::Write {
                    line: 4,
                    begun: true,
                    ..
                }
            ),
            "{advice:?}"
        );
    });
}

#[test]
fn code_in_the_wrong_place_is_to_be_moved() {
    let change = (0, "src/b.rs", "let c = d;", "one();\n    two()");
    advise(3, change, &[], |advice| {
        assert!(
            matches!(&advice, Advice::Move(Cause::Misplaced { file, line: 3, .. }) if file == "src/b.rs"),
            "{advice:?}"
        );
    });
}

#[test]
fn a_step_without_slots_is_done_when_its_tests_pass() {
    advise(1, (0, "", "", ""), &[], |advice| {
        assert_eq!(advice, Advice::Done)
    });
    advise(2, (0, "", "", ""), &[], |advice| {
        assert_eq!(advice, Advice::Done)
    });
    advise(2, (0, "", "", ""), &[TESTS[0]], |advice| {
        assert!(matches!(advice, Advice::Fix(_)), "{advice:?}");
    });
}

#[test]
fn failures_come_in_the_order_of_the_file() {
    advise(
        3,
        (1, "", "", ""),
        &["step_03::adds", "step_03::basics"],
        |advice| {
            let Advice::Fix(fix) = advice else {
                panic!("{advice:?}");
            };
            let names: Vec<&str> = fix.failed.iter().map(|run| run.test.function()).collect();
            assert_eq!(names, ["basics", "adds"]);
            assert!(!fix.partly && fix.unfinished.is_none());
        },
    );
}

#[test]
fn a_test_fails_only_when_its_slots_are_written() {
    let failing = [
        "step_04::server::checks",
        "step_04::client::calls",
        "step_04::whole",
    ];
    advise(4, (1, "", "", ""), &failing, |advice| {
        assert!(
            matches!(advice, Advice::Write { line: 2, .. }),
            "{advice:?}"
        );
    });
    advise(4, (2, "", "", ""), &failing, |advice| {
        let Advice::Fix(fix) = advice else {
            panic!("{advice:?}");
        };
        assert_eq!(
            fix.failed.len(),
            1,
            "only the test of the slot that is written"
        );
        assert!(fix.partly);
    });
}

#[test]
fn a_todo_of_ones_own_is_found() {
    let change = (1, "src/a.rs", "two()", "todo!(\"two\")");
    advise(3, change, &["step_03::adds"], |advice| {
        let Advice::Fix(fix) = advice else {
            panic!("{advice:?}");
        };
        let expected = Location {
            file: "src/a.rs",
            line: 4,
        };
        assert_eq!(fix.unfinished, Some(expected));
    });
}

#[test]
fn a_placeholder_beside_code_is_to_be_deleted() {
    let marker = "todo!(\"step 3: add it\")";
    for (to, line) in [
        (format!("one();\n    two();\n    {marker}"), 5),
        (format!("{marker};\n    one()"), 3),
        (format!("let x = 1;\n    {marker}"), 4),
    ] {
        advise(3, (0, "src/a.rs", marker, &to), &[], |advice| {
            let found = matches!(advice, Advice::DeletePlaceholder { line: l, .. } if l == line);
            assert!(found, "{to}: {advice:?}");
        });
    }
    let marker = "// TODO(step 4): check it";
    let both = format!("{marker}\n    check();");
    advise(4, (1, "src/b.rs", marker, &both), &[], |advice| {
        assert!(
            matches!(advice, Advice::DeletePlaceholder { line: 2, .. }),
            "{advice:?}"
        );
    });
}

#[test]
fn a_part_of_a_placeholder_is_to_be_restored_where_tests_fail() {
    let change = (
        0,
        "src/a.rs",
        "todo!(\"step 3: add it\")",
        "todo!(\"step 3: add\")",
    );
    advise(3, change, &["step_03::adds"], |advice| {
        assert!(
            matches!(advice, Advice::RestorePlaceholder { line: 3, .. }),
            "{advice:?}"
        );
    });
    advise(3, change, &[], |advice| assert_eq!(advice, Advice::Done));
}

#[test]
fn a_warning_about_ones_own_code_comes_before_the_tick() {
    let codelab = codelab();
    let project = project(&codelab, 1, "", "", "");
    let learner = learner(&codelab, &project);
    let step = codelab.step(3).expect("a step");
    let with = |warning: Diagnostic| Tested {
        warnings: vec![warning],
        ..tested(&learner, &[])
    };
    for (line, is_own) in [(1, false), (3, true)] {
        let tested = with(error("unused_must_use", "unused", "src/a.rs", line));
        let progress = Progress {
            learner,
            tested: &tested,
        };
        let warned = matches!(progress.advice(step), Advice::FixWarning { .. });
        assert_eq!(
            (warned, progress.is_done(step)),
            (is_own, !is_own),
            "line {line}"
        );
    }
}

#[test]
fn a_placeholder_that_is_gone_is_to_be_restored_unless_the_tests_pass() {
    let gone = (3, "src/b.rs", "check();\n", "");
    advise(4, gone, &["step_04::server::checks"], |advice| {
        assert!(matches!(advice, Advice::RestoreLost(_)), "{advice:?}");
    });
    advise(4, gone, &[], |advice| assert_eq!(advice, Advice::Done));
    let own = (3, "src/b.rs", "check();", "check_in_my_way();");
    advise(4, own, &["step_04::server::checks"], |advice| {
        assert!(matches!(advice, Advice::Fix(_)), "{advice:?}");
    });
}

#[test]
fn ready_made_code_that_has_changed_is_named_where_tests_fail() {
    let change = (3, "src/b.rs", "let c = d;", "let c = e;");
    advise(4, change, &["step_04::whole"], |advice| {
        let Advice::Fix(fix) = advice else {
            panic!("{advice:?}");
        };
        assert_eq!(fix.changed, ["src/b.rs".to_string()].into());
    });
    advise(4, change, &[], |advice| assert_eq!(advice, Advice::Done));
}

#[test]
fn the_slot_in_question_is_that_of_the_failing_test_and_else_the_first_open_one() {
    let codelab = codelab();
    let step = codelab.lesson.step(4).expect("a step");
    for (written, failing, expected) in [
        (1, None, Some(0)),
        (2, None, Some(1)),
        (2, Some("step_04::server::checks"), Some(0)),
        (3, Some("step_04::client::calls"), Some(1)),
        (3, Some("step_04::whole"), None),
        (3, None, None),
    ] {
        let project = project(&codelab, written, "", "", "");
        let learner = learner(&codelab, &project);
        let failing = failing.map(Test::new);
        let slot = learner.slot_in_question(step, failing.as_ref());
        assert_eq!(slot, expected, "{written} written, {failing:?} fails");
    }
}
