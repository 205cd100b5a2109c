//! A fenced block of CODELAB.md, and its purpose.

/// A fenced block.
#[derive(Debug)]
pub struct Block {
    /// The line of the opening fence.
    pub line: usize,
    /// The purpose of the block.
    pub kind: Kind,
    /// The text between the fences.
    pub text: String,
}

/// The purpose of a fenced block, which its info string declares.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Kind {
    /// The solution of a slot.
    Fill {
        /// The file, relative to the project.
        file: String,
        /// The name of the slot, if it has one.
        slot: Option<String>,
    },
    /// Shown only; this file contains the lines.
    Excerpt(String),
    /// Commands and their output.
    Console {
        /// True if the command keeps running until the step ends.
        background: bool,
        /// A program beyond Rust that the commands call.
        needs: Option<String>,
    },
    /// A file of the project that the learner starts in an empty folder.
    OwnFile(String),
    /// Commands in that folder, and their output.
    OwnConsole {
        /// True if the command keeps running until the step ends.
        background: bool,
    },
    /// A drawing, or a message quoted from a program.
    Text,
}

impl Block {
    /// A code block, classified by its info string.
    ///
    /// # Errors
    ///
    /// If the info string is unknown.
    pub fn new(line: usize, info: &str, text: &str) -> Result<Block, String> {
        let kind = kind(info).ok_or_else(|| {
            format!(
                "the info string {info:?} is not one of: LANGUAGE fill=FILE, \
                 LANGUAGE fill=FILE slot=NAME, LANGUAGE excerpt=FILE, console, console background, \
                 console needs=PROGRAM, LANGUAGE own=FILE, console own, console own background, text"
            )
        })?;
        Ok(Block {
            line,
            kind,
            text: text.to_string(),
        })
    }
}

/// The purpose of a fenced block, from its info string.
fn kind(info: &str) -> Option<Kind> {
    let words: Vec<&str> = info.split_whitespace().collect();
    let console = |background, needs: Option<&str>| Kind::Console {
        background,
        needs: needs.map(String::from),
    };
    let fill = |file: &str, slot: Option<&str>| Kind::Fill {
        file: file.to_string(),
        slot: slot.map(String::from),
    };
    match words[..] {
        ["text"] => Some(Kind::Text),
        ["console"] => Some(console(false, None)),
        ["console", "background"] => Some(console(true, None)),
        ["console", "own"] => Some(Kind::OwnConsole { background: false }),
        ["console", "own", "background"] => Some(Kind::OwnConsole { background: true }),
        ["console", needs] => Some(console(false, Some(needs.strip_prefix("needs=")?))),
        [_, file, slot] => Some(fill(
            file.strip_prefix("fill=")?,
            Some(slot.strip_prefix("slot=")?),
        )),
        [_, attribute] => match attribute.split_once('=')? {
            ("fill", file) => Some(fill(file, None)),
            ("excerpt", file) => Some(Kind::Excerpt(file.to_string())),
            ("own", file) => Some(Kind::OwnFile(file.to_string())),
            _ => None,
        },
        _ => None,
    }
}
