//! Decides which containers get a Kubernetes service account token.
//!
//! This crate is the policy: a pure core, which judges one admission request together with the
//! ServiceAccount that it runs as, and a thin waPC guest around it (`guest`, compiled for
//! `wasm32-wasip1` only). The core does no I/O and knows no host: it asks a [`Cluster`].
//!
//! Data flows one way: [`request`] → where its PodSpec is ([`workload`], [`pod_spec`]) → where
//! tokens can come from ([`candidate`], [`mount`]) → which containers can read which token and
//! who asked ([`exposure`]) → what is allowed ([`settings`], [`judge`]) → sentences ([`message`])
//! → [`response`]. [`policy`] ties these together.

pub mod candidate;
pub mod cluster;
pub mod exposure;
pub mod index;
pub mod judge;
pub mod listing;
pub mod message;
pub mod mount;
pub mod pattern;
pub mod pod_spec;
pub mod policy;
pub mod request;
pub mod response;
pub mod settings;
pub mod slots;
pub mod workload;

#[cfg(target_os = "wasi")]
pub mod guest;

pub use cluster::{Cluster, LookupError};
pub use policy::{protocol_version, validate, validate_settings};
