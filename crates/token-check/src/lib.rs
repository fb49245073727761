//! token-check judges Kubernetes manifests with the same `policy.wasm` that a cluster runs.
//!
//! [`source`] finds the input texts, and [`cluster`] reads a live cluster. The package `analysis`
//! judges their objects, the package `wasmi-host` runs the module, and [`parallel`] uses all cores.
//! [`output`] prints the results. [`run`] is the command: it judges manifests ([`judging`]) or
//! surveys a cluster ([`surveying`]), which is [`live`] or a [`dump`].

pub mod adopt;
pub mod cli;
pub mod cluster;
pub mod dump;
pub mod facts;
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

/// The built-in module. `make policy.wasm` must build it first.
pub const POLICY_WASM: &[u8] = include_bytes!("../../../policy.wasm");
