//! Types every command of CODELAB.md and README.md where a learner types it, and compares the
//! output with the text.

use std::{
    env, fs,
    io::{self, Write as _},
};

use codelab::text::{
    block::{Block, Kind},
    codelab::Codelab,
    markdown::{self, ItemKind},
    project::Project,
};

use crate::{
    output,
    shell::{self, Shell},
    support::copy_of_the_repository,
};

#[test]
fn every_command_does_what_the_text_shows() {
    let root = copy_of_the_repository("transcripts");
    let codelab = Codelab::open(&root).expect("the codelab");
    let mut project = Project::read(&codelab.project()).expect("the copy can be read");
    let mut reader = Reader::new(Shell::new(&root, [(); 3].map(|()| crate::free_port())));

    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    for item in markdown::read(&readme) {
        if let ItemKind::Code(info, text) = &item.kind {
            let block = Block::new(item.line, info, text)
                .unwrap_or_else(|error| panic!("README.md:{}: {error}", item.line));
            reader.read("README.md", &block);
        }
    }
    for step in &codelab.lesson.steps {
        let mut slots = step.slots.iter();
        for block in &step.blocks {
            if let Kind::Fill { .. } = &block.kind {
                reader.shell.stop(); // as the text says: some systems do not replace a running program
                let slot = slots.next().expect("a slot for each snippet");
                let filled = slot.fill(project.text(&slot.file)).expect("a placeholder");
                project.files.insert(slot.file.clone(), filled);
                project
                    .write(&codelab.project())
                    .expect("the copy can be written");
            }
            reader.read("CODELAB.md", block);
        }
        reader.shell.stop();
    }
    reader.report();
}

/// Follows the text, and collects the differences.
struct Reader {
    shell: Shell,
    run: usize,
    not_run: Vec<String>,
    differences: Vec<String>,
}

impl Reader {
    fn new(shell: Shell) -> Reader {
        Reader {
            shell,
            run: 0,
            not_run: Vec::new(),
            differences: Vec::new(),
        }
    }

    /// Types the commands of a block, if it has any.
    fn read(&mut self, file: &str, block: &Block) {
        let Kind::Console { background, needs } = &block.kind else {
            return;
        };
        let place = format!("{file}:{}", block.line);
        if let Some(program) = needs
            && !shell::is_there(program)
        {
            self.not_run.push(format!("{place} needs {program}"));
            return;
        }
        let text = format!("\n{}", block.text);
        for command in text.split("\n$ ").skip(1) {
            let (command, expected) = command.split_once('\n').unwrap_or((command, ""));
            let result = if *background {
                self.start(command, expected)
            } else {
                self.compare(command, expected)
            };
            self.run += 1;
            if let Err(difference) = result {
                self.differences
                    .push(format!("{place}: $ {command}\n{difference}"));
            }
        }
    }

    fn compare(&mut self, command: &str, expected: &str) -> Result<(), String> {
        let printed = self.shell.run(command)?;
        if expected.is_empty() {
            // The text shows no output, so the command only has to succeed.
            return if printed.success {
                Ok(())
            } else {
                Err(printed.text)
            };
        }
        output::same(&printed.text, expected)
    }

    fn start(&mut self, command: &str, expected: &str) -> Result<(), String> {
        let started = self
            .shell
            .start(command, |text| output::same(text, expected).is_ok());
        started.map_err(|text| output::same(&text, expected).err().unwrap_or(text))
    }

    /// Prints the number of commands, directly to standard error, because the test runner captures
    /// the output of a test. Fails if anything differs, or if a command was not run although all
    /// have to be.
    fn report(self) {
        let counts = format!(
            "commands of the text: {} run, {} not run {:?}\n",
            self.run,
            self.not_run.len(),
            self.not_run
        );
        let _ = io::stderr().write_all(counts.as_bytes());
        assert!(
            self.differences.is_empty(),
            "{}",
            self.differences.join("\n\n")
        );
        let all = env::var_os("CODELAB_RUN_ALL").is_some();
        assert!(
            !all || self.not_run.is_empty(),
            "not run: {:?}",
            self.not_run
        );
    }
}
