//! What is judged, and what was found.

use super::exposure::Exposure;
use super::old_template::OldTemplate;
use super::token_source::TokenSource;
use crate::cluster::lookups::FailedLookup;
use crate::prelude::*;

/// A PodSpec to be judged, and what matters about where it is.
pub struct Case<'p> {
    /// The request's namespace.
    pub namespace: &'p str,
    /// The name of the Pod's service account.
    pub account: &'p str,
    /// `automountServiceAccountToken` of the PodSpec.
    pub automount: Option<bool>,
    /// The PodSpec is that of a Pod, not of a template.
    pub is_pod: bool,
    /// Field path of the PodSpec.
    pub spec_path: &'static str,
    /// Where tokens can come from.
    pub sources: Vec<TokenSource<'p>>,
    /// What an UPDATE replaces, if what was there before is tolerated.
    pub old: Option<OldTemplate<'p>>,
    /// It is accepted because kube-controller-manager made it for a workload that was judged.
    pub controller_made: bool,
    /// Pods that are made from it are accepted for that reason.
    pub pods_accepted: bool,
}

/// What was found.
#[derive(Default)]
pub struct Judgement<'p> {
    /// Every exposure.
    pub exposures: Vec<Exposure<'p>>,
    /// Those that are the reason of a rejection or a warning.
    pub violations: Vec<Exposure<'p>>,
    /// Those that would be, had the old template not had them.
    pub tolerated: Vec<Exposure<'p>>,
    /// Those that Pods of this template will lose.
    pub lost_later: Vec<Exposure<'p>>,
    /// Those that the Pod loses.
    pub stripped: Vec<Exposure<'p>>,
    /// The service account was looked up and does not exist.
    pub account_missing: bool,
    /// The account's answer decides, and there is none yet.
    pub waits_for_account: bool,
    /// Beyond the violations, the Pod leaves `automountServiceAccountToken` unset, and the account
    /// was not asked what that comes to.
    pub also_unset: bool,
    /// The answer needs a lookup that failed.
    pub failure: Option<FailedLookup>,
}

impl Judgement<'_> {
    /// Drops the warnings about Pods to come, because they may not be true.
    pub(super) fn drop_warnings(&mut self) {
        self.tolerated.clear();
        self.lost_later.clear();
    }
}
