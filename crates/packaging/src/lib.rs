//! Prepares what is published with `policy.wasm`, without kwctl: `packaging annotate` writes the metadata
//! into the module, and `packaging files` generates the files that repeat parts of it.

pub mod artifacthub;
pub mod files;
pub mod metadata;
pub mod module;

/// The workspace's version, which is set only there.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
