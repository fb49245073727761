//! What a survey finds with few calls of the policy is what many would find, and what it makes of
//! that is true: in clusters by chance.

mod random;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use analysis::context::{Absent, Context};
use analysis::core::Core;
use analysis::exposure::Exposure;
use analysis::input::yaml::Node;
use analysis::kinds::judged;
use analysis::survey::Survey;
use analysis::survey::examine::{Examiner, Outcome, Surroundings, exposures};
use analysis::verdict::Verdict;
use analysis::{HostCalls, Policy};
use random::{Dice, cluster, settings};
use serde_json::{Value, json};

const CLUSTERS: u64 = 600;

/// Counts calls.
struct Counting(Cell<usize>);

impl Policy for Counting {
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        self.0.set(self.0.get() + 1);
        Core.call(function, payload, calls)
    }
}

struct Sample {
    objects: Vec<Value>,
    settings: Value,
    context: Arc<Context>,
}

fn samples() -> impl Iterator<Item = Sample> {
    (0..CLUSTERS).filter_map(|seed| {
        let mut dice = Dice(seed);
        let (objects, settings) = (cluster(&mut dice), settings(&mut dice));
        let absent = [Absent::SaysNothing, Absent::NotFound][dice.roll(2)];
        let mut context = Context::new(absent);
        objects.iter().for_each(|object| context.add(object, "default"));
        let refusal = Core.refuses_settings(&settings).unwrap();
        refusal.is_none().then(|| Sample { objects, settings, context: Arc::new(context) })
    })
}

impl Sample {
    fn requests(&self) -> Vec<(&'static Kind, Value)> {
        let request = |object: &Value| {
            let (version, kind) = (object["apiVersion"].as_str()?, object["kind"].as_str()?);
            let kind = judged(version, kind).filter(|kind| kind.kind != "Secret")?;
            let namespace = object["metadata"]["namespace"].as_str()?;
            Some((kind, Examiner::request(object.clone(), namespace, version, kind)))
        };
        self.objects.iter().filter_map(request).collect()
    }

    /// The verdict of the policy itself, which sees the whole cluster.
    fn verdict(&self, request: &Value, settings: &Value) -> Verdict {
        let calls: Arc<dyn HostCalls> = Arc::clone(&self.context) as _;
        Core.validate(request, settings, &calls).unwrap()
    }

    fn with(&self, key: &str, value: Value) -> Value {
        let mut settings = self.settings.clone();
        settings[key] = value;
        settings
    }
}

#[test]
fn few_calls_find_what_many_would() {
    let (counting, mut judged, mut rejected) = (Counting(Cell::new(0)), 0, 0);
    for sample in samples() {
        let surroundings = Surroundings::new(Arc::clone(&sample.context) as _, &sample.settings);
        let examiner = Examiner::new(&counting, &surroundings);
        for (kind, request) in sample.requests() {
            let found = examiner.examine(&request, kind).unwrap();
            let told = format!("{}\n{request}", sample.settings);
            judged += 1;
            let outcomes = ["reject", "warn", "mutate"].map(|action| {
                Outcome::of(&sample.verdict(&request, &sample.with("action", action.into())))
            });
            assert_eq!(found.outcomes, outcomes, "{told}");
            rejected += usize::from(outcomes[0] == Outcome::Rejected);
            if kind.pod_spec().is_none() || found.verdict.code == Some(400) {
                continue;
            }
            let census = json!({
                "action": "warn",
                "inspectSecrets": sample.settings["inspectSecrets"],
            });
            assert_eq!(
                tokens(&found.exposures),
                tokens(&exposures(&sample.verdict(&request, &census)).unwrap()),
                "{told}"
            );
            let violates = |all: &[Exposure]| all.iter().any(|one| one.allowed_by.is_none());
            match outcomes[0] {
                Outcome::Rejected => assert!(violates(&found.shown), "{told}\n{found:?}"),
                // There it does not see the Secrets that an account lists.
                Outcome::Accepted if sample.settings["optOutAt"] == "pod" => {}
                Outcome::Accepted => assert!(!violates(&found.exposures), "{told}"),
                // It waits for its account.
                _ => {}
            }
        }
    }
    assert!(judged > 5_000 && rejected > 2_000, "{judged} judged, {rejected} rejected");
    let calls = counting.0.get();
    println!("{judged} objects, {rejected} rejected, {calls} calls");
    assert!(calls < judged * 5 / 2, "{calls} calls for {judged} objects");
}

