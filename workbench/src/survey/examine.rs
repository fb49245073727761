//! One object, judged as its next CREATE would be judged: under each action, and what it exposes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::variants::Variants;
use crate::exposure::{AskedBy, Exposure, How};
use crate::kinds::{JUDGED_KINDS, JudgedKind, split_version};
use crate::near_bindings::NearBindings;
use crate::policy::{HostCalls, Policy};
use crate::request::create_request;
use crate::verdict::Verdict;

/// What becomes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is accepted, and nothing is said.
    Accepted,
    /// It is accepted with a warning.
    Warned,
    /// It is changed.
    Changed,
    /// It is rejected.
    Rejected,
}

/// What was found out about an object.
#[derive(Debug)]
pub struct Examined {
    /// What becomes of it under `reject`, `warn` and `mutate`.
    pub outcomes: [Outcome; 3],
    /// The verdict under `reject`.
    pub verdict: Verdict,
    /// Which container can read which token, who asked, and what the given settings allow.
    pub exposures: Vec<Exposure>,
    /// What that verdict shows: what it did not look up is missing, or taken for granted.
    pub shown: Vec<Exposure>,
}

/// Asks the policy about objects.
pub struct Examiner<'p> {
    policy: &'p dyn Policy,
    cluster: NearBindings,
    /// The settings.
    pub variants: Variants,
}

/// Empties what no answer depends on, which is most of an object of a cluster.
pub fn prune(object: &mut Value) {
    for pointer in ["/status", "/metadata/managedFields"] {
        if let Some(value) = object.pointer_mut(pointer) {
            *value = Value::Null;
        }
    }
}

impl<'p> Examiner<'p> {
    /// Of that cluster, by settings that the policy takes.
    pub fn new(policy: &'p dyn Policy, cluster: Arc<dyn HostCalls>, settings: &Value) -> Self {
        Self { policy, cluster: NearBindings::new(cluster), variants: Variants::new(settings) }
    }

    /// The request that creates an object.
    pub fn request(object: Value, namespace: &str, api_version: &str, kind: &JudgedKind) -> Value {
        let mut request = create_request(&Value::Null, namespace, split_version(api_version), kind);
        request["name"] = object["metadata"]["name"].clone();
        request["object"] = object;
        request
    }

