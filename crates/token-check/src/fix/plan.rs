//! Decides what has to change in an object.

mod asked;
mod projected;
mod removed;

use analysis::CONTAINERS_ANNOTATION;
use analysis::bindings::Binding;
use analysis::edit::{Change, Place};
use analysis::exposure::{AskedBy, Exposure, How};
use analysis::injected::{Injected, injected};
use analysis::input::Object;
use analysis::judge::{Judge, Judged};
use analysis::kinds::{AUTOMOUNT, JudgedKind, Kind, PodPlace};
use analysis::path::Step;
use serde_json::Value;

use super::Known;
use asked::asked_for;

/// What has to change.
pub struct Plan {
    /// The changes, in the order in which they are made.
    pub changes: Vec<Change>,
    /// Why containers keep a token: a role binding that names the account, or a setting.
    pub kept_for: Option<String>,
    /// Whether containers lose a token because nothing is known that needs it.
    pub takes_token: bool,
    /// The paths of the Pod templates that change.
    pub paths: Vec<String>,
}

/// A PodSpec that has to change.
struct Subject<'p> {
    spec: &'p Value,
    /// The way to it.
    way: Vec<Step>,
    /// The names of volumes that come with the Pods of a StatefulSet.
    claims: Vec<&'p str>,
    injected: Injected,
    /// The containers that get a token of their own where one is kept.
    containers: Vec<&'p str>,
}

/// Decides what has to change in a rejected object.
///
/// # Errors
///
/// Why nothing can be done about it.
pub fn plan(
    known: &Known,
    judge: &Judge<'_>,
    object: &Object,
    judged: &Judged,
) -> Result<Plan, String> {
    let message = || judged.message.clone().unwrap_or_default();
    match judged.code {
        Some(403) => {}
        Some(500) => return Err(format!("a lookup failed: {}", message())),
        _ => return Err(format!("it is not valid: {}", message())),
    }
    let text_of = |key| object.value.get(key)?.as_str();
    let kind = text_of("apiVersion").zip(text_of("kind"));
    let Some(kind) = kind.and_then(|(version, kind)| judge.kinds.judged(version, kind)) else {
        return Err("it is a request, and only manifests can be changed".into());
    };
    if kind.is_secret() {
        return Err("only its author knows whether the token Secret is needed".into());
    }
    if !kind.holds_pods() {
        return plan_account(known, object, judged);
    }
    if kind.lacks_automount() {
        return Err(format!(
            "its Pod templates have no {AUTOMOUNT}: set it to false on the service account"
        ));
    }
    // Of other templates, more is known once these are changed.
    let violations = judged.violations();
    if violations.is_empty() {
        return Err(message());
    }
    let places = kind.pod_places(&object.value);
    if !violations.iter().all(|exposure| places.iter().any(|place| place.exposes(exposure))) {
        return Err("it is not clear which of its Pod templates is meant".into());
    }
    let mut plan =
        Plan { changes: Vec::new(), kept_for: None, takes_token: false, paths: Vec::new() };
    for place in &places {
        let exposures: Vec<&Exposure> =
            judged.exposures.iter().filter(|exposure| place.exposes(exposure)).collect();
        if !violations.iter().any(|exposure| place.exposes(exposure)) {
            continue;
        }
        let of = Template { known, judged, place, claims: claims(&kind, &object.value), exposures };
        let of_place = of.plan(judge.settings).map_err(|why| match places.len() {
            1 => why,
            _ => format!("{}: {why}", place.path),
        })?;
        plan = plan.and(of_place);
    }
    Ok(plan)
}

impl Plan {
    /// This, and then another.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.changes.extend(other.changes);
        self.paths.extend(other.paths);
        let kept_for = self.kept_for.or(other.kept_for);
        let takes_token = self.takes_token || other.takes_token;
        Self { kept_for, takes_token, ..self }
    }
}

/// A Pod template, or a Pod, with a violation.
struct Template<'p> {
    known: &'p Known,
    judged: &'p Judged,
    place: &'p PodPlace<'p>,
    /// The names of volumes that come with its Pods.
    claims: Vec<&'p str>,
    /// What it exposes.
    exposures: Vec<&'p Exposure>,
}

impl<'p> Template<'p> {
    fn plan(&self, settings: &Value) -> Result<Plan, String> {
        let Self { known, place, .. } = self;
        let mut violations = self.exposures.iter().filter(|exposure| exposure.allowed_by.is_none());
        if let Some(asked) = violations.clone().find(|exposure| exposure.how != How::Automount) {
            return Err(asked_for(asked, place.spec));
        }
        let namespace = self.judged.namespace.as_deref().unwrap_or_default();
        let account = place.account();
        let binding = first_naming(known, namespace, account)?;
        let keepers = self.keepers();
        if binding.is_none()
            && let Some(asked) = violations.find(|one| one.asked_by != Some(AskedBy::Nobody))
        {
            let why = asked_for(asked, place.spec);
            return Err(format!("{why}, and no role binding that names the account is known"));
        }
        let of_account = known.context.service_account(namespace, account);
        let subject = Subject {
            spec: place.spec,
            way: place.spec_way.clone(),
            claims: self.claims.clone(),
            injected: injected(place.spec, account, of_account),
            containers: match keepers.is_empty() {
                true => chosen(self.automounted(), place.metadata),
                false => keepers.clone(),
            },
        };
        let mut changes = vec![Change::Set {
            mapping: subject.way.clone(),
            key: AUTOMOUNT.into(),
            value: false.into(),
            place: Place::First,
        }];
        let kept_for = match (keepers.is_empty(), binding) {
            (false, _) => Some(format!("the token is for {} only", listed(&keepers))),
            (true, Some(binding)) => Some(format!("{binding} names its account")),
            (true, None) => None,
        };
        match &kept_for {
            None => changes.extend(removed::changes(&subject)),
            Some(_) => changes.extend(projected::changes(&subject, settings)),
        }
        let paths = vec![place.path.clone()];
        Ok(Plan { changes, takes_token: kept_for.is_none(), kept_for, paths })
    }

