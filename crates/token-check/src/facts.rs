//! What is found out about a live cluster, in addition to its objects.

use analysis::adopt::observed::{Evidence, Observed, extended_token_seconds};
use analysis::survey::NAMESPACE;
use serde::Serialize;

use crate::cluster::LiveCluster;

/// Facts about a cluster, in addition to its objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterFacts {
    /// The URL of its API server.
    pub server: String,
    /// The namespace that was read; `None` means all.
    pub namespace: Option<String>,
    /// The audiences of its API; `None` if they are unknown.
    pub api_audiences: Option<Vec<String>>,
    /// The audiences that the setting `apiAudiences` does not cover: those of the API or, if they
    /// are unknown, the issuer. Tokens for them count as tokens for another system.
    pub missed_api_audiences: Vec<String>,
    /// The reason why the audiences are unknown.
    pub api_audiences_unknown: Option<String>,
    /// The issuer of its tokens; `None` if it is unknown.
    pub issuer: Option<String>,
    /// What of it the given settings do not say.
    #[serde(skip)]
    pub observed: Observed,
}

impl ClusterFacts {
    /// Asks a cluster. `counts` says whether the settings, which are `given`, count a token for an
    /// audience as an API token.
    ///
    /// # Errors
    ///
    /// As `counts`.
    pub fn of(
        cluster: &LiveCluster,
        namespace: Option<&str>,
        given: &serde_json::Value,
        counts: &dyn Fn(&str) -> Result<bool, String>,
    ) -> Result<Self, String> {
        let (api_audiences, why) = match cluster.api_audiences(namespace.unwrap_or(NAMESPACE)) {
            Ok(audiences) => (Some(audiences), None),
            Err(why) => (None, Some(why)),
        };
        let (issuer, no_issuer) = match cluster.issuer() {
            Ok(issuer) => (Some(issuer), None),
            Err(why) => (None, Some(why)),
        };
        let (audiences, shown_by) = match &api_audiences {
            Some(audiences) => (audiences.as_slice(), "audience of a token from the API server"),
            None => (issuer.as_slice(), "issuer, and audience unless --api-audiences is set"),
        };
        let seen = audiences
            .iter()
            .map(|audience| Evidence { value: audience.clone(), shown_by: shown_by.into() });
        let observed = Observed {
            api_audiences: seen.collect(),
            extended_token_seconds: issuer.as_deref().and_then(extended_token_seconds),
        };
        let observed = observed.beyond(given, counts)?;
        let missed = observed.api_audiences.iter().map(|audience| audience.value.clone());
        Ok(Self {
            server: cluster.server().to_owned(),
            namespace: namespace.map(str::to_owned),
            missed_api_audiences: missed.collect(),
            api_audiences,
            api_audiences_unknown: why.map(|why| match no_issuer {
                Some(no_issuer) => format!("{why}; {no_issuer}"),
                None => why,
            }),
            issuer,
            observed,
        })
    }
}
