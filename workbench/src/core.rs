//! The policy's core, called as the module calls it, without a host.

use std::sync::Arc;

use serde_json::Value;
use service_account_token_policy::kubewarden::Host;

use crate::policy::{HostCalls, Policy, payload};
use crate::verdict::{SettingsVerdict, Verdict};

/// The policy's core.
#[derive(Clone, Copy, Debug)]
pub struct Core;

impl Policy for Core {
    fn validate(
        &self,
        request: &Value,
        settings: &Value,
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Verdict, String> {
        let call = |operation: &str, payload: &[u8]| calls.call("kubernetes", operation, payload);
        let payload = payload(request, settings)?;
        Verdict::read(&service_account_token_policy::validate(&payload, &mut Host(call)))
    }

    fn refuses_settings(&self, settings: &Value) -> Result<Option<String>, String> {
        let json = serde_json::to_vec(settings).map_err(|error| error.to_string())?;
        SettingsVerdict::refusal(&service_account_token_policy::validate_settings(&json))
    }
}
