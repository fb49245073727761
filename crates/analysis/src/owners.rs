//! Finds the owner of an object: the workload that people know.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::judge::name_to_show;
use crate::kinds::split_version;
use crate::table::Numbers;

/// An object, identified by its kind and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The kind.
    pub kind: String,
    /// The name.
    pub name: String,
    /// The namespace.
    pub namespace: String,
    /// The API group; empty for the core group.
    pub group: String,
}

/// For example, `Deployment web`.
impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

impl Serialize for Owner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Owner {
    /// The identity of an object in that namespace.
    pub fn itself(object: &Value, namespace: &str) -> Self {
        let text = |key: &str| object["metadata"][key].as_str();
        let name = name_to_show(text("name").filter(|name| !name.is_empty()), text("generateName"));
        Self::of(object, &name, namespace)
    }

    /// Whether it has the name that people see, and not only the start of one.
    pub fn is_named(&self) -> bool {
        !self.name.ends_with(['*', ')'])
    }

    /// The controller that an object names (`metav1.GetControllerOf`).
    pub fn controller(object: &Value, namespace: &str) -> Option<Self> {
        let references = object.pointer("/metadata/ownerReferences")?.as_array()?;
        let controller = references.iter().find(|reference| reference["controller"] == true)?;
        Some(Self::of(controller, controller["name"].as_str().unwrap_or_default(), namespace))
    }

    fn key(&self) -> String {
        [&*self.kind, &self.name, &self.namespace, &self.group].join("\0")
    }

    fn of(object: &Value, name: &str, namespace: &str) -> Self {
        let text = |key: &str| object[key].as_str().unwrap_or_default();
        let (group, _) = split_version(text("apiVersion"));
        let [kind, name, namespace, group] =
            [text("kind"), name, namespace, group].map(str::to_owned);
        Self { kind, name, namespace, group }
    }
}

/// Numbered objects and their owners, as far as the data contains them.
#[derive(Debug, Default)]
pub struct Owners {
    index: Numbers,
    objects: Vec<Owner>,
    controllers: Vec<Option<usize>>,
}

/// The maximum length of an owner chain. Chains are short (CronJob, Job, Pod), but the data may
/// contain a cycle.
const LONGEST_CHAIN: usize = 8;

impl Owners {
    /// The number of an object.
    pub fn number(&mut self, object: &Owner) -> usize {
        let number = self.index.number(object.key());
        if number == self.objects.len() {
            self.objects.push(object.clone());
            self.controllers.push(None);
        }
        number
    }

    /// The object with that number.
    pub fn get(&self, number: usize) -> Option<&Owner> {
        self.objects.get(number)
    }

    /// Records the owner of an object.
    pub fn set_controller(&mut self, object: usize, controller: usize) {
        if let Some(place) = self.controllers.get_mut(object) {
            *place = Some(controller);
        }
    }

    /// The end of the owner chain: the first object that has no owner or is not in the data.
    pub fn root(&self, object: usize) -> usize {
        let mut root = object;
        for _ in 0..LONGEST_CHAIN {
            match self.controllers.get(root) {
                Some(Some(owner)) => root = *owner,
                _ => break,
            }
        }
        root
    }

    /// The ends of the owner chains of these objects, without duplicates, sorted by kind and name.
    pub fn roots(&self, objects: &[usize]) -> Vec<&Owner> {
        let mut roots: Vec<usize> = objects.iter().map(|object| self.root(*object)).collect();
        roots.sort_unstable();
        roots.dedup();
        let roots = roots.into_iter().filter_map(|root| self.get(root));
        let mut keys: Vec<String> = roots.map(Owner::key).collect();
        keys.sort_unstable();
        keys.iter().filter_map(|key| self.get(self.index.get(key)?)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn owner_chains_are_followed_and_cycles_end() {
        let mut owners = Owners::default();
        let owner =
            |kind: &str| Owner::itself(&json!({"kind": kind, "metadata": {"name": "x"}}), "shop");
        let numbers = ["Job", "CronJob", "A", "B"].map(|kind| owners.number(&owner(kind)));
        let [job, cron_job, a, b] = numbers;
        owners.set_controller(job, cron_job);
        owners.set_controller(a, b);
        owners.set_controller(b, a);
        assert_eq!([owners.root(job), owners.root(cron_job)], [cron_job; 2]);
        assert!([a, b].contains(&owners.root(a)));
        let roots: Vec<String> =
            owners.roots(&[job, cron_job, job]).iter().map(ToString::to_string).collect();
        assert_eq!(roots, ["CronJob x"]);
    }

    #[test]
    fn the_controller_is_the_reference_marked_as_controller() {
        let reference = |kind: &str, controller: Value| json!({"apiVersion": "apps/v1", "kind": kind, "name": "x", "controller": controller});
        let cases = [
            (json!(null), None),
            (json!("x"), None),
            (json!([]), None),
            (json!([reference("A", json!(false)), reference("B", json!(null))]), None),
            (json!([reference("A", json!(false)), reference("B", json!(true))]), Some("B x")),
        ];
        for (references, expected) in cases {
            let object = json!({"metadata": {"ownerReferences": references}});
            let controller = Owner::controller(&object, "shop");
            assert_eq!(controller.as_ref().map(|owner| &*owner.group), expected.map(|_| "apps"));
            assert_eq!(controller.map(|owner| owner.to_string()).as_deref(), expected);
        }
    }
}
