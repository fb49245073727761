//! The kinds that the policy judges: those of Kubernetes, and those that the settings name (`podTemplates`).

mod pod_place;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::Value;
use service_account_token_policy::pod::kinds::WITHOUT_AUTOMOUNT;
pub use service_account_token_policy::pod::kinds::{Holds, KINDS, Kind, Makes, POD};
use service_account_token_policy::settings::Settings;

pub use pod_place::PodPlace;

/// The kinds that the policy judges with certain settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    custom: Vec<Arc<CustomKind>>,
}

/// A kind that settings name.
#[derive(Debug, PartialEq, Eq)]
pub struct CustomKind {
    /// Its API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// Where its objects hold Pod templates or PodSpecs.
    places: Vec<CustomPlace>,
}

/// An entry of `podTemplates`, without the kind.
#[derive(Debug, PartialEq, Eq)]
struct CustomPlace {
    path: String,
    is_pod_spec: bool,
}

/// A kind that is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JudgedKind {
    /// One of Kubernetes.
    BuiltIn(&'static Kind),
    /// One that the settings name.
    Custom(Arc<CustomKind>),
}

impl Kinds {
    /// The kinds that are judged with these settings. Those that the policy refuses name none.
    pub fn of(settings: &Value) -> Self {
        let json = settings.to_string();
        let mut custom: Vec<CustomKind> = Vec::new();
        let read = Settings::read(json.as_bytes());
        for entry in read.iter().flat_map(|settings| &settings.pod_templates) {
            let path = entry.path.to_string();
            let place = CustomPlace { path, is_pod_spec: entry.is_pod_spec };
            match custom.iter_mut().find(|known| entry.is_for(&known.group, &known.kind)) {
                Some(known) => known.places.push(place),
                None => custom.push(CustomKind {
                    group: entry.group.to_string(),
                    kind: entry.kind.to_string(),
                    places: vec![place],
                }),
            }
        }
        Self { custom: custom.into_iter().map(Arc::new).collect() }
    }

    /// The judged kind with that `apiVersion` and `kind`. kubectl finds out a missing `apiVersion` by the kind.
    pub fn judged(&self, api_version: &str, kind: &str) -> Option<JudgedKind> {
        let group = Some(split_version(api_version).0).filter(|_| !api_version.is_empty());
        let is_it = |known_group: &str, known: &str| {
            known == kind && group.is_none_or(|group| group == known_group)
        };
        let built_in = KINDS.iter().find(|known| is_it(known.group, known.kind));
        let custom = || self.custom.iter().find(|known| is_it(&known.group, &known.kind));
        let custom = || custom().map(|kind| JudgedKind::Custom(Arc::clone(kind)));
        built_in.map(JudgedKind::BuiltIn).or_else(custom)
    }

    /// The kinds that the settings name, in their order.
    pub fn custom(&self) -> &[Arc<CustomKind>] {
        &self.custom
    }

    /// These kinds, and those of others.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        for other in &others.custom {
            if !self.custom.iter().any(|one| one.group == other.group && one.kind == other.kind) {
                self.custom.push(Arc::clone(other));
            }
        }
        self
    }
}

impl JudgedKind {
    /// Its API group; empty is the core group.
    pub fn group(&self) -> &str {
        match self {
            Self::BuiltIn(kind) => kind.group,
            Self::Custom(kind) => &kind.group,
        }
    }

    /// The kind.
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(kind) => kind.kind,
            Self::Custom(kind) => &kind.kind,
        }
    }

    /// The kind, if it is one of Kubernetes.
    pub fn built_in(&self) -> Option<&'static Kind> {
        match self {
            Self::BuiltIn(kind) => Some(kind),
            Self::Custom(_) => None,
        }
    }

    /// What one of Kubernetes holds.
    fn holds(&self) -> Option<Holds> {
        self.built_in().map(|kind| kind.holds)
    }

    /// Whether it is Pod.
    pub fn is_pod(&self) -> bool {
        matches!(self.holds(), Some(Holds::Pod(_)))
    }

    /// Whether it is ServiceAccount.
    pub fn is_service_account(&self) -> bool {
        self.holds() == Some(Holds::ServiceAccount)
    }

    /// Whether it is Secret.
    pub fn is_secret(&self) -> bool {
        self.holds() == Some(Holds::Secret)
    }

    /// Whether its objects hold PodSpecs.
    pub fn holds_pods(&self) -> bool {
        !self.is_service_account() && !self.is_secret()
    }

    /// Whether its templates are cut down and have no `automountServiceAccountToken`.
    pub fn lacks_automount(&self) -> bool {
        matches!(self, Self::Custom(kind) if WITHOUT_AUTOMOUNT.contains(&&*kind.kind))
    }

    /// The PodSpecs of an object, in the order in which the policy judges them. One of Kubernetes' kinds
    /// always has its one place, even if nothing is there.
    pub fn pod_places<'o>(&self, object: &'o Value) -> Vec<PodPlace<'o>> {
        match self {
            Self::BuiltIn(kind) => kind.pod_spec().map(|path| PodPlace::built_in(object, path)),
            Self::Custom(kind) => return PodPlace::custom(object, kind),
        }
        .into_iter()
        .collect()
    }

    /// The accounts that the Pods of an object run as, each once.
    pub fn accounts(&self, object: &Value) -> Vec<String> {
        let mut accounts: Vec<String> = Vec::new();
        for place in self.pod_places(object) {
            if !accounts.iter().any(|known| known == place.account()) {
                accounts.push(place.account().to_owned());
            }
        }
        accounts
    }

    /// The paths in an object where `automountServiceAccountToken` takes effect.
    pub fn automount_fields(&self, object: &Value) -> Vec<String> {
        match self {
            Self::BuiltIn(kind) => kind.automount_field().into_iter().collect(),
            Self::Custom(_) if self.lacks_automount() => Vec::new(),
            Self::Custom(_) => {
                let places = self.pod_places(object);
                places.iter().map(PodPlace::automount_field).collect()
            }
        }
    }
}

/// The field of Pods and accounts that switches the token off.
pub const AUTOMOUNT: &str = "automountServiceAccountToken";

/// The kind of Kubernetes with that `apiVersion` and `kind`, if it is judged.
pub fn built_in(api_version: &str, kind: &str) -> Option<&'static Kind> {
    let (group, _) = split_version(api_version);
    Kind::of(group, kind)
}

/// The PodSpec of an object of that kind.
pub fn pod_spec<'o>(kind: &Kind, object: &'o Value) -> Option<&'o Value> {
    kind.pod_spec()?.split('.').try_fold(object, |value, key| value.get(key))
}

/// The plural name of a kind in URLs. All kinds of Kubernetes that matter here form it in the same way; of
/// others, only the API server knows.
pub fn plural(kind: &str) -> String {
    kind.to_ascii_lowercase() + "s"
}

/// Group and version of an `apiVersion`.
pub fn split_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}
