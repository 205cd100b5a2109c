//! The starter's Cargo.toml, made from that of `completed`.

/// The lints that unfinished code would trip, by section.
const ALLOWED: [(&str, &str); 2] = [
    (
        "[lints.rust]",
        "\n# Code that waits for yours.\n\
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
        assert!(starter.contains("a = \"deny\"\n\n# Code that"), "{starter}");
        assert!(
            starter.contains("unused_variables = \"allow\"\n\n[lints.clippy]"),
            "{starter}"
        );
        assert!(
            starter.contains("b = \"deny\"\ndiverging_sub_expression"),
            "{starter}"
        );
    }
}
