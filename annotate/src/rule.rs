//! A rule of a Kubewarden policy: which requests reach it.

use serde::{Deserialize, Serialize};

/// A rule, as a webhook has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// API groups; the empty one is the core group.
    pub api_groups: Vec<String>,
    /// API versions.
    pub api_versions: Vec<String>,
    /// Plural names, with `/` and the subresource where one is meant.
    pub resources: Vec<String>,
    /// Operations.
    pub operations: Vec<Operation>,
}

/// An operation that the policy judges; on others it would only cost time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Operation {
    /// An object is created.
    Create,
    /// An object is changed.
    Update,
}

impl Rule {
    /// What is wrong with the rule, as `field: why`.
    ///
    /// A policy whose rule has a wildcard, or mixes CREATE with a subresource or with a version that
    /// a cluster lacks, is skipped by the audit scanner as a whole (`groupPoliciesByGVR` in
    /// `internal/audit-scanner/policies/client.go` of Kubewarden).
    ///
    /// # Errors
    ///
    /// The first fault.
    pub fn check(&self) -> Result<(), String> {
        let lists = [
            ("apiGroups", &self.api_groups),
            ("apiVersions", &self.api_versions),
            ("resources", &self.resources),
        ];
        for (field, values) in lists {
            if values.is_empty() {
                return Err(format!("{field}: must not be empty"));
            }
            for (index, value) in values.iter().enumerate() {
                if value.contains('*') {
                    return Err(format!(
                        "{field}[{index}]: `{value}` is a wildcard; the audit scanner skips the rule"
                    ));
                }
                if value.is_empty() && field != "apiGroups" {
                    return Err(format!("{field}[{index}]: must not be empty"));
                }
            }
        }
        if self.operations.is_empty() {
            return Err("operations: must not be empty".into());
        }
        if let Some(index) = self.api_versions.iter().position(|version| version != "v1") {
            return Err(format!(
                "apiVersions[{index}]: must be v1; the audit scanner skips the whole policy where \
                 the cluster lacks the version {}",
                self.api_versions[index]
            ));
        }
        let of_a_subresource = self.resources.iter().position(|resource| resource.contains('/'));
        if let Some(index) = of_a_subresource
            && (self.resources.len() > 1 || self.operations != [Operation::Update])
        {
            return Err(format!(
                "resources[{index}]: {} must stand in a rule of its own with UPDATE only; the audit \
                 scanner skips the whole policy otherwise",
                self.resources[index]
            ));
        }
        let update = self.operations.contains(&Operation::Update);
        if let Some(index) = self.resources.iter().position(|resource| resource == "pods")
            && update
        {
            return Err(format!(
                "resources[{index}]: pods must not stand with UPDATE; it can change nothing that \
                 decides about tokens"
            ));
        }
        Ok(())
    }
}
