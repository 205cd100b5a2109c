use super::*;

/// The number of the part and the marks of its steps, if these tests fail.
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
