//! Calls the policy's core directly, without a WebAssembly host.

use std::sync::Arc;

use service_account_token_policy::cluster::kubewarden::Host;
use service_account_token_policy::{Clock, protocol_version, validate, validate_settings};

use crate::policy::{HostCalls, Policy};

/// The clock of a host.
struct HostClock<'h>(&'h dyn HostCalls);

impl Clock for HostClock<'_> {
    fn unix_seconds(&self) -> Option<i64> {
        self.0.unix_seconds()
    }
}

/// The policy's core.
#[derive(Clone, Copy, Debug)]
pub struct Core;

impl Policy for Core {
    /// Fails if there is no such function.
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        let host_call =
            |operation: &str, payload: &[u8]| calls.call("kubernetes", operation, payload);
        match function {
            "validate" => Ok(validate(payload, &mut Host(host_call), &HostClock(&**calls))),
            "validate_settings" => Ok(validate_settings(payload, &HostClock(&**calls))),
            "protocol_version" => Ok(protocol_version()),
            _ => Err(format!("no function {function}")),
        }
    }
}
