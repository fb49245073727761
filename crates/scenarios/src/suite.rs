//! The tests, each a function of the policy under test. They panic with all differences.

use std::fs;

use analysis::Policy;
use serde_json::json;

use crate::RecordingCluster;
use crate::bounds::{self, Beyond};
use crate::calls;
use crate::recorded::{self, expected, more, pairs};
use crate::{bless, path, scenario};

/// The clock of the host that a policy runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The test's.
    Given,
    /// The machine's: scenarios whose answer depends on the day are left out.
    Real,
}

/// Every scenario gets the answer that it expects.
pub fn scenarios(policy: &dyn Policy, clock: Clock) {
    let all = scenario::all();
    assert!(all.len() >= 480, "only {} scenarios were found", all.len());
    let mut failures = Vec::new();
    for (name, scenario) in &all {
        if clock == Clock::Real && scenario.is_dated() {
            continue;
        }
        let answer = scenario.answer(policy);
        if scenario.expects(&answer) {
            continue;
        }
        let found = answer.as_in(&scenario.expect);
        let path = path("scenarios").join(name);
        if bless::is_wanted() {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let text = bless::with_expectation(&text, &scenario.expect, &found)
                .unwrap_or_else(|why| panic!("{name}: {why}"));
            fs::write(&path, text).unwrap_or_else(|error| panic!("{name}: {error}"));
            println!("blessed {name}");
            continue;
        }
        let difference = bless::diff(&scenario.expect.to_text(), &found.to_text());
        failures.push(format!("{}: {}\n{difference}", path.display(), scenario.note));
    }
    assert!(
        failures.is_empty(),
        "{} differ (BLESS=1 rewrites them)\n\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Every recorded request gets the answer that its name implies, with the default settings.
pub fn recordings(policy: &dyn Policy) {
    let all = recorded::all();
    let (mut by_name, mut failures) = (0, Vec::new());
    for recorded in &all {
        let expected = match expected::by_hand(&recorded.name) {
            Some(expected) => expected,
            None => {
                by_name += 1;
                expected::from_name(recorded)
            }
        };
        let found = expected::answer(policy, recorded, &json!({}));
        if found != expected {
            let difference = bless::diff(&format!("{expected:#?}\n"), &format!("{found:#?}\n"));
            failures.push(format!(
                "{}.json\n{difference}",
                path("recorded").join(&recorded.name).display()
            ));
        }
    }
    assert!(failures.is_empty(), "{} differ\n\n{}", failures.len(), failures.join("\n"));
    assert_eq!(all.len(), 338, "recordings");
    assert!(by_name > 230, "only {by_name} recordings say by their names what is right");
}

/// Every recorded step gets the answers in the table beside the recordings.
pub fn more_recordings(policy: &dyn Policy) {
    assert_eq!(more::all().len(), 149, "recordings");
    let path = path("recorded").join(more::FOLDER).join("answers.txt");
    bless::golden(&path, &more::table(policy)).unwrap_or_else(|why| panic!("{why}"));
}

/// A recorded Pod and the recorded template that it comes from get the same verdict.
pub fn pods_and_templates_agree(policy: &dyn Policy) {
    let settings = [
        json!({}),
        json!({"optOutAt": "pod"}),
        json!({"allow": {"podAuthor": "none"}}),
        json!({"allow": {"podAuthor": "any"}}),
        json!({"allow": {"serviceAccountOwner": true}}),
        json!({"allow": {"tokenSecrets": true}}),
        json!({"allow": {"serviceAccounts": ["sa-unset/default"]}}),
        json!({"projectedTokenMaxSeconds": 3600}),
    ];
    let all = recorded::all();
    let pairs = pairs::of(&all);
    for (made, template) in &pairs {
        for settings in &settings {
            assert_eq!(
                pairs::answer(policy, made, settings),
                pairs::answer(policy, template, settings),
                "{} and {} under {settings}",
                made.name,
                template.name
            );
        }
    }
    assert!(pairs.len() >= 48, "only {} pairs were found", pairs.len());
}

/// What is too much to explain is counted, and what is too much to judge is rejected.
pub fn beyond_bounds(policy: &dyn Policy) {
    let mut failures = Vec::new();
    for Beyond { name, request, settings, context, says: [within, end] } in bounds::all() {
        let (verdict, _) =
            crate::judge(policy, &request, &settings, RecordingCluster::new(&context));
        let warning = verdict.warnings.unwrap_or_default().pop();
        let text = verdict.message.or(warning).unwrap_or_default();
        let is_said = text.contains(within) && text.ends_with(end);
        if !is_said || within.is_empty() && end.is_empty() && !text.is_empty() {
            failures.push(format!("{name}: {text}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Two builds of the policy give identical answers to every call, byte by byte, after the same
/// lookups.
pub fn answers_alike(policy: &dyn Policy, other: &dyn Policy, clock: Clock) {
    let mut calls = calls::all();
    calls.retain(|call| clock == Clock::Given || !call.is_dated);
    for call in &calls {
        call.compare(policy, other).unwrap_or_else(|difference| panic!("{difference}"));
    }
    assert!(calls.len() > 1_000, "only {} calls", calls.len());
}
