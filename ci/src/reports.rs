//! What Cargo says while it compiles a project, and when it is done.

use std::{
    io::{BufRead, BufReader, Read},
    path::PathBuf,
};

use serde_json::Value;

use crate::Error;

/// Hands on each line that Cargo writes while it works, and returns them all.
///
/// # Errors
///
/// If they cannot be read.
pub fn follow(stderr: impl Read, mut progress: impl FnMut(&str)) -> Result<String, Error> {
    let mut said = String::new();
    for line in BufReader::new(stderr).lines() {
        let line = line?;
        progress(line.trim());
        said.push_str(&line);
        said.push('\n');
    }
    Ok(said)
}

/// From what Cargo wrote, the part that begins with the first error. One of the project's build
/// script comes with the project's name and a second line, which say nothing new.
pub fn from_first_error(said: &str) -> String {
    let start = said.find("error").unwrap_or(0);
    let lines = said[start..]
        .lines()
        .filter(|line| *line != "error: build script logged errors");
    let text: Vec<&str> = lines.collect();
    text.join("\n")
        .replace("error: start_here@0.1.0: ", "error: ")
        .trim_end()
        .to_string()
}

/// What Cargo's messages say of the project.
#[derive(Debug, Default)]
pub struct Reports {
    /// The test program.
    pub tests: Option<PathBuf>,
    /// The folder into which the build script generated code.
    pub out_dir: Option<PathBuf>,
    /// What the compiler warns of.
    pub warnings: Vec<String>,
    /// What it refuses, and is sure of what to write instead.
    pub curable: Vec<String>,
    /// What else it refuses.
    pub errors: Vec<String>,
}

impl Reports {
    /// Reads them all.
    pub fn of(messages: &[Value]) -> Reports {
        let mut reports = Reports::default();
        for message in messages {
            let path = |field: &str| message[field].as_str().map(PathBuf::from);
            // The project is the only package that is built from a folder.
            let own = (message["package_id"].as_str()).is_some_and(|id| id.starts_with("path+"));
            match message["reason"].as_str() {
                Some("compiler-artifact") if own && message["target"]["name"] == "codelab" => {
                    reports.tests = path("executable");
                }
                Some("build-script-executed") if own => reports.out_dir = path("out_dir"),
                Some("compiler-message") if own => reports.diagnostic(&message["message"]),
                _ => {}
            }
        }
        reports
    }

    fn diagnostic(&mut self, message: &Value) {
        let rendered = message["rendered"].as_str().unwrap_or_default();
        let list = match message["level"].as_str() {
            Some("error") if is_curable(message) => &mut self.curable,
            Some("error") => &mut self.errors,
            Some("warning") => &mut self.warnings,
            _ => return,
        };
        // What several targets share is compiled, and reported, once for each.
        let text = rendered.trim_end().to_string();
        let counts_others = ["aborting due to", "generated "]
            .iter()
            .any(|s| text.contains(s));
        if !counts_others && !list.contains(&text) {
            list.push(text);
        }
    }
}

/// Whether the compiler is sure of what to write instead.
fn is_curable(message: &Value) -> bool {
    let children = message["children"].as_array().into_iter().flatten();
    let mut spans = children.flat_map(|child| child["spans"].as_array().into_iter().flatten());
    spans.any(|span| span["suggestion_applicability"] == "MachineApplicable")
}
