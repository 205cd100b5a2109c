use super::*;

fn slot(step: usize, solution: &str) -> Slot {
    Slot {
        step,
        name: None,
        file: "src/a.rs".to_string(),
        marker: format!("todo!(\"step {step}: do it\")"),
        task: "do it".to_string(),
        solution: solution.to_string(),
        line: 1,
    }
}

/// The slots, with their states in this text.
fn in_file<'a>(slots: &'a [Slot], text: &str) -> Vec<InFile<'a>> {
    let in_file = slots.iter().map(|slot| InFile {
        slot,
        state: slot.state(text, &[]),
    });
    in_file.collect()
}

/// The step of each line, 0 for ready-made code; and whether that has changed.
fn layout(starter: &str, slots: &[Slot], text: &str) -> (Vec<usize>, bool) {
    let slots = in_file(slots, text);
    let layout = Layout::new(starter, &slots, text);
    let steps = layout
        .owners
        .iter()
        .map(|owner| owner.map_or(0, |slot| slot.step));
    (steps.collect(), layout.changed_outside)
}

const STARTER: &str = "fn a() {\n    todo!(\"step 3: do it\")\n}\n\nfn b() {\n    \
                       todo!(\"step 8: do it\")\n    todo!(\"step 4: do it\")\n}\n";

fn slots() -> [Slot; 3] {
    [
        slot(3, "if x {\n    y\n}\n"),
        slot(8, "check();\n"),
        slot(4, "one();\ntwo()\n"),
    ]
}

#[test]
fn code_of_ones_own_belongs_to_its_slot() {
    let text = STARTER.replace(
        "    todo!(\"step 3: do it\")",
        "    match x {\n        _ => y\n    }",
    );
    let expected = vec![0, 3, 3, 3, 0, 0, 0, 8, 4, 0];
    assert_eq!(layout(STARTER, &slots(), &text), (expected, false));
}

#[test]
fn code_beside_a_placeholder_belongs_to_it() {
    let marker = "    todo!(\"step 3: do it\")\n";
    let text = STARTER.replace(marker, &format!("    y();\n{marker}"));
    assert_eq!(
        layout(STARTER, &slots(), &text),
        (vec![0, 3, 3, 0, 0, 0, 8, 4, 0], false)
    );
}

#[test]
fn slots_without_code_between_them_are_told_apart() {
    let four = |code: &str| STARTER.replace("    todo!(\"step 4: do it\")\n", code);
    // Code that differs from the solution belongs to the slot whose placeholder is gone.
    let (owners, _) = layout(STARTER, &slots(), &four("    three();\n    two()\n"));
    assert_eq!(owners, [0, 3, 0, 0, 0, 8, 4, 4, 0]);
    // If that slot is complete, the code belongs to the slot that still has its placeholder.
    let (owners, _) = layout(
        STARTER,
        &slots(),
        &four("    check_it();\n    one();\n    two()\n"),
    );
    assert_eq!(owners, [0, 3, 0, 0, 0, 8, 8, 4, 4, 0]);
}

#[test]
fn ready_made_code_that_has_changed_is_noticed() {
    let changed = |from: &str, to: &str| layout(STARTER, &slots(), &STARTER.replace(from, to)).1;
    assert!(!changed("    todo!", "todo!"), "indentation does not count");
    assert!(!changed("fn b", "\n\nfn b"), "nor do blank lines");
    assert!(changed("fn a() {\n", ""), "a line was deleted");
    assert!(changed("fn a() {", "fn a(b: u8) {"), "a line was changed");
    assert!(
        changed("fn a", "use b;\nfn a"),
        "a line was added at the top"
    );
    assert!(
        changed("fn b", "fn c() {}\nfn b"),
        "a line was added between functions"
    );
    assert!(
        layout(STARTER, &slots(), &format!("{STARTER}\nfn c() {{}}")).1,
        "at the end"
    );
}

#[test]
fn slots_without_code_between_them_are_a_group() {
    let slots = slots();
    let in_file = in_file(&slots, STARTER);
    let layout = Layout::new(STARTER, &in_file, STARTER);
    assert_eq!(layout.group(&slots[0]), [&slots[0]]);
    assert_eq!(layout.group(&slots[2]), [&slots[1], &slots[2]]);
}
