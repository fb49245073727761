//! The embedded Kubewarden host: loads `policy.wasm` and calls it as a policy server does, with a
//! fresh instance for every request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use serde_json::Value;
use wapc::WapcHost;
use wasmtime_provider::{
    EpochDeadlines, ResourceLimits, WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre,
};
use workbench::policy::{HostCalls, Policy, payload};
use workbench::verdict::{SettingsVerdict, Verdict};

/// How long one call may take, in seconds. A policy server allows 2; this one may share its
/// machine with a build.
const DEADLINE_SECONDS: u64 = 10;

/// How much memory an instance may have, in bytes.
const MEMORY_LIMIT: usize = 512 << 20;

/// No cluster at all.
struct NoCalls;

impl HostCalls for NoCalls {
    fn call(&self, namespace: &str, operation: &str, _: &[u8]) -> Result<Vec<u8>, String> {
        Err(format!("host call {namespace}/{operation} is not offered here"))
    }
}

/// A compiled policy.
pub struct HostedPolicy {
    pre: WasmtimeEngineProviderPre,
    ticking: Arc<AtomicBool>,
}

impl HostedPolicy {
    /// Compiles a module.
    ///
    /// # Errors
    ///
    /// It is no WebAssembly, or imports what a waPC host does not offer.
    pub fn new(wasm: &[u8]) -> Result<Self> {
        Self::with_memory(wasm, MEMORY_LIMIT)
    }

    /// Compiles a module of which an instance may have so many bytes of memory.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_memory(wasm: &[u8], most: usize) -> Result<Self> {
        let mut config = wasmtime::Config::new();
        config.epoch_interruption(true);
        let engine = wasmtime::Engine::new(&config).map_err(|error| anyhow!("{error:#}"))?;
        let ticking = Arc::new(AtomicBool::new(true));
        let (ticks, ticked) = (engine.clone(), Arc::clone(&ticking));
        std::thread::spawn(move || {
            while ticked.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_secs(1));
                ticks.increment_epoch();
            }
        });
        let pre = WasmtimeEngineProviderBuilder::new()
            .engine(engine)
            .module_bytes(wasm)
            .enable_epoch_interruptions(DEADLINES)
            .enable_resource_limits(ResourceLimits {
                max_memory_size: Some(most),
                ..ResourceLimits::default()
            })
            .build_pre()
            .context("not a policy that a waPC host can load")?;
        Ok(Self { pre, ticking })
    }

    /// Calls one of the policy's waPC functions on a fresh instance, which asks `calls`.
    ///
    /// # Errors
    ///
    /// The guest traps, takes too long, or answers with an error.
    pub fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>> {
        Ok(self.instance(calls)?.call(function, payload)?)
    }

    /// A fresh instance, which asks `calls`.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn instance(&self, calls: &Arc<dyn HostCalls>) -> Result<WapcHost> {
        let provider = self.pre.rehydrate(Some(DEADLINES))?;
        let calls = Arc::clone(calls);
        Ok(WapcHost::new(
            Box::new(provider),
            Some(Box::new(move |_, _, namespace, operation, payload| {
                calls.call(namespace, operation, payload).map_err(Into::into)
            })),
        )?)
    }
}

impl Policy for HostedPolicy {
    fn validate(
        &self,
        request: &Value,
        settings: &Value,
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Verdict, String> {
        let payload = payload(request, settings)?;
        let answer = self.call("validate", &payload, calls);
        Verdict::read(&answer.map_err(|error| format!("{error:#}"))?)
    }

    fn refuses_settings(&self, settings: &Value) -> Result<Option<String>, String> {
        let payload = serde_json::to_vec(settings).map_err(|error| error.to_string())?;
        let calls: Arc<dyn HostCalls> = Arc::new(NoCalls);
        let answer = self.call("validate_settings", &payload, &calls);
        SettingsVerdict::refusal(&answer.map_err(|error| format!("{error:#}"))?)
    }
}

impl Drop for HostedPolicy {
    fn drop(&mut self) {
        self.ticking.store(false, Ordering::Relaxed);
    }
}

const DEADLINES: EpochDeadlines =
    EpochDeadlines { wapc_init: DEADLINE_SECONDS, wapc_func: DEADLINE_SECONDS };
