//! Tests with random clusters that a survey, which makes few calls of the policy, finds the same as
//! many calls would, and that its conclusions are true.

mod clusters;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use analysis::core::Core;
use analysis::exposure::Exposure;
use analysis::kinds::{JudgedKind, Kinds, split_version};
use analysis::survey::Survey;
use analysis::survey::examine::{Examiner, Outcome, Surroundings};
use analysis::verdict::Verdict;
use analysis::{HostCalls, Policy};
use clusters::{Sample, samples};
use manifest::Node;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult, TestRunner};
use serde_json::{Value, json};

/// Checks a property on the same 600 clusters each time, so that a failure is caused by a code
/// change. `PROPTEST_CASES=10000` tries new ones. Returns the number of clusters.
fn check(property: impl Fn(&Sample) -> TestCaseResult) -> usize {
    let cases = ProptestConfig::default().cases.max(600);
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        rng_seed: if cases > 600 { RngSeed::Random } else { RngSeed::Fixed(3607) },
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(&samples(), |sample| property(&sample));
    result.unwrap_or_else(|failure| panic!("{failure}\n{runner}"));
    cases as usize
}

/// Counts calls.
#[derive(Default)]
struct Counting(Cell<usize>);

impl Policy for Counting {
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        self.0.update(|calls| calls + 1);
        Core.call(function, payload, calls)
    }
}

/// The creation of an object.
struct Request {
    kind: JudgedKind,
    request: Value,
    /// The request as JSON, because writing it takes as long as a verdict.
    text: String,
}

impl Sample {
    fn requests(&self) -> Vec<Request> {
        let request = |object: &Value| {
            let (version, kind) = (object["apiVersion"].as_str()?, object["kind"].as_str()?);
            let kind = Kinds::default().judged(version, kind).filter(|kind| !kind.is_secret())?;
            let namespace = object["metadata"]["namespace"].as_str()?;
            let request =
                Examiner::request(object.clone(), namespace, split_version(version), kind.name());
            Some(Request { kind, text: request.to_string(), request })
        };
        self.objects.iter().filter_map(request).collect()
    }

    /// The verdicts with that action of the policy itself, which sees the whole cluster.
    fn judge(&self, mut settings: Value, action: &str) -> impl Fn(&Request) -> Verdict + use<> {
        settings["action"] = action.into();
        let calls: Arc<dyn HostCalls> = Arc::clone(&self.context) as _;
        move |Request { text, .. }| {
            let payload = format!("{{\"request\": {text}, \"settings\": {settings}}}");
            Verdict::read(&Core.call("validate", payload.as_bytes(), &calls).unwrap()).unwrap()
        }
    }
}

/// Exposures without the settings that allow them.
fn tokens(exposures: &[Exposure]) -> BTreeSet<Exposure> {
    let bare = |exposure: &Exposure| Exposure { allowed_by: None, ..exposure.clone() };
    exposures.iter().map(bare).collect()
}

#[test]
fn few_calls_find_the_same_as_many() {
    let counting = Counting::default();
    let [judged, rejected] = [0; 2].map(Cell::new);
    let cases = check(|sample| {
        let Sample { settings, context, .. } = sample;
        let surroundings = Surroundings::new(Arc::clone(context) as _, settings);
        let examiner = Examiner::new(&counting, &surroundings);
        let by_action =
            ["reject", "warn", "mutate"].map(|action| sample.judge(settings.clone(), action));
        let census = sample.judge(json!({"inspectSecrets": settings["inspectSecrets"]}), "warn");
        for one in sample.requests() {
            let Request { kind, request, .. } = &one;
            let found = examiner.examine(request, kind).unwrap();
            judged.update(|count| count + 1);
            let outcomes = by_action.each_ref().map(|verdict| Outcome::of(&verdict(&one)));
            prop_assert_eq!(found.outcomes, outcomes);
            rejected.update(|count| count + usize::from(outcomes[0] == Outcome::Rejected));
            if !kind.holds_pods() || found.verdict.code == Some(400) {
                continue;
            }
            let all = census(&one).exposures().unwrap();
            prop_assert_eq!(tokens(&found.exposures), tokens(&all));
            let violates = |all: &[Exposure]| all.iter().any(|one| one.allowed_by.is_none());
            match outcomes[0] {
                Outcome::Rejected => prop_assert!(violates(&found.shown)),
                // In that case, the policy does not see the Secrets that an account lists.
                Outcome::Accepted if settings["optOutAt"] == "pod" => {}
                Outcome::Accepted => prop_assert!(!violates(&found.exposures)),
                // It waits for its account.
                _ => {}
            }
        }
        Ok(())
    });
    let [judged, rejected, calls] = [judged, rejected, counting.0].map(Cell::into_inner);
    println!("{judged} objects, {rejected} rejected, {calls} calls");
    assert!(judged > cases * 8 && rejected > cases * 3, "{judged} judged, {rejected} rejected");
    assert!(calls < judged * 5 / 2, "{calls} calls for {judged} objects");
}

