//! Surveys the output of `kubectl get … -A -o json`.

use std::sync::Arc;

use manifest::Text;
use serde_json::{Map, Value};

use super::Survey;
use super::report::Report;
use crate::context::{Absent, CONTEXT_KINDS, Context, Origin};
use crate::day::last_second;
use crate::input::items::Items;
use crate::input::{self, Unreadable};
use crate::policy::Policy;

/// The objects of a dump, and how many of them are judged.
pub struct Dump<'p> {
    items: Items,
    done: usize,
    survey: Survey<'p>,
}

impl<'p> Dump<'p> {
    /// Finds the objects of a dump, to be judged at that second since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// No object could be read, or the policy rejects the settings.
    pub fn new(
        policy: &'p dyn Policy,
        dump: Vec<u8>,
        settings: &Value,
        unix_seconds: Option<i64>,
    ) -> Result<Self, String> {
        let (items, faults) = read("", dump)?;
        let (context, knows_bindings) = surroundings(&items, unix_seconds);
        let mut survey = Survey::new(policy, settings, context, knows_bindings)?;
        for fault in &faults {
            survey.add_unreadable(describe(fault));
        }
        Ok(Self { items, done: 0, survey })
    }

    /// As [`Dump::new`], with settings as text, YAML or JSON, and a day such as `2027-03-31`.
    ///
    /// # Errors
    ///
    /// As there, or the settings cannot be read.
    pub fn with_settings(
        policy: &'p dyn Policy,
        dump: Vec<u8>,
        settings: &str,
        today: &str,
    ) -> Result<Self, String> {
        let node = input::single(manifest::documents(settings));
        let node = node.map_err(|fault| Unreadable::new("settings", 0, fault).to_string())?;
        let settings = node.map_or_else(|| Value::Object(Map::new()), |node| node.to_json());
        Self::new(policy, dump, &settings, last_second(today))
    }

    /// Records what audit logs say. Call this before the first step.
    #[cfg(feature = "usage")]
    pub fn set_evidence(&mut self, evidence: Arc<audit_log::Evidence>) {
        self.survey.set_evidence(evidence);
    }

    /// How many objects there are.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    /// Judges `count` more objects; returns how many are done.
    pub fn step(&mut self, count: usize) -> usize {
        for _ in 0..count {
            match self.items.get(self.done) {
                Some(Ok(object)) => self.survey.add(object),
                Some(Err(fault)) => self.survey.add_unreadable(describe(&fault)),
                None => break,
            }
            self.done += 1;
        }
        self.done
    }

    /// The results so far.
    pub fn report(&mut self) -> Report {
        self.survey.report()
    }
}

/// The objects of a dump, and what of it cannot be read.
///
/// # Errors
///
/// No object could be read.
pub fn read(file: &str, dump: Vec<u8>) -> Result<(Items, Vec<Unreadable>), String> {
    let mut faults = Vec::new();
    let items = Items::new(file, Text::decode(dump), &mut |fault| faults.push(fault));
    if items.is_blank() {
        return Err(match faults.first() {
            Some(fault) => describe(fault),
            None => {
                "expected Kubernetes objects, such as the output of kubectl get -o json; found \
                     nothing"
                    .into()
            }
        });
    }
    Ok((items, faults))
}

/// The cluster of a dump, at that second since 1970-01-01T00:00:00Z, and whether its role bindings are
/// among the objects.
pub fn surroundings(items: &Items, unix_seconds: Option<i64>) -> (Arc<Context>, bool) {
    // An object that is missing from the dump may still exist in the cluster.
    let mut context = Context::new(Absent::SaysNothing);
    if let Some(second) = unix_seconds {
        context.set_clock(second);
    }
    let knows_bindings = fill(&mut context, Origin::Input, items, &mut |_| {});
    (Arc::new(context), knows_bindings)
}

/// Adds the objects of that origin that the policy can look up; returns whether role bindings are
/// among them. Calls `fault` for those that cannot be read.
pub fn fill(
    context: &mut Context,
    origin: Origin,
    items: &Items,
    fault: &mut dyn FnMut(Unreadable),
) -> bool {
    let mut knows_bindings = false;
    let kinds = CONTEXT_KINDS.map(|(_, kind)| kind);
    for index in (0..items.len()).filter(|index| items.may_be(*index, &kinds)) {
        let object = items.get(index).transpose().unwrap_or_else(|found| {
            fault(found);
            None
        });
        if let (Some(mut object), Some(place)) = (object, items.place(index)) {
            let kind = object["kind"].as_str().unwrap_or_default();
            knows_bindings |= kind.ends_with("RoleBinding");
            // The data of Secrets is not needed.
            if let Some(data) = object.get_mut("data") {
                *data = Value::Null;
            }
            context.add_document(origin, place, &object, super::NAMESPACE);
        }
    }
    knows_bindings
}

/// Describes a fault without a file name, because there is only one dump.
fn describe(fault: &Unreadable) -> String {
    match fault.line {
        Some(line) => format!("line {line}: {}", fault.what),
        None => fault.what.clone(),
    }
}
