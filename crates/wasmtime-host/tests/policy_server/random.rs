//! Tests that the core, the module in the interpreter and the module on a policy server's engine give
//! the same answers to random requests, byte by byte, after the same lookups.

use std::cell::Cell;
use std::sync::LazyLock;

use analysis::core::Core;
use analysis::plugin::Version;
use fuzz::cluster::{NAMESPACE, Objects, choose, request, update, workload};
use fuzz::edits::{Dice, apply};
use fuzz::pods::spec;
use fuzz::surroundings::{WORKLOADS, cluster, maybe_chosen, settings};
use fuzz::{admitted, cluster_of, corpus, version};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};
use scenarios::calls::Call;
use scenarios::{RecordingCluster, policy_wasm};
use serde_json::{Value, json};
use wasmi_host::{Host, PolicyModule};

use super::POLICY;

/// How many random cases there are, each with several calls. They are the same in each run;
/// `PROPTEST_CASES=100000` tries new ones.
const CASES: u32 = 1_000;

static REQUESTS: LazyLock<Vec<Value>> = LazyLock::new(corpus::requests);

/// What a host answers to every lookup, if it does not look.
type Odd = Option<Result<Vec<u8>, String>>;

/// A case from which requests are made.
#[derive(Clone, Debug)]
struct Case {
    spec: Value,
    old: Value,
    kind: &'static str,
    chosen: (Option<&'static str>, Option<&'static str>),
    version: Version,
    cluster: Objects,
    settings: Value,
    odd: Odd,
    /// Edits of the requests and the settings, if any.
    edits: Vec<u8>,
}

fn odd() -> impl Strategy<Value = Odd> {
    let odd = [
        Err("Policy has not been granted access to Kubernetes v1/X resources.".to_owned()),
        Err("Cannot find resource v1/ServiceAccount".to_owned()),
        Err("\u{1b}[31mred\u{7} ä".to_owned()),
        Ok(b"null".to_vec()),
        Ok(b"{\"metadata\": 7}".to_vec()),
        Ok(b"{\"items\": [{\"subjects\": {}}]}".to_vec()),
        Ok(vec![b'{', 0xff]),
        Ok(Vec::new()),
    ];
    prop_oneof![4 => Just(None), 1 => select(odd.to_vec()).prop_map(Some)]
}

fn case() -> impl Strategy<Value = Case> {
    let settings = prop_oneof![settings("reject"), settings("warn"), settings("mutate")];
    let edits = prop_oneof![2 => Just(Vec::new()), 1 => vec(any::<u8>(), 1..40)];
    let chosen = (maybe_chosen(), maybe_chosen());
    (
        (spec(2), spec(0)),
        select(&WORKLOADS[..]),
        chosen,
        version(),
        cluster(),
        settings,
        odd(),
        edits,
    )
        .prop_map(|((spec, old), kind, chosen, version, cluster, settings, odd, edits)| {
            let cluster = cluster_of(version, &spec, cluster);
            Case { spec, old, kind, chosen, version, cluster, settings, odd, edits }
        })
}

impl Case {
    /// The cluster as a host shows it.
    fn hosted(&self) -> RecordingCluster {
        let mut hosted = RecordingCluster::new(&self.cluster.complete());
        if let Some(now) = self.cluster.unix_seconds {
            hosted.set_clock(now);
        }
        hosted.answer = self.odd.clone();
        hosted
    }

    /// A request of each sort.
    fn requests(&self, dice: &mut Dice<'_>) -> Vec<Value> {
        let template = |spec: &Value, chosen| {
            let mut template = json!({"spec": spec});
            choose(&mut template, chosen);
            workload(self.kind, &template)
        };
        let core = |mut request: Value| {
            request["kind"]["group"] = "".into();
            request
        };
        let secret = |account: &Value| {
            json!({"metadata": {"name": "s", "namespace": NAMESPACE,
                "annotations": {"kubernetes.io/service-account.name": account}},
                "type": "kubernetes.io/service-account-token"})
        };
        let (now, before) = self.chosen;
        let mut pod = admitted(&self.spec, &self.cluster, self.version);
        choose(&mut pod, now);
        let before_debug = admitted(&self.old, &self.cluster, self.version);
        let mut debug = update("Pod", before_debug.clone(), &pod);
        debug["subResource"] = "ephemeralcontainers".into();
        let new = template(&self.spec, now);
        let token = json!({
            "uid": "u",
            "kind": {"group": "authentication.k8s.io", "version": "v1", "kind": "TokenRequest"},
            "operation": "CREATE",
            "subResource": "token",
            "name": "app",
            "namespace": NAMESPACE,
            "object": {"metadata": {"name": "app"}, "spec": {"audiences": ["api", "vault"]}},
            "userInfo": {"username": "author", "groups": []},
        });
        let account = json!({"metadata": {"name": "default", "namespace": NAMESPACE}});
        vec![
            request("Pod", &pod),
            request("Pod", &before_debug),
            debug,
            request(self.kind, &new),
            update(self.kind, template(&self.old, before), &new),
            core(request("Secret", &secret(&json!("app")))),
            core(update("Secret", secret(&json!("app")), &secret(&json!("default")))),
            core(request("ServiceAccount", &account)),
            token,
            REQUESTS[dice.roll(REQUESTS.len())].clone(),
        ]
    }

