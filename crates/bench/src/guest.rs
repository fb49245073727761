//! A guest as a policy server runs it: compiled once, instantiated for every request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use analysis::HostCalls;
use anyhow::{Context as _, Error, Result, anyhow, bail, ensure};
use serde_json::Value;
use wapc::WapcHost;
use wasmtime::Module;
use wasmtime_host::{PolicyServerEngine, ServedPolicy};

use crate::request::{ACCOUNT, Request};

/// How many host calls were answered with the ServiceAccount.
static LOOKUPS: AtomicUsize = AtomicUsize::new(0);

/// A module to measure.
pub struct Guest {
    /// The file that it was read from, or a description.
    pub path: String,
    /// The module itself.
    pub wasm: Vec<u8>,
    engine: PolicyServerEngine,
    served: ServedPolicy,
}

/// One ServiceAccount and some role bindings.
struct Cluster(Arc<Vec<u8>>);

impl HostCalls for Cluster {
    fn call(&self, namespace: &str, operation: &str, _: &[u8]) -> Result<Vec<u8>, String> {
        LOOKUPS.fetch_add(1, Ordering::Relaxed);
        match (namespace, operation) {
            ("kubernetes", "get_resource") => Ok(ACCOUNT.into()),
            ("kubernetes", "list_resources_all") => Ok(self.0.to_vec()),
            _ => Err(format!("no host call {namespace}/{operation} here")),
        }
    }
}

impl Guest {
    /// Reads and compiles a module.
    pub fn load(engine: &PolicyServerEngine, path: &str) -> Result<Self> {
        let wasm = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
        Self::new(engine, path, wasm)
    }

    /// Compiles a module; `path` describes it.
    pub fn new(engine: &PolicyServerEngine, path: &str, wasm: Vec<u8>) -> Result<Self> {
        let served = engine.load(&wasm).map_err(|why| anyhow!("{path}: {why}"))?;
        Ok(Self { path: path.into(), wasm, engine: engine.clone(), served })
    }

    /// Compiles the module once more.
    pub fn compile(&self) -> Result<Module> {
        let module = Module::new(self.engine.engine(), &self.wasm);
        module.map_err(|error| anyhow!("{}: {error:#}", self.path))
    }

    /// Creates an instance in a cluster with one ServiceAccount and the request's role bindings.
    pub fn instance(&self, request: &Request) -> Result<WapcHost> {
        let cluster: Arc<dyn HostCalls> = Arc::new(Cluster(Arc::clone(&request.bindings)));
        self.served.instance(&cluster).map_err(Error::msg)
    }

    /// Serves a request from start to end: instantiates, judges, and drops the instance.
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

    /// Checks that the guest rejects the request after looking up the ServiceAccount, or does
    /// whatever else is expected.
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
