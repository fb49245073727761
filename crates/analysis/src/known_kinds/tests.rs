use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use service_account_token_policy::pod::templates::{Place, Templates};

use super::hint::Hint;
use super::search::pod_templates;
use super::*;
use crate::core::Core;
use crate::input::objects;
use crate::kinds::{Kinds, split_version};
use crate::policy::Policy as _;

fn examples() -> Vec<Value> {
    let mut all = Vec::new();
    let text = manifest::documents(include_str!("examples.yaml"));
    let notes = objects(&Arc::from("examples.yaml"), text, &Kinds::default(), &mut |object| {
        all.push(object.unwrap_or_else(|fault| panic!("{fault}")).value);
    });
    assert_eq!(notes, []);
    all
}

#[test]
fn the_policy_accepts_each_entry_and_all_together() {
    let mut together = Vec::new();
    for known in all() {
        for entry in known.entries() {
            let settings = json!({"podTemplates": [entry]});
            assert_eq!(Core.refuses_settings(&settings), Ok(None), "{settings}");
            together.push(entry);
        }
    }
    assert!(together.len() > 50, "{}", together.len());
    assert_eq!(Core.refuses_settings(&json!({"podTemplates": together})), Ok(None));
}

#[test]
fn kinds_resources_and_paths_are_listed_once() {
    let (mut kinds, mut resources) = (BTreeSet::new(), BTreeSet::new());
    for known in all() {
        let KnownKind { group, kind, paths, .. } = known;
        assert!(kinds.insert((group, kind)), "{group} {kind}");
        assert!(resources.insert((group, known.resource())), "{group} {kind}");
        assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len(), "{kind}");
        assert_eq!(super::known(group, kind), Some(known));
    }
}

#[test]
fn each_kind_has_entries_or_a_note() {
    for known in all() {
        let KnownKind { kind, form, paths, note, made_from, is_namespaced, .. } = known;
        let is_whole = matches!(form, Form::Full | Form::Spec | Form::Open);
        assert!(is_whole || paths.is_empty(), "{kind}: an entry would judge too little");
        assert!(*is_namespaced || paths.is_empty(), "{kind}: its account would be unknown");
        assert!(!paths.is_empty() || note.is_some(), "{kind}");
        assert_eq!(known.pods_by.is_empty(), *kind == "SidecarSet", "{kind}");
        for note in note.iter() {
            assert!(note.ends_with('.') && !note.contains("  ") && note.len() <= 260, "{note}");
        }
        if let Some(parent) = made_from {
            let parent = super::known(known.group, parent);
            assert!(parent.is_some() && note.is_some(), "{kind}");
        }
    }
}

/// The templates that the policy finds in an example are those that a search finds.
#[test]
fn each_path_leads_to_the_templates_of_an_example() {
    let examples = examples();
    let mut seen = BTreeSet::new();
    for object in &examples {
        let text = |key: &str| object[key].as_str().unwrap_or_default();
        let (group, _) = split_version(text("apiVersion"));
        let known = known(group, text("kind")).unwrap_or_else(|| panic!("{object}"));
        assert!(seen.insert((known.group, known.kind)), "{} is there twice", known.kind);
        let json = object.to_string();
        for path in known.paths {
            let mut templates = Templates::default();
            let place = Place { path, is_pod_spec: known.form == Form::Spec };
            templates.find(place, &json, None).unwrap_or_else(|_| panic!("{path}: {object}"));
            assert!(!templates.found.is_empty(), "{}: {path}", known.kind);
            for found in templates.found {
                let spec = if found.is_pod_spec { "/containers" } else { "/spec/containers" };
                let template: Value = serde_json::from_str(found.new).unwrap_or_default();
                assert!(template.pointer(spec).is_some_and(Value::is_array), "{}", found.path);
            }
        }
        if known.form != Form::Spec {
            let found: BTreeSet<String> = pod_templates(object).into_iter().collect();
            let listed = known.paths.iter().map(|path| (*path).to_owned()).collect();
            assert_eq!(found, listed, "{}", known.kind);
        }
    }
    let with_entries = all().into_iter().filter(|known| !known.paths.is_empty());
    let missing: Vec<_> =
        with_entries.filter(|known| !seen.contains(&(known.group, known.kind))).collect();
    assert_eq!(missing, Vec::<&KnownKind>::new());
}

