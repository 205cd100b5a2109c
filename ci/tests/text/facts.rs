//! Facts that no line of code states: sums, counts, and extremes. Each is a line of text, to which
//! ci/claims.toml can tie a passage.

use std::{collections::BTreeSet, fmt::Write as _, process::Command, sync::LazyLock};

use ci::repository;
use codelab::{Error, text::hints::Hints};
use serde_json::Value;

use crate::{listed, sources::Sources};

/// The packages that the first `cargo codelab` compiles: those of the learner's project, without the
/// features that it does not switch on, and those of the companion.
static PACKAGES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let packages = ["start_here", "codelab"].map(|folder| {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--locked", "--edges=normal,build", "--prefix=none"])
            .current_dir(repository().join(folder))
            .output()
            .expect("cargo can be run");
        String::from_utf8_lossy(&output.stdout).into_owned()
    });
    let lines = packages.iter().flat_map(|text| text.lines());
    let names = lines.filter_map(|line| line.split_once(' '));
    names
        .map(|(name, rest)| format!("{name} {}", rest.split(' ').next().unwrap_or_default()))
        .collect()
});

/// All facts, one a line.
///
/// # Errors
///
/// If a file cannot be parsed.
pub fn of(sources: &Sources) -> Result<String, Error> {
    let mut facts = String::new();
    parts(sources, &mut facts)?;
    dataset(sources, &mut facts)?;
    limits(sources, &mut facts)?;

    let packages = (PACKAGES.len() + 5) / 10 * 10;
    writeln!(facts, "first build: about {packages} packages")?;

    let contract = sources.text("protos/route_guide.proto");
    let methods = contract.lines().filter(|line| line.contains("  rpc "));
    let (streaming, unary): (Vec<_>, Vec<_>) = methods.partition(|line| line.contains("(stream "));
    let (streaming, unary) = (streaming.len(), unary.len());
    writeln!(
        facts,
        "contract: {unary} unary method, {streaming} streaming methods"
    )?;
    writeln!(
        facts,
        "contract: {} messages",
        contract.matches("\nmessage ").count()
    )?;
    for name in ["Rectangle", "RouteNote", "RouteSummary", "Point", "Feature"] {
        let (_, message) = contract
            .split_once(&format!("message {name} {{"))
            .unwrap_or_default();
        let (fields, _) = message.split_once("\n}").unwrap_or_default();
        writeln!(facts, "{name}: {} fields", fields.matches(" = ").count())?;
    }
    Ok(facts)
}

/// The steps and minutes of each part.
fn parts(sources: &Sources, facts: &mut String) -> Result<(), Error> {
    let hints = Hints::parse(sources.text("codelab/hints.toml"))?;
    let lesson = sources.lesson().map_err(|problems| listed(problems))?;
    let firsts: Vec<usize> = hints.parts.iter().map(|part| part.first).collect();
    for (index, &first) in firsts.iter().enumerate() {
        let last = firsts
            .get(index + 1)
            .map_or(lesson.steps.len(), |next| next - 1);
        let own = |number: usize| (first..=last).contains(&number);
        let steps = lesson.steps.iter().filter(|step| own(step.number));
        let minutes: u32 = steps.map(|step| step.minutes).sum();
        let part = index + 1;
        writeln!(
            facts,
            "part {part}: steps {first} to {last}, {minutes} minutes"
        )?;
    }
    for step in &lesson.steps {
        writeln!(facts, "step {}: {} slots", step.number, step.slots.len())?;
    }
    Ok(())
}

/// The number of features, and the area in which they lie, in whole degrees.
fn dataset(sources: &Sources, facts: &mut String) -> Result<(), Error> {
    let file = "data/route_guide_db.json";
    let records: Vec<Value> = serde_json::from_str(sources.text(file))
        .map_err(|error| format!("{file} cannot be parsed: {error}"))?;
    writeln!(facts, "dataset: {} features", records.len())?;
    writeln!(
        facts,
        "dataset: {} features from GeoNames",
        records.len() - 1
    )?;
    for (field, kind) in [("latitude", "N"), ("longitude", "W")] {
        let values = records
            .iter()
            .filter_map(|record| record["location"][field].as_f64());
        let degrees: Vec<f64> = values.map(|value| (value / 1e7).abs()).collect();
        let least = degrees.iter().copied().fold(f64::MAX, f64::min).floor();
        let most = degrees.iter().copied().fold(0.0, f64::max).ceil();
        writeln!(facts, "dataset: {least}° to {most}° {kind}")?;
    }
    Ok(())
}

/// The order of the limits on the server's shutdown: the time for draining ends before the program
/// loses patience, and before the tests do.
fn limits(sources: &Sources, facts: &mut String) -> Result<(), Error> {
    let seconds = |file: &str, item: &str| -> Option<u64> {
        let (_, from) = sources.text(file).split_once(item)?;
        let (_, from) = from.split_once("from_secs(")?;
        from.split_once(')')?.0.parse().ok()
    };
    let drain = seconds("completed/src/server.rs", "const DRAIN:");
    for (name, limit) in [
        (
            "PATIENCE",
            seconds("completed/src/bin/server.rs", "const PATIENCE:"),
        ),
        (
            "the limit of within",
            seconds("completed/tests/codelab/support.rs", "fn within<"),
        ),
    ] {
        let is_less = drain.zip(limit).is_some_and(|(drain, limit)| drain < limit);
        let relation = if is_less { "less" } else { "not less" };
        writeln!(facts, "DRAIN: {relation} than {name}")?;
    }
    Ok(())
}

/// The fact that a former fact has become: the one with the same subject, and with the same words
/// if there are several.
pub fn now<'a>(facts: &'a str, former: &str) -> Option<&'a str> {
    let (subject, rest) = former.split_once(": ")?;
    let own = facts.lines().filter_map(|fact| {
        let (own, rest) = fact.split_once(": ")?;
        (own == subject).then_some((fact, rest))
    });
    let own: Vec<(&str, &str)> = own.collect();
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphabetic());
        let words = words.filter(|word| !word.is_empty() && *word != "not");
        words.map(String::from).collect()
    };
    match own[..] {
        [(fact, _)] => Some(fact),
        _ => own
            .into_iter()
            .find(|(_, now)| words(now) == words(rest))
            .map(|(fact, _)| fact),
    }
}
