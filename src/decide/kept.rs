//! What is left of a Pod's tokens once those are gone that nobody asked for.

use super::case::{Case, Judgement};
use super::token_source::{Origin, TokenSource};
use crate::cluster::facts::Facts;
use crate::pod::chosen::Choice;
use crate::pod::injected::PLUGIN_VOLUME_PREFIX;
use crate::prelude::*;
use crate::settings::{OptOutAt, Settings};
use crate::text::ByName;

/// What a Pod keeps.
#[derive(Default)]
pub struct Kept<'p> {
    /// The containers that keep a token of any kind, or may keep one that no answer could take from
    /// them, in their order.
    pub names: Vec<&'p str>,
    /// Those that keep what Kubernetes mounts.
    pub mounts: ByName<'p>,
    /// Those of them in which it is not mounted yet.
    pub to_mount: ByName<'p>,
    /// The volume that Kubernetes mounts; `None` if it is not in the Pod yet.
    pub volume: Option<&'p str>,
}

impl<'p> Kept<'p> {
    /// What a Pod keeps after this judgement, which strips it of tokens.
    pub fn of(
        case: &Case<'p>,
        judgement: &Judgement<'p>,
        settings: &Settings<'_>,
        facts: &Facts<'_>,
    ) -> Self {
        let mut kept = Self::default();
        let mut plugins = judgement.exposures.iter().filter(|one| one.is_plugins());
        kept.volume = plugins.find_map(|one| one.volume);
        // Where the account is never read, it may say that Kubernetes mounts nothing.
        let is_mounted = |source: &TokenSource<'p>| source.is_plugins() && !source.predicted;
        let may_mount = settings.opt_out_at != OptOutAt::Pod || case.sources.iter().any(is_mounted);
        let mut mounted = ByName::default();
        for source in case.sources.iter().filter(|source| source.is_plugins()) {
            if may_mount || !source.predicted {
                mounted.add_name(source.container, 0);
            }
        }
        let mut names = ByName::default();
        for exposure in judgement.exposures.iter().filter(|one| one.allowed_by.is_some()) {
            if !exposure.is_plugins() {
                names.add_name(exposure.container, 0);
            } else if mounted.has(exposure.container) {
                names.add_name(exposure.container, 0);
                kept.mounts.add_name(exposure.container, 0);
            }
        }
        for source in &case.sources {
            if source.predicted && kept.mounts.has(source.container) {
                kept.to_mount.add_name(source.container, 0);
            }
            // What a Secret holds that nobody looked up is allowed, whatever it is.
            let is_unseen = match source.origin {
                Origin::Secret { name, .. } => {
                    settings.inspect_secrets && facts.secrets().get(name).is_none()
                }
                _ => false,
            };
            let keeps =
                names.has(source.container) || is_unseen && source.choice != Choice::LeftOut;
            // Sources of one container are adjacent.
            if keeps && kept.names.last() != Some(&source.container) {
                kept.names.push(source.container);
            }
        }
        kept
    }

    /// Whether Kubernetes' volume stays in some containers.
    pub fn is_some(&self) -> bool {
        !self.mounts.is_empty()
    }

    /// The name of the volume, or one that Kubernetes could have given it.
    pub fn volume_name(&self) -> Cow<'p, str> {
        match self.volume {
            Some(name) => name.into(),
            None => [PLUGIN_VOLUME_PREFIX, "token"].concat().into(),
        }
    }

    /// Turns the case into that of the Pod after the change. What is kept is allowed before and after it.
    pub fn apply_to(&self, case: &mut Case<'p>) {
        case.automount = Some(false);
        case.sources.retain(|source| !source.is_plugins() || self.mounts.has(source.container));
    }
}
