//! Tests `deploy/mutate.yaml`: the policy that changes Pods, and the one that judges the result.

use std::sync::Arc;

use crate::common::objects::{Policy, all_policies};
use analysis::plugin::{self, Version};
use analysis::{HostCalls, Policy as _};
use e2e_tests::judged::by_rules;
use e2e_tests::{POLICY, RecordingCluster};
use serde_json::{Value, json};

#[test]
fn a_mutating_policy_has_a_validating_twin() {
    let policies = all_policies();
    let mutating: Vec<&Policy> = policies.values().filter(|policy| policy.mutating).collect();
    assert_eq!(mutating.len(), 1);
    for policy in &policies {
        let mutates = policy.1.settings["action"] == "mutate";
        assert_eq!(policy.1.mutating, mutates, "{}", policy.0);
    }
    for policy in mutating {
        let twin = &policies["mutate/service-account-token-mutated"];
        let mut settings = policy.settings.clone();
        settings["action"] = "reject".into();
        assert_eq!(twin.settings, settings);
        assert_eq!(twin.context_aware, policy.context_aware);
        assert_eq!(twin.spec["namespaceSelector"], policy.spec["namespaceSelector"]);
        assert!(by_rules(&twin.rules).is_subset(&by_rules(&policy.rules)));
    }
}

/// What the policies in `mutate.yaml` do to a created object, one after the other.
fn created(object: &Value) -> (bool, Value) {
    let policies = all_policies();
    let mut object = object.clone();
    let resource = format!("{}s", object["kind"].as_str().unwrap().to_lowercase());
    let group = if resource == "deployments" { "apps" } else { "" };
    for name in ["mutate/service-account-token-mutate", "mutate/service-account-token-mutated"] {
        let policy = &policies[name];
        let sort = (group.to_owned(), resource.clone(), "CREATE".to_owned());
        if !by_rules(&policy.rules).contains(&sort) {
            continue;
        }
        let request = json!({
            "uid": "1",
            "kind": {"group": group, "version": "v1", "kind": object["kind"]},
            "operation": "CREATE", "namespace": "default", "object": object,
        });
        let account = json!({"apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": "default"}});
        let calls: Arc<dyn HostCalls> = Arc::new(RecordingCluster::new(&[account]));
        let verdict = POLICY.validate(&request, &policy.settings, &calls).unwrap();
        if !verdict.accepted {
            return (false, object);
        }
        object = verdict.mutated_object.unwrap_or(object);
    }
    (true, object)
}

#[test]
fn the_pair_accepts_pods_without_tokens_that_nothing_asked_for() {
    let spec = |says: Value| json!({"automountServiceAccountToken": says, "containers": [{"name": "app", "image": "app"}]});
    let pod = |says: Value| {
        let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec(says)});
        plugin::admit(&mut pod, None, Version::Bound, "x7x7x");
        pod
    };
    let deployment = |says: Value| {
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"},
            "spec": {"template": {"spec": spec(says)}}})
    };
    let (accepted, changed) = created(&pod(Value::Null));
    assert!(accepted);
    assert_eq!(changed["spec"]["automountServiceAccountToken"], false);
    assert_eq!(changed["spec"]["volumes"], Value::Null, "{changed}");
    let silent = deployment(Value::Null);
    assert_eq!(created(&silent), (true, silent));
    for asked in [pod(true.into()), deployment(true.into())] {
        assert_eq!(created(&asked), (false, asked));
    }
}

/// `docs/rollout.md` shows a scenario's settings and says that these files contain them.
#[test]
fn rollout_stages_match_the_deployed_files() {
    let policies = all_policies();
    let scenarios = e2e_tests::scenario::all();
    for (policy, scenario) in [
        ("mutate/service-account-token-mutate", "docs/stage-mutate.yaml"),
        ("mutate/service-account-token-mutated", "docs/stage-reject.yaml"),
    ] {
        let found = scenarios.iter().find(|(name, _)| name == scenario);
        let (_, found) = found.unwrap_or_else(|| panic!("{scenario}"));
        assert_eq!(policies[policy].settings, found.settings, "{policy} and {scenario}");
    }
}
