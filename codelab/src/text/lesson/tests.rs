use super::*;

const HEAD: &str = "# Title\n\n## 1. One\n\nDuration: 5\n\n";

fn parse(rest: &str) -> Result<Lesson, String> {
    Lesson::parse(&format!("{HEAD}{rest}")).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

fn write(file: &str, marker: &str, info: &str) -> String {
    format!("**Write:** in `{file}`, replace `{marker}` with this.\n\n```{info}\nlet a;\n```\n")
}

#[test]
fn a_slot_is_declared_by_a_paragraph_and_a_block() {
    let text = write(
        "src/a.rs",
        "todo!(\"step 1: add it\")",
        "rust fill=src/a.rs slot=server",
    );
    let lesson = parse(&text).expect("a lesson");
    let slots: Vec<&Slot> = lesson.slots().collect();
    let expected = Slot {
        step: 1,
        name: Some("server".to_string()),
        file: "src/a.rs".to_string(),
        marker: "todo!(\"step 1: add it\")".to_string(),
        task: "add it".to_string(),
        solution: "let a;\n".to_string(),
        line: 9,
    };
    assert_eq!(slots, [&expected]);
}

#[test]
fn a_comment_in_a_manifest_is_a_placeholder_too() {
    let text = write(
        "Cargo.toml",
        "# TODO(step 1): add it",
        "toml fill=Cargo.toml",
    );
    let lesson = parse(&text).expect("a lesson");
    assert_eq!(
        lesson.slots().next().map(|slot| slot.task.as_str()),
        Some("add it")
    );
}

#[test]
fn a_slot_that_is_declared_wrong_is_an_error_with_its_line() {
    let todo = "todo!(\"step 1: add it\")";
    let info = "rust fill=src/a.rs";
    for (text, message) in [
        (
            write("src/b.rs", todo, info),
            "about src/b.rs, but the block is about src/a.rs",
        ),
        (
            write("src/a.rs", "todo!(\"step 2: add it\")", info),
            "names step 2, but is in step 1",
        ),
        (
            write("src/a.rs", "todo!()", info),
            "`todo!()` is not a placeholder; write todo!(\"step 1: …\"), \
             Err(Status::unimplemented(\"step 1: …\")), or // TODO(step 1): …",
        ),
        (
            write("src/a.rs", todo, info).replace("Write", "Type"),
            "must begin with **Write:**",
        ),
        (
            write("src/a.rs", todo, info).replace("this", "`this`"),
            "two code spans",
        ),
        (
            format!("```{info}\nlet a;\n```\n"),
            "must begin with **Write:**",
        ),
    ] {
        let error = parse(&text).expect_err(&text);
        assert!(
            error.starts_with("CODELAB.md:") && error.contains(message),
            "{error}"
        );
    }
}

#[test]
fn a_block_without_a_known_purpose_is_an_error() {
    for info in [
        "rust",
        "",
        "rust fil=a.rs",
        "console backgroud",
        "sh",
        "rust fill=a slot",
    ] {
        let error = parse(&format!("```{info}\na\n```\n")).expect_err(info);
        assert!(
            error.starts_with("CODELAB.md:7: ") && error.contains("is not one of"),
            "{error}"
        );
    }
}

#[test]
fn steps_are_numbered_and_have_a_duration() {
    let error = parse("## 3. Three\n\nDuration: 5\n").expect_err("step 2 is missing");
    assert!(error.contains("begin it with \"2. \""), "{error}");
    let error = parse("## 2. Two\n").expect_err("there is no duration");
    assert!(
        error.contains("CODELAB.md:7: step 2 has no paragraph"),
        "{error}"
    );
    let error = parse("## 2. Two\n\nDuration: five\n").expect_err("no number");
    assert!(error.contains("whole number of minutes"), "{error}");
}

#[test]
fn comments_are_not_statements_of_a_contract() {
    let contract = "// A point.\nmessage Point {\n  // North.\n  int32 latitude = 1;\n\n}\n";
    let expected = ["message Point {", "int32 latitude = 1;", "}"];
    assert!(statements(contract).eq(expected));
}
