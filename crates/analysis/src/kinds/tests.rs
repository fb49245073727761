use serde_json::{Value, json};

use super::*;

fn kinds() -> Kinds {
    Kinds::of(&json!({"podTemplates": [
        {"group": "argoproj.io", "kind": "Rollout", "path": "spec.template"},
        {"group": "ray.io", "kind": "RayCluster", "path": "spec.headGroupSpec.template"},
        {"group": "jobset.x-k8s.io", "kind": "JobSet", "path": "spec.replicatedJobs[*].template.spec.template"},
        {"group": "ray.io", "kind": "RayCluster", "path": "spec.workerGroupSpecs[*].template"},
        {"group": "kubeflow.org", "kind": "PyTorchJob", "path": "spec.pytorchReplicaSpecs[*].template"},
        {"group": "serving.knative.dev", "kind": "Revision", "podSpec": "spec"},
        {"group": "example.com", "kind": "Pod", "path": "spec.template"},
        {"group": "example.com", "kind": "Secret", "podSpec": "pod"},
    ]}))
}

#[test]
fn the_kinds_of_the_settings_are_judged_in_any_version() {
    let kinds = kinds();
    for (api_version, kind, expected) in [
        ("argoproj.io/v1alpha1", "Rollout", Some("argoproj.io")),
        ("argoproj.io/v9", "Rollout", Some("argoproj.io")),
        ("", "Rollout", Some("argoproj.io")),
        ("apps/v1", "Rollout", None),
        ("argoproj.io/v1alpha1", "Workflow", None),
        ("apps/v1", "Deployment", Some("apps")),
        ("", "Deployment", Some("apps")),
        ("v1", "Deployment", None),
        ("v1", "Pod", Some("")),
        ("", "Pod", Some("")),
        ("example.com/v1", "Pod", Some("example.com")),
    ] {
        let found = kinds.judged(api_version, kind);
        assert_eq!(found.as_ref().map(JudgedKind::group), expected, "{api_version} {kind}");
    }
    assert_eq!(kinds.custom().len(), 7);
}

#[test]
fn a_kind_of_another_group_is_another_kind() {
    let kinds = kinds();
    let pod = kinds.judged("example.com/v1", "Pod").unwrap();
    assert!(!pod.is_pod() && pod.holds_pods());
    let secret = kinds.judged("example.com/v1", "Secret").unwrap();
    assert!(!secret.is_secret() && secret.holds_pods());
}

#[test]
fn settings_that_are_refused_name_no_kind() {
    let entry = json!({"group": "argoproj.io", "kind": "Rollout", "path": "spec.template"});
    for (settings, expected) in [
        (json!({"podTemplates": [entry]}), 1),
        (json!({"podTemplates": [entry, entry]}), 0),
        (json!({"podTemplates": [entry], "actoin": "warn"}), 0),
        (json!({"podTemplates": entry}), 0),
        (json!({"podTemplates": null}), 0),
        (json!({}), 0),
        (Value::Null, 0),
    ] {
        assert_eq!(Kinds::of(&settings).custom().len(), expected, "{settings}");
    }
}

#[test]
fn kinds_of_two_settings_are_joined() {
    let both = kinds().and(&Kinds::of(&json!({"podTemplates": [
        {"group": "argoproj.io", "kind": "Rollout", "path": "spec.other"},
        {"group": "apps.openshift.io", "kind": "DeploymentConfig", "path": "spec.template"},
    ]})));
    assert_eq!(both.custom().len(), 8);
}

