//! Finds the PodSpec in an object, and the parts of it that concern tokens.
//!
//! Input: an object of a kind in [`kinds`]. Output: its PodSpec, with the fields that affect
//! tokens; what the admission plugin injects; which files a mount reaches. Follows
//! `k8s.io/api/core/v1` and the plugin `ServiceAccount`. This module knows nothing about settings
//! and does not query the cluster.

pub mod injected;
pub mod kinds;
pub mod mount;
pub mod spec;
pub mod workload;
