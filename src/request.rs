//! The admission request, and what of it is judged (design §4, "Judged").

use crate::prelude::*;
use serde_json::value::RawValue;

use crate::pod_spec::Pod;
use crate::settings::Settings;
use crate::slots::{self, Fields, Keys, Slot, Struct, Text, fields};
use crate::trouble::Trouble;
use crate::workload::WorkloadKind;

/// The payload of waPC function `validate`.
#[derive(Default)]
pub struct Payload<'a> {
    /// The `AdmissionRequest` (`k8s.io/api/admission/v1`).
    pub request: Option<Request<'a>>,
    /// The policy's settings.
    pub settings: Settings<'a>,
}
fields!(Payload<'de> { "request" => Optional request, "settings" => Object settings });

impl<'a> Payload<'a> {
    /// Reads a payload in one pass.
    ///
    /// # Errors
    ///
    /// Names the field that is not as it must be.
    pub fn read(&mut self, json: &'a str) -> Result<(), Box<Trouble>> {
        // The fault may lie in an object that is not judged, and there it does not matter: whoever
        // needs one reads it then, and tells the fault.
        slots::read(json, "", Slot::Object(self.object()))
            .or_else(|_| self.read_objects_as_text(json))
    }

    /// Reads a payload and keeps the objects of its request as they are.
    ///
    /// # Errors
    ///
    /// Names the field that is not as it must be.
    pub fn read_objects_as_text(&mut self, json: &'a str) -> Result<(), Box<Trouble>> {
        let request = Request { objects_unread: true, ..Request::default() };
        *self = Self { request: Some(request), settings: Settings::default() };
        slots::read(json, "", Slot::Object(Shell(self).object()))
    }
}

/// A payload whose request is there already.
struct Shell<'p, 'a>(&'p mut Payload<'a>);

impl<'a> Struct<'a> for Shell<'_, 'a> {
    const KEYS: &'static Keys = Payload::KEYS;
}

impl<'a> Fields<'a> for Shell<'_, 'a> {
    fn slot(&mut self, index: usize) -> Slot<'_, 'a> {
        match index {
            0 => Slot::Object(self.0.request.get_or_insert_default().object()),
            _ => self.0.slot(index),
        }
    }
}

/// An `AdmissionRequest`.
#[derive(Default)]
pub struct Request<'a> {
    /// `operation`.
    pub operation: Option<Text<'a>>,
    /// `kind` of the object.
    pub kind: GroupKind<'a>,
    /// `subResource`.
    pub sub_resource: Option<Text<'a>>,
    /// `namespace`: this one counts, not the object's.
    pub namespace: Option<Text<'a>>,
    /// `userInfo`.
    pub user_info: UserInfo<'a>,
    /// `object` of a Pod.
    pub pod: Option<Pod<'a>>,
    /// `object` of any other kind, or of a kind that is named after it.
    pub object: Option<&'a RawValue>,
    /// `oldObject`.
    pub old_object: Option<&'a RawValue>,
    /// Keep every object as text.
    objects_unread: bool,
}

impl<'de> Struct<'de> for Request<'de> {
    const KEYS: &'static Keys = &Keys {
        known: &[
            "kind",
            "namespace",
            "object",
            "oldObject",
            "operation",
            "subResource",
            "userInfo",
        ],
        strict: false,
    };
}

impl<'de> Fields<'de> for Request<'de> {
    fn slot(&mut self, index: usize) -> Slot<'_, 'de> {
        match index {
            0 => Slot::Object(self.kind.object()),
            1 => Slot::Text(&mut self.namespace),
            // The policy server sorts keys: `kind` comes before `object`, so that the Pod, by
            // far the most frequent object, is read in one pass.
            2 if !self.objects_unread && self.kind.is("", "Pod") => Slot::Optional(&mut self.pod),
            2 => Slot::Raw(&mut self.object),
            3 => Slot::Raw(&mut self.old_object),
            4 => Slot::Text(&mut self.operation),
            5 => Slot::Text(&mut self.sub_resource),
            _ => Slot::Object(self.user_info.object()),
        }
    }
}

/// `GroupVersionKind`: no version, for rules are the same in all of them.
#[derive(Default)]
pub struct GroupKind<'a> {
    /// `group`; empty is the core group.
    pub group: Option<Text<'a>>,
    /// `kind`.
    pub kind: Option<Text<'a>>,
}
fields!(GroupKind<'de> { "group" => Text group, "kind" => Text kind });

impl GroupKind<'_> {
    /// Whether group and kind are these.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.group.as_deref().unwrap_or_default() == group && self.kind.as_deref() == Some(kind)
    }
}

