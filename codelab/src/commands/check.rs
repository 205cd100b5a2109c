//! `cargo codelab check`: tests one step.

use crate::{
    Error,
    commands::{Answer, Context, View},
    term::{
        broken::{self, Detail},
        overview,
    },
};

/// Tests one step, by default the current one. Fails if the step is not done.
///
/// # Errors
///
/// If there is no such step, a file cannot be read, or Cargo cannot be run.
pub fn check(context: &Context, step: Option<usize>, detail: Detail) -> Result<Answer, Error> {
    let codelab = &context.codelab;
    let step = step.map(|number| codelab.step(number)).transpose()?;
    let judged = context.judge()?;
    let progress = match judged.view(codelab) {
        View::Compiles(progress) => progress,
        View::Broken(broken) => {
            let learner = judged.learner(codelab);
            return Ok(Answer {
                text: broken::wording(&broken, &learner, detail, &context.directions),
                success: false,
            });
        }
    };
    Ok(match step.or(progress.current()) {
        Some(step) => Answer {
            text: overview::of_step(step, &progress, &context.directions),
            success: progress.is_done(step),
        },
        None => Answer::success(overview::all_done()),
    })
}
