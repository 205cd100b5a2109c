use std::path::Path;

use super::{
    advice::{Advice, Location},
    broken::Broken,
    causes::Cause,
    overview::{Mark, Next},
    *,
};
use crate::{
    cargo::{
        build::Failure,
        diagnostic::{Span, Suggestion},
        test::Verdict,
    },
    text::{hints::Hints, lesson::Lesson},
};

const LESSON: &str = "# Title

## 1. Begin

Duration: 1

## 2. The contract

Duration: 2

## 3. Three

Duration: 3

**Write:** in `src/a.rs`, replace `todo!(\"step 3: add it\")` with this.

```rust fill=src/a.rs
one();
two()
```

## 4. Four

Duration: 4

**Write:** in `src/b.rs`, replace `// TODO(step 4): check it` with this.

```rust fill=src/b.rs slot=server
check();
```

**Write:** in `src/b.rs`, replace `todo!(\"step 4: call it\")` with this.

```rust fill=src/b.rs slot=client
call();
end()
```
";

const HINTS: &str = "[[part]]\nfirst = 1\ntitle = \"one\"\n[[part]]\nfirst = 4\ntitle = \"two\"\n\
                     [[errors]]\nstep = 4\nheading = \"Errors\"\n\
                     [[slip]]\nstep = 3\ncode = \"E1\"\nmessage = \"bound\"\nfix = \"Wrap it.\"\n";

const A: &str = "use x;\nfn a() {\n    one();\n    two()\n}\n";
const B: &str = "fn b() {\n    check();\n    let c = d;\n    call();\n    end()\n}\n";

/// All tests, in the order of their names, which is not that of their files.
const TESTS: [&str; 6] = [
    "step_02::fields_are_numbered",
    "step_03::adds",
    "step_03::basics",
    "step_04::client::calls",
    "step_04::server::checks",
    "step_04::whole",
];

fn codelab() -> Codelab {
    let lesson = Lesson::parse(LESSON).expect("a lesson");
    let mut finished = Project::default();
    for (file, text) in [
        ("src/a.rs", A),
        ("src/b.rs", B),
        ("src/lib.rs", "mod a;\n"),
        ("tests/codelab/step_03.rs", "fn basics()\nfn adds()\n"),
    ] {
        finished.files.insert(file.to_string(), text.to_string());
    }
    let hints = Hints::parse(HINTS).expect("hints");
    Codelab::new(Path::new("/codelab"), lesson, hints, finished).expect("a codelab")
}

/// The project of a learner who has written all slots below this one, with a change.
fn project(codelab: &Codelab, written: usize, file: &str, from: &str, to: &str) -> Project {
    let slots: Vec<&Slot> = codelab.lesson.slots().collect();
    let mut project = codelab.with_open(|slot| slots[written..].contains(&slot));
    if !from.is_empty() {
        let text = project.text(file);
        assert!(text.contains(from), "{from:?} is not in {text}");
        let text = text.replacen(from, to, 1);
        project.files.insert(file.to_string(), text);
    }
    project
}

fn learner<'a>(codelab: &'a Codelab, project: &'a Project) -> Learner<'a> {
    Learner {
        codelab,
        project,
        contract_differs: false,
    }
}

/// The result of running the tests that are ready, where these fail.
fn tested(learner: &Learner, failing: &[&str]) -> Tested {
    let tests: Vec<Test> = TESTS.into_iter().map(Test::new).collect();
    let runs = learner.ready(&tests).into_iter().map(|test| TestRun {
        verdict: match failing.contains(&test.name.as_str()) {
            true => Verdict::Failed,
            false => Verdict::Passed,
        },
        output: String::new(),
        test,
    });
    Tested {
        runs: runs.collect(),
        tests,
        warnings: Vec::new(),
    }
}

fn error(code: &str, message: &str, file: &str, line: usize) -> Diagnostic {
    Diagnostic {
        code: Some(code.to_string()),
        message: message.to_string(),
        span: Some(Span {
            file: file.to_string(),
            line,
            column: 1,
            label: String::new(),
        }),
        ..Diagnostic::default()
    }
}

mod compiles {
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
                let found =
                    matches!(advice, Advice::DeletePlaceholder { line: l, .. } if l == line);
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
}

mod overview {
    use super::*;

    /// The number of the part and the marks of its steps, where these tests fail.
    fn overview(written: usize, failing: &[&str]) -> (usize, Vec<Mark>, String) {
        let codelab = codelab();
        let project = project(&codelab, written, "", "", "");
        let learner = learner(&codelab, &project);
        let tested = tested(&learner, failing);
        let progress = Progress {
            learner,
            tested: &tested,
        };
        let overview = progress.overview().expect("a part");
        let next = match overview.next {
            Next::Step(step, _) => format!("step {}", step.number),
            Next::PartDone(next) => format!("part {}", next.number),
            Next::AllDone => "nothing".to_string(),
        };
        let marks = overview.rows.iter().map(|row| row.mark).collect();
        (overview.part.number, marks, next)
    }

    #[test]
    fn the_part_and_the_next_step_follow_from_the_tests() {
        use Mark::{Current, Done, ToCome};
        let expect = |written, failing: &[&str], part, marks: &[Mark], next: &str| {
            let expected = (part, marks.to_vec(), next.to_string());
            assert_eq!(
                overview(written, failing),
                expected,
                "{written} slots are written"
            );
        };
        expect(0, &[], 1, &[Done, Done, Current], "step 3");
        expect(0, &[TESTS[0]], 1, &[Done, Current, ToCome], "step 2");
        expect(1, &[], 1, &[Done, Done, Done], "part 2");
        expect(2, &[], 2, &[Current], "step 4");
        expect(2, &["step_03::adds"], 1, &[Done, Done, Current], "step 3");
        expect(3, &[], 2, &[Done], "nothing");
    }
}

mod does_not_compile {
    use super::*;

    /// Calls `check` with the decision for this project and these errors.
    fn decide(
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
                assert_eq!(broken.more, 2);
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
                        Cause::Misplaced { slot, file, line } => {
                            format!("Misplaced {} {file}:{line}", slot.step)
                        }
                        Cause::Changed { file } => format!("Changed {file}"),
                        Cause::Contract => "Contract".to_string(),
                    });
                assert_eq!(first, expected, "{change:?}");
            });
        }
    }
}
