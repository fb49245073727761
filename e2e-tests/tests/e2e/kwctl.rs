//! Replays what `make e2e` writes for kwctl on the host of `token-check`, following kwctl's rules. `kwctl.bats`
//! runs kwctl itself if it is installed.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use analysis::{HostCalls, Policy};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e_tests::kwctl::session::{
    Exchange, Request, Response, capability_not_granted, kind_not_granted,
};
use e2e_tests::kwctl::{ALLOWED, Case, Expected, NO_CAPABILITY, Outcome, answer};
use e2e_tests::{path, scenario};
use packaging::metadata::Metadata;
use packaging::module;
use serde_json::{Value, json};
use token_check::POLICY_WASM;
use wasmi_host::{Host, PolicyModule};

/// Answers host calls like kwctl's `CallbackHandlerProxy`: strictly in order, and only if the request
/// is identical.
struct Replay {
    exchanges: Mutex<VecDeque<Exchange>>,
    kinds: BTreeSet<(String, String)>,
    capable: bool,
}

impl HostCalls for Replay {
    fn call(&self, _: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let payload: Value = serde_json::from_slice(payload).map_err(|error| error.to_string())?;
        let text = |key: &str| payload[key].as_str().unwrap_or_default().to_owned();
        if !self.capable {
            return Err(capability_not_granted(operation));
        }
        if !self.kinds.contains(&(text("api_version"), text("kind"))) {
            return Err(kind_not_granted(&text("api_version"), &text("kind")));
        }
        let exchange = self.exchanges.lock().unwrap().pop_front();
        let exchange = exchange.ok_or("Callback evaluation failure: the list is empty")?;
        let recorded: Request =
            yaml_serde::from_str(&exchange.request).map_err(|error| error.to_string())?;
        if recorded != Request::read(operation, &payload)? {
            return Err(format!("Callback evaluation failure: expected {recorded:?}"));
        }
        match exchange.response {
            Response::Success { payload } => Ok(payload.into_bytes()),
            Response::Error { message } => Err(format!("Callback evaluation failure: {message}")),
        }
    }
}

struct Written {
    _folder: tempfile::TempDir,
    cases: Vec<(Outcome, PathBuf)>,
    other: Vec<String>,
}

