//! Entries of `podTemplates`: kinds besides Kubernetes' own whose objects hold Pod templates, and where.

use crate::json::{Fault, Slot, Struct as _, Text, fields, must_be, read, text};
use crate::prelude::*;
use crate::text::{count, cut, is_field_name, is_object_name, worded};

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
    pub(super) fn read_all(json: Option<&'a str>) -> Result<Vec<Self>, Fault> {
        let list = text::list_of(json).map_err(|fault| fault.of(NAME))?;
        let mut all: Vec<Self> = Vec::new();
        for (index, entry) in list.into_iter().flatten().enumerate() {
            let name = worded("{}[{}]", &[NAME, &count(index)]);
            let entry = Self::read(entry, &name)?;
            if let Some(known) = all.iter().position(|known| known.is_where(&entry)) {
                let what = "{} leads to the same place as {}[{}]";
                return Err(worded(what, &[&name, NAME, &count(known)]).into());
            }
            all.push(entry);
        }
        Ok(all)
    }

    fn read(json: &'a str, name: &str) -> Result<Self, Fault> {
        let mut written = Written::default();
        read(json, name, Slot::Object(written.object()))?;
        let Written { group, kind, path, pod_spec } = written;
        if path.is_some() == pod_spec.is_some() {
            let what = " must have either path, which leads to a Pod template, or podSpec, which \
                        leads to a PodSpec";
            return Err([name, what].concat().into());
        }
        let is_pod_spec = pod_spec.is_some();
        let entry = Self {
            group: group.unwrap_or_default(),
            kind: kind.unwrap_or_default(),
            path: path.or(pod_spec).unwrap_or_default(),
            is_pod_spec,
        };
        // The groups of Kubernetes' own workloads have no dot; those of custom kinds must have one.
        let (key, found, what) = if cut(&entry.group, b'.').is_none()
            || !is_object_name(&entry.group)
        {
            let what = "the API group of a custom kind, such as \"argoproj.io\" (Kubernetes' own kinds need no entry)";
            (".group", &entry.group, what)
        } else if !is_field_name(&entry.kind) {
            (".kind", &entry.kind, "the name of a kind, such as \"Rollout\"")
        } else if !is_path(&entry.path) {
            let what = "names of fields divided by dots, where [*] after a name means each item \
                        of a list or each value of a map, such as \"spec.jobs[*].template\"";
            (if is_pod_spec { ".podSpec" } else { ".path" }, &entry.path, what)
        } else {
            return Ok(entry);
        };
        Err(must_be(&[name, key], what, found))
    }

    /// Whether it is for objects of that kind.
    pub fn is_for(&self, group: &str, kind: &str) -> bool {
        self.group == group && self.kind == kind
    }

    /// Whether it leads to the same PodSpec as another entry.
    fn is_where(&self, other: &Self) -> bool {
        let pod_spec =
            |entry: &Self| [&*entry.path, if entry.is_pod_spec { "" } else { ".spec" }].concat();
        other.is_for(&self.group, &self.kind) && pod_spec(self) == pod_spec(other)
    }
}

/// Whether a text is names of fields, divided by dots, with or without `[*]` after each.
fn is_path(path: &str) -> bool {
    let mut rest = Some(path);
    while let Some(steps) = rest {
        let step;
        (step, rest) = match cut(steps, b'.') {
            Some((step, others)) => (step, Some(others)),
            None => (steps, None),
        };
        if !is_field_name(step.strip_suffix("[*]").unwrap_or(step)) {
            return false;
        }
    }
    true
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
