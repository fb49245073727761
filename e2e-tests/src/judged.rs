//! Determines which requests the policy judges and which ones rules let through, so that both can
//! be compared.

use std::collections::BTreeSet;

use analysis::kinds::{KINDS, plural};
use packaging::metadata::Rule;
use serde_json::json;
use service_account_token_policy::requests::payload::Payload;
use service_account_token_policy::settings::Settings;

/// A type of request: API group, resource with its subresource, operation.
pub type Sort = (String, String, String);

/// Kinds that are related to the judged ones but are not judged.
const OTHERS: [(&str, &str, &str); 8] = [
    ("", "ConfigMap", "configmaps"),
    ("", "Node", "nodes"),
    ("", "Binding", "bindings"),
    ("authentication.k8s.io", "TokenRequest", "serviceaccounts"),
    ("autoscaling", "Scale", "scales"),
    ("extensions", "Deployment", "deployments"),
    ("apps", "ControllerRevision", "controllerrevisions"),
    ("rbac.authorization.k8s.io", "RoleBinding", "rolebindings"),
];

const SUBRESOURCES: [&str; 8] =
    ["", "ephemeralcontainers", "status", "scale", "log", "exec", "token", "binding"];

/// Every type of request that the policy does not accept unread, found by trying each.
pub fn by_the_policy() -> BTreeSet<Sort> {
    let judged = KINDS.iter().map(|kind| (kind.group, kind.kind, plural(kind.kind)));
    let others = OTHERS.map(|(group, kind, resource)| (group, kind, resource.to_owned()));
    let mut sorts = BTreeSet::new();
    for (group, kind, resource) in judged.chain(others) {
        for subresource in SUBRESOURCES {
            for operation in ["CREATE", "UPDATE", "DELETE", "CONNECT"] {
                let payload = json!({"settings": {}, "request": {
                    "kind": {"group": group, "version": "v1", "kind": kind},
                    "operation": operation,
                    "subResource": subresource,
                }});
                // The API server has no such request.
                let unheard_of = (subresource, operation) == ("ephemeralcontainers", "CREATE");
                if !unheard_of && is_judged(&payload.to_string()) {
                    let slash = if subresource.is_empty() { "" } else { "/" };
                    let resource = format!("{resource}{slash}{subresource}");
                    // The only object that is of another group than its resource.
                    let group = if kind == "TokenRequest" { "" } else { group };
                    sorts.insert((group.to_owned(), resource, operation.to_owned()));
                }
            }
        }
    }
    sorts
}

fn is_judged(payload: &str) -> bool {
    let mut read = Payload::default();
    read.read(payload).unwrap_or_else(|fault| panic!("{payload}: {fault}"));
    let request = read.request.unwrap_or_default();
    let settings = Settings::read(b"{}").unwrap_or_else(|fault| panic!("{fault}"));
    request.ask(&settings).unwrap_or_else(|fault| panic!("{fault}")).is_some()
}

/// Every type of request that at least one rule lets through. If these are exactly what the policy
/// judges, no rule has a wildcard or combines CREATE with a subresource, which would make the audit
/// scanner skip the whole policy (`groupPoliciesByGVR` in `internal/audit-scanner/policies/client.go` of
/// Kubewarden).
pub fn by_rules(rules: &[Rule]) -> BTreeSet<Sort> {
    let mut sorts = BTreeSet::new();
    for rule in rules {
        // It also skips a policy with a version that the cluster lacks. Custom kinds get new versions, and a rule
        // for the old one alone would let them pass unseen.
        let is_custom = rule.api_groups.iter().any(|group| group.contains('.'));
        assert_eq!(rule.api_versions, [if is_custom { "*" } else { "v1" }], "{rule:?}");
        for group in &rule.api_groups {
            for resource in &rule.resources {
                for operation in &rule.operations {
                    let operation = format!("{operation:?}").to_uppercase();
                    let new = sorts.insert((group.clone(), resource.clone(), operation));
                    assert!(new, "{group}/{resource} is in two rules");
                }
            }
        }
    }
    sorts
}
