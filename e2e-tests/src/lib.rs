//! What the end-to-end tests share: the policy, recorded requests and scenarios.

pub mod judged;
pub mod kwctl;
pub mod recorded;
pub mod scenario;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use serde_json::{Value, json};
use token_check::POLICY_WASM;
use token_check::host::HostedPolicy;
use workbench::context::{Absent, Context};
use workbench::verdict::Verdict;
use workbench::{HostCalls, Policy as _};

/// The policy under test.
pub static POLICY: LazyLock<HostedPolicy> =
    LazyLock::new(|| HostedPolicy::new(POLICY_WASM).unwrap_or_else(|error| panic!("{error:#}")));

/// A path below this package.
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// A cluster that writes down what it was asked.
pub struct RecordingCluster {
    context: Context,
    /// Answer to every host call, instead of the objects.
    pub answer: Option<Result<Vec<u8>, String>>,
    calls: Mutex<Vec<Value>>,
}

impl RecordingCluster {
    /// A cluster with these objects and no others.
    pub fn new(objects: &[Value]) -> Self {
        let mut context = Context::new(Absent::NotFound);
        for object in objects {
            context.add(object, "default");
        }
        Self { context, answer: None, calls: Mutex::default() }
    }

    /// The host calls so far: their payloads, with the operation.
    pub fn payloads(&self) -> Vec<Value> {
        self.calls.lock().map(|calls| calls.clone()).unwrap_or_default()
    }

    /// The host calls so far, such as `get_resource ServiceAccount default/app`.
    pub fn calls(&self) -> Vec<String> {
        let text = |call: &Value, key: &str| call[key].as_str().unwrap_or_default().to_owned();
        self.payloads()
            .iter()
            .map(|call| {
                format!(
                    "{} {} {}/{}",
                    text(call, "operation"),
                    text(call, "kind"),
                    text(call, "namespace"),
                    text(call, "name")
                )
            })
            .collect()
    }
}

impl HostCalls for RecordingCluster {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let mut call: Value = serde_json::from_slice(payload).unwrap_or_else(|_| json!({}));
        call["operation"] = operation.into();
        if let Ok(mut calls) = self.calls.lock() {
            calls.push(call);
        }
        match &self.answer {
            Some(answer) => answer.clone(),
            None => self.context.call(namespace, operation, payload),
        }
    }
}

/// Judges a request in a cluster; also tells what the policy asked the cluster.
pub fn judge(
    request: &Value,
    settings: &Value,
    cluster: RecordingCluster,
) -> (Verdict, Vec<String>) {
    let cluster = Arc::new(cluster);
    let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
    let verdict = POLICY.validate(request, settings, &calls);
    (verdict.unwrap_or_else(|error| panic!("{error:#}")), cluster.calls())
}

/// The exposures that a verdict's audit annotation lists.
pub fn exposures(verdict: &Verdict) -> Vec<Value> {
    verdict.exposures().unwrap_or_else(|error| panic!("{error:#}"))
}
