//! Scenarios and recorded requests as data (below `e2e-tests/`), and tests for every implementation: the
//! policy's core, `policy.wasm` in an interpreter, and `policy.wasm` on a policy server's engine.
//!
//! [`scenario`] reads the scenarios and [`recorded`] the recorded requests. [`suite`] has the tests,
//! each a function of the policy under test, and [`calls`] every call that they make; [`unchanged`] compares them
//! with the answers of an earlier build. [`bounds`] has requests that are too long for a scenario.
//! [`kubectl`] has what kubectl made of manifests. If `BLESS=1` is set, [`bless`] rewrites what differs.

pub mod bless;
pub mod bounds;
pub mod calls;
pub mod cluster;
pub mod kubectl;
pub mod recorded;
pub mod scenario;
pub mod shapes;
pub mod suite;
pub mod unchanged;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::exposure::as_annotated;
use analysis::verdict::Verdict;
use analysis::{HostCalls, Policy};
use serde_json::Value;

pub use cluster::RecordingCluster;

/// A path below `e2e-tests/`.
pub fn path(below: &str) -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    repository.unwrap_or(Path::new("/")).join("e2e-tests").join(below)
}

/// `policy.wasm` as built by `make policy.wasm`, or the module named by `POLICY_WASM`.
pub fn policy_wasm() -> Vec<u8> {
    let path = std::env::var_os("POLICY_WASM").map_or_else(|| path("../policy.wasm"), Into::into);
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `make policy.wasm` builds it", path.display()))
}

/// Judges a request in a cluster, and also returns the policy's lookups.
pub fn judge(
    policy: &dyn Policy,
    request: &Value,
    settings: &Value,
    cluster: RecordingCluster,
) -> (Verdict, Vec<String>) {
    let cluster = Arc::new(cluster);
    let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
    let verdict = policy.validate(request, settings, &calls);
    (verdict.unwrap_or_else(|error| panic!("{error}")), cluster.calls())
}

/// The exposures in a verdict's audit annotation, as written. Parsing them into types gives the same
/// result.
pub fn exposures(verdict: &Verdict) -> Vec<Value> {
    let annotations = verdict.audit_annotations.as_ref();
    let written = annotations.and_then(|all| all.get("service-account-tokens"));
    let Some(written) = written.map(|written| written.as_str().unwrap_or_default()) else {
        return Vec::new();
    };
    let written: Vec<Value> = serde_json::from_slice(written.as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {written}"));
    let typed = verdict.exposures().unwrap_or_else(|error| panic!("{error}"));
    let annotated = as_annotated(&typed, serde_json::value::Serializer);
    assert_eq!(annotated.ok(), Some(written.clone().into()));
    written
}
