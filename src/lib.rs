//! Decides which containers get a Kubernetes service account token.
//!
//! This crate is the policy: a pure core that judges one admission request together with the
//! ServiceAccount that its Pods run as. It does no I/O and is independent of the host; it reads the
//! cluster through [`Cluster`]. The `guest` package builds the waPC module from it.
//!
//! Rooms, from the top floor down; each uses only rooms on lower floors:
//!
//! - [`requests`]: the functions that the host calls, and a file for each kind of request;
//! - [`answer`]: sentences, changed objects, the answer as JSON;
//! - [`decide`]: which container gets which token, who asked for it, whether it is allowed;
//! - side by side: [`cluster`] (what is looked up, and what the answers say), [`pod`] (the judged kinds, where
//!   their PodSpec is, which parts of it concern tokens) and [`settings`] (what the settings mean);
//! - [`json`]: reading JSON into structs, editing it as text;
//! - [`text`]: names, patterns, text that is safe to show.

#![no_std]

extern crate alloc;

pub mod answer;
pub mod cluster;
pub mod decide;
pub mod json;
pub mod pod;
mod prelude;
pub mod requests;
pub mod settings;
pub mod text;
mod unfreed;

pub use cluster::{Clock, Cluster, LookupError};
pub use requests::{protocol_version, validate, validate_settings};
