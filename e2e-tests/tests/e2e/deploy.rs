//! Tests the objects in `deploy/`, which are applied as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use crate::common::objects::{Object, all_policies, objects};
use analysis::known_kinds::known;
use analysis::{HostCalls, Policy as _};
use e2e_tests::judged::{Sort, by_rules, by_the_policy};
use e2e_tests::{POLICY, RecordingCluster, path, scenario};
use packaging::metadata::Rule;
use serde_json::{Value, json};

/// What the policy looks up with these settings, in any scenario that the rules let through: kinds,
/// with the host calls.
fn asked(settings: &Value, rules: &[Rule]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let through = by_rules(rules);
    let mut asked: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (_, scenario) in scenario::all() {
        let request = scenario.request();
        let text = |pointer: &str| request.pointer(pointer).and_then(Value::as_str).unwrap_or("");
        let subresource = text("/subResource");
        let slash = if subresource.is_empty() { "" } else { "/" };
        let resource = format!("{}{slash}{subresource}", text("/resource/resource"));
        let sort = (text("/resource/group").to_owned(), resource, text("/operation").to_owned());
        if !through.contains(&sort) {
            continue;
        }
        let cluster = Arc::new(RecordingCluster::new(&scenario.context));
        let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
        POLICY.validate(&request, settings, &calls).unwrap();
        for call in cluster.payloads() {
            let text = |key: &str| call[key].as_str().unwrap().to_owned();
            asked.entry((text("api_version"), text("kind"))).or_default().insert(text("operation"));
        }
    }
    asked
}

#[test]
fn each_file_has_its_objects() {
    let mut found: Vec<(String, String, String)> = objects()
        .iter()
        .map(|(file, object)| (file.clone(), object.kind().to_owned(), object.name().to_owned()))
        .collect();
    found.sort_unstable();
    let expected = [
        ("custom-kinds", "ClusterAdmissionPolicy", "service-account-token-custom-kinds"),
        ("ending-exemptions", "ClusterRoleBinding", "ending-exemptions"),
        ("ending-exemptions", "ConfigMap", "ending-exemptions"),
        ("ending-exemptions", "CronJob", "ending-exemptions"),
        ("ending-exemptions", "ServiceAccount", "ending-exemptions"),
        ("group", "ClusterAdmissionPolicyGroup", "service-account-token-images"),
        ("monitor", "ClusterAdmissionPolicy", "service-account-token"),
        ("mutate", "ClusterAdmissionPolicy", "service-account-token-mutate"),
        ("mutate", "ClusterAdmissionPolicy", "service-account-token-mutated"),
        ("namespace", "AdmissionPolicy", "service-account-token"),
        ("openshift", "ClusterAdmissionPolicy", "service-account-token"),
        ("rbac", "ClusterRole", "service-account-token-policy"),
        ("rbac", "ClusterRoleBinding", "service-account-token-policy"),
        ("rbac-secrets", "ClusterRole", "service-account-token-policy-secrets"),
        ("rbac-secrets", "ClusterRoleBinding", "service-account-token-policy-secrets"),
        ("token-requests", "ClusterAdmissionPolicy", "service-account-token-requests"),
        ("token-secrets", "ClusterAdmissionPolicy", "service-account-token-secrets"),
    ];
    let expected = expected.map(|(file, kind, name)| (file.into(), kind.into(), name.into()));
    assert_eq!(found, expected);
}

#[test]
fn the_readme_describes_each_file() {
    let readme = fs::read_to_string(path("../deploy/README.md")).unwrap();
    let told: BTreeSet<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| [`")?.split_once(".yaml`]"))
        .map(|(name, _)| name)
        .collect();
    let objects = objects();
    let files: BTreeSet<&str> = objects.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(told, files);
    // What the policies may read has to be applied first.
    for (name, policy) in all_policies() {
        let file = name.split('/').next().unwrap();
        let line = readme.lines().find(|line| line.contains(&format!("[`{file}.yaml`]"))).unwrap();
        let needs = line.ends_with("| `rbac.yaml` |");
        assert_eq!(needs, !policy.context_aware.is_empty(), "{name}");
        assert!(policy.context_aware.iter().all(|(_, kind)| kind != "Secret"), "{name}");
    }
}

#[test]
fn the_policy_accepts_each_settings_block() {
    let policies = all_policies();
    assert_eq!(policies.len(), 9, "{:?}", policies.keys());
    for (name, policy) in policies {
        assert_eq!(POLICY.refuses_settings(&policy.settings), Ok(None), "{name}");
    }
}

