//! token-check: judges Kubernetes manifests with the very `policy.wasm` that a cluster runs.
//!
//! [`input`] reads what people have, [`context`] answers what the policy asks the cluster,
//! [`host`] runs the module as a policy server does, [`judge`] puts one object to it, [`output`]
//! shows the answers, [`run`] is the command.

pub mod cli;
pub mod context;
pub mod host;
pub mod input;
pub mod judge;
pub mod kinds;
pub mod output;
pub mod run;

/// The module that this command carries; `make policy.wasm` builds it first.
pub const POLICY_WASM: &[u8] = include_bytes!("../../policy.wasm");
