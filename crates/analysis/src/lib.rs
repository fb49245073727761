//! The code that token-check and the playground share: it reads input and gets the policy's
//! verdicts.
//!
//! [`input`] reads texts, [`context`] answers the policy's cluster lookups, and [`judge`] gets the
//! [`verdict`] of a [`Policy`] on an object.

pub mod adopt;
#[cfg(any(feature = "fix", feature = "usage"))]
pub mod bindings;
pub mod compare;
pub mod context;
pub mod controller;
pub mod core;
pub mod day;
pub mod edit;
pub mod exposure;
pub mod indexed_cluster;
#[cfg(feature = "fix")]
pub mod injected;
pub mod input;
pub mod judge;
pub mod kinds;
pub mod known_kinds;
pub mod locate;
pub mod owners;
pub mod path;
pub mod plugin;
pub mod policy;
pub mod request;
#[cfg(feature = "schema")]
pub mod schema;
pub mod seen;
pub mod settings;
pub mod survey;
pub mod table;
pub mod text;
pub mod trail;
#[cfg(feature = "usage")]
pub mod usage;
pub mod verdict;
pub mod wrong_fields;

pub use policy::{HostCalls, Policy};
pub use service_account_token_policy::pod::chosen::CONTAINERS_ANNOTATION;
pub use service_account_token_policy::text::steers;
