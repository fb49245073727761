//! Tests when the cluster is queried, and what follows from its answers.

use super::*;
use crate::cluster::{Clock, Cluster, LookupError};
use crate::decide::search;
use crate::json;
use crate::pod::spec::PodSpec;
use crate::settings::ControllerPods;

/// A cluster with one answer that counts how often it is queried.
struct One {
    answer: Result<Option<&'static str>, LookupError>,
    asked: usize,
}

impl Cluster for One {
    fn service_account(&mut self, _: &str, _: &str) -> Result<Option<String>, LookupError> {
        self.asked += 1;
        self.answer.clone().map(|found| found.map(str::to_owned))
    }
    fn secret(&mut self, _: &str, _: &str) -> Result<Option<String>, LookupError> {
        panic!("no Secret is inspected")
    }
    fn may_read_bindings(&mut self) -> Result<(), LookupError> {
        panic!("no role binding is read")
    }
    fn cluster_role_bindings(&mut self) -> Result<String, LookupError> {
        panic!("no role binding is read")
    }
    fn role_bindings(&mut self) -> Result<String, LookupError> {
        panic!("no role binding is read")
    }
}

struct NoClock;

impl Clock for NoClock {
    fn unix_seconds(&self) -> Option<i64> {
        panic!("no exemption ends")
    }
}

const SILENT: &str = r#"{"metadata": {"name": "app"}}"#;
const TRUE: &str = r#"{"metadata": {"name": "app"}, "automountServiceAccountToken": true}"#;
const FALSE: &str = r#"{"metadata": {"name": "app"}, "automountServiceAccountToken": false}"#;
const LISTS: &str = r#"{"metadata": {"name": "app"}, "secrets": [{"name": "app-token-abcde"}]}"#;

const PLAIN: &str = r#"{"serviceAccountName": "app", "containers": [{"name": "c"}]}"#;
const INJECTED: &str = r#"{"serviceAccountName": "app",
    "volumes": [{"name": "kube-api-access-abcde",
        "projected": {"sources": [{"serviceAccountToken": {"path": "token", "expirationSeconds": 3607}}]}}],
    "containers": [{"name": "c", "volumeMounts": [{"name": "kube-api-access-abcde",
        "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}]}]}"#;
const SECRET: &str = r#"{"serviceAccountName": "app", "automountServiceAccountToken": false,
    "containers": [{"name": "c", "envFrom": [{"secretRef": {"name": "app-token-abcde"}}]}]}"#;

fn pod_spec(json: &str) -> PodSpec<'_> {
    json::parse(json, "spec").unwrap_or_else(|fault| panic!("{fault}"))
}

fn case<'p>(pod_spec: &'p PodSpec<'_>, settings: &Settings<'_>, is_pod: bool) -> Case<'p> {
    Case {
        namespace: "ns",
        account: pod_spec.account_name(),
        automount: pod_spec.automount,
        is_pod,
        spec_path: "spec",
        sources: search::of_pod(pod_spec, None, false, settings, &mut 0)
            .unwrap_or_else(|fault| panic!("{fault}")),
        pods_accepted: settings.controller_pods == ControllerPods::Accept,
        ..Case::default()
    }
}

/// The outcome for a PodSpec: lookups, and violations or what replaces them.
fn outcome(
    spec: &str,
    settings: &str,
    is_pod: bool,
    answer: Result<Option<&'static str>, LookupError>,
) -> (usize, String) {
    let settings = Settings::read(settings.as_bytes()).unwrap_or_else(|fault| panic!("{fault}"));
    let pod_spec = pod_spec(spec);
    let case = case(&pod_spec, &settings, is_pod);
    let mut cluster = One { answer, asked: 0 };
    let judgement =
        judge(&case, &settings, &mut Lookups::new(&mut cluster, &NoClock, "ns", &|_| false));
    let what = if judgement.failure.is_some() {
        "error".into()
    } else if judgement.waits_for_account {
        "waits".into()
    } else {
        let violation = |exposure: &Exposure<'_>| {
            format!("{} {}", exposure.how.name(), exposure.asked_by.map_or("?", |by| by.name()))
        };
        judgement.violations.iter().map(violation).collect::<Vec<_>>().join(", ")
    };
    (cluster.asked, what)
}

