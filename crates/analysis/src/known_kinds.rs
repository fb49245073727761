//! Custom kinds whose objects hold Pod templates, as their projects define them: where the templates are,
//! and what to do where an entry of `podTemplates` would not help.
//!
//! The tables are in `services`, `jobs` and `operators`. [`hint`] says what to tell people about an object
//! that is not judged, and [`search`] finds templates in kinds that are not in the tables.

pub mod hint;
mod jobs;
mod operators;
pub mod search;
mod services;
#[cfg(test)]
mod tests;

use manifest::inline;
use serde_json::{Value, json};

use crate::kinds::plural;

/// A custom kind.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownKind {
    /// Its API group.
    pub group: &'static str,
    /// Its name.
    pub kind: &'static str,
    /// How much of a Pod template its objects hold.
    pub form: Form,
    /// The paths of the entries that judge it; none if an entry would not help.
    pub paths: &'static [&'static str],
    /// Who creates the Pods, by the user name in requests without `system:serviceaccount:`.
    pub pods_by: &'static str,
    /// Whether its objects are in a namespace.
    pub is_namespaced: bool,
    /// The kind of the same group from whose objects a controller makes these.
    pub made_from: Option<&'static str>,
    /// What can be done where an entry does not help, or where the policy's advice cannot be followed.
    pub note: Option<&'static str>,
    /// The plural name in URLs and rules, if it is not formed as usual.
    plural: Option<&'static str>,
}

/// How much of a Pod template an object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A whole Pod template.
    Full,
    /// A whole PodSpec, at the path itself.
    Spec,
    /// A whole Pod template, whose fields the API server does not check.
    Open,
    /// Some fields of a PodSpec among others.
    Fields,
    /// A Pod template without some of the fields that decide about tokens.
    Cut,
    /// None.
    Nothing,
}

/// Who creates the Pods of built-in workloads.
const REPLICA_SET: &str = "kube-system:replicaset-controller";
const STATEFUL_SET: &str = "kube-system:statefulset-controller";
const JOB: &str = "kube-system:job-controller";

/// A kind in a namespace, with no more to say.
const fn kind(
    group: &'static str,
    kind: &'static str,
    form: Form,
    paths: &'static [&'static str],
    pods_by: &'static str,
) -> KnownKind {
    KnownKind {
        group,
        kind,
        form,
        paths,
        pods_by,
        is_namespaced: true,
        made_from: None,
        note: None,
        plural: None,
    }
}

/// A kind that an entry would not help, and what can be done instead.
const fn without_entry(
    group: &'static str,
    name: &'static str,
    form: Form,
    pods_by: &'static str,
    note: &'static str,
) -> KnownKind {
    kind(group, name, form, &[], pods_by).says(note)
}

impl KnownKind {
    const fn says(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    const fn made_from(mut self, kind: &'static str) -> Self {
        self.made_from = Some(kind);
        self
    }

    const fn of_cluster(mut self) -> Self {
        self.is_namespaced = false;
        self
    }

    const fn plural(mut self, plural: &'static str) -> Self {
        self.plural = Some(plural);
        self
    }

    /// The plural name in URLs and in the rules of a policy.
    pub fn resource(&self) -> String {
        self.plural.map_or_else(|| plural(self.kind), str::to_owned)
    }

    /// The entries of `podTemplates` that judge it.
    pub fn entries(&self) -> Vec<Value> {
        let key = if self.form == Form::Spec { "podSpec" } else { "path" };
        let entry = |path| json!({"group": self.group, "kind": self.kind, key: path});
        self.paths.iter().map(entry).collect()
    }

    /// What can be done where an entry does not help, with the kind that it is about.
    pub fn note(&self) -> Option<String> {
        self.note.map(|note| format!("{}: {note}", self.kind))
    }
}

/// Every known kind, by group and kind.
pub fn all() -> Vec<&'static KnownKind> {
    let mut all: Vec<_> = tables().collect();
    all.sort_unstable_by_key(|known| (known.group, known.kind));
    all
}

fn tables() -> impl Iterator<Item = &'static KnownKind> {
    let tables: &[&'static [KnownKind]] = match cfg!(feature = "known-kinds") {
        true => &[services::KINDS, jobs::KINDS, operators::KINDS],
        false => &[],
    };
    tables.iter().copied().flatten()
}

/// The known kind of that name.
pub fn known(group: &str, kind: &str) -> Option<&'static KnownKind> {
    // No kind of Kubernetes itself is known here, and most objects are of those.
    let mut all = tables().filter(|_| group.contains('.'));
    all.find(|known| known.group == group && known.kind == kind)
}

/// An entry of `podTemplates` on one line of YAML, such as `{group: argoproj.io, kind: Rollout, path: spec.template}`.
pub fn on_one_line(entry: &Value) -> String {
    let fields = entry.as_object().into_iter().flatten();
    let fields: Vec<String> =
        fields.map(|(key, value)| format!("{key}: {}", inline(value))).collect();
    format!("{{{}}}", fields.join(", "))
}

/// The setting with these entries, on one line of YAML.
pub fn setting(entries: &[Value]) -> String {
    let entries: Vec<String> = entries.iter().map(on_one_line).collect();
    format!("podTemplates: [{}]", entries.join(", "))
}
