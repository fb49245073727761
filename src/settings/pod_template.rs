//! Entries of `podTemplates`: kinds besides Kubernetes' own whose objects hold Pod templates, and where.

use serde_json::value::RawValue;

use crate::json::{JsonError, Slot, Struct as _, Text, fields, read, text};
use crate::prelude::*;
use crate::text::{is_field_name, is_object_name, quotable};

/// An entry of `podTemplates`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTemplate<'a> {
    /// `group`.
    pub group: Text<'a>,
    /// `kind`.
    pub kind: Text<'a>,
    /// `path`, which leads to a Pod template, or `podSpec`, which leads to a bare PodSpec: names of fields,
    /// divided by dots, with `[*]` after one for each item of a list or each value of a map.
    pub path: Text<'a>,
    /// Whether it is `podSpec`.
    pub is_pod_spec: bool,
}

const NAME: &str = "settings.podTemplates";

impl<'a> PodTemplate<'a> {
    /// Reads the entries of `podTemplates`.
    ///
    /// # Errors
    ///
    /// Names the entry that is not valid, and says what it takes.
    pub(super) fn read_all(json: Option<&'a RawValue>) -> Result<Vec<Self>, String> {
        let fault = |fault: Box<JsonError>| fault.of(NAME).to_string();
        let list = text::list_of(json.map(RawValue::get)).map_err(fault)?;
        let mut all: Vec<Self> = Vec::new();
        for (index, entry) in list.into_iter().flatten().enumerate() {
            let name = format!("{NAME}[{index}]");
            let entry = Self::read(entry.get(), &name)?;
            if let Some(known) = all.iter().position(|known| known.is_where(&entry)) {
                return Err(format!("{name} leads to the same place as {NAME}[{known}]"));
            }
            all.push(entry);
        }
        Ok(all)
    }

    fn read(json: &'a str, name: &str) -> Result<Self, String> {
        let mut written = Written::default();
        read(json, name, Slot::Object(written.object())).map_err(|fault| fault.to_string())?;
        let Written { group, kind, path, pod_spec } = written;
        let must = |key: &str, what: &str, found: &str| {
            Err([name, key, " must be ", what, ", not \"", &quotable(found), "\""].concat())
        };
        let group = group.unwrap_or_default();
        // The groups of Kubernetes' own workloads have no dot; those of custom kinds must have one.
        if !group.contains('.') || !is_object_name(&group) {
            let what = "the API group of a custom kind, such as \"argoproj.io\" (the policy judges \
                        the kinds of Kubernetes itself without an entry)";
            return must(".group", what, &group);
        }
        let kind = kind.unwrap_or_default();
        if !is_field_name(&kind) {
            return must(".kind", "the name of a kind, such as \"Rollout\"", &kind);
        }
        let (key, path, is_pod_spec) = match (path, pod_spec) {
            (Some(path), None) => (".path", path, false),
            (None, Some(path)) => (".podSpec", path, true),
            _ => {
                let what = " must have either path, which leads to a Pod template, or podSpec, \
                            which leads to a PodSpec";
                return Err([name, what].concat());
            }
        };
        let is_step = |step: &str| is_field_name(step.strip_suffix("[*]").unwrap_or(step));
        if !path.split('.').all(is_step) {
            let what = "names of fields divided by dots, where [*] after a name stands for each item \
                        of a list or each value of a map, such as \"spec.jobs[*].template\"";
            return must(key, what, &path);
        }
        Ok(Self { group, kind, path, is_pod_spec })
    }

    /// Whether it is for objects of that kind.
    pub fn is_for(&self, group: &str, kind: &str) -> bool {
        self.group == group && self.kind == kind
    }

    /// Whether it leads to the same PodSpec as another entry.
    fn is_where(&self, other: &Self) -> bool {
        let pod_spec = |entry: &Self| {
            [&*entry.path, if entry.is_pod_spec { "" } else { ".spec" }].concat()
        };
        other.is_for(&self.group, &self.kind) && pod_spec(self) == pod_spec(other)
    }
}

/// An entry as it is written.
#[derive(Default)]
struct Written<'a> {
    group: Option<Text<'a>>,
    kind: Option<Text<'a>>,
    path: Option<Text<'a>>,
    pod_spec: Option<Text<'a>>,
}
fields!(Written<'de> [strict] {
    "group" => Text group,
    "kind" => Text kind,
    "path" => Text path,
    "podSpec" => Text pod_spec,
});
