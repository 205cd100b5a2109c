//! Cargo's messages about the project, from its JSON.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::diagnostic::{Diagnostic, Level};
use crate::Error;

/// The contents of Cargo's messages about the project.
#[derive(Debug, Default)]
pub(super) struct Messages {
    /// The test program.
    pub tests: Option<PathBuf>,
    /// The other programs.
    pub programs: Vec<PathBuf>,
    /// The folder into which the build script generated code.
    pub out_dir: Option<PathBuf>,
    /// The compiler's warnings.
    pub warnings: Vec<Diagnostic>,
    /// The compiler's errors.
    pub errors: Vec<Diagnostic>,
    /// The compiler's errors in dependencies.
    pub elsewhere: Vec<String>,
}

impl Messages {
    /// Reads all messages, one on each line.
    pub fn read(stdout: impl Read, project: &Path) -> Result<Messages, Error> {
        let mut messages = Messages::default();
        for line in BufReader::new(stdout).lines() {
            // A line that is not JSON comes from another program, such as a wrapper of the compiler.
            if let Ok(message) = serde_json::from_str(&line?) {
                messages.add(&message, project);
            }
        }
        Ok(messages)
    }

    fn add(&mut self, message: &Value, project: &Path) {
        // The project is the only package that is built from a folder.
        let package = message["package_id"].as_str().unwrap_or_default();
        if !package.starts_with("path+") {
            let diagnostic = Diagnostic::read(&message["message"], project);
            let error = diagnostic.filter(|diagnostic| diagnostic.level == Level::Error);
            self.elsewhere.extend(error.map(|error| error.rendered));
            return;
        }
        let path = |field: &str| message[field].as_str().map(PathBuf::from);
        match message["reason"].as_str() {
            Some("compiler-artifact") if message["target"]["name"] == "codelab" => {
                self.tests = path("executable");
            }
            Some("compiler-artifact") => self.programs.extend(path("executable")),
            Some("build-script-executed") => self.out_dir = path("out_dir"),
            Some("compiler-message") => {
                self.add_diagnostic(Diagnostic::read(&message["message"], project));
            }
            _ => {}
        }
    }

    fn add_diagnostic(&mut self, diagnostic: Option<Diagnostic>) {
        let Some(diagnostic) = diagnostic else {
            return;
        };
        let list = match diagnostic.level {
            Level::Error => &mut self.errors,
            Level::Warning => &mut self.warnings,
        };
        // Code that several targets share is compiled, and reported, once for each.
        if !list.contains(&diagnostic) {
            list.push(diagnostic);
        }
    }
}