/// The resource that is created by whoever asks for a token.
const TOKEN: &str = "serviceaccounts/token";

#[test]
fn deployed_rules_match_what_is_judged() {
    let every = by_the_policy();
    let of = |wanted: &dyn Fn(&str) -> bool| -> BTreeSet<_> {
        every.iter().filter(|(_, resource, _)| wanted(resource)).cloned().collect()
    };
    for (name, policy) in all_policies() {
        // The rules do not include objects that the settings leave alone.
        let accounts = policy.settings["serviceAccountObjects"].is_string();
        let pods_only = ["pods", "pods/ephemeralcontainers"];
        let expected = match name.as_str() {
            "mutate/service-account-token-mutated" => of(&|resource| pods_only.contains(&resource)),
            "token-secrets/service-account-token-secrets" => of(&|resource| resource == "secrets"),
            "token-requests/service-account-token-requests" => of(&|resource| resource == TOKEN),
            "custom-kinds/service-account-token-custom-kinds" => of_entries(&policy.settings),
            "group/service-account-token-images.no_token" => {
                let others = [TOKEN, "secrets", "serviceaccounts", "podtemplates"];
                of(&|resource| !others.contains(&resource))
            }
            _ => {
                let others = [TOKEN, "secrets"];
                of(&|resource| {
                    !others.contains(&resource) && (accounts || resource != "serviceaccounts")
                })
            }
        };
        assert!(!expected.is_empty());
        assert_eq!(by_rules(&policy.rules), expected, "{name}");
    }
}

/// The requests for the kinds in `podTemplates`, which has every entry of each of them.
fn of_entries(settings: &Value) -> BTreeSet<Sort> {
    let entries = settings["podTemplates"].as_array().expect("entries");
    let mut sorts = BTreeSet::new();
    let mut all = Vec::new();
    for entry in entries {
        let text = |key: &str| entry[key].as_str().expect("a text");
        let known = known(text("group"), text("kind")).expect("a known kind");
        assert_eq!(known.made_from, None, "{entry}: what it is made from is judged");
        for operation in ["CREATE", "UPDATE"] {
            let sort = (known.group.to_owned(), known.resource(), operation.to_owned());
            if sorts.insert(sort) && operation == "CREATE" {
                all.extend(known.entries());
            }
        }
    }
    assert_eq!(all, *entries);
    sorts
}

#[test]
fn policies_may_read_what_they_look_up() {
    for (name, policy) in all_policies() {
        let asked = asked(&policy.settings, &policy.rules);
        let asked: BTreeSet<_> = asked.into_keys().collect();
        let declared: BTreeSet<_> = policy.context_aware.iter().cloned().collect();
        assert_eq!(declared.len(), policy.context_aware.len(), "{name}");
        assert_eq!(declared, asked, "{name}");
    }
}

#[test]
fn the_policy_server_may_read_what_any_settings_need() {
    let every: Vec<Rule> = all_policies().remove("monitor/service-account-token").unwrap().rules;
    let settings = json!({
        "inspectSecrets": true,
        "allow": {"serviceAccountsWithRoleBindings": true},
    });
    let asked = asked(&settings, &every);
    assert_eq!(asked.len(), 4, "{asked:?}");
    let mut granted: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (file, object) in objects() {
        let Object::Role(role) = object else { continue };
        for rule in role.rules.into_iter().flatten() {
            assert_eq!(rule.resource_names, None);
            for resource in rule.resources.into_iter().flatten() {
                // Only the file for Secrets grants access to them.
                assert_eq!(resource == "secrets", file == "rbac-secrets", "{file}");
                let groups = rule.api_groups.as_deref().unwrap_or_default();
                assert_eq!(groups.len(), 1);
                let verbs = rule.verbs.iter().cloned().collect();
                granted.insert((groups[0].clone(), resource), verbs);
            }
        }
    }
    let mut needed = BTreeMap::new();
    for ((version, kind), operations) in asked {
        let group = version.split_once('/').map_or("", |(group, _)| group).to_owned();
        let resource = format!("{}s", kind.to_lowercase());
        let lists = operations.contains("list_resources_all");
        let verbs: &[&str] = match (kind.as_str(), lists) {
            // The host watches what it lists, and hangs without permission.
            (_, true) | ("ServiceAccount", _) => &["get", "list", "watch"],
            _ => &["get"],
        };
        let verbs: BTreeSet<String> = verbs.iter().map(|verb| (*verb).to_owned()).collect();
        needed.insert((group, resource), verbs);
    }
    assert_eq!(granted, needed);
}

