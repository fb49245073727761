//! Decides which containers get a Kubernetes service account token.
//!
//! This crate is the policy: a pure core that judges one admission request together with the
//! ServiceAccount that its Pods run as. It does no I/O and is independent of the host; it reads the
//! cluster through [`Cluster`]. The `guest` package builds the waPC module from it.
//!
//! Modules from top to bottom; each depends only on those below it:
//!
//! - [`policy`]: the functions that the host calls, with one file for each kind of request;
//! - [`answer`]: messages, changed objects and the response JSON;
//! - [`decide`]: which container gets which token, who asked for it, and whether it is allowed;
//! - [`cluster`]: what is looked up, and how the answers are interpreted;
//! - [`pod`]: the judged kinds, where their PodSpec is, and which parts of it concern tokens;
//! - [`settings`]: what the settings mean;
//! - [`json`]: reads JSON into structs and edits it as text;
//! - [`text`]: names, patterns, and text that is safe to show.

#![no_std]

extern crate alloc;

pub mod answer;
pub mod cluster;
pub mod decide;
pub mod json;
pub mod pod;
pub mod policy;
mod prelude;
pub mod settings;
pub mod text;

pub use cluster::{Cluster, LookupError};
pub use policy::{protocol_version, validate, validate_settings};