#[test]
fn the_cluster_is_queried_only_if_an_answer_can_change_the_verdict() {
    let error = || Err(LookupError::Failed("boom".into()));
    let account = |json| Ok(Some(json));
    let none = r#"{"allow": {"podAuthor": "none"}}"#;
    let allowed = r#"{"allow": {"serviceAccounts": ["ns/app"]}}"#;
    let owner = r#"{"allow": {"serviceAccountOwner": true}}"#;
    let secrets = r#"{"allow": {"tokenSecrets": true}}"#;
    let accepts = r#"{"controllerPods": "accept"}"#;
    let pod = r#"{"optOutAt": "pod"}"#;
    for (spec, settings, is_pod, answer, lookups, expected) in [
        (PLAIN, "{}", true, account(SILENT), 1, "automount nobody"),
        (PLAIN, "{}", true, account(TRUE), 1, "automount serviceAccount"),
        (PLAIN, "{}", true, account(FALSE), 1, ""),
        (PLAIN, "{}", true, Ok(None), 1, "automount nobody"),
        (PLAIN, "{}", false, Ok(None), 1, "waits"),
        (PLAIN, accepts, false, Ok(None), 1, "automount nobody"),
        (PLAIN, "{}", true, error(), 1, "error"),
        (PLAIN, owner, true, account(TRUE), 1, ""),
        (PLAIN, none, true, account(FALSE), 1, ""),
        (PLAIN, allowed, true, error(), 0, ""),
        (PLAIN, pod, true, error(), 0, "automount nobody"),
        (INJECTED, "{}", true, account(SILENT), 1, "automount nobody"),
        (INJECTED, "{}", true, account(FALSE), 1, ""),
        (INJECTED, none, true, error(), 0, "automount ?"),
        (INJECTED, none, false, Ok(None), 0, "automount ?"),
        (SECRET, "{}", true, account(LISTS), 1, "secret pod"),
        (SECRET, "{}", true, account(SILENT), 1, ""),
        (SECRET, "{}", false, Ok(None), 1, "waits"),
        (SECRET, "{}", true, error(), 1, "error"),
        (SECRET, secrets, true, error(), 0, ""),
        (SECRET, pod, true, error(), 0, ""),
    ] {
        let found = outcome(spec, settings, is_pod, answer.clone());
        assert_eq!(found, (lookups, expected.into()), "{spec} {settings} {is_pod} {answer:?}");
    }
}

#[test]
fn an_invalid_answer_counts_as_a_failed_lookup() {
    for json in ["", "null", "[]", "{}", r#"{"metadata": {"name": "other"}}"#] {
        assert_eq!(outcome(PLAIN, "{}", true, Ok(Some(json))), (1, "error".into()), "{json}");
    }
}

/// A list of role bindings is long, so it is read once for all accounts.
#[test]
fn role_bindings_are_read_once_for_all_accounts() {
    let settings = Settings::read(b"{}").unwrap();
    let pod_spec = pod_spec(PLAIN);
    let case = case(&pod_spec, &settings, true);
    let mut cluster = One { answer: Ok(Some(TRUE)), asked: 0 };
    let lookups = &mut Lookups::new(&mut cluster, &NoClock, "ns", &|_| false);
    lookups.turn_to(case.account);
    let violations = settle(&case, &settings, lookups).map(|judgement| judgement.violations);
    let [violation] = <[Exposure<'_>; 1]>::try_from(violations.unwrap_or_default())
        .unwrap_or_else(|all| panic!("{all:?}"));
    let [a, b, c] = ["a", "b", "c"].map(|name| Exposure {
        token_account: TokenAccount::Other(lookups.number_of(name)),
        ..violation
    });
    let judgement = Judgement {
        violations: vec![a, violation, b, a, violation],
        tolerated: vec![c, b],
        ..Judgement::default()
    };
    assert_eq!(unasked(&case, &settings, lookups.facts(), &judgement), ["a", "app", "b", "c"]);
}