    /// The verdict on a request.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn judge(&mut self, request: &Value, settings: &Value) -> Result<Verdict, String> {
        let namespace = request["namespace"].as_str().unwrap_or_default();
        self.policy.validate(request, settings, &self.cluster.seen_from(namespace))
    }

    /// The verdict under one of the [`Variants`].
    fn judge_by(
        &mut self,
        request: &Value,
        by: fn(&Variants) -> &Value,
    ) -> Result<Verdict, String> {
        let namespace = request["namespace"].as_str().unwrap_or_default();
        self.policy.validate(request, by(&self.variants), &self.cluster.seen_from(namespace))
    }

    /// Finds out all about an object of that kind, with no more calls of the policy than it takes.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn examine(&mut self, request: &Value, kind: &JudgedKind) -> Result<Examined, String> {
        let verdict = self.judge_by(request, |variants| &variants.reject)?;
        let shown = exposures(&verdict)?;
        let is_clean = Outcome::of(&verdict) == Outcome::Accepted;
        let outcomes = match verdict.code {
            _ if is_clean => [Outcome::Accepted; 3],
            Some(400) => [Outcome::Rejected; 3],
            _ => {
                let rejected = Outcome::of(&verdict);
                // It takes away what nobody asked for, and is like `reject` otherwise.
                let may_mutate = verdict.code == Some(500)
                    || kind.pod_spec.is_none()
                    || shown.iter().any(|exposure| {
                        exposure.how == How::Automount
                            && matches!(exposure.asked_by, Some(AskedBy::Nobody) | None)
                    });
                let mutated = match may_mutate {
                    true => Outcome::of(&self.judge_by(request, |variants| &variants.mutate)?),
                    false => rejected,
                };
                [rejected, Outcome::Warned, mutated]
            }
        };
        let exposures = match kind.pod_spec {
            Some(_) if verdict.code != Some(400) => self.complete(request, is_clean, &shown)?,
            _ => shown.clone(),
        };
        Ok(Examined { outcomes, verdict, exposures, shown })
    }

    /// Every exposure, from those that are shown under `reject`, which looks up only what it needs.
    fn complete(
        &mut self,
        request: &Value,
        is_clean: bool,
        shown: &[Exposure],
    ) -> Result<Vec<Exposure>, String> {
        if !self.variants.is_plain() {
            let mut all = exposures(&self.judge_by(request, |variants| &variants.census)?)?;
            for exposure in &mut all {
                exposure.allowed_by = self.allowed_by(exposure, shown);
            }
            return Ok(all);
        }
        // Then the account was read, and whoever lists its Secrets.
        let account_was_read = shown.iter().any(|exposure| {
            exposure.how == How::Automount
                && matches!(exposure.asked_by, Some(AskedBy::Nobody | AskedBy::ServiceAccount))
        });
        if is_clean || account_was_read && !self.variants.inspects_secrets() {
            return Ok(shown.to_vec());
        }
        exposures(&self.judge_by(request, |variants| &variants.warn)?)
    }

    fn allowed_by(&self, exposure: &Exposure, shown: &[Exposure]) -> Option<String> {
        let mut same = shown.iter().filter(|other| {
            (&other.container, &other.account, &other.secret, &other.audience)
                == (&exposure.container, &exposure.account, &exposure.secret, &exposure.audience)
        });
        // One that was not looked up is told as automount where it may be projected.
        let alike = same.clone().find(|other| other.how == exposure.how).or_else(|| same.next());
        // What allows an account allows all of its tokens.
        let of_account = || {
            let mut shown = shown.iter().filter(|other| other.account == exposure.account);
            shown.find_map(|other| {
                other.allowed_by.as_deref().filter(|by| by.starts_with("allow.serviceAccounts"))
            })
        };
        match alike {
            Some(other) => other.allowed_by.clone(),
            None => self.variants.allows_unseen(exposure).or_else(of_account).map(str::to_owned),
        }
    }

    /// Whether a role binding gives something to the account `namespace/name`.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn is_bound(&mut self, account: &str) -> Result<bool, String> {
        let setting = "serviceAccountsWithRoleBindings";
        let mut settings = Value::Null;
        settings["allow"]["podAuthor"] = "none".into();
        settings["allow"][setting] = true.into();
        let (namespace, name) = account.split_once('/').unwrap_or(("", account));
        let mut pod = Value::Null;
        pod["spec"]["serviceAccountName"] = name.into();
        pod["spec"]["automountServiceAccountToken"] = true.into();
        pod["spec"]["containers"] = json!([{"name": "any"}]);
        let [pod_kind, ..] = &JUDGED_KINDS;
        let verdict = self.judge(&Self::request(pod, namespace, "v1", pod_kind), &settings)?;
        let by_bindings = |exposure: &Exposure| {
            exposure.allowed_by.as_deref().is_some_and(|by| by.ends_with(setting))
        };
        Ok(exposures(&verdict)?.iter().any(by_bindings))
    }

    /// Whether the settings count a token for that audience as the API's.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn counts_as_api(&mut self, audience: &str) -> Result<bool, String> {
        let [pod_kind, ..] = &JUDGED_KINDS;
        let token = json!({"audience": audience, "path": "token"});
        let pod = json!({"spec": {
            "automountServiceAccountToken": false,
            "containers": [{"name": "any", "volumeMounts": [{"name": "any", "mountPath": "/any"}]}],
            "volumes": [{"name": "any", "projected": {"sources": [{"serviceAccountToken": token}]}}],
        }});
        let request = Self::request(pod, super::NAMESPACE, "v1", pod_kind);
        let verdict = self.judge_by(&request, |variants| &variants.census)?;
        Ok(!exposures(&verdict)?.is_empty())
    }
}

/// The exposures that a verdict shows.
///
/// # Errors
///
/// They are not as the policy writes them.
pub fn exposures(verdict: &Verdict) -> Result<Vec<Exposure>, String> {
    Exposure::read_all(&verdict.exposures()?)
}

impl Outcome {
    /// What becomes of an object by that verdict.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict { accepted: false, .. } => Self::Rejected,
            Verdict { mutated_object: Some(_), .. } => Self::Changed,
            Verdict { warnings: Some(warnings), .. } if !warnings.is_empty() => Self::Warned,
            _ => Self::Accepted,
        }
    }
}
