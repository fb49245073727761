//! Judges objects of an input with the policy.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use crate::exposure::{Exposure, How};
use crate::indexed_cluster::IndexedCluster;
use crate::input::Object;
use crate::kinds::{Kinds, split_version};
use crate::known_kinds::hint::Hint;
use crate::policy::Policy;
use crate::request::{create_request, namespace_of, review};
use crate::verdict::Verdict;
use crate::wrong_fields::WrongField;

/// The result for one object.
#[derive(Debug)]
pub struct Judged {
    /// The file's name; `-` is stdin.
    pub file: String,
    /// The line of the object's first key, from 1.
    pub line: usize,
    /// `apiVersion`.
    pub api_version: Option<String>,
    /// `kind`.
    pub kind: Option<String>,
    /// The namespace it was judged in.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: Option<String>,
    /// `metadata.generateName`.
    pub generate_name: Option<String>,
    /// The verdict; `None` for a kind that the policy does not judge.
    pub accepted: Option<bool>,
    /// HTTP status code of a rejection.
    pub code: Option<u16>,
    /// Why it is rejected.
    pub message: Option<String>,
    /// The policy's warnings.
    pub warnings: Vec<String>,
    /// What a mutating policy changes, as a JSON Patch.
    pub patch: Option<Value>,
    /// Which container can read which API token, from the policy's audit annotation.
    pub exposures: Vec<Exposure>,
    /// Why it is not judged.
    pub reason: Option<String>,
    /// What to do about an object that is not judged and seems to have a Pod template.
    pub hint: Option<Hint>,
    /// The names of the service accounts that its Pods run as.
    pub accounts: Vec<String>,
    /// The paths where `automountServiceAccountToken` takes effect in it.
    pub automount_fields: Vec<String>,
    /// The object before and after the policy's mutation.
    pub change: Option<(Value, Value)>,
    /// Fields that are written wrongly.
    pub wrong_fields: Vec<WrongField>,
}

/// What containers can read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readable {
    /// The tokens that the policy reports or, with `inspectSecrets`, would report if nothing were
    /// enough for a rejection.
    pub seen: Vec<Exposure>,
    /// Tokens from Secrets at which the policy would look only with `inspectSecrets: true`. Of a Secret
    /// that is not in the cluster, the account is unknown.
    pub unseen: Vec<Exposure>,
}

/// Judges objects as if each were created now.
pub struct Judge<'j> {
    /// The policy.
    pub policy: &'j dyn Policy,
    /// The cluster in which it looks up objects.
    pub cluster: Arc<IndexedCluster>,
    /// Its settings.
    pub settings: &'j Value,
    /// The kinds that it judges with these settings.
    pub kinds: &'j Kinds,
    /// The namespace of objects that do not set one.
    pub namespace: &'j str,
}

