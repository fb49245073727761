//! Requests that go beyond the policy's bounds. They are too long for a scenario that is read.

use std::ops::Range;

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
    let bound = || json!({"serviceAccountsWithRoleBindings": true});
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
            request: pod(&reading(0..51)),
            settings: inspecting(json!({"action": "warn"})),
            context: Vec::new(),
            says: ["", "Secret default/s50 could not be read: see the policy server's log"],
        },
        Beyond {
            name: "no more Secrets than are looked up",
            request: pod(&reading(0..50)),
            settings: inspecting(json!({"action": "warn"})),
            context: Vec::new(),
            says: ["", "containers can read 30 more API tokens"],
        },
        Beyond {
            name: "one Secret more than causes",
            request: pod(&reading(0..21)),
            settings: inspecting(json!({"action": "warn"})),
            context: Vec::new(),
            says: ["", "containers can read 1 more API token"],
        },
        Beyond {
            name: "Secrets that another account does not list",
            request: moved(reading(0..51)),
            settings: inspecting(json!({})),
            context: vec![opted_out(0), opted_out(1)],
            says: ["", ""],
        },
        Beyond {
            name: "templates in a list",
            request: jobs(&vec![json!({"automountServiceAccountToken": false}); 1_001]),
            settings: by_jobs("reject", json!({})),
            context: Vec::new(),
            says: ["", "request.object holds more Pod templates than can be judged."],
        },
        Beyond {
            name: "no more templates than are judged",
            request: jobs(&vec![json!({"automountServiceAccountToken": false}); 1_000]),
            settings: by_jobs("reject", json!({})),
            context: Vec::new(),
            says: ["", ""],
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
            settings: by_jobs("warn", bound()),
            context: (0..20).map(unset).collect(),
            says: ["", "of default/s19 in spec.jobs[19].template (nobody asked)"],
        },
        Beyond {
            name: "accounts of Secrets whose role bindings are read together",
            request: pod(&reading(0..11)),
            settings: inspecting(json!({"action": "warn", "allow": bound()})),
            context: (0..11).map(token_secret).collect(),
            says: ["", "container c gets the API token of default/a10 (in a token Secret)"],
        },
        Beyond {
            name: "readings of role bindings",
            request: jobs(&(0..11).map(|number| reading(number..number + 1)).collect::<Vec<_>>()),
            settings: inspecting(by_jobs("warn", bound())),
            context: (0..11).map(token_secret).collect(),
            says: [
                "",
                "container c gets the API token of default/a9 in spec.jobs[9].template (in a token Secret)",
            ],
        },
        Beyond {
            name: "one cause",
            request: causes(21),
            settings: json!({"allow": {"podAuthor": "none"}}),
            context: Vec::new(),
            says: [
                " There is 1 more of another cause. ",
                ". Unless service account default/default says so, also set \
                 spec.automountServiceAccountToken: false.",
            ],
        },
        Beyond {
            name: "causes",
            request: causes(22),
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

fn inspecting(mut settings: Value) -> Value {
    settings["inspectSecrets"] = true.into();
    settings
}

fn pod(spec: &Value) -> Value {
    create_request(&json!({"spec": spec}), "default", ("", "v1"), POD.kind)
}

/// A PodSpec whose container mounts the tokens of these sources, as often.
fn mounting(sources: Vec<Value>, times: usize) -> Value {
    let mounts = vec![json!({"name": "v", "mountPath": "/v"}); times];
    json!({"volumes": [{"name": "v", "projected": {"sources": sources}}],
        "containers": [{"name": "c", "volumeMounts": mounts}]})
}

fn mounts() -> Value {
    pod(&mounting(vec![json!({"serviceAccountToken": {"path": "t"}}); 300], 300))
}

/// A PodSpec whose container reads these Secrets.
fn reading(secrets: Range<u8>) -> Value {
    let source = |number: u8| json!({"secretRef": {"name": format!("s{number}")}});
    let sources: Vec<Value> = secrets.map(source).collect();
    json!({"automountServiceAccountToken": false,
        "containers": [{"name": "c", "envFrom": sources}]})
}

/// An UPDATE that makes Pods run as another account.
fn moved(mut spec: Value) -> Value {
    let mut template = |account: &str| {
        spec["serviceAccountName"] = account.into();
        spec.as_object_mut().map(|spec| spec.remove("automountServiceAccountToken"));
        json!({"spec": {"template": {"spec": spec}}})
    };
    let (old, new) = (template("s0"), template("s1"));
    let mut request = create_request(&new, "default", ("apps", "v1"), "Deployment");
    request["operation"] = "UPDATE".into();
    request["oldObject"] = old;
    request
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

/// Tokens for this many audiences.
fn causes(number: u8) -> Value {
    let audience = |number: u8| format!("https://kubernetes.default.svc.{number}");
    let sources: Vec<Value> = (0..number)
        .map(|number| json!({"serviceAccountToken": {"path": "t", "audience": audience(number)}}))
        .collect();
    pod(&mounting(sources, 1))
}

/// 24 PodSpecs, of which the last but one has no token.
fn templates() -> Vec<Value> {
    let token = || mounting(vec![json!({"serviceAccountToken": {"path": "t"}})], 1);
    let without = json!({"automountServiceAccountToken": false, "containers": [{"name": "c"}]});
    (0..24).map(|number| if number == 22 { without.clone() } else { token() }).collect()
}
