//! Follows the section "Start your own" of CODELAB.md: in an empty folder outside of the repository,
//! with the versions that the repository pins.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
};

use ci::repository;
use codelab::{
    cargo,
    text::{
        block::{Block, Kind},
        lesson::Lesson,
    },
};

use crate::output;

/// The port that the text uses. It may be in use on this machine.
const PORT_IN_TEXT: &str = "50051";

#[test]
fn a_project_of_ones_own_works() {
    let text = fs::read_to_string(repository().join("CODELAB.md")).expect("CODELAB.md");
    let lesson = Lesson::parse(&text.replace("\r\n", "\n")).expect("a lesson");
    let mut project = OwnProject::new();
    let mut files = 0;
    for block in lesson.steps.iter().flat_map(|step| &step.blocks) {
        match &block.kind {
            Kind::OwnFile(file) => {
                project.write(file, &block.text);
                files += 1;
            }
            Kind::OwnConsole { background } => project.follow(block, *background),
            _ => {}
        }
    }
    assert!(files > 0, "the section has files");
}

/// The project, in a folder that is removed at the end.
struct OwnProject {
    /// The empty folder in which it was started.
    beginning: PathBuf,
    /// The folder of the terminal.
    folder: PathBuf,
    port: String,
    running: Option<Child>,
}

impl OwnProject {
    fn new() -> OwnProject {
        let beginning = env::temp_dir().join(format!("own-project-{}", process::id()));
        fs::create_dir_all(&beginning).expect("an empty folder");
        OwnProject {
            folder: beginning.clone(),
            beginning,
            port: crate::free_port().to_string(),
            running: None,
        }
    }

    fn write(&self, file: &str, text: &str) {
        let file = self.folder.join(file);
        let folder = file.parent().expect("a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(file, text.replace(PORT_IN_TEXT, &self.port)).expect("the file can be written");
    }

    fn follow(&mut self, block: &Block, background: bool) {
        let text = format!("\n{}", block.text);
        for command in text.split("\n$ ").skip(1) {
            let (command, expected) = command.split_once('\n').unwrap_or((command, ""));
            let words: Vec<&str> = command.split(' ').collect();
            let found = match words[..] {
                ["cd", folder] => self.enter(folder),
                ["cargo", "run", "--bin", program] if background => self.start(program),
                ["cargo", ref arguments @ ..] => self.cargo(arguments),
                _ => panic!("CODELAB.md:{}: cannot run {command:?}", block.line),
            };
            let same = expected.is_empty() || output::same(&found, expected).is_ok();
            assert!(same, "CODELAB.md:{}: $ {command}\n{found}", block.line);
        }
    }

    fn enter(&mut self, folder: &str) -> String {
        self.folder = self.folder.join(folder);
        let lock = repository().join("Cargo.lock");
        fs::copy(lock, self.folder.join("Cargo.lock")).expect("the folder of a project");
        String::new()
    }

    /// Runs Cargo to its end, and returns its output.
    fn cargo(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).output().expect("cargo can be run");
        let text = [done.stderr, done.stdout].concat();
        let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
        assert!(done.status.success(), "cargo {arguments:?}: {text}");
        text.replace(&self.port, PORT_IN_TEXT)
    }

    /// Builds a program, starts it, and returns its first line.
    fn start(&mut self, program: &str) -> String {
        let built = self.cargo(&["build", "--bin", program]);
        let name = format!("{program}{}", env::consts::EXE_SUFFIX);
        let mut child = Command::new(target().join("debug").join(name))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program can be run");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output");
        let mut stdout = BufReader::new(stdout);
        stdout.read_line(&mut line).expect("a line");
        self.running = Some(child);
        std::thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
        format!("{built}{line}").replace(&self.port, PORT_IN_TEXT)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = cargo::command();
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_PROFILE_DEV_DEBUG", "0") // no debug information is needed
            .stdin(Stdio::null());
        command
    }
}

/// The target directory, which stays from run to run.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-project")
}

impl Drop for OwnProject {
    fn drop(&mut self) {
        if let Some(child) = &mut self.running {
            let _ = child.kill(); // it may have ended already
            let _ = child.wait();
        }
        let _ = fs::remove_dir_all(&self.beginning);
    }
}
