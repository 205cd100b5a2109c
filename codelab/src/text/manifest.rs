//! The starter's Cargo.toml, made from that of `completed`, and compared with the learner's.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// The file, relative to the project.
pub const FILE: &str = "Cargo.toml";

/// The lints that unfinished code would trip, by section.
const ALLOWED: [(&str, &str); 2] = [
    (
        "[lints.rust]",
        "\n# Ready-made code that nothing uses until you write yours.\n\
         dead_code = \"allow\"\n\
         unreachable_code = \"allow\"\n\
         unused_imports = \"allow\"\n\
         unused_mut = \"allow\"\n\
         unused_variables = \"allow\"\n",
    ),
    (
        "[lints.clippy]",
        "diverging_sub_expression = \"allow\" # let router = todo!(…);\n",
    ),
];

/// The manifest of `completed` with another name, and with lints allowed that unfinished code would
/// trip.
pub fn of_starter(completed: &str, name: &str) -> String {
    let mut text = completed.replacen("name = \"completed\"", &format!("name = \"{name}\""), 1);
    for (section, entries) in ALLOWED {
        let at = text.find(section).map(|start| end_of_section(&text, start));
        let at = at.unwrap_or(text.len());
        text.insert_str(at, entries);
    }
    text
}

/// The end of the last entry of the section that starts here.
fn end_of_section(text: &str, start: usize) -> usize {
    let next = text[start + 1..].find("\n[").map(|at| start + 1 + at);
    let section = &text[start..next.unwrap_or(text.len())];
    start + section.trim_end().len() + 1
}

/// The first difference between two manifests.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    /// The line, counted from 1.
    pub line: usize,
    /// The lines of the learner; empty if they were deleted.
    pub mine: Vec<String>,
    /// The original lines.
    pub original: Vec<String>,
}

/// The first lines of the original manifest that were changed or deleted. Lines that were added, such
/// as a dependency, do not count, unless `added` says so.
pub fn difference(mine: &str, original: &str, added: bool) -> Option<Difference> {
    let (mine, original): (Vec<&str>, Vec<&str>) =
        (mine.lines().collect(), original.lines().collect());
    let ops = capture_diff_slices(Algorithm::Myers, &mine, &original);
    let mut changes = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
    let change = changes.find(|op| added || !op.new_range().is_empty())?;
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_string()).collect();
    Some(Difference {
        line: change.old_range().start + 1,
        mine: owned(&mine[change.old_range()]),
        original: owned(&original[change.new_range()]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_and_the_lints_differ() {
        let completed = "[package]\nname = \"completed\"\n\n[lints.rust]\na = \"deny\"\n\n\
                         [lints.clippy]\nb = \"deny\"\n";
        let starter = of_starter(completed, "start_here");
        assert!(
            starter.starts_with("[package]\nname = \"start_here\"\n"),
            "{starter}"
        );
        assert!(
            starter.contains("a = \"deny\"\n\n# Ready-made code"),
            "{starter}"
        );
        assert!(
            starter.contains("unused_variables = \"allow\"\n\n[lints.clippy]"),
            "{starter}"
        );
        assert!(
            starter.contains("b = \"deny\"\ndiverging_sub_expression"),
            "{starter}"
        );
    }

    #[test]
    fn the_first_line_that_is_changed_or_deleted_is_the_difference() {
        let original = "[a]\nb = 1\nc = 2\n";
        for (mine, added, expected) in [
            ("[a\nb = 1\nc = 2\n", false, Some((1, 1, 1))),
            ("[a]\nc = 2\n", false, Some((2, 0, 1))),
            ("[a]\nb = 1\nc = 2\nd = 3\n", false, None),
            ("[a]\nb = 1\nc = 2\nd = 3\n", true, Some((4, 1, 0))),
            (original, true, None),
        ] {
            let found = difference(mine, original, added);
            let found = found.map(|found| (found.line, found.mine.len(), found.original.len()));
            assert_eq!(found, expected, "{mine}");
        }
    }
}
