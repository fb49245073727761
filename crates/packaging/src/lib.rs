//! Prepares what is published, without kwctl and without a network: `packaging annotate` writes the metadata
//! into the module, `packaging files` generates the files that repeat parts of it, and `packaging sbom` and
//! `packaging release` make the files of a release.

pub mod artifacthub;
pub mod files;
pub mod metadata;
pub mod module;
pub mod release;
pub mod sbom;

/// The workspace's version, which is set only there.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
