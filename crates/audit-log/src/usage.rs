//! What was done with the tokens of one account, from one Pod or from none.

use crate::activity::Activity;
use crate::bounded::Sum;
use crate::few::Few;
use crate::ids::Ids;
use crate::right::Right;
use crate::time::Span;

/// How many different uses are counted separately.
pub const MOST_USES: usize = 256;
/// How many different reasons for which requests were allowed are kept.
pub const MOST_RIGHTS: usize = 128;
/// How many Secrets are named.
pub const MOST_SECRETS: usize = 64;

/// What was done with the tokens of one account, from one Pod or from none. Each request counts
/// once, whatever its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub(crate) requests: i64,
    pub(crate) refused: i64,
    pub(crate) undecided: i64,
    pub(crate) as_others: i64,
    pub(crate) span: Span,
    pub(crate) uses: Few<UseCount, MOST_USES>,
    pub(crate) rights: Few<Span, MOST_RIGHTS>,
    pub(crate) tokens: Tokens,
    pub(crate) activity: Activity,
    pub(crate) used: Ids,
    pub(crate) rare: Option<Box<Rare>>,
}

/// What most Pods do not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rare {
    pub(crate) stale: Span,
    pub(crate) secrets: Few<Span, MOST_SECRETS>,
    pub(crate) issued: Ids,
    pub(crate) requested: Ids,
    pub(crate) issued_span: Span,
}

/// Which kinds of tokens were used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Bound to a Pod, which the log names: what the kubelet mounts.
    pub bound: bool,
    /// Bound to a Node, not to a Pod.
    pub node: bool,
    /// Bound to neither: from `kubectl create token`, a controller, or bound to a Secret.
    pub unbound: bool,
    /// From a Secret of type `kubernetes.io/service-account-token`.
    pub legacy: bool,
    /// The log does not tell: API servers before 1.30, and GKE.
    pub unknown: bool,
}

/// Tokens that were issued in the log's period. The kubelet asks for a new one about hourly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// All of them.
    pub tokens: usize,
    /// Those that were never used in the log's period.
    pub unused: usize,
}

impl Issued {
    fn of(issued: &Ids, used: &Ids) -> Issued {
        let (tokens, unused) = issued.count(used);
        Issued { tokens, unused }
    }
}

/// How often something was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UseCount {
    pub(crate) requests: i64,
    pub(crate) refused: i64,
}

/// What was asked, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use<'u> {
    /// Verb of the API (`get`, `list`, `watch`, …), or the HTTP method in lower case.
    pub verb: &'u str,
    /// API group; empty for the core group.
    pub group: &'u str,
    /// Resource; empty for a path that is none.
    pub resource: &'u str,
    /// Subresource; mostly empty.
    pub subresource: &'u str,
    /// First part of a path that is no resource, such as `/healthz` or `/apis/*`.
    pub path: &'u str,
    /// Requests, allowed and refused.
    pub requests: u64,
    /// Those that the authorizer refused.
    pub refused: u64,
}

/// How far the rights reach that were used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// No request was allowed.
    Nothing,
    /// Only what every account may do.
    Everyone,
    /// The log does not say which right it was: no RBAC, or no reasons.
    Unknown,
    /// Rights of its own, or of a group that not every account is in.
    Own,
}

impl Usage {
    /// Requests: allowed, refused and undecided.
    #[must_use]
    pub fn requests(&self) -> u64 {
        positive(self.requests)
    }

    /// Requests that the authorizer refused. What admission or a quota refused is allowed use.
    #[must_use]
    pub fn refused(&self) -> u64 {
        positive(self.refused)
    }

    /// Requests that the authorizer allowed.
    #[must_use]
    pub fn allowed(&self) -> u64 {
        positive(self.requests - self.refused - self.undecided)
    }

    /// Requests of which the log has only the begin.
    #[must_use]
    pub fn undecided(&self) -> u64 {
        positive(self.undecided)
    }

    /// Requests in the name of someone else.
    #[must_use]
    pub fn as_others(&self) -> u64 {
        positive(self.as_others)
    }

