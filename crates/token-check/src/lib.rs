//! token-check: judges Kubernetes manifests with the very `policy.wasm` that a cluster runs.
//!
//! [`source`] finds the texts that people have, [`cluster`] reads a live cluster, package `analysis`
//! judges what is in them, package `wasmi-host` runs the module, [`parallel`] on all cores, [`output`]
//! shows the answers. [`run`] is the command: [`judging`] manifests, or [`surveying`] a cluster, which is
//! [`live`] or a [`dump`].

pub mod adopt;
pub mod cli;
pub mod cluster;
pub mod dump;
pub mod fix;
pub mod job;
pub mod judging;
pub mod live;
pub mod output;
pub mod parallel;
pub mod progress;
pub mod run;
pub mod source;
pub mod surveying;

/// The module that this command carries; `make policy.wasm` builds it first.
pub const POLICY_WASM: &[u8] = include_bytes!("../../../policy.wasm");
