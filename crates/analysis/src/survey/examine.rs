//! Judges one object under each action, as if it were created now, and finds what it exposes.

use std::sync::Arc;

use serde_json::{Value, json};

#[cfg(feature = "exemptions")]
use super::exemptions::{Entries, Touch};
use super::variants::Variants;
use crate::exposure::Exposure;
use crate::indexed_cluster::IndexedCluster;
use crate::kinds::{JudgedKind, Kinds, POD, split_version};
use crate::owners::Owner;
use crate::policy::{HostCalls, Policy};
use crate::request::create_request;
use crate::verdict::Verdict;

/// What happens to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is accepted without a warning.
    Accepted,
    /// It is accepted with a warning.
    Warned,
    /// It is changed.
    Changed,
    /// It is rejected.
    Rejected,
}

/// What is known about an object.
#[derive(Debug)]
pub struct Examined {
    /// What happens to it under `reject`, `warn` and `mutate`.
    pub outcomes: [Outcome; 3],
    /// The verdict under `reject`.
    pub verdict: Verdict,
    /// Which container can read which token, who asked, and what the given settings allow.
    pub exposures: Vec<Exposure>,
    /// The exposures in that verdict. What it did not look up is missing or assumed.
    pub shown: Vec<Exposure>,
}

/// An object that was examined.
pub struct Seen {
    /// The object's identity.
    pub itself: Owner,
    /// The controller that created it.
    pub controller: Option<Owner>,
    /// Its namespace.
    pub namespace: String,
    /// What the policy says about it, if it judges objects of its kind.
    pub judged: Option<SeenJudged>,
}

/// What the policy says about an object.
pub struct SeenJudged {
    /// Its kind.
    pub kind: JudgedKind,
    /// How many containers it has, if it is a Pod.
    pub containers: usize,
    /// The request that creates it.
    pub request: Value,
    /// What is known about it.
    pub examined: Result<Examined, String>,
    /// What entries of `allow.serviceAccounts` do for it.
    #[cfg(feature = "exemptions")]
    pub touches: Vec<Touch>,
}

/// What is needed to examine any object of a survey.
pub struct Surroundings {
    pub(super) cluster: Arc<IndexedCluster>,
    variants: Variants,
    kinds: Kinds,
    /// The entries of `allow.serviceAccounts`, if there are any.
    #[cfg(feature = "exemptions")]
    pub(super) entries: Option<Entries>,
}

impl Surroundings {
    /// Combines a cluster and valid settings.
    pub fn new(cluster: Arc<dyn HostCalls>, settings: &Value) -> Arc<Self> {
        Arc::new(Self {
            variants: Variants::new(settings),
            kinds: Kinds::of(settings),
            #[cfg(feature = "exemptions")]
            entries: Entries::new(settings, cluster.unix_seconds()),
            cluster: IndexedCluster::new(cluster),
        })
    }
}

/// Asks the policy about objects. Each thread has its own examiner.
pub struct Examiner<'p> {
    pub(super) policy: &'p dyn Policy,
    pub(super) surroundings: Arc<Surroundings>,
}

/// Empties fields that no verdict depends on, which are most of an object's size.
fn prune(object: &mut Value) {
    for pointer in ["/status", "/metadata/managedFields"] {
        if let Some(value) = object.pointer_mut(pointer) {
            *value = Value::Null;
        }
    }
}

impl<'p> Examiner<'p> {
    /// Creates an examiner that asks `policy`.
    pub fn new(policy: &'p dyn Policy, surroundings: &Arc<Surroundings>) -> Self {
        Self { policy, surroundings: Arc::clone(surroundings) }
    }

    /// What an examiner in another thread needs.
    pub fn surroundings(&self) -> Arc<Surroundings> {
        Arc::clone(&self.surroundings)
    }

    /// The variants of the settings.
    pub fn variants(&self) -> &Variants {
        &self.surroundings.variants
    }

    /// Examines an object of a cluster.
    pub fn see(&self, mut object: Value) -> Seen {
        let text =
            |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let namespace =
            text(&object["metadata"]["namespace"]).unwrap_or_else(|| super::NAMESPACE.into());
        let itself = Owner::itself(&object, &namespace);
        let controller = Owner::controller(&object, &namespace);
        let api_version = text(&object["apiVersion"]).unwrap_or_default();
        let kind = self.surroundings.kinds.judged(&api_version, &itself.kind);
        let kind = kind.filter(|kind| !kind.is_secret());
        let judged = kind.map(|kind| {
            prune(&mut object);
            let containers = if kind.is_pod() { containers(&object) } else { 0 };
            let (_, version) = split_version(&api_version);
            let group_version = (kind.group(), version);
            let request = Self::request(object, &namespace, group_version, kind.name());
            let examined = self.examine(&request, &kind);
            #[cfg(feature = "exemptions")]
            let (examined, touches) = self.with_touches(&request, &kind, examined);
            SeenJudged {
                kind,
                containers,
                request,
                examined,
                #[cfg(feature = "exemptions")]
                touches,
            }
        });
        Seen { itself, controller, namespace, judged }
    }

    /// The request that creates an object of that group, version and kind.
    pub fn request(
        object: Value,
        namespace: &str,
        group_version: (&str, &str),
        kind: &str,
    ) -> Value {
        let mut request = create_request(&Value::Null, namespace, group_version, kind);
        request["name"] = object["metadata"]["name"].clone();
        request["object"] = object;
        request
    }