    /// When the first and the last request came.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What was asked, most frequent first.
    #[must_use]
    pub fn uses(&self) -> Vec<Use<'_>> {
        let mut all: Vec<Use> = self.uses.iter().filter_map(|(key, n)| use_of(key, n)).collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.requests));
        all
    }

    /// Requests of uses that are not counted separately, because there are too many.
    #[must_use]
    pub fn other_uses(&self) -> u64 {
        self.uses.rest().map_or(0, |rest| positive(rest.requests))
    }

    /// Why requests were allowed, and when first and last for each reason.
    pub fn rights(&self) -> impl Iterator<Item = (Right<'_>, Span)> {
        self.rights.iter().map(|(reason, span)| (Right::parse(reason), *span))
    }

    /// Whether there were more reasons than are kept.
    #[must_use]
    pub fn more_rights(&self) -> bool {
        self.rights.rest().is_some()
    }

    /// How far the rights reach that were used.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let each = self.rights().map(|(right, _)| match () {
            () if right.own() => Reach::Own,
            () if right.everyone() => Reach::Everyone,
            () => Reach::Unknown,
        });
        let more = self.more_rights().then_some(Reach::Unknown);
        each.chain(more).max().unwrap_or(Reach::Nothing)
    }

    /// Which kinds of tokens were used.
    #[must_use]
    pub fn tokens(&self) -> Tokens {
        self.tokens
    }

    /// When tokens were used after the hour that they are meant for: the program does not read
    /// the file again.
    #[must_use]
    pub fn stale(&self) -> Span {
        self.rare.as_ref().map(|rare| rare.stale).unwrap_or_default()
    }

    /// Token Secrets that were used, and when. The log names them from 1.29 on.
    pub fn secrets(&self) -> impl Iterator<Item = (&str, Span)> {
        let secrets = self.rare.iter().flat_map(|rare| rare.secrets.iter());
        secrets.map(|(name, span)| (name, *span))
    }

    /// Requests over time.
    #[must_use]
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Tokens that the log says were issued to a kubelet, which mounts them in a Pod. Which Pod
    /// it was, the log tells only where it has the bodies of TokenRequests (level Request).
    #[must_use]
    pub fn issued(&self) -> Issued {
        self.rare.as_ref().map(|rare| Issued::of(&rare.issued, &self.used)).unwrap_or_default()
    }

    /// Tokens that the log says were issued to someone else: `kubectl create token`, controllers,
    /// vaults.
    #[must_use]
    pub fn requested(&self) -> Issued {
        self.rare.as_ref().map(|rare| Issued::of(&rare.requested, &self.used)).unwrap_or_default()
    }

    /// When the first and the last of all these were issued.
    #[must_use]
    pub fn issued_span(&self) -> Span {
        self.rare.as_ref().map(|rare| rare.issued_span).unwrap_or_default()
    }

    /// How many different tokens were used. Those of Secrets have no ID and do not count.
    #[must_use]
    pub fn used_tokens(&self) -> usize {
        self.used.count(&self.used).0
    }
}

impl Usage {
    /// What several did together.
    #[must_use]
    pub fn sum<'u>(all: impl IntoIterator<Item = &'u Usage>) -> Usage {
        let mut sum = Usage::default();
        for usage in all {
            sum.add(usage.clone());
        }
        sum
    }
}

impl Sum for Usage {
    fn add(&mut self, other: Usage) {
        self.requests += other.requests;
        self.refused += other.refused;
        self.undecided += other.undecided;
        self.as_others += other.as_others;
        self.span.add(other.span);
        self.uses.add(other.uses);
        self.rights.add(other.rights);
        self.tokens.bound |= other.tokens.bound;
        self.tokens.node |= other.tokens.node;
        self.tokens.unbound |= other.tokens.unbound;
        self.tokens.legacy |= other.tokens.legacy;
        self.tokens.unknown |= other.tokens.unknown;
        self.activity.add(other.activity);
        self.used.add(other.used);
        if let Some(other) = other.rare {
            let rare = self.rare.get_or_insert_default();
            rare.stale.add(other.stale);
            rare.secrets.add(other.secrets);
            rare.issued.add(other.issued);
            rare.requested.add(other.requested);
            rare.issued_span.add(other.issued_span);
        }
    }
}

impl Sum for UseCount {
    fn add(&mut self, other: UseCount) {
        self.requests += other.requests;
        self.refused += other.refused;
    }
}

/// Parts of results may be negative, where another part knows more; the whole is not.
pub(crate) fn positive(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn use_of<'u>(key: &'u str, count: &UseCount) -> Option<Use<'u>> {
    let mut parts = key.split('\n');
    Some(Use {
        verb: parts.next()?,
        group: parts.next()?,
        resource: parts.next()?,
        subresource: parts.next()?,
        path: parts.next()?,
        requests: positive(count.requests),
        refused: positive(count.refused),
    })
}