#[test]
fn hints_name_the_entries_or_what_can_be_done() {
    let template = json!({"spec": {"containers": [{"name": "app"}]}});
    let rollout = json!({"spec": {"template": template}});
    let table = [
        (
            "argoproj.io/v1alpha1",
            "Rollout",
            json!({"spec": {"workloadRef": {"kind": "Deployment", "name": "web"}}}),
            "to judge Rollout, add podTemplates: [{group: argoproj.io, kind: Rollout, path: \
             spec.template}] to the settings",
        ),
        (
            "ray.io/v1",
            "RayCluster",
            json!({}),
            "to judge RayCluster, add podTemplates: [{group: ray.io, kind: RayCluster, path: \
             spec.headGroupSpec.template}, {group: ray.io, kind: RayCluster, path: \
             \"spec.workerGroupSpecs[*].template\"}] to the settings",
        ),
        (
            "serving.knative.dev/v1",
            "Revision",
            json!({}),
            "to judge Revision, add podTemplates: [{group: serving.knative.dev, kind: Revision, \
             podSpec: spec}] to the settings",
        ),
        (
            "trainer.kubeflow.org/v1alpha1",
            "TrainJob",
            json!({}),
            "TrainJob is not judged: Its Pod templates cannot set automountServiceAccountToken: set it to \
             false in the runtime that runtimeRef names, or on the service account.",
        ),
        // Unknown kinds: by what is in the object.
        (
            "example.com/v1",
            "Farm",
            rollout.clone(),
            "Farm seems to have a Pod template: to judge it, add podTemplates: [{group: example.com, \
             kind: Farm, path: spec.template}] to the settings",
        ),
        (
            "example.com/v1",
            "Farm",
            json!({"spec": {"pools": [{"size": 1}, {"template": template}], "head": {"pod": template}}}),
            "Farm seems to have a Pod template: to judge it, add podTemplates: [{group: example.com, \
             kind: Farm, path: spec.head.pod}, {group: example.com, kind: Farm, path: \
             \"spec.pools[*].template\"}] to the settings",
        ),
        (
            "example.com/v1",
            "Yes",
            json!({"spec": {"roles": {"Main": {"template": template}, "other": {"template": template}}}}),
            "Yes seems to have a Pod template: to judge it, add podTemplates: [{group: example.com, kind: \
             \"Yes\", path: \"spec.roles[*].template\"}] to the settings",
        ),
        // Groups of Kubernetes itself take no entry.
        (
            "apps/v1",
            "ControllerRevision",
            json!({"data": {"spec": {"template": template}}}),
            "ControllerRevision seems to have a Pod template at data.spec.template; its Pods are judged when \
             they are created",
        ),
        ("v1", "ConfigMap", json!({"data": {"a": "b"}}), ""),
        ("example.com/v1", "Farm", json!({"status": {"template": template}}), ""),
        (
            "example.com/v1",
            "Farm",
            json!({"spec": {"a": [[template]], "template": {"spec": {}}}}),
            "",
        ),
    ];
    for (api_version, kind, object, expected) in table {
        let hint = Hint::of(api_version, kind, &object);
        let text = hint.as_ref().map(ToString::to_string).unwrap_or_default();
        assert_eq!(text, expected, "{object}");
    }
    let reason = |api_version, kind| {
        Hint::of(api_version, kind, &rollout).map(|hint| hint.reason(api_version))
    };
    assert_eq!(
        reason("keda.sh/v1alpha1", "ScaledJob").as_deref(),
        Some(
            "the policy does not judge ScaledJob of keda.sh/v1alpha1; to judge ScaledJob, add \
             podTemplates: [{group: keda.sh, kind: ScaledJob, path: spec.jobTargetRef.template}] to the \
             settings"
        )
    );
    assert_eq!(
        reason("cert-manager.io/v1", "Issuer").as_deref(),
        Some(
            "the policy does not judge Issuer of cert-manager.io/v1: cert-manager itself sets \
             automountServiceAccountToken: false on the Pods of its solvers."
        )
    );
}

/// What is printed can be put into a settings file as it is.
#[test]
fn settings_on_one_line_are_settings() {
    let entries: Vec<Value> = all().iter().flat_map(|known| known.entries()).collect();
    let node = manifest::Node::read(&setting(&entries)).ok().flatten();
    assert_eq!(node.map(|node| node.to_json()), Some(json!({"podTemplates": entries})));
}

/// A huge object is not searched for ever.
#[test]
fn the_search_has_bounds() {
    let template = json!({"spec": {"containers": []}});
    let wide: serde_json::Map<String, Value> =
        (0..1000).map(|number| (format!("a{number}"), template.clone())).collect();
    assert_eq!(pod_templates(&json!({"spec": wide})).len(), 8);
    let mut deep = template;
    for _ in 0..60 {
        deep = json!({"a": deep});
    }
    assert_eq!(pod_templates(&deep), Vec::<String>::new());
}
