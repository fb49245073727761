//! The cause of a violation: one sentence for each reason a token is not allowed.

use crate::decide::exposure::{AskedBy, Exposure, How};
use crate::decide::world::TokenAccount;
use crate::settings::{OptOutAt, PodAuthor, Settings};

/// Why a token is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The author chose other containers, and Kubernetes mounts the token in all of them.
    LeftOut,
    /// The author chose other containers, and declares a token for this one all the same.
    LeftOutDeclared,
    /// The author mounts the volume that Kubernetes normally injects.
    MountedByHand,
    /// The Pod leaves the field unset, but must set it (`optOutAt: pod`).
    PodMustOptOut,
    /// The Pod leaves the field unset, and its account does not exist.
    AccountMissing,
    /// Neither the Pod nor the account sets the field.
    NobodyAsked,
    /// The account sets the field to true.
    AccountSaysTrue,
    /// The Pod sets the field to true.
    PodSaysTrue,
    /// The Pod leaves the field unset, and no answer about the account could make that acceptable.
    WhateverAccountSays,
    /// An ephemeral container mounts a projected token.
    ProjectedForDebugger,
    /// The author may not declare projected tokens.
    Projected,
    /// A projected token has too long a lifetime.
    LivesTooLong,
    /// A Secret may hold a token of any account.
    UnknownSecret,
    /// The Secret is a token Secret.
    TokenSecret,
    /// The Secret is one that OpenShift makes to pull images.
    PullSecret,
    /// Somebody asks the API server for the token of an account that is not allowed.
    Requested,
    /// Somebody asks for a token with too long a lifetime.
    RequestedTooLong,
}

impl Cause {
    /// Determines the cause of a violation.
    pub fn of(exposure: &Exposure<'_>, settings: &Settings<'_>, account_missing: bool) -> Self {
        match (exposure.how, exposure.asked_by) {
            _ if exposure.is_left_out && exposure.is_plugins() => Self::LeftOut,
            _ if exposure.is_left_out => Self::LeftOutDeclared,
            (How::Automount, _) if exposure.authors_mount => Self::MountedByHand,
            (How::Automount, Some(AskedBy::Nobody)) => {
                match (settings.opt_out_at, account_missing) {
                    (OptOutAt::Pod, _) => Self::PodMustOptOut,
                    (OptOutAt::Any, true) => Self::AccountMissing,
                    (OptOutAt::Any, false) => Self::NobodyAsked,
                }
            }
            (How::Automount, Some(AskedBy::ServiceAccount)) => Self::AccountSaysTrue,
            (How::Automount, Some(AskedBy::Pod)) => Self::PodSaysTrue,
            (How::Automount, None) => Self::WhateverAccountSays,
            (How::Projected | How::Certificate, _) if exposure.is_ephemeral() => {
                Self::ProjectedForDebugger
            }
            (How::Projected | How::Certificate, _)
                if settings.allow.pod_author == PodAuthor::None =>
            {
                Self::Projected
            }
            (How::Projected | How::Certificate, _) => Self::LivesTooLong,
            (How::Secret, _) if exposure.token_account == TokenAccount::Unknown => {
                Self::UnknownSecret
            }
            (How::Secret, _) if exposure.in_pull_secret => Self::PullSecret,
            (How::Secret, _) => Self::TokenSecret,
            (How::TokenRequest, _) => {
                match settings.projected_token_max_seconds.is_some_and(|max| exposure.seconds > max)
                {
                    true => Self::RequestedTooLong,
                    false => Self::Requested,
                }
            }
        }
    }

    /// Whether `automountServiceAccountToken: false` removes the token.
    pub fn ends_with_opt_out(self) -> bool {
        matches!(
            self,
            Self::LeftOut
                | Self::PodMustOptOut
                | Self::AccountMissing
                | Self::NobodyAsked
                | Self::AccountSaysTrue
                | Self::PodSaysTrue
                | Self::WhateverAccountSays
        )
    }