impl Judge<'_> {
    /// Judges one object; `Err` if it cannot be judged.
    ///
    /// # Errors
    ///
    /// What was found, and what was expected.
    pub fn judge(&self, object: &Object) -> Result<Judged, String> {
        let kind = &object.value["kind"];
        if let Some(request) = review(&object.value)? {
            return self.review(object, request);
        }
        let Some(kind) = kind.as_str().filter(|kind| !kind.is_empty()) else {
            return Err("expected kind to be a string".into());
        };
        // kubectl finds out the version of a kind that the policy does not judge, too.
        let api_version = object.value["apiVersion"].as_str().unwrap_or_default();
        self.manifest(object, api_version, kind)
    }

    fn manifest(&self, object: &Object, api_version: &str, kind: &str) -> Result<Judged, String> {
        let value = &object.value;
        let text = |pointer| value.pointer(pointer).and_then(Value::as_str);
        let judged_kind = self.kinds.judged(api_version, kind);
        let named = text("/metadata/namespace").filter(|namespace| !namespace.is_empty());
        let mut judged = Judged::new(object);
        judged.api_version = Some(api_version.to_owned());
        judged.kind = Some(kind.to_owned());
        judged.name = text("/metadata/name").filter(|name| !name.is_empty()).map(str::to_owned);
        judged.generate_name = text("/metadata/generateName").map(str::to_owned);
        judged.namespace = match judged_kind {
            Some(_) => Some(named.unwrap_or(self.namespace).to_owned()),
            None => named.map(str::to_owned),
        };
        judged.wrong_fields.clone_from(&object.wrong_fields);
        let Some(judged_kind) = judged_kind else {
            judged.hint = Hint::of(api_version, kind, value);
            judged.reason = Some(match &judged.hint {
                Some(hint) => hint.reason(api_version),
                None => format!("the policy does not judge {kind} of {api_version}"),
            });
            return Ok(judged);
        };
        if judged_kind.is_secret() && object.in_list {
            judged.reason = Some(
                "a Secret in a list already exists: it is used as context and not judged".into(),
            );
            return Ok(judged);
        }
        judged.accounts = judged_kind.accounts(value);
        judged.automount_fields = judged_kind.automount_fields(value);
        let (_, version) = split_version(api_version);
        let request = create_request(
            value,
            judged.namespace.as_deref().unwrap_or_default(),
            (judged_kind.group(), version),
            judged_kind.name(),
        );
        judged.take(self.verdict(&request, object)?, value)?;
        Ok(judged)
    }

    /// What the containers of an object can read, with the Secrets at which the policy did not look.
    ///
    /// # Errors
    ///
    /// As [`judge`](Self::judge).
    pub fn readable(&self, object: &Object, judged: &Judged) -> Result<Readable, String> {
        let mut readable = Readable { seen: judged.exposures.clone(), unseen: Vec::new() };
        if judged.accepted.is_none() {
            return Ok(readable);
        }
        let mut settings = self.settings.clone();
        settings["inspectSecrets"] = true.into();
        // The other actions stop at the first Secret that is enough for a rejection.
        settings["action"] = "warn".into();
        // Accounts that only this reads would count as assumed.
        settings["optOutAt"] = "pod".into();
        if let Some(allow) = settings.get_mut("allow").and_then(Value::as_object_mut) {
            allow.remove("serviceAccountOwner");
        }
        let inspecting = Judge { cluster: Arc::clone(&self.cluster), settings: &settings, ..*self };
        let of_secret = |one: &Exposure| one.how == How::Secret;
        let more = inspecting.judge(object)?.exposures.into_iter().filter(of_secret);
        let is_seen = |one: &Exposure| {
            let is_same = |seen: &Exposure| {
                (&seen.container, &seen.path, &seen.secret)
                    == (&one.container, &one.path, &one.secret)
            };
            judged.exposures.iter().any(is_same)
        };
        let more = more.filter(|one| !is_seen(one));
        match self.settings["inspectSecrets"] == true {
            true => readable.seen.extend(more),
            false => readable.unseen.extend(more),
        }
        Ok(readable)
    }

    /// The policy's verdict; the error names the object that has none.
    fn verdict(&self, request: &Value, object: &Object) -> Result<Verdict, String> {
        let verdict = self.policy.validate(request, self.settings, &self.cluster.seen_by(request));
        verdict.map_err(|why| format!("{}: {why}", named(&object.value, self.namespace)))
    }

    fn review(&self, object: &Object, request: &Value) -> Result<Judged, String> {
        let text = |pointer| request.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let mut judged = Judged::new(object);
        judged.kind = text("/kind/kind");
        judged.api_version = text("/kind/version").map(|version| match text("/kind/group") {
            Some(group) if !group.is_empty() => format!("{group}/{version}"),
            _ => version,
        });
        judged.namespace = text("/namespace");
        judged.name = text("/name")
            .filter(|name| !name.is_empty())
            .or_else(|| text("/object/metadata/name"))
            .or_else(|| text("/oldObject/metadata/name"));
        judged.generate_name = text("/object/metadata/generateName");
        if let (Some(version), Some(kind)) = (&judged.api_version, &judged.kind)
            && let Some(kind) = self.kinds.judged(version, kind)
        {
            let objects = [&request["object"], &request["oldObject"]];
            if let Some(object) = objects.into_iter().find(|object| object.is_object()) {
                judged.accounts = kind.accounts(object);
                judged.automount_fields = kind.automount_fields(object);
            }
        }
        if request["subResource"] == "token" {
            judged.accounts = text("/name").into_iter().collect();
        }
        judged.take(self.verdict(request, object)?, &request["object"])?;
        Ok(judged)
    }
}

