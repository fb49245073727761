//! Runs a policy module on a policy server's engine with the same settings: compiled by wasmtime, a
//! new instance for every request, stopped after one to two seconds, 256 MiB of memory.
//!
//! Used by `make bench`, and by tests of what a policy server does. `token-check` runs the module with
//! the `wasmi-host` package.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use analysis::{HostCalls, Policy};
use wapc::WapcHost;
pub use wasmtime::Module;
use wasmtime::{Config, Engine};
use wasmtime_provider::{
    EpochDeadlines, ResourceLimits, WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre,
};

/// How long one call may take, in ticks of one second; the first tick may come immediately.
const DEADLINES: EpochDeadlines = EpochDeadlines { wapc_init: 2, wapc_func: 2 };

/// The memory limit of an instance in bytes, since Kubewarden 1.38.
pub const MEMORY_LIMIT: usize = 256 << 20;

/// A policy server's engine. Clones share the same engine.
#[derive(Clone)]
pub struct PolicyServerEngine {
    engine: Engine,
    _clock: Arc<Clock>,
}

/// Advances the epoch once a second while the engine is in use.
struct Clock(Arc<AtomicBool>);

impl Drop for Clock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl PolicyServerEngine {
    /// Creates an engine.
    ///
    /// # Errors
    ///
    /// wasmtime does not support this machine.
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

    /// The wasmtime engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Compiles a module.
    ///
    /// # Errors
    ///
    /// It is not WebAssembly, or imports something that a policy server does not offer.
    pub fn load(&self, wasm: &[u8]) -> Result<ServedPolicy, String> {
        self.load_with_memory(wasm, MEMORY_LIMIT)
    }

    /// Compiles a module whose instances may use at most this many bytes of memory.
    ///
    /// # Errors
    ///
    /// See [`load`](Self::load).
    pub fn load_with_memory(&self, wasm: &[u8], most: usize) -> Result<ServedPolicy, String> {
        self.serve(&self.compile(wasm)?, most)
    }

    /// Compiles a module, which can be served more than once.
    ///
    /// # Errors
    ///
    /// It is not WebAssembly.
    pub fn compile(&self, wasm: &[u8]) -> Result<Module, String> {
        Module::new(&self.engine, wasm).map_err(not_loaded)
    }

    /// Serves a module whose instances may use at most this many bytes of memory.
    ///
    /// # Errors
    ///
    /// It imports something that a policy server does not offer.
    pub fn serve(&self, module: &Module, most: usize) -> Result<ServedPolicy, String> {
        let limits = ResourceLimits { max_memory_size: Some(most), ..ResourceLimits::default() };
        let pre = WasmtimeEngineProviderBuilder::new()
            .engine(self.engine.clone())
            .module(module.clone())
            .enable_epoch_interruptions(DEADLINES)
            .enable_resource_limits(limits)
            .build_pre()
            .map_err(not_loaded)?;
        Ok(ServedPolicy { pre, _engine: self.clone() })
    }
}

fn not_loaded(error: impl std::fmt::Display) -> String {
    format!("no policy that a waPC host can load: {error}")
}

/// A policy loaded by a policy server.
pub struct ServedPolicy {
    pre: WasmtimeEngineProviderPre,
    _engine: PolicyServerEngine,
}

impl ServedPolicy {
    /// Creates an instance that sends its host calls to `calls`.
    ///
    /// # Errors
    ///
    /// The instance cannot be created.
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
    /// Calls a new instance; fails if the guest traps, takes too long or returns an error.
    fn call(
        &self,
        function: &str,
        payload: &[u8],
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Vec<u8>, String> {
        self.instance(calls)?.call(function, payload).map_err(|error| error.to_string())
    }
}