#[test]
fn the_smallest_settings_let_the_cluster_pass_and_nothing_less_does() {
    let [pass, entries, secrets] = [0; 3].map(Cell::new);
    let cases = check(|sample| {
        let Sample { objects, settings: given, context, .. } = sample;
        let mut survey = Survey::new(&Core, given, Arc::clone(context), true).unwrap();
        objects.iter().for_each(|object| survey.add(object.clone()));
        let adopt = survey.report().adopt;
        let mut found = Node::read(&adopt.settings).unwrap().unwrap().to_json();
        prop_assert_eq!(Core.refuses_settings(&found), Ok(None), "{}", adopt.settings);

        let requests = sample.requests();
        let failing_with = |settings: &Value| {
            let verdict = sample.judge(settings.clone(), "reject");
            move |request: &&Request| !verdict(request).accepted
        };
        let (left, passing): (Vec<_>, Vec<_>) = requests.iter().partition(failing_with(&found));
        prop_assert_eq!(adopt.passes, left.is_empty(), "{}\n{:?}", adopt.settings, adopt.left);
        prop_assert_eq!(adopt.left.is_empty(), left.is_empty(), "{}", adopt.settings);
        pass.update(|count| count + usize::from(adopt.passes));

        // With less, what failed still fails, and something else does too. Workloads come last and
        // fail most often.
        let is_too_little = |less: &Value| {
            let fails = failing_with(less);
            left.iter().all(&fails) && passing.iter().rev().any(fails)
        };
        let count =
            |settings: &Value| settings["allow"]["serviceAccounts"].as_array().map_or(0, Vec::len);
        for index in count(given)..count(&found) {
            let mut less = found.clone();
            let account = less["allow"]["serviceAccounts"].as_array_mut().unwrap().remove(index);
            prop_assert!(is_too_little(&less), "{account} for nothing:\n{}", adopt.settings);
            entries.update(|count| count + 1);
        }
        if found["allow"]["tokenSecrets"] == true && given["allow"]["tokenSecrets"] != true {
            let mut less = found.clone();
            less["allow"]["tokenSecrets"] = false.into();
            prop_assert!(is_too_little(&less), "tokenSecrets for nothing:\n{}", adopt.settings);
            secrets.update(|count| count + 1);
        }
        // Everything else is as given.
        let allow = found["allow"].as_object_mut().unwrap();
        for key in ["serviceAccounts", "tokenSecrets"] {
            match given["allow"].get(key) {
                Some(value) => allow.insert(key.into(), value.clone()),
                None => allow.remove(key),
            };
        }
        if allow.is_empty() && given.get("allow").is_none() {
            found.as_object_mut().unwrap().remove("allow");
        }
        prop_assert_eq!(&found, given, "{}", adopt.settings);
        Ok(())
    });
    let [pass, entries, secrets] = [pass, entries, secrets].map(Cell::into_inner);
    println!("{pass} of {cases} pass, {entries} entries, {secrets} with tokenSecrets");
    assert!(pass > cases / 2 && cases - pass > cases / 6);
    assert!(entries > cases * 5 / 3 && secrets > cases / 20);
}
