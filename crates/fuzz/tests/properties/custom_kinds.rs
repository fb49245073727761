//! Tests that an object of a custom kind (`podTemplates`) is judged as its templates would be in Deployments.

use fuzz::cluster::{Answer, NAMESPACE, Objects, choose, create, judge, request, workload};
use fuzz::pods::spec;
use fuzz::surroundings::{chosen, cluster, settings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::config;
use super::updates::{change, changed};

/// How an object holds its templates.
#[derive(Clone, Copy, Debug)]
enum Held {
    /// In a list of items with names.
    Named,
    /// In a list of items without names.
    Listed,
    /// In a map.
    Mapped,
}

impl Held {
    fn path(self) -> &'static str {
        match self {
            Self::Named => "spec.jobs[*].template",
            Self::Listed => "spec.tasks[*]",
            Self::Mapped => "spec.groups[*].spec.template",
        }
    }

    /// The path of the template of that number.
    fn real_path(self, index: usize) -> String {
        match self {
            Self::Named => format!("spec.jobs[{index}].template"),
            Self::Listed => format!("spec.tasks[{index}]"),
            Self::Mapped => format!("spec.groups.t{index}.spec.template"),
        }
    }

    /// An object with these templates, each with its name.
    fn object(self, templates: &[(String, Value)]) -> Value {
        let spec = match self {
            Self::Named => {
                let jobs = templates.iter();
                let jobs: Vec<Value> = jobs
                    .map(|(name, template)| json!({"name": name, "template": template}))
                    .collect();
                json!({"jobs": jobs})
            }
            Self::Listed => {
                let tasks: Vec<&Value> = templates.iter().map(|(_, template)| template).collect();
                json!({"tasks": tasks})
            }
            Self::Mapped => {
                let groups = templates.iter();
                let groups: Map<String, Value> = groups
                    .map(|(name, template)| (name.clone(), json!({"spec": {"template": template}})))
                    .collect();
                json!({"groups": groups})
            }
        };
        json!({"metadata": {"name": "w", "namespace": NAMESPACE}, "spec": spec})
    }
}

/// Settings under which custom objects are judged, and Deployments in the same way.
fn with_entry(settings: &Value, path: &str) -> Value {
    let mut settings = settings.clone();
    settings["podTemplates"] = json!([{"group": "example.com", "kind": "Custom", "path": path}]);
    // What a custom controller creates is never accepted unread.
    settings["controllerPods"] = "judge".into();
    settings
}

/// The request for an object, or for its change.
fn custom(object: &Value, old: Option<&Value>) -> Value {
    as_update(request("Custom", object), old, "example.com")
}

fn as_update(mut request: Value, old: Option<&Value>, group: &str) -> Value {
    request["kind"]["group"] = group.into();
    if let Some(old) = old {
        request["operation"] = "UPDATE".into();
        request["oldObject"] = old.clone();
    }
    request
}

/// The answer for one template alone, in a Deployment.
fn alone(new: &Value, old: Option<&Value>, settings: &Value, cluster: &Objects) -> Answer {
    let old = old.map(|old| workload("Deployment", old));
    let request = request("Deployment", &workload("Deployment", new));
    judge(&as_update(request, old.as_ref(), "apps"), settings, cluster)
}

/// A template, and what it may have been before.
fn template() -> impl Strategy<Value = (Value, Option<Value>)> {
    let rarely = || prop_oneof![3 => Just(None), 1 => chosen().prop_map(Some)];
    let old = prop_oneof![1 => Just(None), 3 => vec(change(), 0..3).prop_map(Some)];
    (spec(0), old, rarely(), rarely()).prop_map(|(spec, changes, chosen, before)| {
        let with = |spec: Value, chosen| {
            let mut template = json!({"spec": spec});
            choose(&mut template, chosen);
            template
        };
        let old = changes.map(|changes| with(changed(&spec, &changes), before));
        (with(spec, chosen), old)
    })
}

