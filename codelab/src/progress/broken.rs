//! The next thing to do in a project that does not compile.

use crate::{
    cargo::{build::Failure, diagnostic::Diagnostic},
    progress::{Learner, causes::Cause, owner_of},
    text::{
        hints::{ErrorTable, Slip},
        manifest,
        slot::{Slot, SlotState},
    },
};

/// A project that does not compile.
#[derive(Debug, PartialEq)]
pub struct Broken<'a> {
    /// The step to look at.
    pub step: usize,
    /// The causes that the files show, the most likely first.
    pub causes: Vec<Cause<'a>>,
    /// The files that have changed outside the slots, although the errors are in the code of slots.
    pub changed: Vec<Cause<'a>>,
    /// The known slip that the error comes from.
    pub slip: Option<&'a Slip>,
    /// The error to show.
    pub error: Option<&'a Diagnostic>,
    /// The further errors.
    pub others: Vec<&'a Diagnostic>,
    /// Cargo's own error, if the compiler has none.
    pub cargo: &'a [String],
    /// The table in the text that explains the step's errors.
    pub table: Option<&'a ErrorTable>,
}

impl<'a> Broken<'a> {
    /// Decides what to look at first.
    pub fn new(learner: &Learner<'a>, failure: &'a Failure) -> Broken<'a> {
        let (mut causes, changed) = learner.causes_of(failure);
        // The compiler may report one slip in several errors, of which only one is clear.
        let errors = || failure.errors.iter();
        let error = errors()
            .find(|error| slip_of(learner, error).is_some())
            .or_else(|| errors().find(|error| error.suggestion.is_some()))
            .or_else(|| errors().next());
        if let Some(error) = error
            && causes.is_empty()
        {
            let owner = owner_of(learner, error);
            causes.extend(owner.and_then(|owner| learner.skipped_before(owner)));
        }
        let step = causes
            .iter()
            .find_map(Cause::step)
            .unwrap_or_else(|| to_blame(learner, error));
        let mut tables = learner.codelab.hints.errors.iter();
        Broken {
            step,
            causes,
            changed,
            slip: error.and_then(|error| slip_of(learner, error)),
            error,
            others: errors().filter(|other| Some(*other) != error).collect(),
            cargo: if error.is_none() { &failure.cargo } else { &[] },
            table: tables.find(|table| (table.first..=table.step).contains(&step)),
        }
    }
}

impl Broken<'_> {
    /// Returns whether the cause is outside of all steps.
    pub fn is_outside(&self) -> bool {
        matches!(self.causes.first(), Some(Cause::Manifest(_)))
    }

    /// The index in its step of the slot whose code has the error.
    pub fn slot(&self, learner: &Learner) -> Option<usize> {
        let owner = owner_of(learner, self.error?)?;
        let step = learner.codelab.lesson.step(self.step)?;
        step.slots.iter().position(|slot| slot == owner)
    }

    /// Returns whether nothing in the learner's files explains the error, such as one of the network.
    pub fn is_elsewhere(&self) -> bool {
        self.error.is_none() && self.causes.is_empty() && self.changed.is_empty()
    }
}

impl<'a> Learner<'a> {
    /// The causes that the files show, the most likely first, and apart from them, changes that are most
    /// likely harmless. A manifest that is not complete comes before all other causes.
    fn causes_of(&self, failure: &Failure) -> (Vec<Cause<'a>>, Vec<Cause<'a>>) {
        let mut causes = self.causes();
        let mine = self.project.text(manifest::FILE);
        let expected = self.codelab.expected(self.project); // a slot may be open here, too
        let original = expected.text(manifest::FILE);
        let by_cargo = failure.errors.is_empty();
        let is_manifest =
            |cause: &Cause| matches!(cause, Cause::Changed { file } if file == manifest::FILE);
        // A slot of the manifest can be written in several ways.
        if (by_cargo || causes.iter().any(is_manifest))
            && let Some(difference) = manifest::difference(mine, original, by_cargo)
        {
            causes.retain(|cause| !is_manifest(cause));
            causes.insert(0, Cause::Manifest(difference));
        }
        causes.into_iter().partition(|cause| match cause {
            Cause::Changed { file } => self.may_explain(file, failure),
            _ => true,
        })
    }

    /// Returns whether a change outside the slots of a file may explain the errors: one of them is in this
    /// file, or in no slot.
    fn may_explain(&self, file: &str, failure: &Failure) -> bool {
        let is_near = |error: &Diagnostic| match &error.span {
            Some(span) => span.file == file || owner_of(self, error).is_none(),
            None => true,
        };
        failure.errors.is_empty() || failure.errors.iter().any(is_near)
    }
}

/// The known slip that an error or a warning comes from.
pub fn slip_of<'a>(learner: &Learner<'a>, diagnostic: &Diagnostic) -> Option<&'a Slip> {
    let step = to_blame(learner, Some(diagnostic));
    let mut slips = learner.codelab.hints.slips.iter();
    slips.find(|slip| explains(slip, diagnostic, step))
}

/// Returns whether a known slip explains an error that comes from the code of this step.
fn explains(slip: &Slip, error: &Diagnostic, step: usize) -> bool {
    (slip.steps.is_empty() || slip.steps.contains(&step))
        && (slip.code.is_none() || slip.code == error.code)
        && error.mentions(&slip.message)
}

/// The step that an error most likely comes from: that of the first of these slots that exists.
///
/// - The slot that contains the error, if its code differs from the text.
/// - The earliest slot in the same file whose code differs.
/// - The slot that contains the error.
/// - The earliest slot in any file whose code differs.
/// - The earliest slot that is not written.
fn to_blame(learner: &Learner, error: Option<&Diagnostic>) -> usize {
    let owner = error.and_then(|error| owner_of(learner, error));
    let file = error.and_then(|error| Some(&error.span.as_ref()?.file));
    let slots = || learner.codelab.lesson.slots();
    let own =
        |slot: &&Slot| learner.state(slot) == SlotState::Written && !learner.is_as_in_text(slot);
    let slot = owner
        .filter(|slot| !learner.is_as_in_text(slot))
        .or_else(|| slots().filter(own).find(|slot| Some(&slot.file) == file))
        .or(owner)
        .or_else(|| slots().find(own))
        .or_else(|| slots().find(|slot| !learner.is_as_in_text(slot)));
    slot.map_or(learner.codelab.lesson.steps.len(), |slot| slot.step)
}
