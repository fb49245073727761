//! Judges an object again, in other circumstances.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Entries;
use super::report::Effect;
use crate::controller::new_pod;
use crate::exposure::Exposure;
use crate::kinds::{JudgedKind, Kind, POD};
use crate::owners::Owner;
use crate::policy::HostCalls;
use crate::survey::examine::Examiner;
use crate::verdict::Verdict;
use service_account_token_policy::settings::Action;

/// A cluster with another clock.
struct At {
    calls: Arc<dyn HostCalls>,
    unix_seconds: Option<i64>,
}

impl HostCalls for At {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        self.calls.call(namespace, operation, payload)
    }

    fn unix_seconds(&self) -> Option<i64> {
        self.unix_seconds
    }
}

/// The creation of an object, to be judged again.
pub struct Again<'a, 'p> {
    /// Asks the policy.
    pub examiner: &'a Examiner<'p>,
    /// The entries of the settings.
    pub entries: &'a Entries,
    /// The request that creates the object.
    pub request: &'a Value,
    /// The object's kind.
    pub kind: &'a JudgedKind,
    /// When it is.
    pub unix_seconds: Option<i64>,
}

impl Again<'_, '_> {
    /// The same at another time.
    pub fn at(&self, unix_seconds: i64) -> Self {
        Self { unix_seconds: Some(unix_seconds), ..*self }
    }

    /// The verdict with these settings.
    pub fn verdict(&self, settings: &Value) -> Result<Verdict, String> {
        self.verdict_on(self.request, settings)
    }

    /// What the object exposes with these settings, of which the action is `warn`.
    pub fn exposures(&self, settings: &Value) -> Result<Vec<Exposure>, String> {
        self.verdict(settings)?.exposures()
    }

    fn verdict_on(&self, request: &Value, settings: &Value) -> Result<Verdict, String> {
        self.examiner.judge_with(request, settings, |calls| {
            Arc::new(At { calls, unix_seconds: self.unix_seconds })
        })
    }

    /// What it means that an object which got `before` now gets `after`, if an entry is why. `self` is
    /// at the time of `after`.
    pub fn effect(&self, before: &Verdict, after: &Verdict) -> Result<Option<Effect>, String> {
        if after.accepted {
            return Ok(match self.entries.action {
                Action::Warn => Some(Effect::Warned),
                Action::Mutate => Some(Effect::LosesToken),
                Action::Reject => None,
            });
        }
        if !before.accepted || after.code != Some(403) {
            return Ok(None);
        }
        let starts = self.entries.accepts_controllers && self.is_started_by_controller()?;
        Ok(Some(if starts { Effect::ControllerPods } else { Effect::Stops }))
    }

    /// Whether the policy accepts the object's Pod from the controller that creates it.
    fn is_started_by_controller(&self) -> Result<bool, String> {
        let Some(request) = self.of_controller() else {
            return Ok(false);
        };
        Ok(self.verdict_on(&request, &self.entries.given.settings)?.accepted)
    }

    /// The request with which a controller creates the Pod; `None` if none does.
    fn of_controller(&self) -> Option<Value> {
        let (object, namespace) = (&self.request["object"], self.request["namespace"].as_str()?);
        if self.kind.is_pod() {
            let Owner { group, kind, .. } = Owner::controller(object, namespace)?;
            let makes = Kind::of(&group, &kind)?.makes.filter(|makes| makes.kind == POD.kind)?;
            let user = format!("system:serviceaccount:kube-system:{}", makes.controller);
            let mut request = self.request.clone();
            request["userInfo"] = json!({"username": user});
            return Some(request);
        }
        let made = new_pod(object, self.kind.built_in()?, namespace)?;
        let mut request = Examiner::request(made.pod, namespace, ("", "v1"), POD.kind);
        request["userInfo"] = json!({"username": made.user, "groups": made.groups});
        Some(request)
    }
}
