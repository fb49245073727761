//! The admission request, and which part of it is judged.

use crate::json::{self, Fault, Fields, Keys, Slot, Struct, Text, fields};
use crate::pod::kinds::{GroupKind, Holds, Kind};
use crate::pod::spec::Pod;
use crate::prelude::*;
use crate::settings::{PodTemplate, Settings};
use crate::text::{quotable, worded};

/// An `AdmissionRequest`.
#[derive(Default)]
pub struct Request<'a> {
    /// `operation`.
    pub operation: Option<Text<'a>>,
    /// `kind` of the object.
    pub kind: GroupKind<'a>,
    /// `subResource`.
    pub sub_resource: Option<Text<'a>>,
    /// `name`: where a subresource is asked for, that of the object it belongs to.
    pub name: Option<Text<'a>>,
    /// `namespace`: this one counts, not the one in the object.
    pub namespace: Option<Text<'a>>,
    /// `userInfo`.
    pub user_info: UserInfo<'a>,
    /// `object` of a Pod.
    pub pod: Option<Pod<'a>>,
    /// `object` of any other kind, or of another group's kind with the same name.
    pub object: Option<&'a str>,
    /// `oldObject`.
    pub old_object: Option<&'a str>,
    /// Whether to keep every object as text.
    pub(super) objects_unread: bool,
}

impl<'de> Struct<'de> for Request<'de> {
    const KEYS: &'static Keys<'static> = &Keys {
        known: &[
            "kind",
            "name",
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
            1 => Slot::Text(&mut self.name),
            2 => Slot::Text(&mut self.namespace),
            // The policy server sorts keys, so `kind` comes before `object`. This way a Pod, by far
            // the most frequent object, is read in one pass.
            3 if !self.objects_unread && self.kind.is("", "Pod") => Slot::Optional(&mut self.pod),
            3 => Slot::Raw(&mut self.object),
            4 => Slot::Raw(&mut self.old_object),
            5 => Slot::Text(&mut self.operation),
            6 => Slot::Text(&mut self.sub_resource),
            _ => Slot::Object(self.user_info.object()),
        }
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

/// What is judged in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The CREATE of a Pod.
    CreatePod,
    /// Subresource `ephemeralcontainers` of a Pod.
    EphemeralContainers,
    /// An object of this kind, which holds a Pod template with its PodSpec there.
    Workload(&'static Kind, &'static str, Operation),
    /// An object of a kind that the settings name.
    Custom(Operation),
    /// A ServiceAccount.
    ServiceAccount(Operation),
    /// A Secret, which may be a token Secret.
    Secret(Operation),
    /// A TokenRequest.
    TokenRequest,
}

impl<'a> Request<'a> {
    /// `oldObject` of an UPDATE, if there is one.
    ///
    /// # Errors
    ///
    /// It is not valid.
    pub fn read_old<T: Default + Struct<'a>>(
        &self,
        operation: Operation,
    ) -> Result<Option<T>, Fault> {
        let mut object = T::default();
        match self.old_object {
            Some(old) if operation == Operation::Update => {
                json::read_into(&mut object, old, "request.oldObject")?;
                Ok(Some(object))
            }
            _ => Ok(None),
        }
    }

    /// The Pod in `object`.
    ///
    /// # Errors
    ///
    /// It is missing or not valid.
    pub fn take_pod(&mut self) -> Result<Pod<'a>, Fault> {
        if let Some(pod) = self.pod.take() {
            return Ok(pod);
        }
        let object = self.object.ok_or_else(|| missing("request.object"))?;
        let mut pod = Pod::default();
        json::read_into(&mut pod, object, "request.object")?;
        Ok(pod)
    }
}

/// Whether a `deletionTimestamp` shows that an object is being finalized.
pub fn is_deleted(timestamp: Option<&str>) -> bool {
    timestamp.is_some_and(|timestamp| !timestamp.is_empty())
}

/// The error for a request that lacks a required object.
pub fn missing(field: &str) -> String {
    [field, " is missing; it must be the object"].concat()
}

impl Request<'_> {
    /// What has to be judged; `None` if the request is accepted unread.
    ///
    /// # Errors
    ///
    /// The operation is not one of the four, or there is no kind.
    pub fn ask(&self, settings: &Settings<'_>) -> Result<Option<Ask>, Fault> {
        let operation = match self.operation.as_deref() {
            Some("CREATE") => Operation::Create,
            Some("UPDATE") => Operation::Update,
            Some("DELETE" | "CONNECT") => return self.named().map(|()| None),
            Some(other) if !other.is_empty() => {
                let other = quotable(other);
                return Err(worded(
                    "request.operation must be CREATE, UPDATE, DELETE or CONNECT, not {}",
                    &[&other],
                )
                .into());
            }
            _ => {
                return Err(
                    "request.operation is missing; it must be CREATE, UPDATE, DELETE or CONNECT"
                        .into(),
                );
            }
        };
        self.named()?;
        if self.kind.is("", "EphemeralContainers") {
            return Err(
                "request.kind.kind is EphemeralContainers, which Kubernetes up to 1.21 sends \
                        for pods/ephemeralcontainers: it holds no Pod, so that debug containers \
                        cannot be judged; use Kubernetes 1.22 or later, or leave the rule for \
                        pods/ephemeralcontainers out"
                    .into(),
            );
        }
        let creates = operation == Operation::Create;
        let sub_resource = self.sub_resource.as_deref().unwrap_or_default();
        if sub_resource == "token" && self.kind.is("authentication.k8s.io", "TokenRequest") {
            return Ok(creates.then_some(Ask::TokenRequest));
        }
        let Some(kind) = self.kind.judged() else {
            let is_named = sub_resource.is_empty() && self.templates_in(settings).next().is_some();
            return Ok(is_named.then_some(Ask::Custom(operation)));
        };
        Ok(match (sub_resource, kind.holds) {
            ("", Holds::Pod(_)) => creates.then_some(Ask::CreatePod),
            ("", Holds::PodTemplate(at)) => Some(Ask::Workload(kind, at, operation)),
            ("", Holds::ServiceAccount) => Some(Ask::ServiceAccount(operation)),
            ("", Holds::Secret) => Some(Ask::Secret(operation)),
            ("ephemeralcontainers", Holds::Pod(_)) => Some(Ask::EphemeralContainers),
            _ => None,
        })
    }

    /// The entries of `podTemplates` for the object's kind.
    pub fn templates_in<'s>(
        &self,
        settings: &'s Settings<'_>,
    ) -> impl Iterator<Item = &'s PodTemplate<'s>> {
        let group = self.kind.group.as_deref().unwrap_or_default();
        settings.templates_of(group, self.kind.kind.as_deref().unwrap_or_default())
    }

    /// The request's namespace.
    ///
    /// # Errors
    ///
    /// It is missing.
    pub fn namespace(&self) -> Result<&str, Fault> {
        match self.namespace.as_deref() {
            None | Some("") => {
                Err("request.namespace is missing; it must be the object's namespace".into())
            }
            Some(namespace) => Ok(namespace),
        }
    }

    fn named(&self) -> Result<(), Fault> {
        match self.kind.kind.as_deref() {
            None | Some("") => {
                Err("request.kind.kind is missing; it must be the object's kind".into())
            }
            Some(_) => Ok(()),
        }
    }
}
