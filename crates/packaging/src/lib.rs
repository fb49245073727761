//! What is published with `policy.wasm`, without kwctl: `packaging annotate` writes the metadata into the
//! module, `packaging files` the files that repeat some of it.

pub mod artifacthub;
pub mod files;
pub mod metadata;
pub mod module;

/// The workspace's version, the one place where it is set.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
