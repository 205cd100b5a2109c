use super::*;
use crate::text::lesson::Lesson;

#[test]
fn code_that_the_reference_does_not_have_is_reported_with_the_line_of_its_block() {
    let text = "# Title\n\n## 1. One\n\nDuration: 5\n\n\
                **Write:** in `src/a.rs`, replace `todo!(\"step 1: add it\")` with this.\n\n\
                ```rust fill=src/a.rs\nlet a;\n```\n";
    let lesson = Lesson::parse(text).expect("a lesson");
    let mut finished = Project::default();
    let file = "src/a.rs".to_string();
    finished.files.insert(file.clone(), "let a;\n".to_string());
    assert!(locate(lesson.slots(), &finished).is_ok());

    finished.files.insert(file, "let b;\n".to_string());
    let error = locate(lesson.slots(), &finished).expect_err("the code is missing");
    assert_eq!(
        error.to_string(),
        "CODELAB.md:9: completed/src/a.rs does not contain this code for step 1; \
         make the block and the file match"
    );
}
