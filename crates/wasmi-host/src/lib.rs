//! Runs a policy module like a Kubewarden host, in the wasmi interpreter.
//!
//! A policy server compiles a module to machine code, which pays off because it runs for weeks. An
//! interpreter suits a command that judges a file and exits: it starts in a few milliseconds and
//! builds in a minute. The `wasmtime-host` package has the policy server's own engine, and tests
//! check that both give the same answers.
//!
//! All threads share a [`PolicyModule`]; each creates its own [`Host`], whose instance serves one
//! request after another.

mod engine;
mod limits;

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use analysis::{HostCalls, Policy};
use wapc::WapcHost;
use wapc::errors::Error as WapcError;

pub use engine::PolicyModule;
pub use limits::Limits;

/// A host for one thread. It keeps its instance between calls because the policy starts each call with
/// empty memory; it drops an instance that fails.
pub struct Host {
    module: PolicyModule,
    cluster: Arc<CurrentCluster>,
    instance: RefCell<Option<WapcHost>>,
}

/// The cluster that the instance queries; every call brings its own.
#[derive(Default)]
struct CurrentCluster(Mutex<Option<Arc<dyn HostCalls>>>);

impl CurrentCluster {
    fn set(&self, calls: Option<Arc<dyn HostCalls>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = calls;
    }

    fn get(&self) -> Option<Arc<dyn HostCalls>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Host {
    /// Creates a host for this module; its instance is created on the first call.
    pub fn new(module: &PolicyModule) -> Self {
        Self { module: module.clone(), cluster: Arc::default(), instance: RefCell::default() }
    }

    fn instance(&self) -> Result<WapcHost, String> {
        let cluster = Arc::clone(&self.cluster);
        let host_call = move |_: u64, _: &str, namespace: &str, operation: &str, payload: &[u8]| {
            let calls = cluster.get().ok_or("there is no cluster while an instance is made")?;
            calls.call(namespace, operation, payload).map_err(Into::into)
        };
        let cluster = Arc::clone(&self.cluster);
        let clock = move || cluster.get().and_then(|calls| calls.unix_seconds());
        let provider = Box::new(self.module.provider(Arc::new(clock)));
        WapcHost::new(provider, Some(Box::new(host_call))).map_err(words)
    }
}

impl Policy for Host {
    /// Fails if the guest traps, exceeds a limit or returns an error.
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        // A call that fails leaves no instance behind.
        let instance = match self.instance.take() {
            Some(instance) => instance,
            None => self.instance()?,
        };
        self.cluster.set(Some(Arc::clone(calls)));
        let answer = instance.call(function, payload).map_err(words);
        self.cluster.set(None);
        if answer.is_ok() {
            self.instance.replace(Some(instance));
        }
        answer
    }
}

/// The error without the prefix that the `wapc` crate adds.
fn words(error: WapcError) -> String {
    match error {
        WapcError::GuestCallFailure(why) | WapcError::InitFailed(why) => why,
        other => other.to_string(),
    }
}