fn written() -> Written {
    let folder = tempfile::tempdir().unwrap();
    let (mut cases, mut other) = (Vec::new(), Vec::new());
    for (index, (name, scenario)) in scenario::all().into_iter().enumerate() {
        match Case::of(&scenario) {
            Ok(case) => {
                let path = folder.path().join(index.to_string());
                case.write(&path).unwrap();
                cases.push((case.outcome, path));
            }
            Err(why) => other.push(format!("{name}: {}", why.split(':').next().unwrap())),
        }
    }
    Written { _folder: folder, cases, other }
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn json_of(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&read(folder, name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What `kwctl run` would print for a case: its answer, or the reason why the settings are rejected.
/// Also returns the number of unused recorded exchanges.
fn run(policy: &dyn Policy, folder: &Path) -> (Result<Value, String>, usize) {
    let settings = json_of(folder, "settings.json");
    if let Some(fault) = policy.refuses_settings(&settings).unwrap() {
        return (Err(fault), 0);
    }
    let arguments = read(folder, "arguments");
    let kinds = metadata().context_aware_resources.into_iter();
    let replay = Arc::new(Replay {
        exchanges: Mutex::new(yaml_serde::from_str(&read(folder, "session.yml")).unwrap()),
        kinds: kinds
            .filter(|_| arguments.lines().any(|line| line == ALLOWED))
            .map(|one| (one.api_version, one.kind))
            .collect(),
        capable: !arguments.lines().any(|line| line == NO_CAPABILITY),
    });
    let request = json_of(folder, "request.json");
    let calls: Arc<dyn HostCalls> = Arc::clone(&replay) as _;
    let verdict = policy.validate(&request, &settings, &calls).unwrap();
    let patch = verdict.patch(&request["object"]).unwrap();
    let mut answer = json!({
        "uid": request["uid"],
        "allowed": verdict.accepted,
        "auditAnnotations": verdict.audit_annotations,
        "warnings": verdict.warnings,
    });
    if verdict.message.is_some() || verdict.code.is_some() {
        answer["status"] = json!({"message": verdict.message, "code": verdict.code});
    }
    if let Some(patch) = patch {
        answer["patchType"] = "JSONPatch".into();
        answer["patch"] = STANDARD.encode(patch.to_string()).into();
    }
    let left = replay.exchanges.lock().unwrap().len();
    (Ok(answer), left)
}

fn metadata() -> Metadata {
    Metadata::read(&read(&path(".."), "policy-metadata.yml")).unwrap()
}

fn annotated() -> Host {
    let wasm = module::annotate(POLICY_WASM, &metadata()).unwrap();
    Host::new(&PolicyModule::new(&wasm).unwrap())
}

#[test]
fn kwctl_can_express_nearly_all_scenarios() {
    let written = written();
    let expected = [
        "accounts/bindings-unknown.yaml: lookup",
        "accounts/by-controller-bindings-unknown.yaml: lookup",
        "bad-request/no-kind.yaml: request",
        "bad-request/no-operation.yaml: request",
        "bindings/mutate-workload-not-granted.yaml: lookup",
        "containers/update-left-out-before.yaml: lookup",
        "controllers/mutate-lookup-failed.yaml: lookup",
        "mutate/lookup-failed.yaml: lookup",
        "pod-templates/jobs-three-unknown.yaml: lookup",
        "pod-templates/jobs-unknown.yaml: lookup",
        "update/existing-violation-unknown.yaml: lookup",
    ];
    let (dated, other): (Vec<_>, Vec<_>) =
        written.other.into_iter().partition(|other| other.ends_with(": day"));
    assert_eq!(other, expected);
    assert!((20..40).contains(&dated.len()), "{dated:?}");
    for (outcome, least) in [
        (Outcome::Accepted, 80),
        (Outcome::Rejected, 130),
        (Outcome::Mutated, 10),
        (Outcome::Refused, 5),
    ] {
        let count = written.cases.iter().filter(|case| case.0 == outcome).count();
        assert!(count >= least, "{outcome:?}: {count}");
    }
}

#[test]
fn every_case_replays_to_what_its_scenario_expects() {
    let policy = annotated();
    for (outcome, folder) in written().cases {
        let expected: Expected = serde_json::from_value(json_of(&folder, "expected.json")).unwrap();
        let note = expected.note.clone();
        match (outcome, run(&policy, &folder)) {
            (Outcome::Refused, (Err(fault), _)) => {
                assert_eq!(Some(fault), expected.expect.message, "{note}");
            }
            (Outcome::Refused, (Ok(answer), _)) => panic!("{note}: {answer}"),
            (_, (Err(fault), _)) => panic!("{note}: {fault}"),
            (_, (Ok(answer), left)) => {
                assert_eq!(left, 0, "{note}: exchanges that nobody asked for");
                let request = json_of(&folder, "request.json");
                let checked = answer::check(&expected, &request, &answer.to_string());
                assert_eq!(checked, Ok(()), "{note}");
            }
        }
    }
}

#[test]
fn different_answers_are_reported() {
    let policy = annotated();
    let written = written();
    let one = |outcome| {
        let case = written.cases.iter().find(|case| case.0 == outcome);
        &case.unwrap_or_else(|| panic!("no case is {outcome:?}")).1
    };
    type Change = fn(&mut Value);
    let cases: [(Outcome, Change, &str); 9] = [
        (Outcome::Rejected, |answer| answer["allowed"] = true.into(), "allowed: "),
        (Outcome::Accepted, |answer| answer["allowed"] = false.into(), "allowed: "),
        (Outcome::Rejected, |answer| answer["status"]["message"] = "no".into(), "message: "),
        (Outcome::Rejected, |answer| answer["status"]["code"] = 400.into(), "code: "),
        (Outcome::Accepted, |answer| answer["uid"] = "other".into(), "uid: "),
        (Outcome::Accepted, |answer| answer["warnings"] = json!(["x"]), "warnings: "),
        (Outcome::Mutated, |answer| answer["patch"] = Value::Null, "patchType: "),
        (
            Outcome::Mutated,
            |answer| {
                let other = json!([{"op": "add", "path": "/metadata/x", "value": 1}]);
                answer["patch"] = STANDARD.encode(other.to_string()).into();
            },
            "object: ",
        ),
        (Outcome::Mutated, |answer| answer["patch"] = "%".into(), "patch: "),
    ];
    for (outcome, change, difference) in cases {
        let folder = one(outcome);
        let expected: Expected = serde_json::from_value(json_of(folder, "expected.json")).unwrap();
        let request = json_of(folder, "request.json");
        let mut answer = run(&policy, folder).0.unwrap();
        change(&mut answer);
        let told = answer::check(&expected, &request, &answer.to_string()).unwrap_err();
        assert!(told.starts_with(difference), "{difference}: {told}");
    }
    let folder = one(Outcome::Accepted);
    let expected: Expected = serde_json::from_value(json_of(folder, "expected.json")).unwrap();
    assert!(answer::check(&expected, &json_of(folder, "request.json"), "").is_err());
}

#[test]
fn sessions_have_the_format_of_kwctl() {
    let text = "\
- type: Exchange
  request: |
    !KubernetesGetResource
    api_version: v1
    kind: ServiceAccount
    name: default
    namespace: default
    disable_cache: false
    field_masks:
    - automountServiceAccountToken
    - secrets
  response:
    type: Success
    payload: '{\"metadata\":{\"name\":\"default\",\"namespace\":\"default\"}}'
";
    let scenarios = scenario::all();
    let name = "automount/pod-unset-account-unset.yaml";
    let (_, scenario) = scenarios.iter().find(|(other, _)| other == name).unwrap();
    let folder = tempfile::tempdir().unwrap();
    Case::of(scenario).unwrap().write(folder.path()).unwrap();
    assert_eq!(read(folder.path(), "session.yml"), text);
}
