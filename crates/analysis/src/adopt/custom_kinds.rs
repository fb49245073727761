//! The known custom kinds that a cluster has, and the settings and rules that judge them.

use serde_json::{Value, json};

use crate::kinds::split_version;
use crate::known_kinds::{KnownKind, all, known, on_one_line};

/// Known custom kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomKinds {
    /// By group and kind.
    kinds: Vec<&'static KnownKind>,
}

/// The kind that defines another.
const DEFINITION: &str = "CustomResourceDefinition";

impl CustomKinds {
    /// The names of the kinds whose objects show that a cluster has a custom kind.
    pub fn shown_by() -> Vec<&'static str> {
        let known = all().into_iter().map(|known| known.kind);
        known.chain([DEFINITION]).collect()
    }

    /// Adds a kind that the cluster has, if it is known.
    pub fn add(&mut self, group: &str, kind: &str) {
        let place = self.kinds.binary_search_by_key(&(group, kind), |one| (one.group, one.kind));
        if let (Err(place), Some(known)) = (place, known(group, kind)) {
            self.kinds.insert(place, known);
        }
    }

    /// Adds the kind of an object, or the one that it defines.
    pub fn add_object(&mut self, object: &Value) {
        let text = |pointer| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let (group, _) = split_version(text("/apiVersion"));
        match (group, text("/kind")) {
            ("apiextensions.k8s.io", DEFINITION) => {
                self.add(text("/spec/group"), text("/spec/names/kind"));
            }
            (group, kind) => self.add(group, kind),
        }
    }

    /// Those that the policy is to judge. What a controller makes of another kind is judged there.
    fn judged(&self) -> impl Iterator<Item = &'static KnownKind> {
        let is_judged = |known: &&KnownKind| !known.paths.is_empty() && known.made_from.is_none();
        self.kinds.iter().copied().filter(is_judged)
    }

    /// The given settings, with entries for the kinds that they do not name.
    pub fn added_to(&self, given: &Value) -> Value {
        let mut entries = match &given["podTemplates"] {
            Value::Array(entries) => entries.clone(),
            Value::Null => Vec::new(),
            // The policy says what is wrong with it.
            _ => return given.clone(),
        };
        let before = entries.len();
        for known in self.judged() {
            let names =
                |entry: &Value| entry["group"] == known.group && entry["kind"] == known.kind;
            if !entries.iter().take(before).any(names) {
                entries.extend(known.entries());
            }
        }
        let mut settings = given.clone();
        if entries.len() > before {
            if !settings.is_object() {
                settings = json!({});
            }
            settings["podTemplates"] = entries.into();
        }
        settings
    }

    /// `podTemplates` as YAML with comments: what can be done about kinds that no entry helps, and the rules for
    /// those that have one.
    pub(super) fn yaml(&self, entries: &Value) -> String {
        let mut text = String::new();
        if let Some(entries) = entries.as_array().filter(|entries| !entries.is_empty()) {
            text.push_str("podTemplates:\n");
            entries
                .iter()
                .for_each(|entry| text.push_str(&format!("  - {}\n", on_one_line(entry))));
        }
        let is_judged = |known: &&KnownKind| self.judged().any(|judged| judged == *known);
        for known in self.kinds.iter().filter(|known| !is_judged(known)) {
            let KnownKind { group, kind, note, .. } = known;
            text.push_str(&format!("# {kind} of {group}: {}\n", note.unwrap_or_default()));
        }
        let rules = rules(self.judged());
        if !rules.is_empty() {
            text.push_str(
                "# Rules for these kinds, in a policy of their own as in deploy/custom-kinds.yaml: the audit\n\
                 # scanner skips a whole policy if its rules name a kind that the cluster lacks.\n",
            );
            rules.lines().for_each(|line| text.push_str(&format!("# {line}\n")));
        }
        text
    }
}

