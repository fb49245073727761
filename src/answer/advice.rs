//! The advice that a rejection gives: one sentence for each way to fix the violation.

use super::cause::Cause;
use crate::decide::exposure::{Exposure, How};
use crate::settings::{PodAuthor, Settings};

/// The shortest life of a Pod certificate, in seconds (`pkg/apis/certificates/validation`,
/// `MinMaxExpirationSeconds`).
const SHORTEST_CERTIFICATE_SECONDS: i64 = 60 * 60;

/// What to do about a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Declare a token for the containers that it is for, and opt out.
    ProjectForKeepers,
    /// Opt out, or name the container in the annotation.
    OptOutOrName,
    /// Remove what gives the container a token, or name it in the annotation.
    RemoveOrName,
    /// Remove the mount or get it allowed.
    RemoveMount,
    /// Opt out. Nothing asked for the token, so the program cannot depend on it.
    OptOut,
    /// Opt out on the service account, because the template cannot.
    OptOutAtAccount,
    /// Nothing can be done in the object.
    None,
    /// Opt out, or get the service account's own request allowed.
    OptOutOrAllowAccount,
    /// Opt out or declare a projected token.
    OptOutOrProject,
    /// Opt out, or get the Pod's own request allowed.
    OptOutOrAllowPod,
    /// Do not mount the token in a debug container.
    Unmount,
    /// Remove the source from the volume.
    RemoveSource,
    /// Request a token with a shorter lifetime.
    ShortenLife,
    /// Create the Secret first, or remove the reference to it.
    CreateSecretFirst,
    /// Remove the reference to the Secret.
    RemoveReference,
    /// Remove the reference to a pull Secret, which the container does not need.
    RemovePullSecret,
    /// Declare a projected token instead of using the Secret.
    ProjectInstead,
    /// Get the account allowed, or request a token for the system that it is for.
    AllowOrRetarget,
    /// Request a token with a shorter lifetime.
    RequestLess,
    /// Also get the account allowed.
    RequestLessAndAllow,
}

impl Advice {
    /// Chooses the advice for a violation with this cause.
    ///
    /// `keepers` are the containers that the token is for, if it is for some only.
    pub fn on(
        cause: Cause,
        exposure: &Exposure<'_>,
        keepers: &[&Exposure<'_>],
        settings: &Settings<'_>,
    ) -> Self {
        let author = settings.allow.pod_author;
        // Whose account is exempt may declare any token.
        let may_project = author != PodAuthor::None
            || keepers.iter().all(|keeper| keeper.allowed_by != Some("allow.serviceAccountOwner"));
        match cause {
            Cause::LeftOutDeclared => Self::RemoveOrName,
            Cause::LeftOut if !may_project => Self::OptOutOrName,
            _ if cause.ends_with_opt_out() && !keepers.is_empty() && may_project => {
                Self::ProjectForKeepers
            }
            Cause::LeftOut => Self::OptOut,
            Cause::MountedByHand => Self::RemoveMount,
            Cause::PodMustOptOut
            | Cause::AccountMissing
            | Cause::NobodyAsked
            | Cause::WhateverAccountSays => Self::OptOut,
            Cause::AccountSaysTrue => Self::OptOutOrAllowAccount,
            Cause::PodSaysTrue if author == PodAuthor::Projected => Self::OptOutOrProject,
            Cause::PodSaysTrue => Self::OptOutOrAllowPod,
            Cause::ProjectedForDebugger => Self::Unmount,
            Cause::Projected => Self::RemoveSource,
            // Kubernetes issues no certificate for less.
            Cause::LivesTooLong
                if exposure.how == How::Certificate
                    && settings.projected_token_max_seconds
                        < Some(SHORTEST_CERTIFICATE_SECONDS) =>
            {
                Self::RemoveSource
            }
            Cause::LivesTooLong => Self::ShortenLife,
            Cause::UnknownSecret => Self::CreateSecretFirst,
            Cause::PullSecret => Self::RemovePullSecret,
            Cause::TokenSecret if author == PodAuthor::None || exposure.is_ephemeral() => {
                Self::RemoveReference
            }
            Cause::TokenSecret => Self::ProjectInstead,
            Cause::Requested => Self::AllowOrRetarget,
            Cause::RequestedTooLong if exposure.exempt.allows() => Self::RequestLess,
            Cause::RequestedTooLong => Self::RequestLessAndAllow,
        }
    }

    /// The sentence for a rejection, with `{words}` to be [filled in](super::wording::fill).
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ProjectForKeepers => {
                "That token is for {keepers} only: set {field}: false{removal} and declare a \
                 projected token there."
            }
            Self::OptOutOrName => {
                "Name the container in the annotation, or set {field}: false{removal}."
            }
            Self::RemoveOrName => {
                "Remove what gives a token there, or name the container in the annotation."
            }
            Self::RemoveMount => {
                "Remove that mount, or ask an administrator to allow it (allow.podAuthor: any, or \
                 {account} in allow.serviceAccounts)."
            }
            Self::OptOut => "Set {field}: false{removal}.",
            Self::OptOutAtAccount => {
                "This kind has no such field: set it to false on the service account."
            }
            Self::None => "This kind has no such field.",
            Self::OptOutOrAllowAccount => {
                "If the program does not call the Kubernetes API, set {field}: false{removal}; if \
                 it does, ask an administrator to allow it (allow.serviceAccountOwner, or \
                 {account} in allow.serviceAccounts)."
            }
            Self::OptOutOrProject => {
                "If the program does not call the Kubernetes API, set it to false{removal}; if it \
                 does, also declare a projected token for the container that needs it, or ask an \
                 administrator to allow it (allow.podAuthor: any, or {account} in \
                 allow.serviceAccounts)."
            }
            Self::OptOutOrAllowPod => {
                "If the program does not call the Kubernetes API, set it to false{removal}; if it \
                 does, ask an administrator to allow it (allow.podAuthor: any, or {account} in \
                 allow.serviceAccounts)."
            }
            Self::Unmount => {
                "Remove the mount, or ask an administrator to add {account} to \
                 allow.serviceAccounts."
            }
            Self::RemoveSource => {
                "Remove that source, or ask for {account} to be added to allow.serviceAccounts."
            }
            Self::ShortenLife => "Set {life} to {advised} there.",
            Self::CreateSecretFirst => {
                "Create the Secret first if it is an ordinary one, or remove what refers to \
                 it{also}."
            }
            Self::RemoveReference => "Remove what refers to the Secret{also}.",
            Self::RemovePullSecret => {
                "Remove what refers to the Secret{also}; nodes pull images with it all the same."
            }
            Self::ProjectInstead => {
                "Remove what refers to the Secret{also}; if the program calls the Kubernetes API, \
                 declare a projected token instead."
            }
            Self::AllowOrRetarget => {
                "Ask for {account} to be added to allow.serviceAccounts; for another system, ask for a \
                 token with the audience of that system (kubectl create token --audience), one of \
                 otherAudiences where that is set."
            }
            Self::RequestLess => {
                "Ask for {advised} seconds (kubectl create token --duration {advised}s)."
            }
            Self::RequestLessAndAllow => {
                "Ask for {advised} seconds (kubectl create token --duration {advised}s), and for \
                 {account} to be added to allow.serviceAccounts unless its role bindings allow it."
            }
        }
    }
}
