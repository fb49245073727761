//! The metadata of a policy, `policy-metadata.yml`.
//!
//! The same fields in the same order as `Metadata` of Kubewarden's `policy-evaluator`, which
//! `kwctl annotate` reads and writes. What this policy can never be (another execution mode, a raw
//! policy) is not here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::VERSION;
use crate::rule::Rule;

/// Metadata of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The version of the protocol between host and policy; the policy answers it to
    /// `protocol_version`.
    pub protocol_version: ProtocolVersion,
    /// Which requests reach the policy.
    pub rules: Vec<Rule>,
    /// Annotations by their keys.
    pub annotations: BTreeMap<String, String>,
    /// Whether a policy made of this metadata may change objects.
    pub mutating: bool,
    /// Whether the audit scanner asks the policy.
    pub background_audit: bool,
    /// How the module is run.
    pub execution_mode: ExecutionMode,
    /// What kind of requests the policy judges.
    pub policy_type: PolicyType,
    /// The kinds that it may ask the cluster for.
    pub context_aware_resources: BTreeSet<ContextAwareResource>,
    /// The host capabilities that it uses.
    pub host_capabilities: BTreeSet<String>,
    /// The oldest Kubewarden that it runs on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub minimum_kubewarden_version: Option<String>,
}

/// Versions of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProtocolVersion {
    /// The first.
    V1,
}

/// Ways to run a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExecutionMode {
    /// As a waPC guest.
    KubewardenWapc,
}

/// Kinds of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PolicyType {
    /// AdmissionRequests.
    Kubernetes,
}

/// A kind that a policy may ask the cluster for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContextAwareResource {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
}

/// Where the usage stands, in Markdown.
pub const USAGE: &str = "io.kubewarden.policy.usage";
/// The policy's name.
pub const TITLE: &str = "io.kubewarden.policy.title";
/// Its version.
pub const POLICY_VERSION: &str = "io.kubewarden.policy.version";
/// What it does, in a sentence.
pub const DESCRIPTION: &str = "io.kubewarden.policy.description";
/// Who wrote it.
pub const AUTHOR: &str = "io.kubewarden.policy.author";
/// Its home page.
pub const URL: &str = "io.kubewarden.policy.url";
/// Where it is published, without a tag.
pub const OCI_URL: &str = "io.kubewarden.policy.ociUrl";
/// Its repository.
pub const SOURCE: &str = "io.kubewarden.policy.source";
/// Its license.
pub const LICENSE: &str = "io.kubewarden.policy.license";
/// How much a violation matters, in reports of the audit scanner.
pub const SEVERITY: &str = "io.kubewarden.policy.severity";
/// What it belongs to, likewise.
pub const CATEGORY: &str = "io.kubewarden.policy.category";
/// Its name on Artifact Hub.
pub const DISPLAY_NAME: &str = "io.artifacthub.displayName";
/// The kinds that it judges, for people.
pub const RESOURCES: &str = "io.artifacthub.resources";
/// What it is found by.
pub const KEYWORDS: &str = "io.artifacthub.keywords";

const REQUIRED: [&str; 13] = [
    TITLE,
    POLICY_VERSION,
    DESCRIPTION,
    AUTHOR,
    URL,
    OCI_URL,
    SOURCE,
    LICENSE,
    SEVERITY,
    CATEGORY,
    DISPLAY_NAME,
    RESOURCES,
    KEYWORDS,
];

const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];

impl Metadata {
    /// Reads metadata from YAML, as `kwctl annotate` does.
    ///
    /// # Errors
    ///
    /// Names the field that is not as it must be.
    pub fn read(yaml: &str) -> Result<Self, String> {
        let metadata: Self = yaml_serde::from_str(yaml).map_err(|error| error.to_string())?;
        metadata.check()?;
        Ok(metadata)
    }

    /// An annotation; empty where there is none.
    pub fn annotation(&self, key: &str) -> &str {
        self.annotations.get(key).map_or("", String::as_str)
    }

    /// Where this version is published: the reference of an OCI artifact, with its tag.
    pub fn oci_reference(&self) -> String {
        format!("{}:v{}", self.annotation(OCI_URL), self.annotation(POLICY_VERSION))
    }

    fn check(&self) -> Result<(), String> {
        if self.rules.is_empty() {
            return Err("rules: must not be empty".into());
        }
        for (index, rule) in self.rules.iter().enumerate() {
            rule.check().map_err(|fault| format!("rules[{index}].{fault}"))?;
        }
        for (index, resource) in self.context_aware_resources.iter().enumerate() {
            let fields = [("apiVersion", &resource.api_version), ("kind", &resource.kind)];
            if let Some((field, _)) = fields.iter().find(|(_, value)| value.is_empty()) {
                return Err(format!("contextAwareResources[{index}].{field}: must not be empty"));
            }
        }
        if let Some(version) = &self.minimum_kubewarden_version
            && !is_version(version)
        {
            return Err(format!(
                "minimumKubewardenVersion: `{version}` is no version such as 1.2.3"
            ));
        }
        self.check_annotations().map_err(|(key, fault)| format!("annotations.{key}: {fault}"))
    }

    fn check_annotations(&self) -> Result<(), (&'static str, String)> {
        for key in REQUIRED {
            if self.annotation(key).trim().is_empty() {
                return Err((key, "must be given".into()));
            }
        }
        let version = self.annotation(POLICY_VERSION);
        if version != VERSION {
            let fault = format!("`{version}` is not the version in Cargo.toml, {VERSION}");
            return Err((POLICY_VERSION, fault));
        }
        let title = self.annotation(TITLE);
        let is_letter = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
        if title.len() > 63 || title.trim_matches('-') != title || !title.chars().all(is_letter) {
            let fault = format!(
                "`{title}` is no name of an object: at most 63 of a-z, 0-9 and -, without - at its ends"
            );
            return Err((TITLE, fault));
        }
        let severity = self.annotation(SEVERITY);
        if !SEVERITIES.contains(&severity) {
            let fault = format!("`{severity}` is none of {}", SEVERITIES.join(", "));
            return Err((SEVERITY, fault));
        }
        for key in [URL, SOURCE] {
            let url = self.annotation(key);
            if !url.starts_with("https://")
                || url.ends_with('/')
                || url.contains(char::is_whitespace)
            {
                return Err((key, format!("`{url}` is no https:// address without / at its end")));
            }
        }
        let oci = self.annotation(OCI_URL);
        let name = oci.rsplit('/').next().unwrap_or_default();
        if oci.contains("://") || !oci.contains('/') || name.contains([':', '@']) {
            let fault = format!("`{oci}` must be registry and repository, without scheme and tag");
            return Err((OCI_URL, fault));
        }
        if self.annotation(KEYWORDS).split(',').any(|word| word.trim().is_empty()) {
            return Err((KEYWORDS, "must be words with commas between them".into()));
        }
        Ok(())
    }
}

fn is_version(text: &str) -> bool {
    let numbers: Vec<_> = text.split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u32>().is_ok())
}