#[test]
fn roles_are_bound_to_the_policy_server() {
    let mut roles = BTreeSet::new();
    let mut bound = BTreeSet::new();
    for (file, object) in objects() {
        match object {
            Object::Role(role) => drop(roles.insert((file, role.metadata.name.unwrap()))),
            Object::RoleBinding(binding) if file != "ending-exemptions" => {
                assert_eq!(binding.role_ref.kind, "ClusterRole");
                assert_eq!(binding.role_ref.api_group, "rbac.authorization.k8s.io");
                let subjects = json!(binding.subjects);
                let server = json!([{"kind": "ServiceAccount", "name": "policy-server", "namespace": "kubewarden"}]);
                assert_eq!(subjects, server, "{file}");
                bound.insert((file, binding.role_ref.name));
            }
            _ => {}
        }
    }
    assert_eq!(bound, roles);
}

fn by_name(names: &[&str]) -> Value {
    json!({"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": names})
}

#[test]
fn namespaces_are_excluded_by_name() {
    let mut seen = 0;
    for (file, object) in objects() {
        let Some(selector) = object.namespace_selector() else { continue };
        assert_eq!(selector.match_labels, None, "{file}: matchLabels do not reach the webhook");
        let system = ["kube-system", "kube-public", "kube-node-lease", "kubewarden"];
        let expected = match file.as_str() {
            "openshift" => {
                let more = [
                    "openshift",
                    "openshift-config",
                    "openshift-config-managed",
                    "openshift-infra",
                    "openshift-node",
                ];
                json!([
                    by_name(&[&system[..], &more[..]].concat()),
                    {"key": "openshift.io/run-level", "operator": "DoesNotExist"},
                    {"key": "openshift.io/cluster-monitoring", "operator": "DoesNotExist"},
                ])
            }
            _ => json!([by_name(&system)]),
        };
        assert_eq!(json!(selector.match_expressions), expected, "{file}");
        seen += 1;
    }
    assert_eq!(seen, 8, "every policy of the cluster");
}

#[test]
fn the_first_stage_rejects_nothing() {
    for (name, policy) in all_policies() {
        let files = ["custom-kinds", "monitor", "openshift", "token-requests"];
        let first = files.iter().any(|file| name.starts_with(file));
        assert_eq!(policy.spec["mode"].as_str(), first.then_some("monitor"), "{name}");
        assert_eq!(policy.spec["failurePolicy"].as_str(), first.then_some("Ignore"), "{name}");
    }
}

#[test]
fn the_audit_scanner_sees_all_but_secrets_and_requests_for_tokens() {
    for (name, policy) in all_policies() {
        let expected = match name.split('/').next() {
            Some("token-secrets") => json!([{
                "name": "token-secret",
                "expression": "object.type == 'kubernetes.io/service-account-token'",
            }]),
            Some("token-requests") => json!([{
                "name": "not-by-a-node",
                "expression": "!('system:nodes' in request.userInfo.groups && \
                               request.userInfo.username.startsWith('system:node:'))",
            }]),
            _ => Value::Null,
        };
        let audit = policy.spec.get("backgroundAudit").and_then(Value::as_bool);
        assert_eq!(audit, (!expected.is_null()).then_some(false), "{name}");
        let conditions = policy.spec.get("matchConditions").unwrap_or(&Value::Null);
        assert_eq!(*conditions, expected, "{name}");
    }
}

#[test]
fn groups_reject_and_are_never_negated() {
    let mut seen = 0;
    for (_, object) in objects() {
        let Object::Group(group) = object else { continue };
        let spec = group.spec.unwrap();
        assert!(!spec.expression.contains('!'), "{}", spec.expression);
        assert!(!spec.message.is_empty());
        for (name, member) in &spec.policies {
            assert!(spec.expression.contains(&format!("{name}()")), "{name} is not asked");
            if member.module.contains("service-account-token-policy") {
                assert_eq!(member.settings.0["action"], "reject", "{name}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 1);
}

#[test]
fn namespaced_policies_look_up_nothing() {
    let policies = all_policies();
    let policy = &policies["namespace/service-account-token"];
    assert_eq!(policy.settings["optOutAt"], "pod");
    assert_eq!(asked(&policy.settings, &policy.rules), BTreeMap::new());
    assert!(policy.context_aware.is_empty());
}
