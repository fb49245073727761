//! One line of an audit log, whatever its form was.

use crate::row::{Annotations, ObjectRef, Plain, RequestObject, Row, Status, User};

/// How far a request was when the line was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Authenticated and no more: neither authorized nor answered.
    Received,
    /// The answer has begun: watches, and a 401.
    Started,
    /// The answer is complete.
    Complete,
    /// The server broke while it answered.
    Panic,
    /// The form has one line a request and names no stage: GKE.
    Only,
}

impl Stage {
    fn of(name: &str) -> Option<Stage> {
        Some(match name {
            "RequestReceived" => Stage::Received,
            "ResponseStarted" => Stage::Started,
            "ResponseComplete" => Stage::Complete,
            "Panic" => Stage::Panic,
            _ => return None,
        })
    }
}

/// What a line says about a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'e> {
    pub(crate) id: &'e str,
    pub(crate) level: &'e str,
    pub(crate) stage: Stage,
    /// `requestReceivedTimestamp`, which all lines of a request share.
    pub(crate) received: &'e str,
    pub(crate) verb: &'e str,
    /// Path and query. On GKE the path alone, and only of what is no resource.
    pub(crate) uri: &'e str,
    pub(crate) user: &'e str,
    pub(crate) uid: &'e str,
    /// Whether the user is known by the token of a service account, and does not only bear the
    /// name of one.
    pub(crate) token: bool,
    pub(crate) pod_name: &'e str,
    pub(crate) pod_uid: &'e str,
    pub(crate) node_name: &'e str,
    pub(crate) credential: &'e str,
    /// The user in whose name the request was made.
    pub(crate) impersonated: &'e str,
    pub(crate) group: &'e str,
    pub(crate) resource: &'e str,
    pub(crate) subresource: &'e str,
    pub(crate) namespace: &'e str,
    pub(crate) name: &'e str,
    pub(crate) code: Option<u16>,
    /// `authorization.k8s.io/decision`: whether the authorizer allowed it. None where it was not
    /// asked (yet).
    pub(crate) allowed: Option<bool>,
    pub(crate) reason: &'e str,
    pub(crate) stale: bool,
    pub(crate) legacy: bool,
    pub(crate) legacy_secret: &'e str,
    pub(crate) issued: &'e str,
    /// The Pod for which a token was issued, as name and UID, where the log has the body.
    pub(crate) issued_for: Option<(&'e str, &'e str)>,
    pub(crate) truncated: bool,
}

/// The parts of an Event that are objects. In the tables of AKS they are columns.
pub(crate) struct Parts<'p> {
    pub(crate) user: &'p User<'p>,
    pub(crate) object: &'p ObjectRef<'p>,
    pub(crate) status: &'p Status<'p>,
    pub(crate) annotations: &'p Annotations<'p>,
    pub(crate) request: &'p RequestObject<'p>,
}