/// The rules for kinds, as YAML: one for each group.
fn rules(kinds: impl Iterator<Item = &'static KnownKind>) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for known in kinds {
        match groups.last_mut().filter(|(group, _)| *group == known.group) {
            Some((_, resources)) => resources.push(known.resource()),
            None => groups.push((known.group, vec![known.resource()])),
        }
    }
    let mut text = String::new();
    for (group, resources) in groups {
        let rules = if text.is_empty() { "rules:\n" } else { "" };
        let resources = resources.join(", ");
        text.push_str(&format!(
            "{rules}  - apiGroups: [{group}]\n    apiVersions: [\"*\"]\n    resources: [{resources}]\n    \
             operations: [CREATE, UPDATE]\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kinds: &[(&str, &str)]) -> CustomKinds {
        let mut custom = CustomKinds::default();
        kinds.iter().for_each(|(group, kind)| custom.add(group, kind));
        custom
    }

    const ARGO: &str = "argoproj.io";
    const ROLLOUT: (&str, &str) = (ARGO, "Rollout");

    #[test]
    fn objects_and_definitions_show_which_kinds_there_are() {
        let mut custom = CustomKinds::default();
        for object in [
            json!({"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledJob"}),
            json!({"apiVersion": "v1", "kind": "Service"}),
            json!({"apiVersion": "example.com/v1", "kind": "Farm"}),
            json!({
                "apiVersion": "apiextensions.k8s.io/v1",
                "kind": "CustomResourceDefinition",
                "spec": {"group": "argoproj.io", "names": {"kind": "Rollout"}},
            }),
            json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout"}),
        ] {
            let kind = object["kind"].as_str().unwrap_or_default();
            assert_eq!(CustomKinds::shown_by().contains(&kind), kind != "Farm");
            custom.add_object(&object);
        }
        assert_eq!(custom, of(&[ROLLOUT, ("keda.sh", "ScaledJob")]));
    }

    #[test]
    fn entries_are_added_for_kinds_that_the_settings_do_not_name() {
        let rollout = json!({"group": ARGO, "kind": "Rollout", "path": "spec.template"});
        let mine = json!({"group": "example.com", "kind": "Farm", "path": "spec.template"});
        let other = json!({"group": ARGO, "kind": "Rollout", "path": "spec.other"});
        let table = [
            (json!({}), of(&[]), json!({})),
            (
                json!({"action": "warn"}),
                of(&[("kafka.strimzi.io", "Kafka")]),
                json!({"action": "warn"}),
            ),
            (json!(null), of(&[ROLLOUT]), json!({"podTemplates": [rollout]})),
            (json!({"podTemplates": null}), of(&[ROLLOUT]), json!({"podTemplates": [rollout]})),
            (
                json!({"podTemplates": [mine]}),
                of(&[ROLLOUT, (ARGO, "AnalysisRun")]),
                json!({"podTemplates": [mine, rollout]}),
            ),
            (json!({"podTemplates": [other]}), of(&[ROLLOUT]), json!({"podTemplates": [other]})),
        ];
        let wrong = json!({"podTemplates": "all"});
        assert_eq!(of(&[ROLLOUT]).added_to(&wrong), wrong);
        for (given, custom, expected) in table {
            assert_eq!(custom.added_to(&given), expected, "{given}");
        }
    }

    #[test]
    fn the_yaml_has_entries_notes_and_rules() {
        let custom = of(&[
            ("ray.io", "RayCluster"),
            ROLLOUT,
            ("kafka.strimzi.io", "Kafka"),
            (ARGO, "Experiment"),
            (ARGO, "AnalysisRun"),
        ]);
        let settings = custom.added_to(&json!({}));
        let expected = r##"podTemplates:
  - {group: argoproj.io, kind: Experiment, path: "spec.templates[*].template"}
  - {group: argoproj.io, kind: Rollout, path: spec.template}
  - {group: ray.io, kind: RayCluster, path: spec.headGroupSpec.template}
  - {group: ray.io, kind: RayCluster, path: "spec.workerGroupSpecs[*].template"}
# AnalysisRun of argoproj.io: It is made from an AnalysisTemplate or ClusterAnalysisTemplate; change that.
# Kafka of kafka.strimzi.io: The operator itself sets automountServiceAccountToken: false, and its templates have no such field.
# Rules for these kinds, in a policy of their own as in deploy/custom-kinds.yaml: the audit
# scanner skips a whole policy if its rules name a kind that the cluster lacks.
# rules:
#   - apiGroups: [argoproj.io]
#     apiVersions: ["*"]
#     resources: [experiments, rollouts]
#     operations: [CREATE, UPDATE]
#   - apiGroups: [ray.io]
#     apiVersions: ["*"]
#     resources: [rayclusters]
#     operations: [CREATE, UPDATE]
"##;
        assert_eq!(custom.yaml(&settings["podTemplates"]), expected);
        assert_eq!(of(&[]).yaml(&Value::Null), "");
        assert_eq!(
            of(&[("kafka.strimzi.io", "Kafka")]).yaml(&Value::Null),
            "# Kafka of kafka.strimzi.io: The operator itself sets automountServiceAccountToken: false, \
             and its templates have no such field.\n"
        );
    }
}
