//! What is published with `policy.wasm`.
//!
//! [`metadata`] reads `policy-metadata.yml`, [`rule`] knows what the audit scanner makes of its rules,
//! [`module`] writes it into the module, [`capabilities`] finds what the module asks a host for,
//! [`artifacthub`] and [`references`] keep the files that repeat some of it.

pub mod artifacthub;
pub mod capabilities;
pub mod metadata;
pub mod module;
pub mod references;
pub mod rule;

/// The workspace's version, the one place where it is set.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