proptest! {
    #![proptest_config(config())]

    /// With one template, it gets the same answer as a Deployment, word for word.
    #[test]
    fn a_custom_object_is_judged_like_a_deployment(
        (new, old) in template(), cluster in cluster(), settings in settings("reject"),
        action in select(vec!["reject", "warn", "mutate"]),
    ) {
        let mut settings = with_entry(&settings, "spec.template");
        settings["action"] = action.into();
        let expected = alone(&new, old.as_ref(), &settings, &cluster);
        let old = old.map(|old| workload("Deployment", &old));
        let found = judge(
            &custom(&workload("Deployment", &new), old.as_ref()), &settings, &cluster,
        );
        prop_assert_eq!(found, expected);
    }

    /// With several, it is rejected where one of them would be, whatever the order was before, and never
    /// otherwise; each exposure names its template.
    #[test]
    fn a_custom_object_is_as_good_as_its_worst_template(
        all in vec(template(), 1..4), cluster in cluster(), settings in settings("reject"),
        action in select(vec!["reject", "warn", "mutate"]), is_update in any::<bool>(),
        held in select(vec![Held::Named, Held::Listed, Held::Mapped]), turned in 0..4_usize,
    ) {
        let mut settings = with_entry(&settings, held.path());
        settings["action"] = action.into();
        let name = |index: usize| format!("t{index}");
        let mut new = Vec::new();
        let mut old = Vec::new();
        let mut expected = Vec::new();
        for (index, (template, before)) in all.iter().enumerate() {
            // Without names, partners have the same index, so that every template has one.
            let before = match held {
                Held::Listed => Some(before.as_ref().unwrap_or(template)),
                Held::Named | Held::Mapped => before.as_ref(),
            };
            let before = before.filter(|_| is_update);
            expected.push(alone(template, before, &settings, &cluster));
            new.push((name(index), template.clone()));
            old.extend(before.map(|before| (name(index), before.clone())));
        }
        if !matches!(held, Held::Listed) && !old.is_empty() {
            let middle = turned % old.len();
            old.rotate_left(middle);
        }
        let old = is_update.then(|| held.object(&old));
        let found = judge(&custom(&held.object(&new), old.as_ref()), &settings, &cluster);

        let codes: Vec<&Value> = expected.iter().map(|one| &one.response["code"]).collect();
        let worst = [403, 500].into_iter().find(|code| codes.iter().any(|one| *one == code));
        prop_assert_eq!(found.response["code"].as_i64(), worst, "{:?}", found);
        prop_assert_eq!(found.accepted(), worst.is_none());
        // What an exposure is may differ from that alone: more is known of accounts and Secrets.
        for entry in found.exposures() {
            let path = entry["path"].as_str().unwrap_or_default();
            prop_assert!((0..all.len()).any(|index| held.real_path(index) == path), "{}", entry);
        }
        // Nothing is looked up where one is rejected without. (What an old template's Secrets were, if they are
        // inspected, is found out first.)
        let is_sure = |one: &Answer| one.response["code"] == 403 && one.lookups.is_empty();
        let is_sure = expected.iter().any(is_sure) && settings["inspectSecrets"] != true;
        prop_assert!(!is_sure || found.lookups.is_empty(), "{:?}", found);
    }

    /// What no entry names is accepted unread.
    #[test]
    fn a_kind_that_no_entry_names_is_accepted(
        (new, old) in template(), cluster in cluster(), settings in settings("reject"),
    ) {
        let answer = judge(
            &custom(&workload("Deployment", &new), old.as_ref()), &settings, &cluster,
        );
        prop_assert_eq!(&answer.response, &json!({"accepted": true}));
        prop_assert!(answer.lookups.is_empty());
        // Nor does an entry for another group matter.
        let mut settings = with_entry(&settings, "spec.template");
        settings["podTemplates"][0]["group"] = "other.example.com".into();
        let answer = judge(&custom(&workload("Deployment", &new), None), &settings, &cluster);
        prop_assert_eq!(answer.response, json!({"accepted": true}));
    }
}

/// The properties above meet rejections, acceptances and failed lookups.
#[test]
fn objects_of_custom_kinds_can_be_rejected() {
    let settings = with_entry(&json!({}), "spec.template");
    let template =
        json!({"spec": {"automountServiceAccountToken": true, "containers": [{"name": "c0"}]}});
    let object = workload("Deployment", &template);
    let found = judge(&custom(&object, None), &settings, &Objects::default());
    assert_eq!(found, create("Deployment", &object, &settings, &Objects::default()));
    assert_eq!(found.response["code"], 403);
}
