//! Defines how to call a policy: `policy.wasm` on a host, or the policy's core directly.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::verdict::{SettingsVerdict, Verdict};

/// Answers the policy's cluster lookups: takes the namespace, operation and payload of a waPC host
/// call with the binding `kubewarden`, and returns JSON or an error.
pub trait HostCalls: Send + Sync {
    /// One host call.
    ///
    /// # Errors
    ///
    /// The error text that a Kubewarden host would return.
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String>;

    /// The host's clock: seconds since 1970-01-01T00:00:00Z, or `None` if it has none.
    fn unix_seconds(&self) -> Option<i64> {
        None
    }
}

/// A policy that can be called.
pub trait Policy {
    /// Calls one of the policy's waPC functions: `validate`, `validate_settings` or
    /// `protocol_version`.
    ///
    /// # Errors
    ///
    /// The policy gives no answer.
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String>;

    /// Judges an AdmissionRequest.
    ///
    /// # Errors
    ///
    /// The policy gives no answer, or an invalid one.
    fn validate(
        &self,
        request: &Value,
        settings: &Value,
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Verdict, String> {
        Verdict::read(&self.call("validate", &payload(request, settings)?, calls)?)
    }

    /// Checks settings on the day of that second since 1970, if there is one.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    fn check_settings(
        &self,
        settings: &Value,
        unix_seconds: Option<i64>,
    ) -> Result<SettingsVerdict, String> {
        let payload = serde_json::to_vec(settings).map_err(|error| error.to_string())?;
        let calls: Arc<dyn HostCalls> = Arc::new(NoCluster { unix_seconds });
        SettingsVerdict::read(&self.call("validate_settings", &payload, &calls)?)
    }

    /// Why the policy rejects these settings; `None` if they are valid.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    fn refuses_settings(&self, settings: &Value) -> Result<Option<String>, String> {
        self.check_settings(settings, None).map(SettingsVerdict::refusal)
    }
}

/// No cluster at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCluster {
    /// What its clock says.
    pub unix_seconds: Option<i64>,
}

impl HostCalls for NoCluster {
    fn call(&self, namespace: &str, operation: &str, _: &[u8]) -> Result<Vec<u8>, String> {
        Err(format!("host call {namespace}/{operation} is not available here"))
    }

    fn unix_seconds(&self) -> Option<i64> {
        self.unix_seconds
    }
}

/// The payload of the waPC function `validate`.
///
/// # Errors
///
/// Never, because both are valid JSON.
pub fn payload(request: &Value, settings: &Value) -> Result<Vec<u8>, String> {
    #[derive(Serialize)]
    struct Payload<'p> {
        request: &'p Value,
        settings: &'p Value,
    }
    serde_json::to_vec(&Payload { request, settings }).map_err(|error| error.to_string())
}
