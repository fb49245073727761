//! The cluster of a scenario, which records its lookups.

use std::sync::{Mutex, PoisonError};

use analysis::HostCalls;
use analysis::context::{Absent, Context};
use serde_json::{Value, json};

/// A cluster that records its lookups.
pub struct RecordingCluster {
    context: Context,
    /// The answer to every host call, instead of the objects.
    pub answer: Option<Result<Vec<u8>, String>>,
    exchanges: Mutex<Vec<Exchange>>,
}

/// A host call and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The operation, such as `get_resource`.
    pub operation: String,
    /// The request.
    pub payload: Vec<u8>,
    /// The answer.
    pub answer: Result<Vec<u8>, String>,
}

impl RecordingCluster {
    /// Creates a cluster with only these objects.
    pub fn new(objects: &[Value]) -> Self {
        let mut context = Context::new(Absent::NotFound);
        for object in objects {
            context.add(object, "default");
        }
        Self { context, answer: None, exchanges: Mutex::default() }
    }

    /// Sets the clock: seconds since 1970-01-01T00:00:00Z.
    pub fn set_clock(&mut self, unix_seconds: i64) {
        self.context.set_clock(unix_seconds);
    }

    /// The host calls so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The payloads of the host calls so far, with the operation.
    pub fn payloads(&self) -> Vec<Value> {
        let payload = |exchange: &Exchange| {
            let mut payload: Value =
                serde_json::from_slice(&exchange.payload).unwrap_or_else(|_| json!({}));
            payload["operation"] = exchange.operation.as_str().into();
            payload
        };
        self.exchanges().iter().map(payload).collect()
    }

    /// The host calls so far, such as `get_resource ServiceAccount default/app`.
    pub fn calls(&self) -> Vec<String> {
        let text = |call: &Value, key: &str| call[key].as_str().unwrap_or_default().to_owned();
        self.payloads()
            .iter()
            .map(|call| {
                format!(
                    "{} {} {}/{}",
                    text(call, "operation"),
                    text(call, "kind"),
                    text(call, "namespace"),
                    text(call, "name")
                )
            })
            .collect()
    }
}

impl HostCalls for RecordingCluster {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let answer = match &self.answer {
            Some(answer) => answer.clone(),
            None => self.context.call(namespace, operation, payload),
        };
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(Exchange {
            operation: operation.to_owned(),
            payload: payload.to_owned(),
            answer: answer.clone(),
        });
        answer
    }

    fn unix_seconds(&self) -> Option<i64> {
        self.context.unix_seconds()
    }
}
