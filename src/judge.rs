//! From candidates to a verdict: what is allowed, and when the cluster has to be asked.

use std::collections::BTreeMap;

use crate::candidate::Candidate;
use crate::cluster::{Cluster, LookupError, ServiceAccount, look_up_account};
use crate::exposure::{Account, Exposure};
use crate::settings::{Action, Settings};

/// A PodSpec to be judged, and all that matters of where it stands.
pub struct Case<'p> {
    /// The request's namespace.
    pub namespace: &'p str,
    /// The name of the Pod's service account.
    pub account: &'p str,
    /// `automountServiceAccountToken` of the PodSpec.
    pub automount: Option<bool>,
    /// The PodSpec stands in a Pod, not in a template.
    pub is_pod: bool,
    /// Field path of the PodSpec.
    pub spec_path: &'static str,
    /// Where tokens can come from.
    pub candidates: Vec<Candidate<'p>>,
    /// What an UPDATE replaces, if what was there before is tolerated.
    pub old: Option<OldTemplate<'p>>,
    /// It is accepted because kube-controller-manager made it for a workload that was judged.
    pub controller_made: bool,
    /// Pods that are made from it are accepted for that reason.
    pub pods_accepted: bool,
}

/// The template that an UPDATE replaces, if it had the same service account.
pub struct OldTemplate<'p> {
    automount: Option<bool>,
    /// Sorted by container.
    candidates: Vec<Candidate<'p>>,
    /// The first candidate of each container.
    first: BTreeMap<&'p str, usize>,
}

impl<'p> OldTemplate<'p> {
    /// `automount` and candidates of the old template.
    pub fn new(automount: Option<bool>, candidates: Vec<Candidate<'p>>) -> Self {
        let mut first = BTreeMap::new();
        // Candidates of one container stand together.
        for (index, candidate) in candidates.iter().enumerate() {
            first.entry(candidate.container).or_insert(index);
        }
        Self { automount, candidates, first }
    }

    /// Whether the old template had that exposure, given the same account.
    fn had(&self, exposure: &Exposure<'_>, account: &Account<'_>) -> bool {
        let Some(first) = self.first.get(exposure.container).copied() else {
            return false;
        };
        self.candidates
            .iter()
            .skip(first)
            .take_while(|candidate| candidate.container == exposure.container)
            .filter_map(|candidate| Exposure::of(candidate, self.automount, account))
            .any(|old| old.is(exposure))
    }
}

/// What was found.
pub struct Judgement<'p> {
    /// Every exposure.
    pub exposures: Vec<Exposure<'p>>,
    /// Those that are the reason of a rejection or a warning.
    pub violations: Vec<Exposure<'p>>,
    /// Those that would be, had the old template not had them.
    pub tolerated: Vec<Exposure<'p>>,
    /// The service account was looked up and does not exist.
    pub account_missing: bool,
    /// The account's answer decides, and there is none yet.
    pub waits_for_account: bool,
    /// The answer needs a lookup that failed.
    pub lookup_error: Option<LookupError>,
}

/// Judges a PodSpec.
pub fn judge<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    cluster: &mut dyn Cluster,
) -> Judgement<'p> {
    let weigher = Weigher { case, settings };
    let unknown = Account::Unknown { name: case.account };
    if settings.pod_opts_out() {
        return weigher.judgement(&Account::NeverRead { name: case.account });
    }
    if case.controller_made {
        return weigher.judgement(&unknown);
    }
    let mut certain = Vec::new();
    let mut undecided = false;
    let mut untold = false;
    for candidate in &case.candidates {
        let (mut answers, mut violations, mut tolerated) = (0, 0, 0);
        for account in Account::all_possible() {
            answers += 1;
            match weigher.weigh(candidate, &account) {
                Some((_, Weight::Violation)) => violations += 1,
                Some((_, Weight::Tolerated)) => tolerated += 1,
                _ => {}
            }
        }
        if violations == answers {
            certain.extend(Exposure::of(candidate, case.automount, &unknown));
        }
        undecided |= violations > 0;
        untold |= tolerated > 0 && tolerated < answers;
    }
    if !certain.is_empty() {
        // It is rejected whatever the account says: the part that only the account can tell is
        // left out.
        let mut judgement = weigher.judgement(&unknown);
        judgement.violations = certain;
        return judgement;
    }
    // A warning about what is tolerated has to be true, but is not worth a rejection.
    let for_warning = untold && settings.action() == Action::Reject && !case.pods_accepted;
    if !undecided && !for_warning {
        return weigher.judgement(&unknown);
    }
    match look_up_account(cluster, case.namespace, case.account) {
        Ok(Some(account)) => weigher.judgement(&Account::Known(&account)),
        Ok(None) => weigher.without_account(undecided),
        Err(_) if !undecided => {
            let mut judgement = weigher.judgement(&unknown);
            judgement.tolerated.clear();
            judgement
        }
        Err(error) => {
            let mut judgement = weigher.judgement(&unknown);
            judgement.violations.clear();
            judgement.lookup_error = Some(error);
            judgement
        }
    }
}

/// How an exposure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Allowed,
    Tolerated,
    Violation,
}

struct Weigher<'c, 'p, 's> {
    case: &'c Case<'p>,
    settings: &'s Settings<'s>,
}

impl<'p> Weigher<'_, 'p, '_> {
    fn weigh(
        &self,
        candidate: &Candidate<'p>,
        account: &Account<'_>,
    ) -> Option<(Exposure<'p>, Weight)> {
        let case = self.case;
        let mut exposure = Exposure::of(candidate, case.automount, account)?;
        let by_rule = exposure.allowed_by(self.settings, case.namespace, case.account);
        let old = || case.old.as_ref().is_some_and(|old| old.had(&exposure, account));
        let (allowed_by, weight) = if by_rule.is_some() {
            (by_rule, Weight::Allowed)
        } else if case.controller_made {
            (Some("controllerPods"), Weight::Allowed)
        } else if old() {
            (Some("existingViolations"), Weight::Tolerated)
        } else {
            (None, Weight::Violation)
        };
        exposure.allowed_by = allowed_by;
        Some((exposure, weight))
    }

    fn judgement(&self, account: &Account<'_>) -> Judgement<'p> {
        let mut judgement = Judgement {
            exposures: Vec::new(),
            violations: Vec::new(),
            tolerated: Vec::new(),
            account_missing: false,
            waits_for_account: false,
            lookup_error: None,
        };
        for candidate in &self.case.candidates {
            let Some((exposure, weight)) = self.weigh(candidate, account) else {
                continue;
            };
            match weight {
                Weight::Allowed => {}
                Weight::Tolerated => judgement.tolerated.push(exposure.clone()),
                Weight::Violation => judgement.violations.push(exposure.clone()),
            }
            judgement.exposures.push(exposure);
        }
        judgement
    }

    /// The account does not exist. No Pod can run as it, and each Pod is judged when it comes, so
    /// a template may wait for its account. Pods count it as unset, and so do templates whose
    /// Pods nobody will judge; `default` comes with its namespace.
    fn without_account(&self, undecided: bool) -> Judgement<'p> {
        let case = self.case;
        let counts_as_unset = case.is_pod || case.pods_accepted || case.account == "default";
        if counts_as_unset {
            let mut judgement = self.judgement(&Account::Known(&ServiceAccount::default()));
            judgement.account_missing = true;
            judgement
        } else {
            let mut judgement = self.judgement(&Account::Unknown { name: case.account });
            judgement.violations.clear();
            judgement.tolerated.clear();
            judgement.account_missing = true;
            judgement.waits_for_account = undecided;
            judgement
        }
    }
}
