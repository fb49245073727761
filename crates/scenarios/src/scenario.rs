//! Reads scenarios, which describe one situation per file below `scenarios/` and document the
//! rules.

use analysis::Policy;
use analysis::day::last_second;
use analysis::kinds::split_version;
use analysis::request::create_request;
use analysis::verdict::Verdict;
use manifest::Node;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::{RecordingCluster, exposures, judge, path};

/// A situation and the policy's expected answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Scenario {
    /// One sentence on what the scenario shows.
    pub note: String,
    /// A manifest, judged as its author wrote it.
    pub object: Option<Value>,
    /// An AdmissionRequest instead of a manifest.
    pub request: Option<Value>,
    /// The objects in the cluster; anything else is not found.
    #[serde(default)]
    pub context: Vec<Value>,
    /// An error with which the host answers every lookup, instead of the context.
    pub lookup_error: Option<String>,
    /// A text with which the host answers every lookup.
    pub lookup_answer: Option<String>,
    /// The day on which it is judged, such as `2027-03-31`. Without it, the host has no clock.
    pub today: Option<String>,
    /// The policy's settings.
    #[serde(default = "no_settings")]
    pub settings: Value,
    /// The policy's expected answer.
    pub expect: Expect,
}

/// The default status code of a rejection.
const FORBIDDEN: u16 = 403;

fn no_settings() -> Value {
    json!({})
}

/// The policy's answer. Verdict, message and warnings are always compared, other fields only if
/// given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The verdict; `None` if the settings are rejected.
    pub accepted: Option<bool>,
    /// The reason why the request or the settings are rejected.
    pub message: Option<String>,
    /// The status code; the default is 403.
    pub code: Option<u16>,
    /// Warnings.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The JSON Patch of a mutation.
    pub patch: Option<Value>,
    /// The audit annotation.
    pub exposures: Option<Value>,
    /// Host calls.
    pub lookups: Option<Vec<String>>,
}

/// Every scenario, with its path below `scenarios/`.
pub fn all() -> Vec<(String, Scenario)> {
    let root = path("scenarios");
    WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
            let text =
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let node = Node::read(&text).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
            let value = node.map_or(Value::Null, |node| node.to_json());
            let scenario = serde_json::from_value(value);
            (name.clone(), scenario.unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect()
}

impl Scenario {
    /// The request to judge.
    pub fn request(&self) -> Value {
        match (&self.object, &self.request) {
            (None, Some(request)) => request.clone(),
            (Some(object), None) => {
                let text =
                    |pointer| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
                let (version, kind) = (text("/apiVersion"), text("/kind"));
                let namespace = text("/metadata/namespace");
                let namespace = if namespace.is_empty() { "default" } else { namespace };
                create_request(object, namespace, split_version(version), kind)
            }
            _ => panic!("a scenario has either an object or a request"),
        }
    }

    /// The cluster that it is judged in.
    pub fn cluster(&self) -> RecordingCluster {
        let mut cluster = RecordingCluster::new(&self.context);
        cluster.answer = match (&self.lookup_error, &self.lookup_answer) {
            (Some(error), _) => Some(Err(error.clone())),
            (None, Some(answer)) => Some(Ok(answer.clone().into_bytes())),
            (None, None) => None,
        };
        if let Some(second) = self.unix_seconds() {
            cluster.set_clock(second);
        }
        cluster
    }

    /// The last second of the day on which it is judged.
    fn unix_seconds(&self) -> Option<i64> {
        let today = self.today.as_deref()?;
        Some(last_second(today).unwrap_or_else(|| panic!("{today} is no day")))
    }

    /// Whether the answer depends on the day, so that only a host whose clock can be set gives it.
    pub fn is_dated(&self) -> bool {
        let entries = self.settings.pointer("/allow/serviceAccounts").and_then(Value::as_array);
        entries.into_iter().flatten().any(|entry| entry.get("until").is_some())
    }

    /// A policy's actual answer.
    pub fn answer(&self, policy: &dyn Policy) -> Expect {
        match policy.check_settings(&self.settings, self.unix_seconds()) {
            Ok(verdict) if verdict.valid => {}
            Ok(verdict) => {
                return Expect { message: verdict.message, ..Expect::default() };
            }
            Err(error) => panic!("{error}"),
        }
        let request = self.request();
        let (verdict, lookups) = judge(policy, &request, &self.settings, self.cluster());
        let exposures = exposures(&verdict);
        let patch = verdict.patch(&request["object"]).unwrap_or_else(|error| panic!("{error}"));
        let Verdict { accepted, message, code, warnings, .. } = verdict;
        Expect {
            accepted: Some(accepted),
            message,
            code,
            warnings: warnings.unwrap_or_default(),
            patch,
            exposures: Some(exposures.into()),
            lookups: Some(lookups),
        }
    }

    /// Whether this is the expected answer.
    pub fn expects(&self, answer: &Expect) -> bool {
        self.expect.completed(answer) == *answer
    }
}

impl Expect {
    /// Adds the defaults of a rejection, and the fields that are not compared unless given.
    fn completed(&self, answer: &Self) -> Self {
        let mut expected = self.clone();
        if expected.accepted == Some(false) {
            expected.code = expected.code.or(Some(FORBIDDEN));
        }
        expected.exposures = expected.exposures.or_else(|| answer.exposures.clone());
        expected.lookups = expected.lookups.or_else(|| answer.lookups.clone());
        expected
    }

    /// Reduces an answer to the fields that this expectation has.
    pub fn as_in(mut self, expected: &Self) -> Self {
        if self.code == Some(FORBIDDEN) && expected.code.is_none() {
            self.code = None;
        }
        self.exposures = self.exposures.filter(|_| expected.exposures.is_some());
        self.lookups = self.lookups.filter(|_| expected.lookups.is_some());
        self
    }
}
