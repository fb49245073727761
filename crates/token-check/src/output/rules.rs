//! The rules that a rejected object can break. Their ids never change.

use analysis::exposure::{AskedBy, How};
use analysis::judge::Judged;

/// A rule, for pages that show more than a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// What is wrong, in a sentence.
    pub says: &'static str,
    /// Why that matters, in Markdown.
    pub why: &'static str,
    /// What to do, in Markdown.
    pub what_to_do: &'static str,
}

const WHY_TOKEN: &str = "A program with a service account token can call the Kubernetes API as that \
                         account. Whoever takes over the program has the token, too.";
const OPT_OUT: &str = "If the program does not call the Kubernetes API, set \
                       `automountServiceAccountToken: false` in the PodSpec (`spec` of a Pod, \
                       `spec.template.spec` of a Deployment). `token-check --fix` writes it.";
const PROJECT: &str = "If the program calls the Kubernetes API, declare a short-lived token for the one \
                       container that needs it: a `projected` volume with a `serviceAccountToken` \
                       source.";

/// All rules.
pub const RULES: [Rule; 11] = [
    Rule {
        id: "token-nobody-asked-for",
        says: "Kubernetes mounts a service account token that nobody asked for.",
        why: WHY_TOKEN,
        what_to_do: OPT_OUT,
    },
    Rule {
        id: "token-by-service-account",
        says: "A token is mounted because the service account sets automountServiceAccountToken: true.",
        why: "The account's field gives a token to every Pod that runs as the account, whether it \
              needs one or not.",
        what_to_do: "Set `automountServiceAccountToken: false` in the PodSpec, or ask an administrator \
                     to allow it: `allow.serviceAccountOwner: true`, or the account in \
                     `allow.serviceAccounts`.",
    },
    Rule {
        id: "token-by-pod",
        says: "A token is mounted because the Pod sets automountServiceAccountToken: true.",
        why: "The Pod's field gives the same token to all of its containers.",
        what_to_do: PROJECT,
    },
    Rule {
        id: "projected-token",
        says: "A projected volume holds a token that is not allowed.",
        why: "The settings limit who may declare a token, or how long it may live.",
        what_to_do: "Remove the `serviceAccountToken` source, or set its `expirationSeconds` to what \
                     the message says.",
    },
    Rule {
        id: "pod-certificate",
        says: "A projected volume holds a certificate for the Kubernetes API that is not allowed.",
        why: "The API server accepts such a certificate as it accepts the account's token.",
        what_to_do: "Remove the `podCertificate` source, or ask an administrator to allow it.",
    },
    Rule {
        id: "token-secret",
        says: "A container reads a service account token Secret.",
        why: "The token in such a Secret never expires.",
        what_to_do: PROJECT,
    },
    Rule {
        id: "token-secret-created",
        says: "A service account token Secret is created.",
        why: "The token in such a Secret never expires, and anyone who can read the Secret has it.",
        what_to_do: "Declare a projected token in the Pod that needs one, or ask for a short-lived one \
                     with `kubectl create token`.",
    },
    Rule {
        id: "token-request",
        says: "Somebody asks the API server for a service account token that is not allowed.",
        why: "Such a token works outside of the cluster as well, for as long as it lives.",
        what_to_do: "Ask for a token for another audience or with a shorter life, or ask an administrator \
                     to allow the account (`allow.serviceAccounts`).",
    },
    Rule {
        id: "service-account-opts-not-out",
        says: "A ServiceAccount does not set automountServiceAccountToken: false.",
        why: "Every Pod that runs as the account gets a token, unless the Pod itself opts out.",
        what_to_do: "Set `automountServiceAccountToken: false` in the ServiceAccount.",
    },
    Rule {
        id: "bad-request",
        says: "The API server would not accept the object.",
        why: "What the policy cannot read, it cannot judge, so it rejects it.",
        what_to_do: "Correct the field that the message names.",
    },
    Rule {
        id: "not-looked-up",
        says: "A cluster lookup that the verdict depends on failed.",
        why: "The verdict depends on objects of the cluster, and the policy fails closed.",
        what_to_do: "Grant what the message names, or give the objects with `--context`.",
    },
];

/// The rule that a rejected object breaks; the first if there are several.
pub fn rule(judged: &Judged) -> &'static Rule {
    let violation = judged.exposures.iter().find(|exposure| exposure.allowed_by.is_none());
    let id = match (judged.code, violation.map(|exposure| (exposure.how, exposure.asked_by))) {
        (Some(400), _) => "bad-request",
        (Some(500), _) => "not-looked-up",
        (_, Some((How::Automount, Some(AskedBy::ServiceAccount)))) => "token-by-service-account",
        (_, Some((How::Automount, Some(AskedBy::Pod)))) => "token-by-pod",
        (_, Some((How::Automount, _))) => "token-nobody-asked-for",
        (_, Some((How::Projected, _))) => "projected-token",
        (_, Some((How::Certificate, _))) => "pod-certificate",
        (_, Some((How::Secret, _))) => "token-secret",
        (_, Some((How::TokenRequest, _))) => "token-request",
        (_, None) if judged.kind.as_deref() == Some("Secret") => "token-secret-created",
        (_, None) => "service-account-opts-not-out",
    };
    RULES.iter().find(|rule| rule.id == id).unwrap_or(&RULES[0])
}
