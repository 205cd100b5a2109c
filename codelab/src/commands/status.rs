//! `cargo codelab`: shows the steps of the current part, and what to do next.

use crate::{
    Error,
    commands::{Answer, Context, Judged, View},
    term::{
        broken::{self, Detail},
        overview,
    },
};

/// Shows all steps of the current part, and what to do next. Fails only if the project does not
/// compile.
///
/// # Errors
///
/// If a file cannot be read, or Cargo cannot be run.
pub fn status(context: &Context) -> Result<Answer, Error> {
    let judged = context.judge()?;
    Ok(of(context, &judged))
}

/// The same, for a project that has been compiled and tested.
pub(super) fn of(context: &Context, judged: &Judged) -> Answer {
    match judged.view(&context.codelab) {
        View::Compiles(progress) => {
            let overview = progress.overview();
            let text = |overview| overview::of_part(&overview, &progress, &context.directions);
            Answer::success(overview.map(text).unwrap_or_default())
        }
        View::Broken(broken) => {
            let learner = judged.learner(&context.codelab);
            Answer {
                text: broken::wording(&broken, &learner, Detail::Short, &context.directions),
                success: false,
            }
        }
    }
}

/// All steps of all parts, for a project that has been compiled and tested.
pub(super) fn list(context: &Context, judged: &Judged) -> String {
    match judged.view(&context.codelab) {
        View::Compiles(progress) => overview::of_all_parts(&progress),
        View::Broken(_) => of(context, judged).text,
    }
}
