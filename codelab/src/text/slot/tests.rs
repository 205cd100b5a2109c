use super::*;
use crate::text::marker::Marker;

fn slot(marker: &str, solution: &str) -> Slot {
    let parsed = Marker::parse(marker).expect("a placeholder");
    Slot {
        step: parsed.step,
        name: None,
        file: "src/a.rs".to_string(),
        marker: marker.to_string(),
        task: parsed.task,
        solution: solution.to_string(),
        line: 1,
    }
}

#[test]
fn each_kind_of_placeholder_names_its_step_and_its_task() {
    for marker in [
        "todo!(\"step 4: add it\")",
        "Err(Status::unimplemented(\"step 4: add it\"))",
        "// TODO(step 4): add it",
        "# TODO(step 4): add it",
    ] {
        let expected = Marker {
            step: 4,
            task: "add it".to_string(),
        };
        assert_eq!(Marker::parse(marker), Some(expected), "{marker}");
    }
    for marker in [
        "todo!()",
        "todo!(\"later\")",
        "// TODO: add it",
        "unimplemented!()",
    ] {
        assert_eq!(Marker::parse(marker), None, "{marker}");
    }
}

#[test]
fn the_state_follows_from_what_is_left_of_the_placeholder() {
    let open = SlotState::Open { line: 2 };
    let damaged = SlotState::Damaged { line: 2 };
    let todo = "todo!(\"step 4: add it up\")";
    let comment = "// TODO(step 4): add it up";
    for (marker, text, expected) in [
        (todo, "fn f() {\n    todo!(\"step 4: add it up\")\n}", open),
        (
            todo,
            "fn f() {\n    todo!(\n        \"step 4: add it up\",\n    )\n}",
            open,
        ),
        (
            todo,
            "fn f() {\n    // todo!(\"step 4: add it up\")\n}",
            SlotState::Written,
        ),
        (todo, "fn f() {\n    todo!(\"step 4: add\")\n}", damaged),
        (todo, "fn f() {\n    \"step 4: add it up\")\n}", damaged),
        (todo, "fn f() {\n    1 + 1\n}", SlotState::Written),
        (comment, "fn f() {\n    // TODO(step 4): add it up\n}", open),
        (
            comment,
            "fn f() {\n    // TODO(step 4): add\n}",
            SlotState::Written,
        ),
        (
            comment,
            "fn f() {\n    // TODO(step 4): it up here\n}",
            SlotState::Written,
        ),
        (comment, "fn f() {\n    // 1 + 1\n}", SlotState::Written),
    ] {
        assert_eq!(
            slot(marker, "").state(text, &[]),
            expected,
            "{marker} in {text}"
        );
    }
    let long = "// TODO(step 4): reject points outside";
    let text = "fn f() {\n    // TODO(step 4): reject poi\n}";
    assert_eq!(slot(long, "").state(text, &[]), damaged);
}

#[test]
fn the_whole_placeholder_of_another_slot_is_not_damage() {
    let (first, second) = (
        slot("todo!(\"step 5: one\")", ""),
        slot("todo!(\"step 5: two\")", ""),
    );
    let text = "1;\ntodo!(\"step 5: two\")";
    assert_eq!(first.state(text, &[&first, &second]), SlotState::Written);
}

#[test]
fn a_solution_is_indented_as_its_placeholder() {
    let slot = slot("todo!(\"step 4: add it\")", "if a {\n    b\n\n}\n");
    let text = "fn f() {\n    todo!(\"step 4: add it\")\n}\n";
    let filled = slot.fill(text).expect("the placeholder is there");
    assert_eq!(filled, "fn f() {\n    if a {\n        b\n\n    }\n}\n");
    assert_eq!(slot.fill(&filled), None, "there is no second one");
    let found = occurrences(&filled, &slot.solution);
    assert_eq!(found.len(), 1);
    assert_eq!(replaced(&filled, found[0].clone(), &slot.marker), text);
}
