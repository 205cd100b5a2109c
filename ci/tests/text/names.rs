//! Names and links in the prose lead to the file, or to the step, that they name.

use codelab::text::Problem;

use crate::{claims::problem, prose::Prose, sources::Sources, tokens::Index, words::Part};

/// Names that the file in which the prose locates them does not define: "`x` in `src/y.rs`", or "the `x`
/// function in `src/y.rs`".
pub fn elsewhere(
    file: &str,
    prose: &Prose,
    sources: &Sources,
    is_claimed: impl Fn(&Part) -> bool,
) -> Vec<Problem> {
    let text = sources.text(file);
    let mut problems = Vec::new();
    for pair in prose.spans.windows(2) {
        let [name, path] = pair else { continue };
        let between = text[name.range.end..path.range.start].replace(['`', '['], "");
        let is_name = name.text.chars().all(|c| c.is_alphanumeric() || c == '_');
        let of_project = format!("completed/{}", path.text);
        let words: Vec<&str> = between.split_whitespace().collect();
        let is_place = matches!(words[..], ["in"] | ["," | "function" | "test", "in"]);
        if !is_place || !is_name || sources.text(&of_project).is_empty() || is_claimed(name) {
            continue;
        }
        if !Index::of([sources.text(&of_project)].into_iter()).defines(&name.text) {
            let message = format!("{} does not define `{}`", path.text, name.text);
            problems.push(problem(file, name.line, message));
        }
    }
    problems
}
