//! What the command has to do, and how it ends.

use analysis::kinds::Kinds;
use serde_json::Value;
use wasmi_host::PolicyModule;

use crate::cli::Cli;
use crate::cluster::LiveCluster;

/// Exit statuses.
pub mod exit {
    /// Everything is accepted.
    pub const ACCEPTED: u8 = 0;
    /// Something is rejected.
    pub const REJECTED: u8 = 1;
    /// An input could not be read, or the settings are invalid.
    pub const UNREADABLE: u8 = 2;
}

/// A task, with everything it needs.
#[derive(Clone, Copy)]
pub struct Job<'j> {
    /// The arguments.
    pub cli: &'j Cli,
    /// The policy.
    pub module: &'j PolicyModule,
    /// Its settings, which it may refuse.
    pub settings: &'j Value,
    /// The kinds that are judged with them.
    pub kinds: &'j Kinds,
    /// When it is: seconds since 1970-01-01T00:00:00Z.
    pub unix_seconds: i64,
    /// The live cluster, where it is read.
    pub cluster: Option<&'j LiveCluster>,
}
