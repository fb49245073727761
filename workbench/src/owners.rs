//! Who owns an object: the workload that people know it by.

use std::collections::HashMap;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::kinds::split_version;

/// An object, as its kind and name tell it from others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Owner {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Namespace.
    pub namespace: String,
    /// API group; empty is the core group.
    pub group: String,
}

/// Such as `Deployment web`.
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
    /// The object itself, in that namespace.
    pub fn itself(object: &Value, namespace: &str) -> Self {
        Self::of(object, object.pointer("/metadata/name"), namespace)
    }

    /// The controller that an object names (`metav1.GetControllerOf`).
    pub fn controller(object: &Value, namespace: &str) -> Option<Self> {
        let references = object.pointer("/metadata/ownerReferences")?.as_array()?;
        let controller = references.iter().find(|reference| reference["controller"] == true)?;
        Some(Self::of(controller, controller.get("name"), namespace))
    }

    fn of(object: &Value, name: Option<&Value>, namespace: &str) -> Self {
        let text =
            |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let (kind, name) = (text(object.get("kind")), text(name));
        let (group, _) = split_version(object["apiVersion"].as_str().unwrap_or_default());
        Self { kind, name, namespace: namespace.to_owned(), group: group.to_owned() }
    }
}

/// Which object owns which, as far as the data says.
#[derive(Debug, Default)]
pub struct Owners {
    controllers: HashMap<Owner, Owner>,
}

/// Chains are short: CronJob, Job, Pod. Data may hold a circle.
const LONGEST_CHAIN: usize = 8;

impl Owners {
    /// Takes note of the owner of an object, if it has one.
    pub fn add(&mut self, object: Owner, controller: Option<Owner>) {
        if let Some(controller) = controller {
            self.controllers.insert(object, controller);
        }
    }

    /// The end of the chain of owners: the first that has none, or is not in the data.
    pub fn root<'o>(&'o self, object: &'o Owner) -> &'o Owner {
        let mut root = object;
        for _ in 0..LONGEST_CHAIN {
            match self.controllers.get(root) {
                Some(owner) => root = owner,
                None => break,
            }
        }
        root
    }
}