#[test]
fn each_pod_spec_of_an_object_is_found_at_its_real_path() {
    let template = |account: &str| json!({"metadata": {"labels": {"of": account}}, "spec": {"serviceAccountName": account}});
    let nothing: [(&str, &str, &str); 0] = [];
    for (kind, object, expected) in [
        (
            "argoproj.io/v1alpha1 Rollout",
            json!({"spec": {"template": template("web")}}),
            &[("spec.template", "spec.template.spec", "web")][..],
        ),
        ("argoproj.io/v1 Rollout", json!({"spec": {}}), &nothing),
        ("argoproj.io/v1 Rollout", json!({"spec": {"template": null}}), &nothing),
        // It is found, and the policy says what is missing.
        (
            "argoproj.io/v1 Rollout",
            json!({"spec": {"template": {}}}),
            &[("spec.template", "spec.template.spec", "default")],
        ),
        ("argoproj.io/v1 Rollout", json!({"spec": "x"}), &nothing),
        (
            "jobset.x-k8s.io/v1 JobSet",
            json!({"spec": {"replicatedJobs": [
                {"name": "a", "template": {"spec": {"template": template("one")}}},
                {"name": "b", "template": {}},
                {"name": "c", "template": {"spec": {"template": template("two")}}},
            ]}}),
            &[
                (
                    "spec.replicatedJobs[0].template.spec.template",
                    "spec.replicatedJobs[0].template.spec.template.spec",
                    "one",
                ),
                (
                    "spec.replicatedJobs[2].template.spec.template",
                    "spec.replicatedJobs[2].template.spec.template.spec",
                    "two",
                ),
            ],
        ),
        (
            "kubeflow.org/v1 PyTorchJob",
            json!({"spec": {"pytorchReplicaSpecs": {
                "Worker": {"template": template("w")},
                "a.b c": {"template": template("q")},
            }}}),
            &[
                (
                    "spec.pytorchReplicaSpecs.Worker.template",
                    "spec.pytorchReplicaSpecs.Worker.template.spec",
                    "w",
                ),
                (
                    "spec.pytorchReplicaSpecs.\"a.b c\".template",
                    "spec.pytorchReplicaSpecs.\"a.b c\".template.spec",
                    "q",
                ),
            ],
        ),
        (
            "ray.io/v1 RayCluster",
            json!({"spec": {
                "workerGroupSpecs": [{"template": template("worker")}],
                "headGroupSpec": {"template": template("head")},
            }}),
            &[
                ("spec.headGroupSpec.template", "spec.headGroupSpec.template.spec", "head"),
                (
                    "spec.workerGroupSpecs[0].template",
                    "spec.workerGroupSpecs[0].template.spec",
                    "worker",
                ),
            ],
        ),
        (
            "serving.knative.dev/v1 Revision",
            json!({"spec": {"serviceAccountName": "run", "metadata": {}}}),
            &[("spec", "spec", "run")],
        ),
        ("v1 Pod", json!({"spec": {"serviceAccountName": "x"}}), &[("", "spec", "x")]),
        (
            "batch/v1 CronJob",
            json!({}),
            &[("spec.jobTemplate.spec.template", "spec.jobTemplate.spec.template.spec", "default")],
        ),
        ("v1 ServiceAccount", json!({"spec": {}}), &nothing),
    ] {
        let (api_version, name) = kind.split_once(' ').unwrap();
        let judged = kinds().judged(api_version, name).unwrap();
        let places = judged.pod_places(&object);
        let found: Vec<_> =
            places.iter().map(|place| (&*place.path, &*place.spec_path, place.account())).collect();
        assert_eq!(found, expected, "{kind} {object}");
        for place in &places {
            let labelled = place.metadata["labels"]["of"].as_str();
            assert!(labelled.is_none_or(|account| account == place.account()), "{kind}");
            let spec = crate::path::at(&object, &place.spec_way).unwrap_or(&Value::Null);
            assert_eq!(spec, place.spec, "{kind} {object}");
        }
    }
}

#[test]
fn accounts_are_named_once() {
    let job = |account: Value| json!({"template": {"spec": {"template": {"spec": account}}}});
    let object = json!({"spec": {"replicatedJobs": [
        job(json!({"serviceAccountName": "a"})),
        job(json!({})),
        job(json!({"serviceAccount": "a"})),
        job(json!({"serviceAccountName": ""})),
    ]}});
    let kind = kinds().judged("jobset.x-k8s.io/v1", "JobSet").unwrap();
    assert_eq!(kind.accounts(&object), ["a", "default"]);
    assert_eq!(kind.automount_fields(&object).len(), 4);
}
