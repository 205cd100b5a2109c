//! Code that does not compile, or not without a warning, for each known slip in `codelab/hints.toml`:
//! the companion names the fix and the right step.

use std::collections::BTreeSet;

use ci::repository;
use codelab::{
    cargo::build::{self, Build},
    progress::{
        Learner,
        broken::{Broken, slip_of},
    },
    text::{codelab::Codelab, project::Project},
};

use crate::{
    mistake::{Mistake, entries, field},
    support::copy_without_programs,
};

#[test]
fn every_known_slip_is_explained() {
    let codelab = Codelab::open(&copy_without_programs("slips")).expect("the codelab");
    let mut explained = BTreeSet::new();
    for entry in entries(&repository().join("ci/slips.toml"), "slip") {
        let step = entry["step"]
            .as_u64()
            .and_then(|step| usize::try_from(step).ok());
        let mistake = Mistake::new(step.expect("a step"), &entry);
        let about = format!("step {}: {}", mistake.step, mistake.about);
        explained.insert(explanation(
            &codelab,
            &mistake,
            &field(&entry, "expect"),
            &about,
        ));
    }
    let idle = codelab
        .hints
        .slips
        .iter()
        .filter(|slip| !explained.contains(&slip.fix));
    let idle: Vec<&str> = idle.map(|slip| slip.fix.as_str()).collect();
    assert_eq!(
        idle, [""; 0],
        "every [[slip]] in hints.toml needs an entry in ci/slips.toml"
    );
}

/// Returns the fix that a learner who makes this mistake sees, and expects it to contain
/// `expected`.
fn explanation(codelab: &Codelab, mistake: &Mistake, expected: &str, about: &str) -> String {
    let project = mistake
        .project(codelab)
        .unwrap_or_else(|error| panic!("{about}: {error}"));
    let folder = codelab.project();
    project.write(&folder).expect("the project can be written");
    let build = build::build(&folder, &crate::OPTIONS, |_| {}).expect("cargo can be run");
    let learner = Learner {
        codelab,
        project: &project,
        contract_differs: false,
    };
    let slip = match &build {
        Build::Failed(failure) => {
            let broken = Broken::new(&learner, failure);
            assert_eq!(broken.step, mistake.step, "{about}: the step to look at");
            broken.slip
        }
        Build::Done(compiled) => {
            let mut warnings = compiled.warnings.iter();
            warnings.find_map(|warning| slip_of(&learner, warning))
        }
    };
    let slip = slip.unwrap_or_else(|| panic!("{about}: no slip for {build:#?}"));
    assert!(slip.fix.contains(expected), "{about}: {}", slip.fix);
    slip.fix.clone()
}

/// The causes that are told from the files alone have to be certain.
#[test]
fn code_that_compiles_has_no_cause_not_to() {
    let codelab = Codelab::open(&repository()).expect("the codelab");
    let expect_none = |project: &Project, about: &str| {
        let learner = Learner {
            codelab: &codelab,
            project,
            contract_differs: false,
        };
        assert_eq!(learner.causes(), [], "{about}");
    };
    for step in &codelab.lesson.steps {
        let last = step.number;
        let project = codelab.with_open(|slot| slot.step > last);
        expect_none(&project, &format!("step {last} is done"));
        if step.slots.is_empty() {
            continue; // nothing to get wrong
        }
        let file = repository().join(format!("ci/mistakes/step_{last:02}.toml"));
        for entry in entries(&file, "mistake") {
            let mistake = Mistake::new(last, &entry);
            let project = mistake.project(&codelab).expect("a mistake");
            expect_none(&project, &mistake.about);
        }
    }
}
