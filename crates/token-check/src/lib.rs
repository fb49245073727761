//! token-check judges Kubernetes manifests with the same `policy.wasm` that a cluster runs.
//!
//! [`inputs`] finds the input texts, [`reading`] reads their objects, and [`cluster`] reads a live
//! cluster. The package `analysis` judges them, the package `wasmi-host` runs the module, and
//! [`parallel`] uses all cores. What was [`found`] is compared with a [`baseline`], and [`output`]
//! prints it. [`run`] is the command: it judges manifests ([`judging`]), surveys a cluster
//! ([`surveying`]), which is [`live`] or a [`dump`], or compares two settings ([`comparing`]).

pub mod adopt;
pub mod audit;
pub mod baseline;
pub mod cli;
pub mod cluster;
pub mod comparing;
pub mod days;
pub mod dump;
pub mod ending;
pub mod facts;
pub mod findings;
pub mod fix;
pub mod found;
pub mod inputs;
pub mod job;
pub mod judging;
pub mod known_use;
pub mod live;
pub mod output;
pub mod parallel;
pub mod progress;
pub mod reading;
pub mod run;
pub mod settings;
pub mod surveying;
pub mod trial;

/// The built-in module. `make policy.wasm` must build it first.
pub const POLICY_WASM: &[u8] = include_bytes!("../../../policy.wasm");