impl<'e> Event<'e> {
    /// The Event that an object is, if it is one.
    pub(crate) fn plain(row: &'e Plain<'e>) -> Option<Event<'e>> {
        let api = row.api_version.get();
        if row.audit_id.is_empty() || !(api.is_empty() || api.starts_with("audit.k8s.io/")) {
            return None;
        }
        let parts = Parts {
            user: &row.user,
            object: &row.object,
            status: &row.status,
            annotations: &row.annotations,
            request: &row.request,
        };
        let mut event = Event::of(Stage::of(row.stage.get())?, &parts);
        event.id = row.audit_id.get();
        event.level =
            if row.moved_level.is_empty() { row.level.get() } else { row.moved_level.get() };
        event.received = row.received.get();
        event.verb = row.verb.get();
        event.uri = row.uri.get();
        event.impersonated = row.impersonated.name.get();
        Some(event)
    }

    /// The row of a table of AKS. `parts` are its columns.
    pub(crate) fn columns(row: &'e Row<'e>, parts: &Parts<'e>) -> Option<Event<'e>> {
        let stage = match row.columns_stage.get() {
            "" => Stage::Complete,
            name => Stage::of(name)?,
        };
        let mut event = Event::of(stage, parts);
        event.id = row.columns_id.get();
        event.level = row.columns_level.get();
        event.received = row.columns_received.get();
        event.verb = row.columns_verb.get();
        event.uri = row.columns_uri.get();
        Some(event)
    }

    fn of(stage: Stage, parts: &Parts<'e>) -> Event<'e> {
        let Parts { user, object, status, annotations, request } = parts;
        let bound = &request.spec.bound;
        let credential = user.extra.credential.get();
        Event {
            id: "",
            level: "",
            stage,
            received: "",
            verb: "",
            uri: "",
            user: user.name.get(),
            uid: user.uid.get(),
            token: user.groups.accounts && !credential.starts_with("X509SHA256="),
            pod_name: user.extra.pod_name.get(),
            pod_uid: user.extra.pod_uid.get(),
            node_name: user.extra.node_name.get(),
            credential,
            impersonated: "",
            group: object.group.get(),
            resource: object.resource.get(),
            subresource: object.subresource.get(),
            namespace: object.namespace.get(),
            name: object.name.get(),
            code: status.code.0,
            allowed: decision(annotations),
            reason: annotations.reason.get(),
            stale: !annotations.stale.is_empty(),
            legacy: !annotations.legacy.is_empty() || !annotations.legacy_secret.is_empty(),
            legacy_secret: annotations.legacy_secret.get(),
            issued: annotations.issued.get(),
            issued_for: (bound.kind.get() == "Pod").then(|| (bound.name.get(), bound.uid.get())),
            truncated: !annotations.truncated.is_empty(),
        }
    }

    /// An entry of Google Cloud's audit log, if it is one of Kubernetes. It has neither the
    /// groups nor the extra of a user: a name is all that tells an account.
    pub(crate) fn google(row: &'e Row<'e>) -> Option<Event<'e>> {
        let proto = &row.proto;
        if proto.service.get() != "k8s.io" {
            return None;
        }
        // gRPC: 16 is what HTTP calls 401, 7 is 403.
        let code = match proto.status.code.0 {
            None | Some(0) => 200,
            Some(16) => 401,
            Some(7) => 403,
            Some(_) => 500,
        };
        let (verb, path) = crate::google::verb_and_path(proto);
        let mut event = Event {
            id: if row.operation.id.is_empty() {
                row.insert_id.get()
            } else {
                row.operation.id.get()
            },
            level: "",
            stage: Stage::Only,
            received: row.timestamp.get(),
            verb,
            uri: proto.resource.get(),
            user: proto.who.email.get(),
            uid: "",
            token: true,
            pod_name: "",
            pod_uid: "",
            node_name: "",
            credential: "",
            impersonated: "",
            group: path.group,
            resource: path.resource,
            subresource: path.subresource,
            namespace: path.namespace,
            name: path.name,
            code: Some(code),
            allowed: decision(&row.labels).or(proto.granted.0),
            reason: row.labels.reason.get(),
            stale: !row.labels.stale.is_empty(),
            legacy: !row.labels.legacy.is_empty() || !row.labels.legacy_secret.is_empty(),
            legacy_secret: row.labels.legacy_secret.get(),
            issued: row.labels.issued.get(),
            issued_for: None,
            truncated: false,
        };
        if code == 401 {
            event.user = "";
        }
        Some(event)
    }

    /// Whether the authorizer allowed or refused the request, as far as this line knows. A 403
    /// of admission or a quota was allowed. A refused impersonation has no decision.
    pub(crate) fn outcome(&self) -> Option<bool> {
        match (self.stage, self.allowed) {
            (Stage::Received, _) => None,
            (_, Some(allowed)) => Some(allowed),
            (_, None) => Some(self.code != Some(403)),
        }
    }
}

fn decision(annotations: &Annotations) -> Option<bool> {
    match annotations.decision.get() {
        "allow" => Some(true),
        "forbid" => Some(false),
        _ => None,
    }
}
