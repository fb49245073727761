//! The policy as something that answers requests: `policy.wasm` on a host, or its core alone.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::verdict::Verdict;

/// Answers what the policy asks the cluster: namespace, operation and payload of a waPC host call
/// of binding `kubewarden`, to JSON or an error.
pub trait HostCalls: Send + Sync {
    /// One host call.
    ///
    /// # Errors
    ///
    /// The text that a Kubewarden host would answer.
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String>;
}

/// A policy that can be asked.
pub trait Policy {
    /// Judges an AdmissionRequest.
    ///
    /// # Errors
    ///
    /// The policy gives no answer, or one that makes no sense.
    fn validate(
        &self,
        request: &Value,
        settings: &Value,
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Verdict, String>;

    /// Whether it takes these settings; the reason if not.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    fn refuses_settings(&self, settings: &Value) -> Result<Option<String>, String>;
}

/// What waPC function `validate` is called with.
///
/// # Errors
///
/// Never: both are JSON.
pub fn payload(request: &Value, settings: &Value) -> Result<Vec<u8>, String> {
    #[derive(Serialize)]
    struct Payload<'p> {
        request: &'p Value,
        settings: &'p Value,
    }
    serde_json::to_vec(&Payload { request, settings }).map_err(|error| error.to_string())
}
