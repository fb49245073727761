//! Runs a policy module as a Kubewarden host does, in the interpreter wasmi.
//!
//! A policy server compiles a module to machine code, which pays when it answers for weeks. A command
//! that judges a file and ends is better served by an interpreter: it is ready in a few milliseconds,
//! and built in a minute. Package `wasmtime-host` has the policy server's own engine, and tests hold
//! both to the same answers.
//!
//! A [`PolicyModule`] is shared by all threads; each makes a [`Host`] of its own, whose instance serves
//! one request after the other.

mod engine;
mod limits;

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use analysis::{HostCalls, Policy};
use wapc::WapcHost;
use wapc::errors::Error as WapcError;

pub use engine::PolicyModule;
pub use limits::Limits;

/// A host of one thread. It keeps its instance from one call to the next, because the policy starts each
/// call with empty memory; an instance that failed is dropped.
pub struct Host {
    module: PolicyModule,
    cluster: Arc<CurrentCluster>,
    instance: RefCell<Option<WapcHost>>,
}

/// The cluster that the instance asks: each call brings its own.
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
    /// A host of that module; its instance comes with the first call.
    pub fn new(module: &PolicyModule) -> Self {
        Self { module: module.clone(), cluster: Arc::default(), instance: RefCell::default() }
    }

    fn instance(&self) -> Result<WapcHost, String> {
        let cluster = Arc::clone(&self.cluster);
        let host_call = move |_: u64, _: &str, namespace: &str, operation: &str, payload: &[u8]| {
            let calls = cluster.get().ok_or("there is no cluster while an instance is made")?;
            calls.call(namespace, operation, payload).map_err(Into::into)
        };
        let provider = Box::new(self.module.provider());
        WapcHost::new(provider, Some(Box::new(host_call))).map_err(words)
    }
}

impl Policy for Host {
    /// Fails where the guest traps, exceeds a limit, or answers with an error.
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        // A call that fails leaves none behind.
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

/// What went wrong, without the words that crate `wapc` puts before it.
fn words(error: WapcError) -> String {
    match error {
        WapcError::GuestCallFailure(why) | WapcError::InitFailed(why) => why,
        other => other.to_string(),
    }
}