/// `UserInfo`.
#[derive(Default)]
pub struct UserInfo<'a> {
    /// `username`.
    pub username: Option<Text<'a>>,
    /// `groups`.
    pub groups: Option<Vec<Text<'a>>>,
}
fields!(UserInfo<'de> { "groups" => Texts groups, "username" => Text username });

/// An operation that is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `CREATE`.
    Create,
    /// `UPDATE`.
    Update,
}

/// What a judged request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The CREATE of a Pod.
    Pod,
    /// Subresource `ephemeralcontainers` of a Pod.
    EphemeralContainers,
    /// An object that holds a Pod template.
    Workload(WorkloadKind, Operation),
    /// A ServiceAccount.
    ServiceAccount(Operation),
    /// The CREATE of a Secret, which may be a token Secret.
    Secret,
}

impl<'a> Request<'a> {
    /// The Pod in `object`.
    ///
    /// # Errors
    ///
    /// There is none, or it is not as it must be.
    pub fn take_pod(&mut self) -> Result<Pod<'a>, String> {
        match (self.pod.take(), self.object) {
            (Some(pod), _) => Ok(pod),
            (None, Some(object)) => read_object(object, "request.object"),
            (None, None) => Err(missing("request.object")),
        }
    }
}

/// Reads an object of a request; `name` stands for it in errors.
///
/// # Errors
///
/// Names the field that is not as it must be.
pub fn read_object<'a, T>(json: &'a RawValue, name: &str) -> Result<T, String>
where
    T: Default + Struct<'a>,
{
    slots::parse(json.get(), name).map_err(|trouble| trouble.to_string())
}

/// Whether a `deletionTimestamp` says that an object is being finalized.
pub fn is_deleted(timestamp: Option<&str>) -> bool {
    timestamp.is_some_and(|timestamp| !timestamp.is_empty())
}

/// The fault of a request without an object that it must have.
pub fn missing(field: &str) -> String {
    format!("{field} is missing; it must be the object")
}

impl Request<'_> {
    /// What the request is about; `None` where it is accepted unread.
    ///
    /// # Errors
    ///
    /// A request without an operation of the four, or without a kind.
    pub fn subject(&self) -> Result<Option<Subject>, String> {
        let operation = match self.operation.as_deref() {
            Some("CREATE") => Operation::Create,
            Some("UPDATE") => Operation::Update,
            Some("DELETE" | "CONNECT") => return self.named().map(|()| None),
            Some(other) => {
                let other = crate::trouble::quotable(other);
                return Err(format!(
                    "request.operation must be CREATE, UPDATE, DELETE or CONNECT, not {other}"
                ));
            }
            None => {
                return Err(
                    "request.operation is missing; it must be CREATE, UPDATE, DELETE or CONNECT"
                        .into(),
                );
            }
        };
        self.named()?;
        let sub_resource = self.sub_resource.as_deref().unwrap_or_default();
        Ok(match sub_resource {
            "" if self.kind.is("", "Pod") => {
                (operation == Operation::Create).then_some(Subject::Pod)
            }
            "" if self.kind.is("", "ServiceAccount") => Some(Subject::ServiceAccount(operation)),
            "" if self.kind.is("", "Secret") => {
                (operation == Operation::Create).then_some(Subject::Secret)
            }
            "" => WorkloadKind::of(&self.kind).map(|kind| Subject::Workload(kind, operation)),
            "ephemeralcontainers" if self.kind.is("", "Pod") => Some(Subject::EphemeralContainers),
            _ => None,
        })
    }

    /// The namespace that everything happens in.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn namespace(&self) -> Result<&str, String> {
        match self.namespace.as_deref() {
            None | Some("") => {
                Err("request.namespace is missing; it must be the object's namespace".into())
            }
            Some(namespace) => Ok(namespace),
        }
    }

    fn named(&self) -> Result<(), String> {
        match self.kind.kind.as_deref() {
            None | Some("") => {
                Err("request.kind.kind is missing; it must be the object's kind".into())
            }
            Some(_) => Ok(()),
        }
    }

    /// Whether kube-controller-manager made the object for a workload that was judged itself.
    ///
    /// It knows by the user, never by `ownerReferences`, which authors can write.
    pub fn is_by_controller(&self, subject: Subject) -> bool {
        let user = self.user_info.username.as_deref().unwrap_or_default();
        let controller = user.strip_prefix("system:serviceaccount:kube-system:");
        let makers: &[&str] = match subject {
            Subject::Pod => &[
                "replicaset-controller",
                "statefulset-controller",
                "daemon-set-controller",
                "job-controller",
                "replication-controller",
            ],
            Subject::Workload(WorkloadKind::ReplicaSet, Operation::Create) => {
                &["deployment-controller"]
            }
            Subject::Workload(WorkloadKind::Job, Operation::Create) => &["cronjob-controller"],
            _ => return false,
        };
        user == "system:kube-controller-manager"
            || controller.is_some_and(|name| makers.contains(&name))
    }
}
