//! Requests that go beyond the policy's bounds. They are too long for a scenario that is read.

use analysis::kinds::POD;
use analysis::request::create_request;
use serde_json::{Value, json};

/// A request, and what comes of it.
pub struct Beyond {
    /// What is too much.
    pub name: &'static str,
    /// The AdmissionRequest.
    pub request: Value,
    /// The policy's settings.
    pub settings: Value,
    /// The objects in the cluster.
    pub context: Vec<Value>,
    /// What the message, or else the last warning, says, and how it ends.
    pub says: [&'static str; 2],
}

/// All of them.
pub fn all() -> Vec<Beyond> {
    let by_jobs = |action: &str, allow: Value| {
        json!({"action": action, "allow": allow, "podTemplates": [
            {"group": "example.com", "kind": "Jobs", "path": "spec.jobs[*].template"}]})
    };
    let no_author = || json!({"podAuthor": "none"});
    vec![
        Beyond {
            name: "mounts of sources",
            request: mounts(),
            settings: json!({}),
            context: Vec::new(),
            says: [
                "",
                "request.object mounts more token sources into its containers than can be judged.",
            ],
        },
        Beyond {
            name: "Secrets",
            request: secrets(51),
            settings: json!({"action": "warn", "inspectSecrets": true}),
            context: Vec::new(),
            says: ["", "Secret default/s50 could not be read: see the policy server's log"],
        },
        Beyond {
            name: "no more Secrets than are looked up",
            request: secrets(50),
            settings: json!({"action": "warn", "inspectSecrets": true}),
            context: Vec::new(),
            says: ["", "30 more containers can read API tokens"],
        },
        Beyond {
            name: "accounts",
            request: jobs(&of_accounts(0..51)),
            settings: by_jobs("reject", json!({})),
            context: (0..51).map(opted_out).collect(),
            says: [
                "The answer depends on service account default/s50, which could not be looked up: at \
                 most 50 are looked at for one request.",
                "",
            ],
        },
        Beyond {
            name: "no more accounts than are looked up",
            request: jobs(&of_accounts(0..50)),
            settings: by_jobs("reject", json!({})),
            context: (0..50).map(opted_out).collect(),
            says: ["", ""],
        },
        Beyond {
            name: "one account of many templates",
            request: jobs(&of_accounts([0; 60])),
            settings: by_jobs("reject", json!({})),
            context: vec![opted_out(0)],
            says: ["", ""],
        },
        Beyond {
            name: "accounts whose role bindings are read together",
            request: jobs(&of_accounts(0..20)),
            settings: by_jobs("warn", json!({"serviceAccountsWithRoleBindings": true})),
            context: (0..20).map(unset).collect(),
            says: ["", "of default/s19 in spec.jobs[19].template (nobody asked)"],
        },
        Beyond {
            name: "accounts of Secrets whose role bindings are read together",
            request: secrets(11),
            settings: json!({"action": "warn", "inspectSecrets": true,
                "allow": {"serviceAccountsWithRoleBindings": true}}),
            context: (0..11).map(token_secret).collect(),
            says: ["", "container c gets the API token of default/a10 (in a token Secret)"],
        },
        Beyond {
            name: "readings of role bindings",
            request: jobs(&of_secrets(0..11)),
            settings: json!({"action": "warn", "inspectSecrets": true,
                "allow": {"serviceAccountsWithRoleBindings": true},
                "podTemplates": [{"group": "example.com", "kind": "Jobs", "path": "spec.jobs[*].template"}]}),
            context: (0..11).map(token_secret).collect(),
            says: [
                "",
                "container c gets the API token of default/a9 in spec.jobs[9].template (in a token Secret)",
            ],
        },
        Beyond {
            name: "causes",
            request: causes(),
            settings: json!({"allow": {"podAuthor": "none"}}),
            context: Vec::new(),
            says: [
                " There are 2 more of other causes. ",
                ". Unless service account default/default says so, also set \
                 spec.automountServiceAccountToken: false.",
            ],
        },
        Beyond {
            name: "causes in templates",
            request: jobs(&templates()),
            settings: by_jobs("reject", no_author()),
            context: Vec::new(),
            says: [
                " There are 3 more of other causes. ",
                ". Unless service account default/default says so, also set \
                 spec.jobs[19].template.spec.automountServiceAccountToken: false.",
            ],
        },
        Beyond {
            name: "warnings of templates",
            request: jobs(&templates()),
            settings: by_jobs("warn", no_author()),
            context: Vec::new(),
            says: ["", "there are warnings about 13 more Pod templates"],
        },
    ]
}

fn pod(volume: &Value, mounts: &[Value]) -> Value {
    let container = json!({"name": "c", "volumeMounts": mounts});
    let pod = json!({"spec": {"volumes": [volume], "containers": [container]}});
    create_request(&pod, "default", ("", "v1"), POD.kind)
}

fn mounts() -> Value {
    let source = json!({"serviceAccountToken": {"path": "t"}});
    let volume = json!({"name": "v", "projected": {"sources": vec![source; 300]}});
    pod(&volume, &vec![json!({"name": "v", "mountPath": "/v"}); 300])
}

/// A container that reads as many Secrets, none of which is in the cluster.
fn secrets(count: u8) -> Value {
    let source = |number: u8| json!({"secretRef": {"name": format!("s{number}")}});
    let sources: Vec<Value> = (0..count).map(source).collect();
    let pod = json!({"spec": {"automountServiceAccountToken": false,
        "containers": [{"name": "c", "envFrom": sources}]}});
    create_request(&pod, "default", ("", "v1"), POD.kind)
}

/// An object with these PodSpecs in its templates.
fn jobs(specs: &[Value]) -> Value {
    let jobs: Vec<Value> = specs.iter().map(|spec| json!({"template": {"spec": spec}})).collect();
    create_request(&json!({"spec": {"jobs": jobs}}), "default", ("example.com", "v1"), "Jobs")
}

fn of_accounts(numbers: impl IntoIterator<Item = u8>) -> Vec<Value> {
    let spec = |number: u8| json!({"serviceAccountName": format!("s{number}"), "containers": [{"name": "c"}]});
    numbers.into_iter().map(spec).collect()
}

fn of_secrets(numbers: impl IntoIterator<Item = u8>) -> Vec<Value> {
    let spec = |number: u8| {
        let source = json!({"secretRef": {"name": format!("s{number}")}});
        json!({"automountServiceAccountToken": false,
            "containers": [{"name": "c", "envFrom": [source]}]})
    };
    numbers.into_iter().map(spec).collect()
}

fn unset(number: u8) -> Value {
    let metadata = json!({"name": format!("s{number}"), "namespace": "default"});
    json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata})
}

