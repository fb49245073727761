//! Every call that scenarios and recordings make to a policy, for comparing the answers of several
//! builds byte by byte.

use std::sync::Arc;

use analysis::{HostCalls, Policy};
use serde_json::{Value, json};

use crate::bounds::{self, Beyond};
use crate::cluster::Exchange;
use crate::{RecordingCluster, bless, recorded, scenario};

/// A call to a policy.
pub struct Call {
    /// The scenario or recording that it comes from.
    pub name: String,
    /// The waPC function.
    pub function: &'static str,
    /// The function's input.
    pub payload: Vec<u8>,
    /// Whether the answer depends on the day.
    pub is_dated: bool,
    cluster: Box<dyn Fn() -> RecordingCluster + Send + Sync>,
}

/// The outcome of a call.
#[derive(Debug, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub answer: Result<Vec<u8>, String>,
    /// The policy's lookups in the cluster, in order.
    pub exchanges: Vec<Exchange>,
}

impl Call {
    /// A call; each policy gets a cluster of its own.
    pub fn new(
        name: &str,
        function: &'static str,
        payload: impl Into<Vec<u8>>,
        cluster: impl Fn() -> RecordingCluster + Send + Sync + 'static,
    ) -> Self {
        let (name, cluster) = (name.to_owned(), Box::new(cluster));
        Self { name, function, payload: payload.into(), is_dated: false, cluster }
    }

    /// Makes the call to two policies, and says how the answers or the lookups differ.
    ///
    /// # Errors
    ///
    /// They differ.
    pub fn compare(&self, policy: &dyn Policy, other: &dyn Policy) -> Result<(), String> {
        let (outcome, expected) = (self.of(policy), self.of(other));
        if outcome == expected {
            return Ok(());
        }
        let [expected, found] = [expected, outcome].map(|outcome| {
            let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            let exchanges = outcome
                .exchanges
                .into_iter()
                .map(|exchange| format!("{} {}", exchange.operation, text(exchange.payload)));
            let exchanges = exchanges.collect::<Vec<_>>();
            format!("{:#?}\n{exchanges:#?}\n", outcome.answer.map(text))
        });
        Err(format!("{}: {}\n{}", self.name, self.function, bless::diff(&expected, &found)))
    }

    /// The cluster that it is made in, without any lookups so far.
    pub fn cluster(&self) -> RecordingCluster {
        (self.cluster)()
    }

    /// Makes the call.
    pub fn of(&self, policy: &dyn Policy) -> Answered {
        let cluster = Arc::new(self.cluster());
        let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
        let answer = policy.call(self.function, &self.payload, &calls);
        Answered { answer, exchanges: cluster.exchanges() }
    }
}

/// All calls.
pub fn all() -> Vec<Call> {
    let mut calls = of_scenarios();
    calls.extend(of_recordings());
    calls
}

fn validate(request: &Value, settings: &Value) -> String {
    json!({"request": request, "settings": settings}).to_string()
}

/// The calls that scenarios make, under each action.
pub fn of_scenarios() -> Vec<Call> {
    let nobody = || RecordingCluster::new(&[]);
    let mut calls = vec![Call::new("the protocol", "protocol_version", String::new(), nobody)];
    for Beyond { name, request, settings, context, .. } in bounds::all() {
        let cluster = move || RecordingCluster::new(&context);
        calls.push(Call::new(name, "validate", validate(&request, &settings), cluster));
    }
    for (name, scenario) in scenario::all() {
        let settings = scenario.settings.to_string();
        let is_dated = scenario.is_dated();
        let scenario = Arc::new(scenario);
        let dated = Arc::clone(&scenario);
        let call = Call::new(&name, "validate_settings", settings, move || dated.cluster());
        calls.push(Call { is_dated, ..call });
        // Also with the other actions: more answers make a difference more visible.
        for action in [None, Some("reject"), Some("warn"), Some("mutate")] {
            let mut settings = scenario.settings.clone();
            if let (Some(action), Some(settings)) = (action, settings.as_object_mut()) {
                settings.insert("action".into(), action.into());
            }
            let payload = validate(&scenario.request(), &settings);
            let scenario = Arc::clone(&scenario);
            let call = Call::new(&name, "validate", payload, move || scenario.cluster());
            calls.push(Call { is_dated, ..call });
        }
    }
    calls
}

/// The calls that recordings make.
pub fn of_recordings() -> Vec<Call> {
    let mut calls = Vec::new();
    for recorded in recorded::all().into_iter().chain(recorded::more::all()) {
        let accounts = Arc::new(recorded.accounts);
        for action in ["reject", "mutate"] {
            let payload = validate(&recorded.request, &json!({"action": action}));
            let accounts = Arc::clone(&accounts);
            let cluster = move || RecordingCluster::new(&accounts);
            calls.push(Call::new(&recorded.name, "validate", payload, cluster));
        }
    }
    calls
}
