//! Does what a story shows, in a copy of the repository.

use std::{fs, path::PathBuf};

use super::{Block, Kind, Problem};
use crate::{Learner, output::same};

/// A learner, and the current folder of the learner's terminal.
pub struct Teller {
    learner: Learner,
    folder: PathBuf,
}

impl Teller {
    /// A learner with a copy of the repository, in its root.
    pub fn new() -> Teller {
        let learner = Learner::new();
        let folder = learner.root.clone();
        Teller { learner, folder }
    }

    /// Does what a block shows.
    ///
    /// # Errors
    ///
    /// The first difference from the block.
    pub fn follow(&mut self, block: &Block) -> Result<(), Problem> {
        let at_block = |message| (block.line, message);
        match &block.kind {
            Kind::Console { success } => self.type_all(block, *success),
            Kind::Diff(file) => self.change(file, &block.text).map_err(at_block),
            Kind::Excerpt(file) => {
                let wanted: Vec<&str> = block.text.lines().map(str::trim).collect();
                let found = self.read(file).and_then(|text| only_match(&text, &wanted));
                found.map(drop).map_err(at_block)
            }
        }
    }

    fn type_all(&mut self, block: &Block, success: bool) -> Result<(), Problem> {
        let text = format!("\n{}", block.text);
        let mut commands = text.split("\n$ ");
        if commands.next() != Some("") {
            let message = "a console block begins with `$ `";
            return Err((block.line + 1, message.to_string()));
        }
        let mut line = block.line + 1;
        for part in commands {
            let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
            let result = self.type_one(command, shown, success);
            result.map_err(|message| (line, format!("$ {command}\n{message}")))?;
            line += 1 + part.matches('\n').count();
        }
        Ok(())
    }

    /// Runs a command. If the story shows no output, the output may be any.
    fn type_one(&mut self, command: &str, shown: &str, success: bool) -> Result<(), String> {
        let words = shlex::split(command).unwrap_or_default();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let arguments = match &words[..] {
            ["cd", folder] => {
                self.folder.push(folder);
                return Ok(());
            }
            ["cargo", "codelab", arguments @ ..] => arguments,
            _ => return Err("the commands are cargo codelab and cd".to_string()),
        };
        let mut command = self.learner.command(arguments);
        let output = command.current_dir(&self.folder).output();
        let output = output.map_err(|error| error.to_string())?;
        // Lines of Cargo's progress begin with a capital letter; errors and notes don't.
        let errors = String::from_utf8_lossy(&output.stderr);
        let errors = errors
            .lines()
            .filter(|line| !line.starts_with(char::is_uppercase));
        let text = String::from_utf8_lossy(&output.stdout);
        let printed: Vec<&str> = errors.chain(text.lines()).collect();
        let printed = printed.join("\n");
        if output.status.success() != success {
            return Err(format!("it ended with {}:\n{printed}", output.status));
        }
        match shown {
            "" => Ok(()),
            _ => same(&printed, shown),
        }
    }

    fn change(&self, file: &str, diff: &str) -> Result<(), String> {
        let lines = diff.lines().map(|line| match line.split_at_checked(1) {
            Some(("-" | "+" | " ", _)) => Ok(line.split_at(1)),
            _ if line.is_empty() => Ok((" ", "")),
            _ => Err(format!("{line:?} begins with none of -, +, and a space")),
        });
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        let old = lines.iter().filter(|(sign, _)| *sign != "+");
        let old: Vec<&str> = old.map(|(_, line)| line.trim()).collect();

        let text = self.read(file)?;
        let start = only_match(&text, &old)?;
        let mut rest = text.lines();
        let mut changed: Vec<&str> = rest.by_ref().take(start).collect();
        for (sign, line) in lines {
            match sign {
                "+" => changed.push(line),
                "-" => drop(rest.next()),
                _ => changed.extend(rest.next()),
            }
        }
        changed.extend(rest);
        let written = fs::write(self.learner.file(file), changed.join("\n") + "\n");
        written.map_err(|error| format!("{file}: {error}"))
    }

    fn read(&self, file: &str) -> Result<String, String> {
        let read = fs::read_to_string(self.learner.file(file));
        read.map_err(|error| format!("{file}: {error}"))
    }
}

/// The index of the first of these lines in a text that has them exactly once, indentation aside.
pub fn only_match(text: &str, wanted: &[&str]) -> Result<usize, String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let starts = 0..lines.len();
    let starts: Vec<usize> = starts
        .filter(|at| lines[*at..].starts_with(wanted))
        .collect();
    match starts[..] {
        [start] => Ok(start),
        [] => Err("the file doesn't have these lines".to_string()),
        _ => Err("the file has these lines more than once".to_string()),
    }
}
