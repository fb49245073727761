//! Workloads and Pods of files, with their owners: for a report without a survey.

use std::collections::HashMap;

use serde_json::Value;

use super::collected::Collected;
use super::report::UsageReport;
use crate::bindings::Bindings;
use crate::context::Context;
use crate::kinds::{Kinds, split_version};
use crate::owners::{Owner, Owners};
use crate::request::namespace_of;

/// Workloads and Pods, with their owners.
#[derive(Debug, Default)]
pub struct Workloads {
    owners: Owners,
    collected: Collected,
    /// By group, kind, namespace and name.
    numbers: HashMap<String, usize>,
}

impl Workloads {
    /// Adds an object if it is of one of these kinds; `namespace` is that of objects that name none.
    pub fn add(&mut self, object: &Value, kinds: &Kinds, namespace: &str) {
        let text = |key: &str| object[key].as_str().unwrap_or_default();
        let Some(kind) = kinds.judged(text("apiVersion"), text("kind")) else {
            return;
        };
        let namespace = namespace_of(object, namespace);
        let itself = Owner::itself(object, &namespace);
        let controller = Owner::controller(object, &namespace);
        let number = self.owners.number(&itself);
        let owner = controller.as_ref().map_or(number, |owner| self.owners.number(owner));
        self.collected.add(&itself, &kind, object, owner);
        if owner != number {
            self.owners.set_controller(number, owner);
        }
        let of_kind = (&*itself.group, &*itself.kind);
        self.numbers.insert(key(of_kind, &namespace, &itself.name), number);
    }

    /// The workload to which an object belongs, or it itself.
    pub fn of(
        &self,
        (api_version, kind): (&str, &str),
        namespace: &str,
        name: &str,
    ) -> Option<&Owner> {
        let (group, _) = split_version(api_version);
        let number = self.numbers.get(&key((group, kind), namespace, name))?;
        self.owners.get(self.owners.root(*number))
    }

    /// The workloads and accounts, and how each uses its token.
    pub fn report(
        &self,
        evidence: &audit_log::Evidence,
        bindings: &Bindings,
        context: &Context,
    ) -> UsageReport {
        super::report(evidence, &self.collected, &self.owners, bindings, context)
    }
}

fn key((group, kind): (&str, &str), namespace: &str, name: &str) -> String {
    format!("{group}/{kind} {namespace}/{name}")
}
