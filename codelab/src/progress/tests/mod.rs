//! A small codelab, and learners at every point of it.

use std::path::Path;

mod causes;
mod compiles;
mod does_not_compile;
mod overview;
mod suspect;

use super::{
    advice::Advice,
    broken::Broken,
    causes::Cause,
    fix::Location,
    overview::{Mark, Next},
    *,
};
use crate::{
    cargo::{
        build::Failure,
        diagnostic::{Span, Suggestion},
        test::{LIMIT, Verdict},
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
                     [[errors]]\nfirst = 2\nstep = 4\nheading = \"Errors\"\n\
                     [[slip]]\nsteps = [3]\ncode = \"E1\"\nmessage = \"bound\"\nfix = \"Wrap it.\"\n";

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
        ("Cargo.toml", "[dependencies]\nx = \"1\"\n"),
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

/// The project of a learner who has written the first slots, this many, with a change in a file.
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

/// The result of running the tests that are ready, of which these fail.
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
        programs: Vec::new(),
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
