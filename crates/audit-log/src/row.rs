//! What one JSON object of a log may hold: the fields of an Event, and those of every envelope
//! around it. Which of the forms it is, is decided by what is there.

use crate::inner::{Granted, Json};
use crate::lists::{First, Groups, Nested};
use crate::text::{Number, Text, record};

record! {
    /// An object, as far as it is an Event of `audit.k8s.io`.
    Plain {
        api_version: Text<'a> = "apiVersion",
        level: Text<'a> = "level",
        audit_id: Text<'a> = "auditID",
        stage: Text<'a> = "stage",
        uri: Text<'a> = "requestURI",
        verb: Text<'a> = "verb",
        user: User<'a> = "user",
        impersonated: Name<'a> = "impersonatedUser",
        object: ObjectRef<'a> = "objectRef",
        status: Status<'a> = "responseStatus",
        received: Text<'a> = "requestReceivedTimestamp",
        annotations: Annotations<'a> = "annotations",
        request: RequestObject<'a> = "requestObject",
        // OpenShift Logging moves the level.
        moved_level: Text<'a> = "k8s_audit_level" | "openshift_audit_level",
    }
}

record! {
    /// An object, as far as it is an envelope around Events, or an Event in other words.
    Row {
        // Where stores and shippers keep the Event as a text.
        message: Text<'a> = "message",
        log: Text<'a> = "log",
        log_s: Text<'a> = "log_s",
        line: Text<'a> = "line",
        value: Text<'a> = "value",
        big_log: Text<'a> = "Log",
        splunk: Text<'a> = "_raw",
        properties: Properties<'a> = "properties",
        // Where they keep it as an object.
        source: Json<'a> = "_source",
        result: Json<'a> = "result",
        data: Json<'a> = "data",
        kubernetes: Kubernetes<'a> = "kubernetes",
        // A field and its value, of Logs Insights.
        field: Text<'a> = "field",
        // Base64 of gzip: Lambda, Kinesis.
        lambda: Data<'a> = "awslogs" | "kinesis",
        // An entry of CloudWatch.
        entry_id: Text<'a> = "eventId" | "id",
        // Who wrote it.
        stream: Text<'a> = "logStream" | "logStreamName",
        pod: Text<'a> = "pod_s",
        category: Text<'a> = "category" | "Category",
        // GKE.
        proto: Proto<'a> = "protoPayload",
        labels: Annotations<'a> = "labels",
        insert_id: Text<'a> = "insertId",
        operation: Operation<'a> = "operation",
        timestamp: Text<'a> = "timestamp",
        log_name: Text<'a> = "logName",
        // The tables of AKS.
        columns_id: Text<'a> = "AuditId",
        columns_level: Text<'a> = "Level",
        columns_stage: Text<'a> = "Stage",
        columns_verb: Text<'a> = "Verb",
        columns_uri: Text<'a> = "RequestUri",
        columns_received: Text<'a> = "RequestReceivedTime",
        columns_user: Json<'a> = "User",
        columns_object: Json<'a> = "ObjectRef",
        columns_status: Json<'a> = "ResponseStatus",
        columns_annotations: Json<'a> = "Annotations",
        columns_request: Json<'a> = "RequestObject",
        // Rancher's own log.
        rancher: Text<'a> = "requestTimestamp",
        method: Text<'a> = "method",
        // Lists of rows.
        list: Nested = "items" | "events" | "records" | "Records" | "results" | "logEvents"
            | "hits" | "values",
    }
}

record! {
    /// Who asked.
    User {
        name: Text<'a> = "username",
        uid: Text<'a> = "uid",
        groups: Groups = "groups",
        extra: Extra<'a> = "extra",
    }
}

record! {
    /// In whose name somebody asked.
    Name {
        name: Text<'a> = "username",
    }
}

record! {
    /// What the API server knows about the token, beside the name.
    Extra {
        pod_name: First<'a> = "authentication.kubernetes.io/pod-name",
        pod_uid: First<'a> = "authentication.kubernetes.io/pod-uid",
        node_name: First<'a> = "authentication.kubernetes.io/node-name",
        credential: First<'a> = "authentication.kubernetes.io/credential-id",
    }
}

record! {
    /// What the request was about. Missing for paths that are no resources.
    ObjectRef {
        resource: Text<'a> = "resource",
        subresource: Text<'a> = "subresource",
        namespace: Text<'a> = "namespace",
        name: Text<'a> = "name",
        group: Text<'a> = "apiGroup",
    }
}

record! {
    /// The answer.
    Status {
        code: Number = "code",
    }
}

record! {
    /// What the API server noted while it served the request. Elastic's ingest pipeline turns the
    /// dots of the keys into underscores.
    Annotations {
        decision: Text<'a> = "authorization.k8s.io/decision" | "authorization_k8s_io/decision",
        reason: Text<'a> = "authorization.k8s.io/reason" | "authorization_k8s_io/reason",
        stale: Text<'a> = "authentication.k8s.io/stale-token"
            | "authentication_k8s_io/stale-token",
        legacy: Text<'a> = "authentication.k8s.io/legacy-token"
            | "authentication_k8s_io/legacy-token",
        legacy_secret: Text<'a> = "authentication.k8s.io/legacy-token-manual-secret"
            | "authentication.k8s.io/legacy-token-autogenerated-secret"
            | "authentication_k8s_io/legacy-token-manual-secret"
            | "authentication_k8s_io/legacy-token-autogenerated-secret",
        issued: Text<'a> = "authentication.kubernetes.io/issued-credential-id"
            | "authentication.k8s.io/issued-credential-id"
            | "authentication_kubernetes_io/issued-credential-id"
            | "authentication_k8s_io/issued-credential-id",
        truncated: Text<'a> = "audit.k8s.io/truncated",
    }
}

record! {
    /// The body of a TokenRequest, as far as it tells for whom the token is.
    RequestObject {
        spec: Spec<'a> = "spec",
    }
}

record! {
    /// `spec` of a TokenRequest.
    Spec {
        bound: BoundObject<'a> = "boundObjectRef",
    }
}

record! {
    /// The object whose end is the token's end.
    BoundObject {
        kind: Text<'a> = "kind",
        name: Text<'a> = "name",
        uid: Text<'a> = "uid",
    }
}

record! {
    /// `properties` of a diagnostic log of Azure.
    Properties {
        log: Text<'a> = "log",
        pod: Text<'a> = "pod",
    }
}

record! {
    /// `kubernetes` of Elastic's integration.
    Kubernetes {
        audit: Json<'a> = "audit",
    }
}

record! {
    /// `awslogs` of Lambda, `kinesis` of a Kinesis record.
    Data {
        data: Text<'a> = "data",
    }
}

record! {
    /// An audit entry of Google Cloud.
    Proto {
        service: Text<'a> = "serviceName",
        method: Text<'a> = "methodName",
        resource: Text<'a> = "resourceName",
        who: AuthenticationInfo<'a> = "authenticationInfo",
        granted: Granted = "authorizationInfo",
        status: Status<'a> = "status",
    }
}

record! {
    /// `operation` of Google Cloud: the request, of which there may be two entries.
    Operation {
        id: Text<'a> = "id",
    }
}

record! {
    /// Who asked Google Cloud.
    AuthenticationInfo {
        email: Text<'a> = "principalEmail",
    }
}

impl Row<'_> {
    /// Whether there is a list of rows in it.
    pub(crate) fn is_list(&self) -> bool {
        self.list.0 || self.result.get().starts_with('[')
    }
}
