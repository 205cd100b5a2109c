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

## 3. Three

Duration: 3

**Write:** in `src/b.rs`, replace `todo!(\"step 3: begin it\")` with this.

```rust fill=src/b.rs slot=begin
begin()
```

**Write:** in `src/b.rs`, replace `todo!(\"step 3: end it\")` with this.

```rust fill=src/b.rs slot=end
end()
```
";

const TEXT: &str = "    check();\n    find();\n    end()\n";
const WITHOUT_STEP_2: &str = "    // TODO(step 2): check it\n    find();\n    end()\n";
const B: [&str; 2] = ["begin()", "end()"];
const OPEN: [&str; 2] = ["todo!(\"step 3: begin it\")", "todo!(\"step 3: end it\")"];

fn b([begin, end]: [&str; 2]) -> String {
    format!("fn b() {{\n    {begin}\n}}\nfn c() {{\n    {end}\n}}\n")
}

/// The suspect for step 1 when the tests that are ready fail, for a project with this code.
fn suspect(code: &str, of_step_3: [&str; 2]) -> Option<(usize, usize, bool)> {
    let lesson = Lesson::parse(LESSON).expect("a lesson");
    let hints = Hints::parse("").expect("hints");
    let mut finished = Project::default();
    let a = |code: &str| format!("fn a() {{\n{code}}}\n");
    finished.files = [
        ("src/a.rs".to_string(), a(TEXT)),
        ("src/b.rs".to_string(), b(B)),
    ]
    .into();
    let codelab =
        Codelab::new(Path::new("/c"), lesson, hints, finished.clone()).expect("a codelab");
    let project = Project {
        files: [
            ("src/a.rs".to_string(), a(code)),
            ("src/b.rs".to_string(), b(of_step_3)),
        ]
        .into(),
    };
    let learner = learner(&codelab, &project);
    let tests = [
        "step_01::finds",
        "step_02::checks",
        "step_03::begin::begins",
        "step_03::end::ends",
    ];
    let tests = tests.map(Test::new);
    let run = |test: Test| TestRun {
        test,
        verdict: Verdict::TimedOut(LIMIT),
        output: String::new(),
    };
    let tested = Tested {
        programs: Vec::new(),
        runs: learner.ready(&tests).into_iter().map(run).collect(),
        tests: tests.into(),
        warnings: Vec::new(),
    };
    let progress = Progress {
        learner,
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
        suspect("    loop {}\n    find();\n    end()\n", OPEN),
        Some((2, 2, true))
    );
    assert_eq!(
        suspect("    check();\n    find_it();\n    end()\n", OPEN),
        Some((2, 2, false))
    );
    assert_eq!(suspect(WITHOUT_STEP_2, OPEN), None);
}

#[test]
fn elsewhere_a_later_step_that_has_been_begun_is_suspected() {
    for (code, of_step_3, expected) in [
        (WITHOUT_STEP_2, ["begin()", OPEN[1]], Some((3, 5, true))),
        (WITHOUT_STEP_2, [OPEN[0], "end()"], Some((3, 2, true))),
        (WITHOUT_STEP_2, ["begin(1)", "end()"], Some((3, 2, true))),
        (
            "    // TODO(step 2): check it\n    find_it();\n    end()\n",
            ["begin()", OPEN[1]],
            None, // the code of step 1 itself is not as in the text
        ),
    ] {
        assert_eq!(suspect(code, of_step_3), expected, "{code}{of_step_3:?}");
    }
}