/// The name of a document for people, such as `Pod shop/web`; `namespace` is the default namespace.
pub fn named(document: &Value, namespace: &str) -> String {
    let request = review(document).ok().flatten();
    let (kind, object) = match request {
        Some(request) => (&request["kind"]["kind"], &request["object"]),
        None => (&document["kind"], document),
    };
    let (request, metadata) = (request.unwrap_or(&Value::Null), &object["metadata"]);
    let old = &request["oldObject"]["metadata"];
    let names = [&request["name"], &metadata["name"], &old["name"]];
    let name = names.into_iter().filter_map(Value::as_str).find(|name| !name.is_empty());
    let kind = kind.as_str().unwrap_or("object");
    let name = name_to_show(name, metadata["generateName"].as_str());
    format!("{kind} {}/{name}", namespace_of(document, namespace))
}

/// The name of an object for people: `generateName` with a `*` for the characters that the API
/// server adds.
pub fn name_to_show<'n>(name: Option<&'n str>, generate_name: Option<&str>) -> Cow<'n, str> {
    match (name, generate_name.filter(|prefix| !prefix.is_empty())) {
        (Some(name), _) => name.into(),
        (None, Some(prefix)) => format!("{prefix}*").into(),
        (None, None) => "(no name)".into(),
    }
}

/// Kind, namespace and name of an object, for people.
pub fn titled(kind: Option<&str>, namespace: Option<&str>, name: &str) -> String {
    let kind = kind.unwrap_or("object");
    match namespace {
        Some(namespace) if !namespace.is_empty() => format!("{kind} {namespace}/{name}"),
        _ => format!("{kind} {name}"),
    }
}

impl Judged {
    /// The exposures that nothing allows. If some of them are certain, those are left out of which nobody looked
    /// up who asked, because the verdict does not depend on it.
    pub fn violations(&self) -> Vec<&Exposure> {
        let all = || self.exposures.iter().filter(|exposure| exposure.allowed_by.is_none());
        match all().any(|exposure| exposure.asked_by.is_some()) {
            true => all().filter(|exposure| exposure.asked_by.is_some()).collect(),
            false => all().collect(),
        }
    }

    /// Whether it is not known what the object's containers read: the object is wrong (400), or a lookup
    /// failed (500).
    pub fn is_unknown(&self) -> bool {
        matches!(self.code, Some(400 | 500))
    }

    fn new(object: &Object) -> Self {
        Self {
            file: object.file.to_string(),
            line: object.line,
            api_version: None,
            kind: None,
            namespace: None,
            name: None,
            generate_name: None,
            accepted: None,
            code: None,
            message: None,
            warnings: Vec::new(),
            patch: None,
            exposures: Vec::new(),
            reason: None,
            hint: None,
            accounts: Vec::new(),
            automount_fields: Vec::new(),
            wrong_fields: Vec::new(),
            change: None,
        }
    }

    fn take(&mut self, verdict: Verdict, object: &Value) -> Result<(), String> {
        self.exposures = verdict.exposures()?;
        self.patch = verdict.patch(object)?;
        self.change = verdict.mutated_object.map(|mutated| (object.clone(), mutated));
        self.accepted = Some(verdict.accepted);
        self.code = verdict.code;
        self.message = verdict.message;
        self.warnings = verdict.warnings.unwrap_or_default();
        Ok(())
    }
}