/// Exposures, without what settings say of them.
fn tokens(exposures: &[Exposure]) -> BTreeSet<Exposure> {
    let bare = |exposure: &Exposure| Exposure { allowed_by: None, ..exposure.clone() };
    exposures.iter().map(bare).collect()
}

#[test]
fn the_smallest_settings_let_the_cluster_pass_and_nothing_less_does() {
    let (mut passing, mut failing, mut entries, mut secrets) = (0, 0, 0, 0);
    for sample in samples() {
        let mut survey =
            Survey::new(&Core, &sample.settings, Arc::clone(&sample.context), true).unwrap();
        sample.objects.iter().for_each(|object| survey.add(object.clone()));
        let adopt = survey.report().adopt;
        let found = Node::read(&adopt.settings).unwrap().unwrap().to_json();
        let told = format!("{}\n{}", sample.settings, adopt.settings);
        assert_eq!(Core.refuses_settings(&found), Ok(None), "{told}");

        let requests = sample.requests();
        let failures = |settings: &Value| -> BTreeSet<usize> {
            let mut settings = settings.clone();
            settings["action"] = "reject".into();
            let accepted = |request| sample.verdict(request, &settings).accepted;
            let requests = requests.iter().enumerate();
            let failing = requests.filter(|(_, (_, request))| !accepted(request));
            failing.map(|(index, _)| index).collect()
        };
        let left = failures(&found);
        assert_eq!(adopt.passes, left.is_empty(), "{told}\n{:?}", adopt.left);
        assert_eq!(adopt.left.is_empty(), left.is_empty(), "{told}\n{:?}", adopt.left);
        if left.is_empty() {
            passing += 1
        } else {
            failing += 1
        }

        let given = sample.settings["allow"]["serviceAccounts"].as_array().map_or(0, Vec::len);
        let accounts = found["allow"]["serviceAccounts"].as_array().unwrap().clone();
        for (index, account) in accounts.iter().enumerate().skip(given) {
            let mut less = found.clone();
            less["allow"]["serviceAccounts"].as_array_mut().unwrap().remove(index);
            let more = failures(&less);
            assert!(more.is_superset(&left) && more != left, "{account} for nothing:\n{told}");
            entries += 1;
        }
        if found["allow"]["tokenSecrets"] == true
            && sample.settings["allow"]["tokenSecrets"] != true
        {
            let mut less = found.clone();
            less["allow"]["tokenSecrets"] = false.into();
            assert_ne!(failures(&less), left, "tokenSecrets is not needed:\n{told}");
            secrets += 1;
        }
        // All else is as it was given.
        let mut rest = found;
        let allow = rest["allow"].as_object_mut().unwrap();
        match sample.settings["allow"].get("serviceAccounts") {
            Some(accounts) => allow["serviceAccounts"] = accounts.clone(),
            None => drop(allow.remove("serviceAccounts")),
        }
        match sample.settings["allow"].get("tokenSecrets") {
            Some(given) => allow["tokenSecrets"] = given.clone(),
            None => drop(allow.remove("tokenSecrets")),
        }
        if allow.is_empty() && sample.settings.get("allow").is_none() {
            rest.as_object_mut().unwrap().remove("allow");
        }
        assert_eq!(rest, sample.settings, "{told}");
    }
    println!("{passing} pass, {failing} do not, {entries} entries, {secrets} with tokenSecrets");
    assert!(passing > 300 && failing > 100 && entries > 1000 && secrets > 50);
}