    /// The verdict on a request.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn judge(&self, request: &Value, settings: &Value) -> Result<Verdict, String> {
        self.policy.validate(request, settings, &self.surroundings.cluster.seen_by(request))
    }

    /// Examines an object of that kind.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn examine(&self, request: &Value, kind: &JudgedKind) -> Result<Examined, String> {
        let calls = self.surroundings.cluster.seen_by(request);
        let judge = |settings| self.policy.validate(request, settings, &calls);
        let variants = self.variants();
        let verdict = judge(&variants.reject)?;
        let shown = verdict.exposures()?;
        let rejected = Outcome::of(&verdict);
        let outcomes = match verdict.code {
            _ if rejected == Outcome::Accepted => [Outcome::Accepted; 3],
            Some(400) => [Outcome::Rejected; 3],
            _ => [rejected, Outcome::Warned, Outcome::of(&judge(&variants.mutate)?)],
        };
        let mut exposures = match verdict.code {
            // `reject` looks up no more than it needs.
            code if kind.holds_pods() && code != Some(400) => {
                judge(&variants.census)?.exposures()?
            }
            _ => return Ok(Examined { outcomes, verdict, exposures: shown.clone(), shown }),
        };
        for exposure in &mut exposures {
            exposure.allowed_by = self.allowed_by(exposure, &shown, calls.unix_seconds());
        }
        Ok(Examined { outcomes, verdict, exposures, shown })
    }

    fn allowed_by(
        &self,
        exposure: &Exposure,
        shown: &[Exposure],
        unix_seconds: Option<i64>,
    ) -> Option<String> {
        let mut same = shown.iter().filter(|other| {
            let key = |one: &Exposure| {
                let Exposure { container, path, account, secret, audience, .. } = one.clone();
                (container, path, account, secret, audience)
            };
            key(other) == key(exposure)
        });
        // Without a lookup, a token is shown as automounted even if it may be projected.
        let alike = same.clone().find(|other| other.how == exposure.how).or_else(|| same.next());
        // A setting that allows an account allows all of its tokens, in a container or in all of them.
        let of_account = || {
            let mut shown = shown.iter().filter(|other| other.account == exposure.account);
            shown.find_map(|other| {
                other.allowed_by.as_deref().filter(|by| match *by {
                    "allow.serviceAccounts" => other.container == exposure.container,
                    by => by.starts_with("allow.serviceAccounts"),
                })
            })
        };
        match alike {
            Some(other) => other.allowed_by.clone(),
            None => {
                let by_rule = self.variants().allowing_setting(exposure, unix_seconds);
                by_rule.or_else(of_account).map(str::to_owned)
            }
        }
    }

    /// Whether a role binding that counts names the account `namespace/name`.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn is_bound(&self, account: &str) -> Result<bool, String> {
        let setting = "serviceAccountsWithRoleBindings";
        let mut settings = Value::Null;
        settings["allow"]["podAuthor"] = "none".into();
        settings["allow"][setting] = true.into();
        let roles = "rolesThatNeedNoToken";
        let given = self.variants().given().get("allow").and_then(|allow| allow.get(roles));
        settings["allow"][roles] = given.cloned().unwrap_or_default();
        let (namespace, name) = account.split_once('/').unwrap_or(("", account));
        let mut pod = Value::Null;
        pod["spec"]["serviceAccountName"] = name.into();
        pod["spec"]["automountServiceAccountToken"] = true.into();
        pod["spec"]["containers"] = json!([{"name": "any"}]);
        let verdict =
            self.judge(&Self::request(pod, namespace, ("", "v1"), POD.kind), &settings)?;
        let by_bindings = |exposure: &Exposure| {
            exposure.allowed_by.as_deref().is_some_and(|by| by.ends_with(setting))
        };
        Ok(verdict.exposures()?.iter().any(by_bindings))
    }

    /// Whether the settings count a token for that audience as an API token.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn counts_as_api(&self, audience: &str) -> Result<bool, String> {
        let token = json!({"audience": audience, "path": "token"});
        let pod = json!({"spec": {
            "automountServiceAccountToken": false,
            "containers": [{"name": "any", "volumeMounts": [{"name": "any", "mountPath": "/any"}]}],
            "volumes": [{"name": "any", "projected": {"sources": [{"serviceAccountToken": token}]}}],
        }});
        let request = Self::request(pod, super::NAMESPACE, ("", "v1"), POD.kind);
        let verdict = self.judge(&request, &self.variants().census)?;
        Ok(!verdict.exposures()?.is_empty())
    }
}

/// How many containers a Pod has.
fn containers(pod: &Value) -> usize {
    let lists = ["initContainers", "containers", "ephemeralContainers"];
    lists.iter().filter_map(|list| pod["spec"][list].as_array()).map(Vec::len).sum()
}

impl Outcome {
    /// What that verdict means for an object.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict { accepted: false, .. } => Self::Rejected,
            Verdict { mutated_object: Some(_), .. } => Self::Changed,
            Verdict { warnings: Some(warnings), .. } if !warnings.is_empty() => Self::Warned,
            _ => Self::Accepted,
        }
    }
}
