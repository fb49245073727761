//! Finds the PodSpec in an object, and the parts of it that concern tokens.
//!
//! In: an object of a kind in [`kinds`]. Out: its PodSpec, if it has one, with the fields that decide about
//! tokens, and with its volumes as a StatefulSet's claims replace them; what the admission plugin
//! injects; which containers the author chooses; which files a mount reaches; which controller makes what. Follows `k8s.io/api/core/v1`
//! and the plugin `ServiceAccount`. This room knows nothing about settings, and asks no cluster.

pub mod chosen;
pub mod injected;
pub mod kinds;
pub mod mount;
pub mod spec;
pub mod templates;
pub mod workload;
