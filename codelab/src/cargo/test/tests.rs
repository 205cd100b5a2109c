use std::{env, hint::black_box, path::PathBuf, process};

use super::*;

/// Enough for a test that ends.
const SHORT: Duration = Duration::from_secs(2);

/// Runs a test of this program, which has one for each way to end.
fn run(name: &str) -> TestRun {
    let compiled = Compiled {
        programs: Vec::new(),
        tests: env::current_exe().expect("this program"),
        out_dir: PathBuf::new(),
        warnings: Vec::new(),
    };
    let name = format!("cargo::test::tests::{name}");
    let arguments = ["--exact", &name, "--nocapture", "--include-ignored"];
    let process = compiled
        .spawn(Path::new("."), &arguments)
        .expect("it can be run");
    let process = process.wait(SHORT).expect("it ends");
    TestRun {
        verdict: process.verdict(SHORT),
        output: process.output(&name),
        test: Test::new(&name),
    }
}

#[test]
fn every_way_to_end_has_its_verdict() {
    for (name, verdict, output) in [
        ("passes", Verdict::Passed, ""),
        ("panics", Verdict::Failed, "a hint\nthread"),
        (
            "does_not_panic",
            Verdict::Failed,
            "a hint\nnote: test did not panic as expected",
        ),
        ("hangs", Verdict::TimedOut(SHORT), "hangs now"),
        ("overflows", Verdict::Crashed, "overflow"),
        ("aborts", Verdict::Crashed, ""),
        ("exits_with_0", Verdict::Exited(0), ""),
        ("exits_with_101", Verdict::Exited(101), ""),
    ] {
        let run = run(name);
        assert_eq!(run.verdict, verdict, "{name}: {}", run.output);
        assert!(run.output.contains(output), "{name}: {}", run.output);
    }
}

#[test]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn passes() {}

#[test]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn panics() {
    println!("a hint");
    panic!("one of them");
}

#[test]
#[should_panic = "which it does not"]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn does_not_panic() {
    println!("a hint");
}

#[test]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn hangs() {
    eprintln!("hangs now");
    loop {
        thread::park();
    }
}

#[test]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn overflows() {
    #[allow(unconditional_recursion)]
    fn forever(depth: u64) -> u64 {
        black_box(forever(black_box(depth) + 1)) + 1
    }
    let depth = forever(0);
    assert_eq!(depth, 0);
}

#[test]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn aborts() {
    process::abort();
}

#[test]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn exits_with_0() {
    process::exit(0);
}

#[test]
#[ignore = "run by every_way_to_end_has_its_verdict"]
fn exits_with_101() {
    process::exit(101);
}

#[test]
fn a_name_has_its_step_and_its_module() {
    let test = Test::new("step_10::server::edges");
    assert_eq!(test.step(), Some(10));
    assert_eq!(test.module(), Some("server"));
    assert_eq!(
        (test.short_name(), test.function()),
        ("server::edges", "edges")
    );
    assert_eq!(Test::new("step_04::echoes").module(), None);
    assert_eq!(Test::new("support::works").step(), None);
}