    /// The calls that a host makes.
    fn calls(&self) -> Vec<Call> {
        let mut dice = Dice::new(&self.edits);
        let mut requests = self.requests(&mut dice);
        let mut settings = self.settings.clone();
        if !self.edits.is_empty() {
            if dice.roll(4) == 0 {
                apply(&mut settings, &mut Dice::new(&self.edits));
            }
            for (number, request) in requests.iter_mut().enumerate() {
                apply(request, &mut Dice::new(&self.edits[number % self.edits.len()..]));
            }
        }
        let call = |function, payload: Vec<u8>| {
            let case = self.clone();
            let mut call = Call::new("random", function, payload, move || case.hosted());
            call.is_dated = settings.to_string().contains("until");
            call
        };
        let mut calls = vec![call("validate_settings", settings.to_string().into())];
        for request in requests {
            let payload = json!({"request": request, "settings": settings}).to_string();
            let mut payload = payload.into_bytes();
            // Sometimes one byte is wrong, or the end is missing.
            let at = dice.roll(65_536) % payload.len();
            match dice.roll(32) {
                31 => payload[at] = dice.roll(256) as u8,
                30 => payload.truncate(at),
                _ => {}
            }
            calls.push(call("validate", payload));
        }
        calls
    }
}

#[test]
fn random_requests_get_the_same_answers_from_core_interpreter_and_engine() {
    let module = PolicyModule::new(&policy_wasm()).unwrap_or_else(|why| panic!("{why}"));
    let interpreter = Host::new(&module);
    let cases = ProptestConfig::default().cases.max(CASES);
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        rng_seed: if cases > CASES { RngSeed::Random } else { RngSeed::Fixed(3607) },
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    });
    let [calls, served, accepted, rejected, looked_up, mutated] = [0_usize; 6].map(Cell::new);
    let add = |cell: &Cell<usize>, is: bool| cell.set(cell.get() + usize::from(is));
    let result = runner.run(&case(), |case| {
        for call in case.calls() {
            let compared = call.compare(&interpreter, &Core).and_then(|()| {
                add(&calls, true);
                // The engine's clock is the machine's.
                if call.is_dated {
                    return Ok(());
                }
                add(&served, true);
                call.compare(&*POLICY, &Core)
            });
            let shown = || String::from_utf8_lossy(&call.payload).into_owned();
            prop_assert!(compared.is_ok(), "{}\n{}", shown(), compared.unwrap_err());
            let outcome = call.of(&Core);
            let answer: Value = outcome.answer.as_deref().map_or(Value::Null, |answer| {
                serde_json::from_slice(answer).unwrap_or_else(|error| panic!("{error}"))
            });
            add(&accepted, answer["accepted"] == true);
            add(&rejected, answer["accepted"] == false);
            add(&looked_up, !outcome.exchanges.is_empty());
            add(&mutated, answer.get("mutated_object").is_some_and(|object| !object.is_null()));
        }
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}\n{runner}"));
    let [calls, served, accepted, rejected, looked_up, mutated] =
        [calls, served, accepted, rejected, looked_up, mutated].map(Cell::into_inner);
    println!(
        "{calls} calls, {served} on the engine: {accepted} accepted, {rejected} rejected, \
         {looked_up} with lookups, {mutated} changed"
    );
    let cases = cases as usize;
    assert_eq!(calls, cases * 11);
    // Otherwise the cases have become too uniform to compare much.
    assert!(served > calls / 2 && accepted > cases && rejected > cases, "{accepted}, {rejected}");
    assert!(looked_up > cases && mutated > cases / 50, "{looked_up} lookups, {mutated} changed");
}
