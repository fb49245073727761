//! The report of who used which token; its fields are those of `usage` in `cluster --output json`.

use audit_log::{Activity, Issued, Usage};
use serde::{Serialize, Serializer};

use super::certainty::Certainty;
use super::group::Group;
use super::limit::{self, Limit};
use super::why::Why;

/// Who used which token, by the logs that were read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct UsageReport {
    /// When the first request came, as in the log.
    pub from: Option<String>,
    /// When the last one came.
    pub to: Option<String>,
    /// How long the period is, in minutes.
    #[serde(skip)]
    pub minutes: Option<u64>,
    /// Whether it is too short to say much.
    #[serde(skip)]
    pub is_short: bool,
    /// Events that were read. A request may have several.
    pub events: u64,
    /// Lines that could not be read.
    pub unread: u64,
    /// What the logs cannot show; in JSON, a sentence for each.
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    #[serde(serialize_with = "as_text")]
    pub limits: Vec<Limit>,
    /// How sure it is that nobody used a token of which the logs have no request.
    pub certainty: Certainty,
    /// Workloads of the data and of the logs, by group, kind, namespace and name.
    pub workloads: Vec<WorkloadUse>,
    /// Accounts that the logs name.
    pub accounts: Vec<AccountUse>,
    /// Requests whose token was refused (401): they name nobody.
    pub unauthenticated: u64,
}

/// How a workload uses the token of its account.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct WorkloadUse {
    /// Its namespace.
    pub namespace: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The account's name.
    pub account: String,
    /// What was asked.
    #[serde(flatten)]
    pub used: Used,
    /// The role bindings of the account, and those that the log names.
    pub bindings: Vec<BindingUse>,
    /// What to do about the token.
    pub group: Group,
    /// Why it is in that group; in JSON a sentence, and empty if that is plain.
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    #[serde(serialize_with = "as_sentence")]
    pub why: Option<Why>,
    /// Tokens that were issued to its Pods while the logs were written. `None` if they do not say
    /// to which Pod, or which tokens were used.
    pub issued: Option<Tokens>,
    /// Its requests over time.
    #[serde(skip)]
    pub activity: Activity,
    /// Whether it is in the data. The logs may name Pods of others.
    #[serde(skip)]
    pub is_known: bool,
}

/// How the tokens of an account were used.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct AccountUse {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub account: String,
    /// What was asked.
    #[serde(flatten)]
    pub used: Used,
    /// Requests of which the log names no Pod.
    pub unattributed: u64,
    /// What was asked in these.
    #[serde(skip)]
    pub elsewhere: Used,
    /// Tokens that were issued to its Pods while the logs were written. `None` if they do not say
    /// that, or which tokens were used.
    pub issued: Option<Tokens>,
    /// Whether it is in the data. The control plane has accounts of its own.
    #[serde(skip)]
    pub is_known: bool,
}

/// Tokens that were issued while the logs were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// All of them.
    pub tokens: usize,
    /// Those that nobody used.
    pub unused: usize,
}

/// What was asked with tokens.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Used {
    /// Requests, allowed and refused.
    pub requests: u64,
    /// Those that the authorizer refused.
    pub refused: u64,
    /// When the first came.
    pub first: Option<String>,
    /// When the last came.
    pub last: Option<String>,
    /// What was asked, most frequent first.
    pub uses: Vec<UseRow>,
    /// The kinds of tokens: `bound`, `node`, `unbound`, `legacy`, `unknown`.
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    pub tokens: Vec<&'static str>,
    /// The Secrets whose token was used, as far as the log names them.
    pub secrets: Vec<String>,
    /// When a token was used last that was older than an hour: the program does not read it again
    /// from its file.
    pub stale: Option<String>,
    /// Requests that were made in the name of someone else. They are among `requests`.
    pub as_others: u64,
    /// Requests whose use is not in `uses`, because there are too many different ones.
    pub other_uses: u64,
    /// Whether requests were allowed by more bindings than are known.
    pub more_rights: bool,
}

