//! Settings whose value is a word, and those that are true or false.

use super::lines::{EQUAL, Line, STRICTER, Verdict, looser, no_matter, unproved};
use super::meaning::Meaning;
use crate::settings::{
    Action, ControllerPods, ExistingViolations, OptOutAt, PodAuthor, ServiceAccountObjects,
    TokenRequests,
};

/// The lines of these settings.
pub(super) fn lines(old: &Meaning, new: &Meaning) -> Vec<Line> {
    let flag = |name, old, new, why| Line::new(name, old, new, flag(old, new, why));
    vec![
        Line::new("action", old.action, new.action, action(old.action, new.action)),
        Line::new("optOutAt", old.opt_out_at, new.opt_out_at, opt_out_at(old, new)),
        Line::new(
            "allow.podAuthor",
            old.pod_author,
            new.pod_author,
            pod_author(old.pod_author, new.pod_author),
        ),
        flag(
            "allow.serviceAccountOwner",
            old.service_account_owner,
            new.service_account_owner,
            "NEW allows a token because its service account says true",
        ),
        flag(
            "allow.serviceAccountsWithRoleBindings",
            old.service_accounts_with_role_bindings,
            new.service_accounts_with_role_bindings,
            "NEW allows a token because a role binding names its account",
        ),
        flag(
            "allow.tokenSecrets",
            old.token_secrets,
            new.token_secrets,
            "NEW allows Secrets with tokens",
        ),
        Line::new(
            "serviceAccountObjects",
            old.service_account_objects,
            new.service_account_objects,
            service_account_objects(old.service_account_objects, new.service_account_objects),
        ),
        Line::new(
            "existingViolations",
            old.existing_violations,
            new.existing_violations,
            existing_violations(old.existing_violations, new.existing_violations),
        ),
        Line::new(
            "controllerPods",
            old.controller_pods,
            new.controller_pods,
            controller_pods(old, new),
        ),
        Line::new(
            "inspectSecrets",
            old.inspect_secrets,
            new.inspect_secrets,
            inspect_secrets(old, new),
        ),
        Line::new(
            "tokenRequests",
            old.token_requests,
            new.token_requests,
            token_requests(old.token_requests, new.token_requests),
        ),
        Line::new("help", &old.help, &new.help, help(old, new)),
    ]
}

fn flag(old: bool, new: bool, why: &str) -> Verdict {
    match (old, new) {
        (true, false) => STRICTER,
        (false, true) => looser(why),
        (true, true) | (false, false) => EQUAL,
    }
}

fn action(old: Action, new: Action) -> Verdict {
    match (old, new) {
        (Action::Reject, Action::Mutate) => looser(
            "NEW accepts Pods whose token nobody asked for, and takes it from them; OLD rejects them",
        ),
        (Action::Reject | Action::Mutate, Action::Warn) => looser("NEW rejects nothing"),
        (Action::Mutate, Action::Reject) | (Action::Warn, Action::Reject | Action::Mutate) => {
            STRICTER
        }
        (Action::Reject, Action::Reject)
        | (Action::Mutate, Action::Mutate)
        | (Action::Warn, Action::Warn) => EQUAL,
    }
}

fn opt_out_at(old: &Meaning, new: &Meaning) -> Verdict {
    match (old.opt_out_at, new.opt_out_at) {
        (OptOutAt::Pod, OptOutAt::Any) => {
            looser("NEW accepts a Pod that says nothing if its service account says false")
        }
        // An account that says true is an asker, and its list shows Secrets and says which volumes are
        // handwritten.
        (OptOutAt::Any, OptOutAt::Pod) => unproved(
            "NEW never reads service accounts: it does not see that one says true, or which Secrets it \
             lists",
        ),
        (OptOutAt::Any, OptOutAt::Any) | (OptOutAt::Pod, OptOutAt::Pod) => EQUAL,
    }
}

fn pod_author(old: PodAuthor, new: PodAuthor) -> Verdict {
    match (old, new) {
        (PodAuthor::None, PodAuthor::Projected) => {
            looser("NEW allows a projected token that a Pod declares")
        }
        (PodAuthor::None | PodAuthor::Projected, PodAuthor::Any) => {
            looser("NEW allows a Pod to say automountServiceAccountToken: true")
        }
        (PodAuthor::Any, PodAuthor::Projected | PodAuthor::None)
        | (PodAuthor::Projected, PodAuthor::None) => STRICTER,
        (PodAuthor::Any, PodAuthor::Any)
        | (PodAuthor::Projected, PodAuthor::Projected)
        | (PodAuthor::None, PodAuthor::None) => EQUAL,
    }
}

fn service_account_objects(old: ServiceAccountObjects, new: ServiceAccountObjects) -> Verdict {
    use ServiceAccountObjects::{All, Default, Ignore};
    match (old, new) {
        (All, Default) => looser("NEW judges only the service accounts named default"),
        (All | Default, Ignore) => looser("NEW judges no service account"),
        (Ignore, Default | All) | (Default, All) => STRICTER,
        (Ignore, Ignore) | (Default, Default) | (All, All) => EQUAL,
    }
}

fn existing_violations(old: ExistingViolations, new: ExistingViolations) -> Verdict {
    use ExistingViolations::{Allow, Reject};
    match (old, new) {
        (Reject, Allow) => looser("NEW lets an update keep what the object already had"),
        (Allow, Reject) => STRICTER,
        (Allow, Allow) | (Reject, Reject) => EQUAL,
    }
}

fn controller_pods(old: &Meaning, new: &Meaning) -> Verdict {
    use ControllerPods::{Accept, Judge};
    let reads_accounts = old.opt_out_at == OptOutAt::Any || new.opt_out_at == OptOutAt::Any;
    match (old.controller_pods, new.controller_pods) {
        (Judge, Accept) => looser("NEW accepts what kube-controller-manager creates"),
        // Under `accept`, nobody would judge its Pods later.
        (Accept, Judge) if reads_accounts => unproved(
            "OLD rejects a workload whose service account does not exist yet; NEW accepts it and judges \
             its Pods",
        ),
        (Accept, Judge) => STRICTER,
        (Judge, Judge) | (Accept, Accept) => EQUAL,
    }
}

fn inspect_secrets(old: &Meaning, new: &Meaning) -> Verdict {
    match (old.inspect_secrets, new.inspect_secrets) {
        (true, false) => unproved("NEW sees only the Secrets that a service account lists"),
        (false, true) => unproved(
            "OLD rejects what a service account lists, whatever it holds; NEW looks at what it holds",
        ),
        (true, true) | (false, false) => EQUAL,
    }
}

fn token_requests(old: TokenRequests, new: TokenRequests) -> Verdict {
    use TokenRequests::{Ignore, Judge};
    match (old, new) {
        (Judge, Ignore) => looser("NEW judges no requests for tokens"),
        (Ignore, Judge) => STRICTER,
        (Ignore, Ignore) | (Judge, Judge) => EQUAL,
    }
}

fn help(old: &Meaning, new: &Meaning) -> Verdict {
    if old.help == new.help { EQUAL } else { no_matter("no verdict depends on it") }
}
