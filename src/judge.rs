//! From candidates to a verdict: what is allowed, and when the cluster has to be asked.

use std::borrow::Cow;

use crate::candidate::{Candidate, Source};
use crate::cluster::{Cluster, LookupError, ServiceAccount, look_up_account};
use crate::exposure::{Account, Exposure, How, POSSIBLE_ANSWERS};
use crate::index::Index;
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
    candidates: Vec<Candidate<'p>>,
    /// Candidates by container, and Secret or audience: the identity of what they may become.
    index: Index<'p>,
}

impl<'p> OldTemplate<'p> {
    /// `automount` and candidates of the old template.
    pub fn new(automount: Option<bool>, candidates: Vec<Candidate<'p>>) -> Self {
        let mut index = Index::default();
        for (number, candidate) in candidates.iter().enumerate() {
            let (name, injected) = match candidate.source {
                Source::Injected { .. } => ("", false),
                Source::Projected { audience, .. } => (audience, false),
                Source::Secret { name, injected } => (name, injected.is_some()),
            };
            let container = Cow::Borrowed(candidate.container);
            index.add(container.clone(), Cow::Borrowed(name), number);
            if injected {
                // It is automount or a Secret; the account decides.
                index.add(container, Cow::Borrowed(""), number);
            }
        }
        Self { automount, candidates, index }
    }

    /// Whether the old template had that exposure, given the same account.
    fn had(&self, exposure: &Exposure<'p>, account: &Account<'_>) -> bool {
        let name = exposure.secret.unwrap_or(exposure.audience);
        let same = self.index.get(exposure.container, name);
        same.iter()
            .filter_map(|number| self.candidates.get(*number))
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
    /// Beyond the violations, the Pod leaves `automountServiceAccountToken` unset, and the account
    /// was not asked what that comes to.
    pub also_unset: bool,
    /// The answer needs a lookup that failed.
    pub lookup_error: Option<LookupError>,
}

/// Judges a PodSpec.
pub fn judge<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    cluster: &mut dyn Cluster,
) -> Judgement<'p> {
    let account_allowed = settings.allows_account(case.namespace, case.account);
    let weigher = Weigher { case, settings, account_allowed };
    let unknown = Account::Unknown { name: case.account };
    if settings.pod_opts_out() {
        return weigher.judgement(&Account::NeverRead { name: case.account });
    }
    if case.controller_made {
        return weigher.judgement(&unknown);
    }
    let answers = weigher.try_all_answers();
    let rejects = settings.action() == Action::Reject;
    if answers.none_violates() {
        // A warning about what is tolerated has to be true, but is not worth a rejection.
        let for_warning = answers.untold && rejects && !case.pods_accepted;
        if !for_warning {
            return weigher.judgement(&unknown);
        }
    } else if answers.all_violate() && rejects {
        return weigher.rejected_anyway(answers);
    }
    let undecided = !answers.none_violates();
    match look_up_account(cluster, case.namespace, case.account) {
        Ok(Some(account)) => weigher.judgement(&Account::Known(&account)),
        Ok(None) => weigher.without_account(answers),
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
    account_allowed: bool,
}

/// What comes of every answer that the account may give.
struct Answers<'p> {
    /// For each answer, whether something is violated then.
    violates: [bool; POSSIBLE_ANSWERS],
    /// What is violated whatever the answer is.
    certain: Vec<Exposure<'p>>,
    /// What is violated by some answers only.
    possible: Vec<Exposure<'p>>,
    /// Whether something is tolerated by some answers only.
    untold: bool,
}

impl Answers<'_> {
    fn none_violates(&self) -> bool {
        self.violates == [false; POSSIBLE_ANSWERS]
    }

    fn all_violate(&self) -> bool {
        self.violates == [true; POSSIBLE_ANSWERS]
    }
}

impl<'p> Weigher<'_, 'p, '_> {
    fn weigh(
        &self,
        candidate: &Candidate<'p>,
        account: &Account<'_>,
    ) -> Option<(Exposure<'p>, Weight)> {
        let case = self.case;
        let mut exposure = Exposure::of(candidate, case.automount, account)?;
        let by_rule = exposure.allowed_by(self.settings, self.account_allowed);
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

    fn try_all_answers(&self) -> Answers<'p> {
        let mut answers = Answers {
            violates: [false; POSSIBLE_ANSWERS],
            certain: Vec::new(),
            possible: Vec::new(),
            untold: false,
        };
        for candidate in &self.case.candidates {
            let (mut violations, mut tolerated) = (0, 0);
            for (account, violates) in Account::all_possible().zip(&mut answers.violates) {
                match self.weigh(candidate, &account) {
                    Some((_, Weight::Violation)) => {
                        violations += 1;
                        *violates = true;
                    }
                    Some((_, Weight::Tolerated)) => tolerated += 1,
                    _ => {}
                }
            }
            let unknown = Account::Unknown { name: self.case.account };
            let exposure = Exposure::of(candidate, self.case.automount, &unknown);
            match violations {
                0 => {}
                POSSIBLE_ANSWERS => answers.certain.extend(exposure),
                _ => answers.possible.extend(exposure),
            }
            answers.untold |= tolerated > 0 && tolerated < POSSIBLE_ANSWERS;
        }
        answers
    }

    /// It is rejected whatever the account says, and the part that only the account can tell is
    /// left out; unless each answer has a reason of its own, then all of them are told.
    fn rejected_anyway(&self, answers: Answers<'p>) -> Judgement<'p> {
        let mut judgement = self.judgement(&Account::Unknown { name: self.case.account });
        let automount = |exposure: &Exposure<'_>| exposure.how == How::Automount;
        judgement.also_unset =
            !answers.certain.is_empty() && answers.possible.iter().any(automount);
        judgement.violations =
            if answers.certain.is_empty() { answers.possible } else { answers.certain };
        judgement
    }

    fn judgement(&self, account: &Account<'_>) -> Judgement<'p> {
        let mut judgement = Judgement {
            exposures: Vec::new(),
            violations: Vec::new(),
            tolerated: Vec::new(),
            account_missing: false,
            waits_for_account: false,
            also_unset: false,
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
    fn without_account(&self, answers: Answers<'p>) -> Judgement<'p> {
        let case = self.case;
        let counts_as_unset = case.is_pod || case.pods_accepted || case.account == "default";
        if counts_as_unset {
            let mut judgement = self.judgement(&Account::Known(&ServiceAccount::default()));
            judgement.account_missing = true;
            return judgement;
        }
        // What it says itself is judged all the same.
        let mut judgement = self.judgement(&Account::Unknown { name: case.account });
        judgement.account_missing = true;
        judgement.waits_for_account = !answers.none_violates() && answers.certain.is_empty();
        judgement.violations = answers.certain;
        judgement.tolerated.clear();
        judgement
    }
}

#[cfg(test)]
mod tests;
