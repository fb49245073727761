//! A question to the policy: a function, its input, and the cluster that answers its lookups.

use std::sync::Arc;

use analysis::{HostCalls, Policy};
use scenarios::RecordingCluster;
use scenarios::calls::Answered;

/// Where a question comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A scenario, or what a real API server sent.
    Known,
    /// A random Pod or workload in a random cluster, under random settings.
    Random,
    /// The change of one random workload into another.
    Update,
    /// A recorded request, edited at random.
    Edited,
    /// Bytes that are hardly a request any more.
    Malformed,
    /// Settings to be checked: valid ones, edited ones, and bytes.
    Settings,
    /// A request that an author made large.
    Large,
}

impl Kind {
    /// All kinds, in the order of the table.
    pub const ALL: [Self; 7] = [
        Self::Known,
        Self::Random,
        Self::Update,
        Self::Edited,
        Self::Malformed,
        Self::Settings,
        Self::Large,
    ];

    /// How the table calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Known => "scenarios and recordings",
            Self::Random => "random Pods and workloads",
            Self::Update => "random updates",
            Self::Edited => "recordings, edited",
            Self::Malformed => "malformed payloads",
            Self::Settings => "settings",
            Self::Large => "large requests",
        }
    }
}

/// A question to the policy.
pub struct Question {
    /// Where it comes from.
    pub kind: Kind,
    /// The waPC function.
    pub function: &'static str,
    /// The function's input.
    pub payload: Vec<u8>,
    /// Makes the cluster, which records the lookups of one call.
    pub cluster: Box<dyn Fn() -> RecordingCluster + Send + Sync>,
}

impl Question {
    /// Asks a policy at that second since 1970. The module in wasmtime reads the machine's clock instead.
    pub fn ask(&self, policy: &dyn Policy, unix_seconds: i64) -> Answered {
        let host = Arc::new(Host { cluster: (self.cluster)(), unix_seconds });
        let calls: Arc<dyn HostCalls> = Arc::clone(&host) as _;
        let answer = policy.call(self.function, &self.payload, &calls);
        Answered { answer, exchanges: host.cluster.exchanges() }
    }

    /// Whether the answer may depend on the day.
    pub fn is_dated(&self) -> bool {
        self.payload.windows(7).any(|part| part == b"\"until\"")
    }
}

/// A cluster on a machine with a clock, whatever the scenario says of the day.
struct Host {
    cluster: RecordingCluster,
    unix_seconds: i64,
}

impl HostCalls for Host {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        self.cluster.call(namespace, operation, payload)
    }

    fn unix_seconds(&self) -> Option<i64> {
        Some(self.unix_seconds)
    }
}
