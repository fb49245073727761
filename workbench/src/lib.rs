//! What token-check and the playground share: from what people have to the policy's verdict on it.
//!
//! [`input`] reads texts, [`context`] answers what the policy asks the cluster, [`judge`] puts an
//! object to a [`Policy`] and shows the [`verdict`].

pub mod context;
pub mod diff;
pub mod input;
pub mod judge;
pub mod kinds;
pub mod plugin;
pub mod policy;
pub mod request;
pub mod verdict;

pub use policy::{HostCalls, Policy};
