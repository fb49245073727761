//! The input and the result of a judgement.

use super::exposure::Exposure;
use super::old_template::OldTemplate;
use super::token_source::TokenSource;
use crate::cluster::lookups::FailedLookup;
use crate::prelude::*;

/// A PodSpec to judge, with the parts of its context that matter.
#[derive(Default)]
pub struct Case<'p> {
    /// The request's namespace.
    pub namespace: &'p str,
    /// The name of the Pod's service account.
    pub account: &'p str,
    /// `automountServiceAccountToken` of the PodSpec.
    pub automount: Option<bool>,
    /// Whether the PodSpec belongs to a Pod rather than to a template.
    pub is_pod: bool,
    /// The field path of the PodSpec.
    pub spec_path: &'p str,
    /// The field path of the template, where its kind has several.
    pub path: Option<&'p str>,
    /// Whether its template is cut down and has no `automountServiceAccountToken`.
    pub lacks_automount: bool,
    /// Where tokens may come from.
    pub sources: Vec<TokenSource<'p>>,
    /// What an UPDATE replaces, if existing violations are tolerated.
    pub old: Option<OldTemplate<'p>>,
    /// Whether kube-controller-manager created it for a workload that was already judged.
    pub controller_made: bool,
    /// Whether Pods created from it are accepted for that reason.
    pub pods_accepted: bool,
}

impl Case<'_> {
    /// Whether the Pod's field, and not the account's, decides about every source.
    pub(super) fn says(&self) -> bool {
        let mut sources = self.sources.iter();
        self.automount.is_some() && sources.all(|source| source.automount(self.automount).is_some())
    }

    /// Whether there is a Secret that Kubernetes ≤ 1.20 may have injected, if the account lists it.
    pub(super) fn may_have_injected_secret(&self) -> bool {
        let old = self.old.iter().flat_map(OldTemplate::injected_secrets).next();
        let mut sources = self.sources.iter();
        old.is_some() || sources.any(|source| source.injected_secret().is_some())
    }
}

/// A case and what is decided about it.
pub type Judged<'p> = (Case<'p>, Judgement<'p>);

/// The result of a judgement.
#[derive(Default)]
pub struct Judgement<'p> {
    /// Every exposure.
    pub exposures: Vec<Exposure<'p>>,
    /// The exposures that are the reason for a rejection or a warning.
    pub violations: Vec<Exposure<'p>>,
    /// The exposures that would be violations if the old template had not had them.
    pub tolerated: Vec<Exposure<'p>>,
    /// The exposures that Pods from this template will lose.
    pub lost_later: Vec<Exposure<'p>>,
    /// The exposures that the Pod loses.
    pub stripped: Vec<Exposure<'p>>,
    /// The service account was looked up and does not exist.
    pub account_missing: bool,
    /// The verdict depends on the account, which does not exist yet.
    pub waits_for_account: bool,
    /// Besides the violations, the Pod leaves `automountServiceAccountToken` unset, and the account
    /// was not read to find out the effect.
    pub also_unset: bool,
    /// A lookup failed that the answer needs.
    pub failure: Option<Box<FailedLookup>>,
}

impl Judgement<'_> {
    /// Drops the warnings about future Pods when it is unknown whether they would be true.
    pub(super) fn drop_warnings(&mut self) {
        self.tolerated.clear();
        self.lost_later.clear();
    }
}
