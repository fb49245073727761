//! The embedded Kubewarden host: loads `policy.wasm` and calls it as a policy server does, with a
//! fresh instance for every request.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wapc::WapcHost;
use wasmtime_provider::{
    EpochDeadlines, ResourceLimits, WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre,
};

/// How long one call may take, in seconds. A policy server allows 2; this one may share its
/// machine with a build.
const DEADLINE_SECONDS: u64 = 10;

/// How much memory an instance may have, in bytes.
const MEMORY_LIMIT: usize = 512 << 20;

/// Answers what the policy asks the cluster: binding, namespace, operation and payload of a waPC
/// host call, to JSON or an error.
pub trait HostCalls: Send + Sync {
    /// One host call.
    ///
    /// # Errors
    ///
    /// The text that a Kubewarden host would answer.
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String>;
}

/// No cluster at all.
struct NoCalls;

impl HostCalls for NoCalls {
    fn call(&self, namespace: &str, operation: &str, _: &[u8]) -> Result<Vec<u8>, String> {
        Err(format!("host call {namespace}/{operation} is not offered here"))
    }
}

/// `ValidationResponse` of the Kubewarden SDK.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the request is accepted.
    pub accepted: bool,
    /// Why not.
    pub message: Option<String>,
    /// HTTP status code of a rejection.
    pub code: Option<u16>,
    /// The object, changed.
    pub mutated_object: Option<Value>,
    /// Audit annotations.
    #[serde(default)]
    pub audit_annotations: Option<BTreeMap<String, String>>,
    /// Warnings.
    #[serde(default)]
    pub warnings: Option<Vec<String>>,
}

impl Verdict {
    /// Which container can read which API token, as the policy's audit annotation says it.
    ///
    /// # Errors
    ///
    /// The annotation is no JSON array.
    pub fn exposures(&self) -> Result<Vec<Value>> {
        let annotations = self.audit_annotations.as_ref();
        match annotations.and_then(|annotations| annotations.get("service-account-tokens")) {
            Some(exposures) => serde_json::from_str(exposures)
                .with_context(|| format!("the audit annotation is not a JSON array: {exposures}")),
            None => Ok(Vec::new()),
        }
    }

    /// What the policy changes about that object, as JSON Patch.
    ///
    /// # Errors
    ///
    /// Never: a patch is JSON.
    pub fn patch(&self, object: &Value) -> Result<Option<Value>> {
        let mutated = self.mutated_object.as_ref();
        let patch = mutated.map(|mutated| json_patch::diff(object, mutated));
        Ok(patch.map(serde_json::to_value).transpose()?)
    }
}

/// `SettingsValidationResponse` of the Kubewarden SDK.
#[derive(Debug, Deserialize)]
struct SettingsVerdict {
    valid: bool,
    message: Option<String>,
}

/// A compiled policy.
pub struct Policy {
    pre: WasmtimeEngineProviderPre,
    ticking: Arc<AtomicBool>,
}

impl Policy {
    /// Compiles a module.
    ///
    /// # Errors
    ///
    /// It is no WebAssembly, or imports what a waPC host does not offer.
    pub fn new(wasm: &[u8]) -> Result<Self> {
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
                max_memory_size: Some(MEMORY_LIMIT),
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

    /// Judges an AdmissionRequest.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call), or the answer is no `ValidationResponse`.
    pub fn validate(
        &self,
        request: &Value,
        settings: &Value,
        calls: &Arc<dyn HostCalls>,
    ) -> Result<Verdict> {
        #[derive(Serialize)]
        struct Payload<'p> {
            request: &'p Value,
            settings: &'p Value,
        }
        let payload = serde_json::to_vec(&Payload { request, settings })?;
        let answer = self.call("validate", &payload, calls)?;
        serde_json::from_slice(&answer).context("the policy's answer is no ValidationResponse")
    }

    /// Asks the policy whether it takes these settings; the reason if not.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    pub fn refuses_settings(&self, settings: &Value) -> Result<Option<String>> {
        let payload = serde_json::to_vec(settings)?;
        let calls: Arc<dyn HostCalls> = Arc::new(NoCalls);
        let answer = self.call("validate_settings", &payload, &calls)?;
        let verdict: SettingsVerdict = serde_json::from_slice(&answer)
            .context("the policy's answer is no SettingsValidationResponse")?;
        Ok((!verdict.valid).then(|| verdict.message.unwrap_or_else(|| "no reason given".into())))
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        self.ticking.store(false, Ordering::Relaxed);
    }
}

const DEADLINES: EpochDeadlines =
    EpochDeadlines { wapc_init: DEADLINE_SECONDS, wapc_func: DEADLINE_SECONDS };
