//! A guest as a policy server holds it: compiled once, instantiated for every request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde_json::Value;
use wapc::WapcHost;
use wasmtime::{Config, Engine, Module};
use wasmtime_provider::{EpochDeadlines, WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre};

use crate::request::{ACCOUNT, Request};

const DEADLINES: EpochDeadlines = EpochDeadlines { wapc_init: 2, wapc_func: 2 };

/// How many host calls were answered with the ServiceAccount.
static LOOKUPS: AtomicUsize = AtomicUsize::new(0);

/// The engine settings of a policy server. Nothing advances the epoch, but guests check it.
pub fn engine() -> Result<Engine> {
    let mut config = Config::new();
    config.epoch_interruption(true);
    Engine::new(&config).map_err(|error| anyhow!("{error:#}"))
}

/// One module under measurement.
pub struct Guest {
    /// The file that it was read from, or what it is.
    pub path: String,
    /// The module itself.
    pub wasm: Vec<u8>,
    engine: Engine,
    pre: WasmtimeEngineProviderPre,
}

impl Guest {
    /// Reads and compiles a module.
    pub fn load(engine: &Engine, path: &str) -> Result<Self> {
        let wasm = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
        Self::new(engine, path, wasm)
    }

    /// Compiles a module; `path` names it.
    pub fn new(engine: &Engine, path: &str, wasm: Vec<u8>) -> Result<Self> {
        let pre = WasmtimeEngineProviderBuilder::new()
            .engine(engine.clone())
            .module_bytes(&wasm)
            .enable_epoch_interruptions(DEADLINES)
            .build_pre()
            .with_context(|| format!("{path} is no policy that a waPC host can load"))?;
        Ok(Self { path: path.into(), wasm, engine: engine.clone(), pre })
    }

    /// Compiles the module once more.
    pub fn compile(&self) -> Result<Module> {
        Module::new(&self.engine, &self.wasm).map_err(|error| anyhow!("{}: {error:#}", self.path))
    }

    /// A fresh instance, for which the cluster is one ServiceAccount and these role bindings.
    pub fn instance(&self, request: &Request) -> Result<WapcHost> {
        let provider = self.pre.rehydrate(Some(DEADLINES))?;
        let bindings = Arc::clone(&request.bindings);
        let cluster = move |_, _: &str, namespace: &str, operation: &str, _: &[u8]| {
            LOOKUPS.fetch_add(1, Ordering::Relaxed);
            match (namespace, operation) {
                ("kubernetes", "get_resource") => Ok(ACCOUNT.into()),
                ("kubernetes", "list_resources_all") => Ok(bindings.to_vec()),
                _ => Err(format!("no host call {namespace}/{operation} here").into()),
            }
        };
        Ok(WapcHost::new(Box::new(provider), Some(Box::new(cluster)))?)
    }

    /// One request from beginning to end: instantiate, judge, drop the instance.
    pub fn serve(&self, request: &Request) -> Result<Vec<u8>> {
        Ok(self.instance(request)?.call("validate", &request.payload)?)
    }

    /// Whether the guest accepts the request.
    pub fn accepts(&self, request: &Request) -> Result<bool> {
        let answer = self.serve(request).with_context(|| self.path.clone())?;
        let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
        let accepted = answer["accepted"].as_bool();
        accepted.with_context(|| format!("{} does not answer as a policy", self.path))
    }

    /// Makes sure that the guest rejects the request and has looked up the one ServiceAccount; or
    /// does what else is expected of it.
    pub fn ensure_rejects(&self, request: &Request) -> Result<()> {
        if !request.is_rejected {
            let answer: Value = serde_json::from_slice(&self.serve(request)?)?;
            let bound =
                answer["message"].as_str().is_some_and(|text| text.contains("No role binding"));
            let expected = answer["mutated_object"].is_object() || bound;
            ensure!(expected, "{}: {} is answered with {answer}", self.path, request.name);
            return Ok(());
        }
        let before = LOOKUPS.load(Ordering::Relaxed);
        ensure!(!self.accepts(request)?, "{} accepts the {}", self.path, request.name);
        match LOOKUPS.load(Ordering::Relaxed) - before {
            1 => Ok(()),
            lookups => bail!("{}: {lookups} lookups for the {}", self.path, request.name),
        }
    }
}
