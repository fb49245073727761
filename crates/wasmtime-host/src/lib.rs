//! Runs a policy module on the engine of a policy server, with its settings: compiled by wasmtime, a
//! fresh instance for every request, cut after one to two seconds, 256 MiB of memory.
//!
//! For `make bench`, and for tests whose point is that a policy server does the same. `token-check` runs
//! the module in package `wasmi-host`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use analysis::{HostCalls, Policy};
use wapc::WapcHost;
use wasmtime::{Config, Engine};
use wasmtime_provider::{
    EpochDeadlines, ResourceLimits, WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre,
};

/// How long one call may take, in ticks of a second: the first may come at once.
const DEADLINES: EpochDeadlines = EpochDeadlines { wapc_init: 2, wapc_func: 2 };

/// How many bytes of memory an instance may have, since Kubewarden 1.38.
pub const MEMORY_LIMIT: usize = 256 << 20;

/// A policy server's engine. A clone is the same engine.
#[derive(Clone)]
pub struct PolicyServerEngine {
    engine: Engine,
    _clock: Arc<Clock>,
}

/// What advances the epoch, once a second, as long as somebody uses the engine.
struct Clock(Arc<AtomicBool>);

impl Drop for Clock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl PolicyServerEngine {
    /// A new engine.
    ///
    /// # Errors
    ///
    /// wasmtime does not compile for this machine.
    pub fn new() -> Result<Self, String> {
        let mut config = Config::new();
        config.epoch_interruption(true);
        let engine = Engine::new(&config).map_err(|error| format!("{error:#}"))?;
        let ticking = Arc::new(AtomicBool::new(true));
        let (ticks, is_ticking) = (engine.clone(), Arc::clone(&ticking));
        std::thread::spawn(move || {
            while is_ticking.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_secs(1));
                ticks.increment_epoch();
            }
        });
        Ok(Self { engine, _clock: Arc::new(Clock(ticking)) })
    }

    /// The engine itself.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Compiles a module.
    ///
    /// # Errors
    ///
    /// It is not WebAssembly, or imports what a policy server does not offer.
    pub fn load(&self, wasm: &[u8]) -> Result<ServedPolicy, String> {
        self.load_with_memory(wasm, MEMORY_LIMIT)
    }

    /// Compiles a module of which an instance may have so many bytes of memory.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn load_with_memory(&self, wasm: &[u8], most: usize) -> Result<ServedPolicy, String> {
        let limits = ResourceLimits { max_memory_size: Some(most), ..ResourceLimits::default() };
        let pre = WasmtimeEngineProviderBuilder::new()
            .engine(self.engine.clone())
            .module_bytes(wasm)
            .enable_epoch_interruptions(DEADLINES)
            .enable_resource_limits(limits)
            .build_pre()
            .map_err(|error| format!("no policy that a waPC host can load: {error}"))?;
        Ok(ServedPolicy { pre, _engine: self.clone() })
    }
}

/// A policy as a policy server holds it.
pub struct ServedPolicy {
    pre: WasmtimeEngineProviderPre,
    _engine: PolicyServerEngine,
}

impl ServedPolicy {
    /// A fresh instance, which asks `calls`.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn instance(&self, calls: &Arc<dyn HostCalls>) -> Result<WapcHost, String> {
        let provider = self.pre.rehydrate(Some(DEADLINES)).map_err(|error| error.to_string())?;
        let calls = Arc::clone(calls);
        let host_call = move |_: u64, _: &str, namespace: &str, operation: &str, payload: &[u8]| {
            calls.call(namespace, operation, payload).map_err(Into::into)
        };
        let host = WapcHost::new(Box::new(provider), Some(Box::new(host_call)));
        host.map_err(|error| error.to_string())
    }
}

impl Policy for ServedPolicy {
    /// Calls a fresh instance; fails where the guest traps, takes too long, or answers with an error.
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        self.instance(calls)?.call(function, payload).map_err(|error| error.to_string())
    }
}
