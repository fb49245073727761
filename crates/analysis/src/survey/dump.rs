//! A survey of what `kubectl get … -A -o json` printed.

use std::sync::Arc;

use serde_json::Value;

use super::Survey;
use super::report::Report;
use crate::context::{Absent, CONTEXT_KINDS, Context};
use crate::input::Unreadable;
use crate::input::items::Items;
use crate::policy::Policy;

/// The objects of a dump, some of them judged.
pub struct Dump<'p> {
    items: Items,
    done: usize,
    survey: Survey<'p>,
}

impl<'p> Dump<'p> {
    /// Finds the objects of a dump, and the cluster that they tell of.
    ///
    /// # Errors
    ///
    /// There is none that could be read, or the policy does not take the settings.
    pub fn new(policy: &'p dyn Policy, dump: Vec<u8>, settings: &Value) -> Result<Self, String> {
        let text = String::from_utf8(dump).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            format!("expected a text in UTF-8, found something else at byte {at}")
        })?;
        let mut faults = Vec::new();
        let items = Items::new("", text, &mut |fault| faults.push(fault));
        if items.is_blank() {
            return Err(match faults.first() {
                Some(fault) => told(fault),
                None => "expected Kubernetes objects, as kubectl get -o json prints them; found \
                         nothing"
                    .into(),
            });
        }
        // Files are not the cluster: what was not asked for may be there.
        let mut context = Context::new(Absent::SaysNothing);
        let knows_bindings = fill(&mut context, &items);
        let mut survey = Survey::new(policy, settings, Arc::new(context), knows_bindings)?;
        for fault in &faults {
            survey.add_unreadable(told(fault));
        }
        Ok(Self { items, done: 0, survey })
    }

    /// How many objects there are.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    /// Judges so many more; answers how many are done.
    pub fn step(&mut self, count: usize) -> usize {
        for _ in 0..count {
            match self.items.get(self.done) {
                Some(Ok(object)) => self.survey.add(object),
                Some(Err(fault)) => self.survey.add_unreadable(told(&fault)),
                None => break,
            }
            self.done += 1;
        }
        self.done
    }

    /// What was found so far.
    pub fn report(&mut self) -> Report {
        self.survey.report()
    }
}

/// Adds what the policy can ask for among these objects; answers whether role bindings are among
/// them.
pub fn fill(context: &mut Context, items: &Items) -> bool {
    let mut knows_bindings = false;
    let kinds = CONTEXT_KINDS.map(|(_, kind)| kind);
    for index in (0..items.len()).filter(|index| items.may_be(*index, &kinds)) {
        if let Some(Ok(mut object)) = items.get(index) {
            let kind = object["kind"].as_str().unwrap_or_default();
            knows_bindings |= kind.ends_with("RoleBinding");
            // Nobody asks what is in a Secret.
            if let Some(data) = object.get_mut("data") {
                *data = Value::Null;
            }
            context.add(&object, super::NAMESPACE);
        }
    }
    knows_bindings
}

/// Of a dump nobody has to be told the name.
fn told(fault: &Unreadable) -> String {
    match fault.line {
        Some(line) => format!("line {line}: {}", fault.what),
        None => fault.what.clone(),
    }
}