    /// The containers whose automounted token a setting allows, where it does not allow that of others.
    fn keepers(&self) -> Vec<&'p str> {
        let is_kept = |exposure: &&&Exposure| {
            exposure.how == How::Automount
                && exposure
                    .allowed_by
                    .as_deref()
                    .is_some_and(|by| !matches!(by, "existingViolations" | "controllerPods"))
        };
        let kept = self.exposures.iter().filter(is_kept);
        kept.filter_map(|exposure| exposure.container.as_deref()).collect()
    }

    /// The containers into which Kubernetes mounts a token.
    fn automounted(&self) -> Vec<&'p str> {
        let automount = self.exposures.iter().filter(|exposure| exposure.how == How::Automount);
        automount.map(|exposure| exposure.place()).collect()
    }
}

/// Of these containers, those that the author's annotation names; all of them if there is none, or if
/// it names none of them.
fn chosen<'c>(containers: Vec<&'c str>, metadata: &Value) -> Vec<&'c str> {
    let annotations = metadata.get("annotations");
    let Some(names) = annotations.map(|all| text(all, CONTAINERS_ANNOTATION)) else {
        return containers;
    };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let named: Vec<&str> =
        containers.iter().filter(|container| names.contains(container)).copied().collect();
    if named.is_empty() { containers } else { named }
}

/// "container a", or "containers a, b".
fn listed(names: &[&str]) -> String {
    let kind = if names.len() == 1 { "container" } else { "containers" };
    format!("{kind} {}", names.join(", "))
}

/// A ServiceAccount: its Pods that say nothing themselves lose their token.
fn plan_account(known: &Known, object: &Object, judged: &Judged) -> Result<Plan, String> {
    if object.value.get(AUTOMOUNT).is_some_and(|says| !says.is_null()) {
        return Err(format!("the service account asks for its token: {AUTOMOUNT} is true"));
    }
    let namespace = judged.namespace.as_deref().unwrap_or_default();
    let name = judged.name.as_deref().unwrap_or_default();
    if let Some(binding) = first_naming(known, namespace, name)? {
        return Err(format!(
            "{binding} names it, so its Pods may need the token; let those that do ask for it \
             themselves first"
        ));
    }
    let change = Change::Set {
        mapping: Vec::new(),
        key: AUTOMOUNT.into(),
        value: false.into(),
        place: Place::Last,
    };
    Ok(Plan { changes: vec![change], kept_for: None, takes_token: true, paths: Vec::new() })
}

/// The first role binding that names an account.
fn first_naming<'k>(
    known: &'k Known,
    namespace: &str,
    account: &str,
) -> Result<Option<&'k Binding>, String> {
    let found = known.bindings.first_naming(namespace, account);
    match known.bindings.unread() {
        Some(why) if found.is_none() => {
            Err(format!("it is not known whether its program needs the token: {why}"))
        }
        _ => Ok(found),
    }
}

/// The volumes that a StatefulSet adds to its Pods.
fn claims<'o>(kind: &JudgedKind, object: &'o Value) -> Vec<&'o str> {
    let has_claims = kind.built_in().is_some_and(Kind::has_volume_claims);
    let claims = object.pointer("/spec/volumeClaimTemplates").and_then(Value::as_array);
    let claims = claims.filter(|_| has_claims).into_iter().flatten();
    claims.filter_map(|claim| claim.pointer("/metadata/name")?.as_str()).collect()
}

/// The containers of a PodSpec, each with the name of its list and its index there.
fn containers<'s>(
    spec: &'s Value,
    lists: &'static [&'static str],
) -> impl Iterator<Item = (&'static str, usize, &'s Value)> {
    lists.iter().flat_map(move |list| {
        let containers = spec.get(list).and_then(Value::as_array).into_iter().flatten();
        containers.enumerate().map(move |(index, container)| (*list, index, container))
    })
}

/// The items of a list with their indexes.
fn items<'v>(value: &'v Value, key: &str) -> impl DoubleEndedIterator<Item = (usize, &'v Value)> {
    let items = value.get(key).and_then(Value::as_array);
    items.map(Vec::as_slice).unwrap_or_default().iter().enumerate()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

impl Subject<'_> {
    /// The way to a part of the PodSpec.
    fn to<const N: usize>(&self, steps: [Step; N]) -> Vec<Step> {
        self.way.iter().cloned().chain(steps).collect()
    }

    /// The names of the injected volumes.
    fn injected_names(&self) -> Vec<&str> {
        let index = self.injected.volume;
        let volume = items(self.spec, "volumes").find(|(at, _)| Some(*at) == index);
        let volume = volume.map(|(_, volume)| text(volume, "name"));
        volume.into_iter().chain(self.injected.secrets.iter().map(String::as_str)).collect()
    }
}
