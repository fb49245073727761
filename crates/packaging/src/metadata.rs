//! Reads `policy-metadata.yml`, which describes the policy to a policy server.
//!
//! The fields and their order are those of `Metadata` in Kubewarden's `policy-evaluator`, a part of kwctl
//! that is not in any registry. Values that cannot apply to this policy (another execution mode, a raw
//! policy) are left out. `e2e-tests` checks that the rules and host capabilities match what the module
//! judges and uses.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::VERSION;

/// The file's name.
pub const FILE: &str = "policy-metadata.yml";
/// The annotation that describes how the policy is used, in Markdown.
pub const USAGE: &str = "io.kubewarden.policy.usage";

/// Metadata of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The version of the protocol between host and policy, which the policy returns from
    /// `protocol_version`.
    pub protocol_version: ProtocolVersion,
    /// Which requests reach the policy.
    pub rules: Vec<Rule>,
    /// Annotations by key.
    pub annotations: BTreeMap<String, String>,
    /// Whether the policy may change objects.
    pub mutating: bool,
    /// Whether the audit scanner runs the policy.
    pub background_audit: bool,
    /// How the module is run.
    pub execution_mode: ExecutionMode,
    /// The kind of requests that the policy judges.
    pub policy_type: PolicyType,
    /// The kinds that it may read from the cluster.
    pub context_aware_resources: BTreeSet<ContextAwareResource>,
    /// The host capabilities that it uses.
    pub host_capabilities: BTreeSet<String>,
    /// The oldest Kubewarden that it runs on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub minimum_kubewarden_version: Option<semver::Version>,
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

/// A rule, as in a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// API groups; the empty one is the core group.
    pub api_groups: Vec<String>,
    /// API versions.
    pub api_versions: Vec<String>,
    /// Plural names, with `/` and the subresource if one is meant.
    pub resources: Vec<String>,
    /// Operations.
    pub operations: Vec<Operation>,
}

/// An operation that the policy judges; other operations would only cost time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Operation {
    /// An object is created.
    Create,
    /// An object is changed.
    Update,
}

/// A kind that a policy may read from the cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContextAwareResource {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
}

impl Metadata {
    /// Reads YAML and checks the values that other files are generated from.
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn read(yaml: &str) -> Result<Self> {
        let metadata: Self = yaml_serde::from_str(yaml)?;
        let is_address = |url: &str| url.starts_with("https://") && !url.ends_with('/');
        let is_place = |place: &str| {
            let (registry, name) = place.split_once('/').unwrap_or_default();
            !registry.ends_with(':') && !name.is_empty() && !name.contains([':', '@'])
        };
        let check = |key: &str, is_right: fn(&str) -> bool, fault: &str| {
            let value = metadata.annotation(key)?;
            ensure!(is_right(value), "annotations.{key}: `{value}` is {fault}");
            Ok(())
        };
        let no_version = concat!("not the version in Cargo.toml, ", env!("CARGO_PKG_VERSION"));
        check("io.kubewarden.policy.version", |version| version == VERSION, no_version)?;
        let no_address = "no https:// address without / at its end";
        check("io.kubewarden.policy.source", is_address, no_address)?;
        check("io.kubewarden.policy.url", is_address, no_address)?;
        let no_place = "no registry and repository without scheme and tag";
        check("io.kubewarden.policy.ociUrl", is_place, no_place)?;
        Ok(metadata)
    }

    /// Returns an annotation.
    ///
    /// # Errors
    ///
    /// It is missing or empty.
    pub fn annotation(&self, key: &str) -> Result<&str> {
        let value = self.annotations.get(key).map(|value| value.trim());
        value
            .filter(|value| !value.is_empty())
            .with_context(|| format!("annotations.{key}: must be given"))
    }

    /// Where this version is published: an OCI artifact reference with its tag.
    ///
    /// # Errors
    ///
    /// The metadata does not say where.
    pub fn oci_reference(&self) -> Result<String> {
        Ok(format!("{}:v{VERSION}", self.annotation("io.kubewarden.policy.ociUrl")?))
    }

    /// Where the container image of `token-check` is published: beside the policy, below the same owner.
    ///
    /// # Errors
    ///
    /// The metadata does not say where the policy is.
    pub fn image(&self) -> Result<String> {
        let place = self.annotation("io.kubewarden.policy.ociUrl")?;
        let owner: Vec<_> = place.split('/').take(2).collect();
        Ok(format!("{}/token-check", owner.join("/")))
    }

    /// The address of a file of this version's release.
    ///
    /// # Errors
    ///
    /// The metadata does not say where the source is.
    pub fn release_file(&self, name: &str) -> Result<String> {
        let source = self.annotation("io.kubewarden.policy.source")?;
        Ok(format!("{source}/releases/download/v{VERSION}/{name}"))
    }
}
