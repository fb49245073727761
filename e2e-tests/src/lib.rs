//! Shared by the end-to-end tests: the policy as `token-check` runs it, and scenarios for kwctl.

pub mod judged;
pub mod kwctl;

use std::sync::{Arc, LazyLock};

use analysis::{HostCalls, Policy};
use token_check::POLICY_WASM;
use wasmi_host::{Host, PolicyModule};

pub use scenarios::{RecordingCluster, exposures, path, scenario};

/// The module embedded in `token-check`.
static MODULE: LazyLock<PolicyModule> =
    LazyLock::new(|| PolicyModule::new(POLICY_WASM).unwrap_or_else(|why| panic!("{why}")));

/// The policy under test: that module, with one host per thread.
pub struct PolicyWasm;

/// The policy under test.
pub static POLICY: PolicyWasm = PolicyWasm;

thread_local! {
    static HOST: Host = Host::new(&MODULE);
}

impl Policy for PolicyWasm {
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        HOST.with(|host| host.call(function, payload, calls))
    }
}
