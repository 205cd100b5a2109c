//! Directions for the learner: files and lines as they can open them, relative to the current folder, and as
//! links where the terminal shows them; and the way to check the code again.

use std::{
    env,
    io::{self, IsTerminal},
    path::{Component, Path, PathBuf},
};

use crate::{
    term::AGAIN,
    text::{
        codelab::{COMPLETED, PROJECT},
        lesson,
    },
};

/// Names files and lines, and the next command.
#[derive(Clone, Debug)]
pub struct Directions {
    root: PathBuf,
    here: PathBuf,
    links: Links,
    checks: Checks,
}

/// When the learner's code is checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Checks {
    /// When the learner runs the command.
    OnCommand,
    /// When the learner saves a file. Hints are at hand, too.
    OnSave,
}

/// The form of links.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Links {
    /// None: the output is not a terminal.
    None,
    /// Links that open a file.
    File,
    /// Links that open a file at a line, in VS Code.
    VsCode,
}

impl Directions {
    /// Names files below this folder, for the terminal that runs the program.
    pub fn detect(root: &Path) -> Directions {
        let links = match env::var("TERM_PROGRAM") {
            _ if !io::stdout().is_terminal() || env::var_os("NO_COLOR").is_some() => Links::None,
            Ok(program) if program == "vscode" => match env::var_os("VSCODE_IPC_HOOK_CLI") {
                None => Links::VsCode,
                // A remote terminal: such a link would open a file of the local computer. VS Code itself
                // makes links of locations.
                Some(_) => Links::None,
            },
            _ => Links::File,
        };
        Directions::new(root, &env::current_dir().unwrap_or_default(), links)
    }

    /// Names files below `root`, seen from the folder `here`.
    pub fn new(root: &Path, here: &Path, links: Links) -> Directions {
        Directions {
            root: root.to_path_buf(),
            here: here.to_path_buf(),
            links,
            checks: Checks::OnCommand,
        }
    }

    /// The same for a program that checks the code each time the learner saves a file.
    #[must_use]
    pub fn on_save(mut self) -> Directions {
        self.checks = Checks::OnSave;
        self
    }

    /// The end of a sentence that asks the learner to change a file.
    pub fn save(&self) -> String {
        match self.checks {
            Checks::OnCommand => format!("save, and run: {AGAIN}\n"),
            Checks::OnSave => "and save.\n".to_string(),
        }
    }

    /// A line that names the commands which help a learner who is stuck.
    pub fn stuck(&self, commands: &str) -> String {
        match self.checks {
            Checks::OnCommand => format!("If you are stuck: {commands}\n"),
            Checks::OnSave => String::new(),
        }
    }

    /// A file of the learner's project.
    pub fn file(&self, file: &str) -> String {
        self.path(&format!("{PROJECT}/{file}"))
    }

    /// A line of a file of the learner's project; of another file if its path is absolute.
    pub fn line(&self, file: &str, line: usize) -> String {
        if Path::new(file).is_absolute() {
            return format!("{file}:{line}"); // generated, or of a dependency
        }
        let path = format!("{PROJECT}/{file}");
        self.link(&path, line, &format!("{}:{line}", self.path(&path)))
    }

    /// A line of CODELAB.md: `CODELAB.md (line 7)`.
    pub fn in_text(&self, line: usize) -> String {
        self.link(
            lesson::FILE,
            line,
            &format!("{} (line {line})", lesson::FILE),
        )
    }

    /// A note for those who are in the folder of the reference.
    pub fn note_on_folder(&self) -> Option<String> {
        let reference = self.root.join(COMPLETED);
        self.here.starts_with(reference).then(|| {
            format!(
                "note: {COMPLETED} is the reference. Your project is {}",
                self.path(PROJECT)
            )
        })
    }

    /// A file of the repository, relative to the current folder.
    pub fn path(&self, file: &str) -> String {
        let file: PathBuf = file.split('/').collect();
        let relative = match self.here.strip_prefix(&self.root) {
            Ok(here) => from(here, &file),
            Err(_) => file, // outside of the repository, the path from its root
        };
        relative.to_string_lossy().replace('\\', "/")
    }

    fn link(&self, file: &str, line: usize, shown: &str) -> String {
        let path = self.root.join(file).to_string_lossy().replace('\\', "/");
        let path = percent_encoded(path.trim_start_matches('/'));
        let target = match self.links {
            Links::None => return shown.to_string(),
            Links::File => format!("file:///{path}"),
            Links::VsCode => format!("vscode://file/{path}:{line}"),
        };
        format!("\x1b]8;;{target}\x1b\\{shown}\x1b]8;;\x1b\\")
    }
}

/// A path relative to a folder; both are relative to the same one.
fn from(folder: &Path, path: &Path) -> PathBuf {
    let mut shared = folder.components().zip(path.components());
    let shared = shared.by_ref().take_while(|(a, b)| a == b).count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

/// A path as it stands in a URL.
fn percent_encoded(path: &str) -> String {
    let mut encoded = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
