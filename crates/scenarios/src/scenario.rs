//! Scenarios: one situation a file, below `scenarios/`; the manual of the rules.

use analysis::Policy;
use analysis::input::yaml::Node;
use analysis::kinds::{judged, split_version};
use analysis::request::create_request;
use analysis::verdict::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::{RecordingCluster, exposures, judge, path};

/// A situation and what the policy answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Scenario {
    /// One sentence on what is special here.
    pub note: String,
    /// A manifest, judged as its author wrote it.
    pub object: Option<Value>,
    /// Or an AdmissionRequest.
    pub request: Option<Value>,
    /// Objects that exist in the cluster; what is not here is not found.
    #[serde(default)]
    pub context: Vec<Value>,
    /// What the host answers to every lookup, instead of the context: an error.
    pub lookup_error: Option<String>,
    /// Or this, whatever was asked for.
    pub lookup_answer: Option<String>,
    /// The policy's settings.
    #[serde(default = "no_settings")]
    pub settings: Value,
    /// What the policy answers.
    pub expect: Expect,
}

/// The status code of a rejection, if no other is given.
const FORBIDDEN: u16 = 403;

fn no_settings() -> Value {
    json!({})
}

/// What the policy answers. Verdict, message and warnings are always compared, the rest where it
/// is given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The verdict; `None` where the settings are refused.
    pub accepted: Option<bool>,
    /// Why it is rejected, or why the settings are refused.
    pub message: Option<String>,
    /// The status code; 403 if nothing else is given.
    pub code: Option<u16>,
    /// Warnings.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// JSON Patch of a mutation.
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
    /// The request that is judged.
    pub fn request(&self) -> Value {
        match (&self.object, &self.request) {
            (None, Some(request)) => request.clone(),
            (Some(object), None) => {
                let text =
                    |pointer| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
                let (version, kind) = (text("/apiVersion"), text("/kind"));
                let kind = judged(version, kind)
                    .unwrap_or_else(|| panic!("{version} {kind} is not judged: give a request"));
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
        cluster
    }

    /// What a policy really answers.
    pub fn answer(&self, policy: &dyn Policy) -> Expect {
        match policy.refuses_settings(&self.settings) {
            Ok(None) => {}
            Ok(message) => {
                return Expect { message, ..Expect::default() };
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

    /// Whether that is the answer that is expected.
    pub fn expects(&self, answer: &Expect) -> bool {
        self.expect.completed(answer) == *answer
    }
}

impl Expect {
    /// With what every rejection has, and what is not compared where it is not given.
    fn completed(&self, answer: &Self) -> Self {
        let mut expected = self.clone();
        if expected.accepted == Some(false) {
            expected.code = expected.code.or(Some(FORBIDDEN));
        }
        expected.exposures = expected.exposures.or_else(|| answer.exposures.clone());
        expected.lookups = expected.lookups.or_else(|| answer.lookups.clone());
        expected
    }

    /// An answer as this expectation would be written for it: without what it leaves out.
    pub fn as_in(mut self, expected: &Self) -> Self {
        if self.code == Some(FORBIDDEN) && expected.code.is_none() {
            self.code = None;
        }
        self.exposures = self.exposures.filter(|_| expected.exposures.is_some());
        self.lookups = self.lookups.filter(|_| expected.lookups.is_some());
        self
    }
}
