//! Scenarios in the form that `kwctl run` reads: request, settings and the host's answers.

pub mod answer;
pub mod request;
pub mod session;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use analysis::{HostCalls, Policy as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::POLICY;
use scenarios::scenario::{Expect, Scenario};

/// The answer expected from kwctl.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The object is accepted unchanged.
    Accepted,
    /// It is accepted with a change.
    Mutated,
    /// It is rejected.
    Rejected,
    /// The settings are rejected.
    Refused,
}

impl Outcome {
    /// The folder for cases with this outcome.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Mutated => "mutated",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
        }
    }
}

/// A scenario that kwctl can express.
pub struct Case {
    /// The expected outcome.
    pub outcome: Outcome,
    request: Value,
    settings: Value,
    session: String,
    arguments: Vec<&'static str>,
    expected: Expected,
}

/// The expectation that [`answer::check`] compares kwctl's answer with.
#[derive(Debug, Serialize, Deserialize)]
pub struct Expected {
    /// The scenario's note, for people.
    pub note: String,
    /// The scenario's expectation.
    pub expect: Expect,
}

/// Lets the policy read the kinds that its metadata lists.
pub const ALLOWED: &str = "--allow-context-aware";
/// Denies every host capability that the policy uses.
pub const NO_CAPABILITY: &str = "--allowed-host-capabilities=net/v1/dns_lookup_host";

impl Case {
    /// Converts a scenario into a case.
    ///
    /// # Errors
    ///
    /// The reason why kwctl cannot express it.
    pub fn of(scenario: &Scenario) -> Result<Self, String> {
        if scenario.is_dated() {
            return Err("day: its clock cannot be set".into());
        }
        if !scenario.settings.is_object() {
            return Err("settings: kwctl takes an object only".into());
        }
        let request = request::as_kwctl_reads_it(&scenario.request())?;
        let cluster = Arc::new(scenario.cluster());
        let mut exchanges = Vec::new();
        let mut arguments = vec![ALLOWED];
        if scenario.expect.accepted.is_some() {
            let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
            POLICY.validate(&request, &scenario.settings, &calls)?;
            for call in cluster.payloads() {
                let payload = serde_json::to_vec(&call).map_err(|error| error.to_string())?;
                let operation = call["operation"].as_str().unwrap_or_default();
                let answer = cluster.call("kubernetes", operation, &payload);
                match session::exchange(&call, answer)? {
                    session::Answer::Replayed(exchange) => exchanges.push(exchange),
                    session::Answer::KindNotGranted => arguments = vec![],
                    session::Answer::CapabilityNotGranted => {
                        arguments = vec![ALLOWED, NO_CAPABILITY];
                    }
                }
            }
        }
        let expect = scenario.expect.clone();
        let outcome = match expect.accepted {
            None => Outcome::Refused,
            Some(false) => Outcome::Rejected,
            Some(true) if expect.patch.is_some() => Outcome::Mutated,
            Some(true) => Outcome::Accepted,
        };
        Ok(Self {
            outcome,
            request,
            settings: scenario.settings.clone(),
            session: session::write(&exchanges)?,
            arguments,
            expected: Expected { note: scenario.note.clone(), expect },
        })
    }

    /// Writes the case into its own folder.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let json = |name: &str, value: &Value| fs::write(folder.join(name), format!("{value:#}\n"));
        json("request.json", &self.request)?;
        json("settings.json", &self.settings)?;
        json("expected.json", &json!(self.expected))?;
        fs::write(folder.join("session.yml"), &self.session)?;
        let arguments = self.arguments.iter().map(|one| format!("{one}\n")).collect::<String>();
        fs::write(folder.join("arguments"), arguments)
    }
}