/// Something that was asked, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct UseRow {
    /// The verb.
    pub verb: String,
    /// The API group; empty is the core group.
    pub group: String,
    /// The resource; empty for a URL that is no resource.
    pub resource: String,
    /// The subresource; mostly empty.
    pub subresource: String,
    /// The URL's path, if it is no resource.
    pub path: String,
    /// Requests, allowed and refused.
    pub requests: u64,
    /// Those that the authorizer refused.
    pub refused: u64,
}

/// A role binding, and whether a right that it gives was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct BindingUse {
    /// `RoleBinding` or `ClusterRoleBinding`.
    pub kind: String,
    /// Its namespace; `None` for a ClusterRoleBinding.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
    /// Whether a request was allowed by it.
    pub used: bool,
}

/// What was asked, from what was counted.
pub(super) fn used(usage: &Usage) -> Used {
    let text = |stamp: &Option<audit_log::Stamp>| stamp.as_ref().map(|at| at.to_string());
    let uses = usage.uses().into_iter().map(|one| UseRow {
        verb: one.verb.to_owned(),
        group: one.group.to_owned(),
        resource: one.resource.to_owned(),
        subresource: one.subresource.to_owned(),
        path: one.path.to_owned(),
        requests: one.requests,
        refused: one.refused,
    });
    let tokens = usage.tokens();
    let kinds = [
        (tokens.bound, "bound"),
        (tokens.node, "node"),
        (tokens.unbound, "unbound"),
        (tokens.legacy, "legacy"),
        (tokens.unknown, "unknown"),
    ];
    Used {
        requests: usage.requests(),
        refused: usage.refused(),
        first: text(&usage.span().first),
        last: text(&usage.span().last),
        uses: uses.collect(),
        tokens: kinds.iter().filter(|(is_used, _)| *is_used).map(|(_, kind)| *kind).collect(),
        secrets: usage.secrets().map(|(name, _)| name.to_owned()).collect(),
        stale: text(&usage.stale().last),
        as_others: usage.as_others(),
        other_uses: usage.other_uses(),
        more_rights: usage.more_rights(),
    }
}

fn as_text<S: Serializer>(limits: &[Limit], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(limits.iter().map(Limit::to_string))
}

fn as_sentence<S: Serializer>(why: &Option<Why>, serializer: S) -> Result<S::Ok, S::Error> {
    match why {
        Some(why) => serializer.collect_str(why),
        None => serializer.serialize_str(""),
    }
}

impl Tokens {
    pub(super) fn add(&mut self, issued: Issued) {
        self.tokens += issued.tokens;
        self.unused += issued.unused;
    }
}

impl From<Issued> for Tokens {
    fn from(issued: Issued) -> Self {
        Self { tokens: issued.tokens, unused: issued.unused }
    }
}

impl UsageReport {
    /// How long the period is, in words.
    pub fn length(&self) -> Option<String> {
        self.minutes.map(limit::length)
    }

    /// The period in words, such as `in the logs of 12.5 days`.
    pub fn period(&self) -> String {
        match self.length() {
            Some(length) => format!("in the logs of {length}"),
            None => "in the logs".into(),
        }
    }

    /// What must hold for it to be true that nobody uses the tokens of which the logs have no
    /// request.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts: Vec<String> = self.limits.iter().filter_map(Limit::doubt).collect();
        doubts.dedup();
        doubts
    }

    /// The same as one text, such as `a, b and c`.
    pub fn provided(&self) -> String {
        limit::list(&self.doubts(), 0)
    }
}

impl UseRow {
    /// For people, such as `list pods` or `get /apis`.
    pub fn shown(&self) -> String {
        match (self.resource.as_str(), self.subresource.as_str()) {
            ("", _) => format!("{} {}", self.verb, self.path),
            (resource, "") => format!("{} {resource}", self.verb),
            (resource, subresource) => format!("{} {resource}/{subresource}", self.verb),
        }
    }
}

impl BindingUse {
    /// For people, such as `RoleBinding shop/web`.
    pub fn shown(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{} {namespace}/{}", self.kind, self.name),
            None => format!("{} {}", self.kind, self.name),
        }
    }
}
