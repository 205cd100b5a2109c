//! `cargo codelab open`: opens the file of the next slot in the learner's editor.

use std::{env, path::Path, process::Command};

use crate::{
    Error,
    commands::{Answer, Context},
    term::AGAIN,
    text::slot::SlotState,
};

/// A file and a line in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Target {
    file: String,
    line: usize,
}

/// Opens the file of the next slot, or of a step's first slot.
///
/// # Errors
///
/// If there is no such step or no slot is left, no editor is known, or it cannot be run.
pub fn open(context: &Context, step: Option<usize>) -> Result<Answer, Error> {
    let target = match step {
        Some(number) => {
            context.codelab.step(number)?;
            target(context, number)?
        }
        None => next(context)?,
    };
    let target = target.ok_or_else(|| match step {
        Some(number) => {
            format!("there is nothing to write in step {number}; read it in CODELAB.md")
        }
        None => format!("no placeholder is left; for a step's code: {AGAIN} open STEP"),
    })?;
    edit(context, &target)?;
    let location = context.directions.line(&target.file, target.line);
    Ok(Answer::success(format!("Opened {location}\n")))
}

/// The first slot in the codelab that is not written.
pub(super) fn next(context: &Context) -> Result<Option<Target>, Error> {
    let project = context.project()?;
    let mut slots = context.codelab.lesson.slots();
    Ok(
        slots.find_map(|slot| match context.codelab.state(slot, &project) {
            SlotState::Open { line } | SlotState::Damaged { line } => Some(Target {
                file: slot.file.clone(),
                line,
            }),
            SlotState::Written => None,
        }),
    )
}

/// The first slot of a step that is not written, or its first slot if all are written.
fn target(context: &Context, step: usize) -> Result<Option<Target>, Error> {
    let project = context.project()?;
    let learner = context.learner(&project);
    let slots = || {
        context
            .codelab
            .lesson
            .slots()
            .filter(|slot| slot.step == step)
    };
    let open = slots().find(|slot| learner.is_open(slot));
    let Some(slot) = open.or_else(|| slots().next()) else {
        return Ok(None);
    };
    let line = match learner.state(slot) {
        SlotState::Open { line } | SlotState::Damaged { line } => line,
        SlotState::Written => {
            let layout = context.codelab.layout(&slot.file, &project);
            layout.first_line(slot).unwrap_or(1)
        }
    };
    Ok(Some(Target {
        file: slot.file.clone(),
        line,
    }))
}

/// Opens a file in the learner's editor, and waits for an editor that runs in the terminal.
pub(super) fn edit(context: &Context, target: &Target) -> Result<(), Error> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let in_vs_code = variable("TERM_PROGRAM").is_some_and(|program| program == "vscode");
    let editor = match in_vs_code {
        true => Some("code".to_string()),
        false => variable("VISUAL").or_else(|| variable("EDITOR")),
    };
    let editor =
        editor.ok_or("no editor is set; set one, as in: EDITOR=nano cargo codelab open")?;
    let file = context.codelab.project().join(&target.file);
    let words = command(&editor, &file, target.line);
    let status = match cfg!(windows) {
        true => Command::new("cmd").arg("/C").args(&words).status(), // it may be a script
        false => Command::new(&words[0]).args(&words[1..]).status(),
    };
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{editor} failed: {status}").into()),
        Err(error) => Err(format!(
            "cannot run {editor}: {error}; install it, or, outside VS Code, set another in \
             VISUAL or EDITOR"
        )
        .into()),
    }
}

/// The command that opens a file at a line.
fn command(editor: &str, file: &Path, line: usize) -> Vec<String> {
    let mut words: Vec<String> = editor.split_whitespace().map(String::from).collect();
    let program = words.first().map(Path::new).and_then(Path::file_stem);
    let program = program.unwrap_or_default().to_string_lossy().into_owned();
    let file = file.display().to_string();
    match program.as_str() {
        "code" | "codium" | "code-insiders" | "cursor" | "windsurf" => {
            words.extend(["--goto".to_string(), format!("{file}:{line}")]);
        }
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" | "gvim" => {
            words.extend([format!("+{line}"), file]);
        }
        "hx" | "helix" | "zed" | "subl" => words.push(format!("{file}:{line}")),
        _ => words.push(file),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_the_line_in_its_own_way() {
        for (editor, expected) in [
            ("code", "code --goto /a.rs:7"),
            (
                "/usr/bin/code --wait",
                "/usr/bin/code --wait --goto /a.rs:7",
            ),
            ("vim", "vim +7 /a.rs"),
            ("emacs -nw", "emacs -nw +7 /a.rs"),
            ("hx", "hx /a.rs:7"),
            ("ed", "ed /a.rs"),
        ] {
            assert_eq!(command(editor, Path::new("/a.rs"), 7).join(" "), expected);
        }
    }
}
