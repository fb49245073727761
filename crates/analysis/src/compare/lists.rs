//! Lists of patterns of which more are stricter.

use super::lines::{EQUAL, Line, STRICTER, Verdict, looser, no_matter, unproved};
use super::meaning::Meaning;
use super::patterns::{any_covers, example};

/// `allow.rolesThatNeedNoToken`.
pub(super) fn roles(old: &Meaning, new: &Meaning) -> Line {
    let (was, is) = (&old.roles_that_need_no_token, &new.roles_that_need_no_token);
    let verdict = match new.service_accounts_with_role_bindings {
        false if was != is => {
            no_matter("no matter, as NEW has allow.serviceAccountsWithRoleBindings: false")
        }
        _ => more_is_stricter(was, is, &|role| {
            format!("NEW counts bindings to role {role}, OLD does not")
        }),
    };
    Line::new("allow.rolesThatNeedNoToken", was, is, verdict)
}

/// `apiCertificateSigners`.
pub(super) fn signers(old: &Meaning, new: &Meaning) -> Line {
    let (was, is) = (&old.api_certificate_signers, &new.api_certificate_signers);
    let why = |signer: &str| format!("NEW does not judge Pod certificates of {signer}, OLD does");
    Line::new("apiCertificateSigners", was, is, more_is_stricter(was, is, &why))
}

/// NEW has to cover OLD; `why` says what it means that it does not cover that text.
pub(super) fn more_is_stricter(
    old: &[String],
    new: &[String],
    why: &dyn Fn(&str) -> String,
) -> Verdict {
    let mut uncovered = old.iter().filter(|pattern| !any_covers(new, pattern));
    match uncovered.next() {
        Some(pattern) => not_covered(pattern, new, why),
        None if new.iter().all(|pattern| any_covers(old, pattern)) => EQUAL,
        None => STRICTER,
    }
}

/// A pattern that none of the others covers by itself.
pub(super) fn not_covered(
    pattern: &str,
    others: &[String],
    why: &dyn Fn(&str) -> String,
) -> Verdict {
    match example(pattern, others) {
        Some(example) => looser(why(&example)),
        None => unproved(format!("no pattern evidently covers {pattern}")),
    }
}
