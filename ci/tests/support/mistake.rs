//! Wrong code that a learner might write in a slot.

use std::{fs, path::Path};

use codelab::text::{codelab::Codelab, project::Project, slot::Slot};
use serde_json::Value;

/// Wrong code in place of a part of a solution.
pub struct Mistake {
    pub step: usize,
    pub about: String,
    replace: String,
    with: String,
}

/// The entries of a TOML file with one list.
pub fn entries(file: &Path, list: &str) -> Vec<Value> {
    let text = fs::read_to_string(file)
        .expect("a file of mistakes")
        .replace("\r\n", "\n");
    let value: Value =
        basic_toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    value[list].as_array().expect("a list of entries").clone()
}

/// A field of an entry.
pub fn field(entry: &Value, name: &str) -> String {
    let text = entry[name].as_str();
    text.unwrap_or_else(|| panic!("{entry}: no {name}"))
        .to_string()
}

impl Mistake {
    pub fn new(step: usize, entry: &Value) -> Mistake {
        Mistake {
            step,
            about: field(entry, "about"),
            replace: field(entry, "replace"),
            with: field(entry, "with"),
        }
    }

    /// The project of a learner who makes the mistake: all earlier steps are right, and no later one
    /// has begun.
    pub fn project(&self, codelab: &Codelab) -> Result<Project, String> {
        let slot = self.slot(codelab)?;
        let mut project = codelab.with_open(|other| other.step > self.step || other == slot);
        let wrong = Slot {
            solution: slot.solution.replacen(&self.replace, &self.with, 1),
            ..slot.clone()
        };
        let filled = wrong
            .fill(project.text(&slot.file))
            .ok_or("the placeholder is not there")?;
        project.files.insert(slot.file.clone(), filled);
        Ok(project)
    }

    /// The one slot of the step that it changes.
    pub fn slot<'a>(&self, codelab: &'a Codelab) -> Result<&'a Slot, String> {
        let of_step = codelab.lesson.slots().filter(|slot| slot.step == self.step);
        let mut fitting = of_step.filter(|slot| slot.solution.contains(&self.replace));
        match (fitting.next(), fitting.next()) {
            (Some(slot), None) => Ok(slot),
            (None, _) => Err("the code that it replaces is in no snippet of the step".to_string()),
            (Some(_), Some(_)) => Err("the code that it replaces is in two snippets".to_string()),
        }
    }
}
