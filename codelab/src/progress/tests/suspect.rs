use super::*;

const LESSON: &str = "# Title

## 1. One

Duration: 1

**Write:** in `src/a.rs`, replace `todo!(\"step 1: find it\")` with this.

```rust fill=src/a.rs
find();
end()
```

## 2. Two

Duration: 2

**Write:** in `src/a.rs`, replace `// TODO(step 2): check it` with this.

```rust fill=src/a.rs
check();
```
";

/// The suspect when the tests of both steps fail, for a project with this function.
fn suspect(code: &str) -> Option<(usize, usize, bool)> {
    let lesson = Lesson::parse(LESSON).expect("a lesson");
    let hints = Hints::parse("").expect("hints");
    let mut finished = Project::default();
    let text = "fn a() {\n    check();\n    find();\n    end()\n}\n";
    finished
        .files
        .insert("src/a.rs".to_string(), text.to_string());
    let codelab =
        Codelab::new(Path::new("/c"), lesson, hints, finished.clone()).expect("a codelab");
    let text = format!("fn a() {{\n{code}}}\n");
    let project = Project {
        files: [("src/a.rs".to_string(), text)].into(),
    };
    let tests = ["step_01::finds", "step_02::checks"].map(Test::new);
    let run = |test: Test| TestRun {
        test,
        verdict: Verdict::TimedOut(LIMIT),
        output: String::new(),
    };
    let tested = Tested {
        programs: Vec::new(),
        runs: tests.clone().map(run).into(),
        tests: tests.into(),
        warnings: Vec::new(),
    };
    let progress = Progress {
        learner: learner(&codelab, &project),
        tested: &tested,
    };
    let step = codelab.step(1).expect("a step");
    let Advice::Fix(fix) = progress.advice(step) else {
        panic!("{:?}", progress.advice(step));
    };
    let suspect = fix.suspect?;
    Some((suspect.slot.step, suspect.line, suspect.only))
}

#[test]
fn the_later_code_in_a_function_breaks_the_earlier_one() {
    assert_eq!(
        suspect("    loop {}\n    find();\n    end()\n"),
        Some((2, 2, true))
    );
    assert_eq!(
        suspect("    check();\n    find_it();\n    end()\n"),
        Some((2, 2, false))
    );
    assert_eq!(
        suspect("    // TODO(step 2): check it\n    find();\n    end()\n"),
        None
    );
}