    /// The sentence for a rejection, with `{words}` to be [filled in](super::wording::fill): `{gets}` says which
    /// containers would get whose token.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::LeftOut => {
                "{gets}, although the annotation service-account-token-policy/containers names \
                 only others: Kubernetes mounts a token in every container unless {field} is false."
            }
            Self::LeftOutDeclared => {
                "{containers} could read an API credential through {through} (service account \
                 {account}), although the annotation service-account-token-policy/containers names \
                 only others."
            }
            Self::MountedByHand => {
                "{gets} through a mount, written by hand, of {through}, which Kubernetes injects \
                 unless {field} is false."
            }
            Self::PodMustOptOut => {
                "{gets}: {pod} does not set automountServiceAccountToken, and here the Pod itself \
                 must opt out."
            }
            Self::AccountMissing => {
                "{gets}: {pod} does not set automountServiceAccountToken, the service account \
                 does not exist, and Kubernetes mounts the token by default."
            }
            Self::NobodyAsked => {
                "{gets}: neither {pod} nor the service account sets automountServiceAccountToken, \
                 and Kubernetes mounts it by default."
            }
            Self::AccountSaysTrue => {
                "{gets}: the service account sets automountServiceAccountToken: true, and {pod} \
                 does not overrule it."
            }
            Self::PodSaysTrue => "{gets}: {field} is true.",
            Self::WhateverAccountSays => {
                "{gets}: {pod} does not set automountServiceAccountToken, and whatever the \
                 service account says, it is not allowed."
            }
            Self::ProjectedForDebugger => {
                "{gets} through the {source} source of {through}{reference}, and that is not \
                 allowed here (allow.podAuthor, projectedTokenMaxSeconds)."
            }
            Self::Projected => {
                "{gets} through the {source} source of {through}{reference}: only an \
                 administrator may allow it here (allow.podAuthor: none)."
            }
            Self::LivesTooLong => {
                "{gets} through the {source} source of {through}{reference}: that {credential} \
                 lives {seconds} seconds{extension}, and at most {max} are allowed \
                 (projectedTokenMaxSeconds)."
            }
            Self::UnknownSecret => {
                "{containers} could read what Secret {secret} holds, through {through}: there is \
                 no such Secret yet, or it names no service account, so it may come to hold a \
                 token of any, and only an administrator may allow that (allow.tokenSecrets)."
            }
            Self::PullSecret => {
                "{containers} could read the API token of service account {account} that pull \
                 Secret {secret} holds, through {through}: it is the password for OpenShift's \
                 image registry, and only an administrator may allow it (allow.tokenSecrets)."
            }
            Self::TokenSecret => {
                "{containers} could read the API token of service account {account} that Secret \
                 {secret} holds, through {through}: such a token never expires, and only an \
                 administrator may allow it (allow.tokenSecrets)."
            }
            Self::Requested => {
                "The request is for an API token of service account {account}{reference}, and only \
                 an administrator may allow that."
            }
            Self::RequestedTooLong => {
                "The API token of service account {account}{reference} would live {seconds} seconds, \
                 and at most {max} are allowed (projectedTokenMaxSeconds)."
            }
        }
    }

    /// The cause in a few words, short enough for a warning.
    pub fn in_few_words(self) -> &'static str {
        match self {
            Self::LeftOut | Self::LeftOutDeclared => "left out",
            Self::MountedByHand => "by a mount written by hand",
            Self::AccountSaysTrue => "the account says true",
            Self::PodSaysTrue => "the Pod says true",
            Self::PodMustOptOut | Self::AccountMissing | Self::NobodyAsked => "nobody asked",
            Self::WhateverAccountSays => "whatever the account says",
            Self::ProjectedForDebugger | Self::Projected | Self::LivesTooLong => {
                "by a projected volume"
            }
            Self::UnknownSecret | Self::TokenSecret => "in a token Secret",
            Self::PullSecret => "in a pull Secret",
            Self::Requested => "by a TokenRequest",
            Self::RequestedTooLong => "living too long",
        }
    }
}
