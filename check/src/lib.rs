//! token-check: judges Kubernetes manifests with the very `policy.wasm` that a cluster runs.
//!
//! [`source`] finds the texts that people have, package `workbench` reads and judges what is in
//! them, [`host`] runs the module as a policy server does, [`output`] shows the answers, [`run`] is
//! the command.

pub mod adopt;
pub mod cli;
pub mod dump;
pub mod fix;
pub mod host;
pub mod output;
pub mod run;
pub mod source;

/// The module that this command carries; `make policy.wasm` builds it first.
pub const POLICY_WASM: &[u8] = include_bytes!("../../policy.wasm");