fn opted_out(number: u8) -> Value {
    let mut account = unset(number);
    account["automountServiceAccountToken"] = false.into();
    account
}

fn token_secret(number: u8) -> Value {
    let account = json!({"kubernetes.io/service-account.name": format!("a{number}")});
    let metadata =
        json!({"name": format!("s{number}"), "namespace": "default", "annotations": account});
    json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata,
        "type": "kubernetes.io/service-account-token"})
}

/// Tokens for 22 audiences.
fn causes() -> Value {
    let audience = |number: u8| format!("https://kubernetes.default.svc.{number}");
    let sources: Vec<Value> = (0..22)
        .map(|number| json!({"serviceAccountToken": {"path": "t", "audience": audience(number)}}))
        .collect();
    let volume = json!({"name": "v", "projected": {"sources": sources}});
    pod(&volume, &[json!({"name": "v", "mountPath": "/v"})])
}

/// 24 PodSpecs, of which the last but one has no token.
fn templates() -> Vec<Value> {
    let spec = |number: u8| {
        let container = json!({"name": "c", "volumeMounts": [{"name": "v", "mountPath": "/v"}]});
        let source = json!({"serviceAccountToken": {"path": "t"}});
        let spec = json!({"containers": [container],
            "volumes": [{"name": "v", "projected": {"sources": [source]}}]});
        let without = json!({"automountServiceAccountToken": false, "containers": [{"name": "c"}]});
        if number == 22 { without } else { spec }
    };
    (0..24).map(spec).collect()
}
