//! Decides which containers get a Kubernetes service account token.
//!
//! This crate is the policy: a pure core, which judges one admission request together with the
//! ServiceAccount that it runs as. It does no I/O and knows no host: it asks a [`Cluster`].
//! [`kubewarden`] is the cluster as a Kubewarden host shows it; package `guest` makes the waPC
//! module of both.
//!
//! Data flows one way: [`request`] → where its PodSpec is ([`workload`], [`pod_spec`]) → where
//! tokens can come from ([`candidate`], [`injected`], [`mount`]) → which containers can read which token and
//! who asked ([`exposure`]) → what is allowed ([`settings`], [`weigh`], [`judge`], which asks the
//! cluster through [`lookups`]) → sentences ([`message`]) or a change ([`mutate`]) → [`response`].
//! [`policy`] ties these together; [`service_account_object`] and [`token_secret`] judge the
//! objects that are no Pods.

#![no_std]

extern crate alloc;

pub mod bindings;
pub mod candidate;
pub mod cluster;
pub mod exposure;
pub mod index;
pub mod injected;
pub mod judge;
pub mod kubewarden;
pub mod listing;
pub mod lookups;
pub mod message;
pub mod mount;
pub mod mutate;
pub mod objects;
pub mod old_template;
pub mod pattern;
pub mod pod_spec;
pub mod policy;
mod prelude;
pub mod raw;
pub mod request;
pub mod respond;
pub mod response;
pub mod service_account_object;
pub mod settings;
pub mod slots;
pub mod token_secret;
pub mod trouble;
pub mod weigh;
pub mod workload;

pub use cluster::{Cluster, LookupError};
pub use policy::{protocol_version, validate, validate_settings};
