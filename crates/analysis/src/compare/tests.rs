mod exemptions;
mod together;

use serde_json::{Value, json};

use super::*;

fn read(settings: &Value) -> Settings {
    // What the policy refuses is compared by nobody.
    service_account_token_policy::settings::Settings::read(settings.to_string().as_bytes())
        .unwrap_or_else(|fault| panic!("{}: {settings}", fault.text()));
    serde_json::from_value(settings.clone()).unwrap_or_else(|fault| panic!("{fault}: {settings}"))
}

/// The lines that differ, such as `optOutAt looser: why`.
fn said(old: &Value, new: &Value) -> Vec<String> {
    let comparison = compare(&read(old), &read(new));
    let lines = comparison.settings.iter().filter(|line| line.differs());
    let said: Vec<String> = lines
        .map(|line| {
            let why = line.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} {}{why}", line.setting, line.relation.name())
        })
        .collect();
    let is_strict =
        said.iter().all(|line| !line.contains(" looser") && !line.contains(" unproved"));
    assert_eq!(comparison.at_least_as_strict(), is_strict, "{said:?}");
    said
}

/// One setting, by its path.
fn with(path: &str, value: &Value) -> Value {
    match path.split_once('.') {
        Some((first, rest)) => json!({first: {rest: value}}),
        None => json!({path: value}),
    }
}

/// To judge requests for tokens, the policy needs to know the API server's audiences.
#[test]
fn token_requests_are_ordered() {
    let with = |requests: &str, author: &str, most: Option<i64>| {
        json!({
            "tokenRequests": requests, "apiAudiences": ["api"],
            "allow": {"podAuthor": author}, "projectedTokenMaxSeconds": most,
        })
    };
    let (ignore, judge) = (with("ignore", "none", None), with("judge", "none", None));
    assert_eq!(said(&ignore, &judge), ["tokenRequests stricter"]);
    assert_eq!(said(&judge, &ignore), ["tokenRequests looser: NEW judges no requests for tokens"]);
    // They may not live longer, whatever authors of Pods may ask for.
    assert_eq!(
        said(&with("judge", "none", Some(600)), &judge),
        ["projectedTokenMaxSeconds looser: NEW allows a token of any lifetime"]
    );
}

/// What is judged at more places is stricter.
#[test]
fn entries_of_pod_templates_are_compared_by_where_they_lead() {
    let all = |entries: Value| json!({"podTemplates": entries});
    let rollout = json!({"group": "argoproj.io", "kind": "Rollout", "path": "spec.template"});
    let bare = json!({"group": "argoproj.io", "kind": "Rollout", "podSpec": "spec.template.spec"});
    let jobs =
        json!({"group": "jobset.x-k8s.io", "kind": "JobSet", "path": "spec.jobs[*].template"});
    let (none, one) = (json!({}), all(json!([rollout])));
    let both = all(json!([jobs, rollout]));
    let why =
        "NEW does not judge what Rollout of argoproj.io holds at spec.template.spec, OLD does";
    assert_eq!(said(&none, &one), ["podTemplates stricter"]);
    assert_eq!(said(&one, &both), ["podTemplates stricter"]);
    assert_eq!(said(&one, &none), [format!("podTemplates looser: {why}")]);
    assert_eq!(said(&both, &all(json!([rollout, jobs]))), ["podTemplates equal: means the same"]);
    let read = "podTemplates unproved: the annotation that chooses containers is read with path, not \
                with podSpec (Rollout)";
    assert_eq!(said(&all(json!([bare])), &one), [read]);
    assert_eq!(said(&one, &all(json!([bare]))), [read]);
}

#[test]
fn every_setting_has_a_line() {
    let comparison = compare(&Settings::default(), &Settings::default());
    let names: Vec<&str> = comparison.settings.iter().map(|line| line.setting).collect();
    assert_eq!(names, ORDER);
    assert!(comparison.at_least_as_strict());
    assert!(comparison.settings.iter().all(|line| !line.differs() && line.why.is_none()));
    assert_eq!(comparison.limits, []);
    assert_eq!(comparison.claim(), Claim::Same);
}

#[test]
fn a_default_is_the_same_as_its_value() {
    let written = json!({
        "action": "reject", "optOutAt": "any", "serviceAccountObjects": "ignore",
        "allow": {"podAuthor": "projected", "serviceAccountOwner": false, "serviceAccounts": [],
            "serviceAccountsWithRoleBindings": false, "tokenSecrets": false,
            "rolesThatNeedNoToken": ["system:image-puller", "system:openshift:scc:*"]},
        "projectedTokenMaxSeconds": null, "extendedTokenSeconds": 31_536_000,
        "otherAudiences": null, "existingViolations": "allow", "controllerPods": "judge",
        "apiCertificateSigners": ["kubernetes.io/kube-apiserver-client-pod"],
        "inspectSecrets": false, "tokenRequests": "ignore", "podTemplates": [], "help": "",
    });
    assert_eq!(said(&json!({}), &written), [""; 0]);
    assert_eq!(said(&written, &json!({})), [""; 0]);
}

#[test]
fn each_setting_is_ordered() {
    for (path, old, new, expected) in [
        (
            "action",
            json!("reject"),
            json!("mutate"),
            "looser: NEW accepts Pods whose token nobody asked for, and takes it from them; OLD \
             rejects them",
        ),
        ("action", json!("reject"), json!("warn"), "looser: NEW rejects nothing"),
        ("action", json!("mutate"), json!("warn"), "looser: NEW rejects nothing"),
        ("action", json!("mutate"), json!("reject"), "stricter"),
        ("action", json!("warn"), json!("mutate"), "stricter"),
        (
            "optOutAt",
            json!("pod"),
            json!("any"),
            "looser: NEW accepts a Pod that says nothing if its service account says false",
        ),
        (
            "optOutAt",
            json!("any"),
            json!("pod"),
            "unproved: NEW never reads service accounts: it does not see that one says true, or \
             which Secrets it lists",
        ),
        ("allow.podAuthor", json!("any"), json!("none"), "stricter"),
        ("allow.podAuthor", json!("any"), json!(null), "stricter"),
        (
            "allow.podAuthor",
            json!("none"),
            json!(null),
            "looser: NEW allows a projected token that a Pod declares",
        ),
        (
            "allow.podAuthor",
            json!("none"),
            json!("any"),
            "looser: NEW allows a Pod to say automountServiceAccountToken: true",
        ),
        ("allow.serviceAccountOwner", json!(true), json!(false), "stricter"),
        (
            "allow.serviceAccountOwner",
            json!(false),
            json!(true),
            "looser: NEW allows a token because its service account says true",
        ),
        ("allow.tokenSecrets", json!(true), json!(false), "stricter"),
        ("allow.tokenSecrets", json!(null), json!(true), "looser: NEW allows Secrets with tokens"),
        ("allow.serviceAccountsWithRoleBindings", json!(true), json!(null), "stricter"),
        (
            "allow.serviceAccountsWithRoleBindings",
            json!(null),
            json!(true),
            "looser: NEW allows a token because a role binding names its account",
        ),
        (
            "allow.rolesThatNeedNoToken",
            json!(["view"]),
            json!([]),
            "equal: no matter, as NEW has allow.serviceAccountsWithRoleBindings: false",
        ),
        ("projectedTokenMaxSeconds", json!(null), json!(600), "stricter"),
        ("projectedTokenMaxSeconds", json!(3600), json!(600), "stricter"),
        (
            "projectedTokenMaxSeconds",
            json!(600),
            json!(3600),
            "looser: NEW allows a token that lives 3600 seconds",
        ),
        (
            "projectedTokenMaxSeconds",
            json!(600),
            json!(null),
            "looser: NEW allows a token of any lifetime",
        ),
        (
            "extendedTokenSeconds",
            json!(null),
            json!(3607),
            "equal: no matter, as NEW has no projectedTokenMaxSeconds",
        ),
        ("apiAudiences", json!(["a"]), json!(["a", "b"]), "stricter"),
        ("apiAudiences", json!(["a", "b"]), json!(["b", "a"]), "equal: means the same"),
        ("apiAudiences", json!(["a/b"]), json!(["a/*"]), "stricter"),
        (
            "apiAudiences",
            json!(["a/*"]),
            json!(["a/b"]),
            "looser: NEW does not count audience a/x as the API server's, OLD does",
        ),
        (
            "apiAudiences",
            json!(["a*"]),
            json!(["ax", "a", "aq0", "az-9"]),
            "unproved: no pattern evidently covers a*",
        ),
        ("otherAudiences", json!(null), json!(["vault"]), "stricter"),
        ("otherAudiences", json!(["vault", "sts"]), json!(["sts"]), "stricter"),
        (
            "otherAudiences",
            json!(["vault"]),
            json!(["vault", "sts"]),
            "looser: NEW knows sts as another system's audience, OLD does not",
        ),
        (
            "otherAudiences",
            json!([]),
            json!(null),
            "looser: NEW counts no unknown audience as the API server's",
        ),
        ("apiCertificateSigners", json!([]), json!(null), "stricter"),
        (
            "apiCertificateSigners",
            json!(null),
            json!(["example.com/*"]),
            "looser: NEW does not judge Pod certificates of kubernetes.io/kube-apiserver-client-pod, \
             OLD does",
        ),
        ("serviceAccountObjects", json!("ignore"), json!("default"), "stricter"),
        ("serviceAccountObjects", json!("default"), json!("all"), "stricter"),
        (
            "serviceAccountObjects",
            json!("all"),
            json!("default"),
            "looser: NEW judges only the service accounts named default",
        ),
        (
            "serviceAccountObjects",
            json!("default"),
            json!(null),
            "looser: NEW judges no service account",
        ),
        ("existingViolations", json!("allow"), json!("reject"), "stricter"),
        (
            "existingViolations",
            json!("reject"),
            json!(null),
            "looser: NEW lets an update keep what the object already had",
        ),
        (
            "controllerPods",
            json!("judge"),
            json!("accept"),
            "looser: NEW accepts what kube-controller-manager creates",
        ),
        (
            "controllerPods",
            json!("accept"),
            json!("judge"),
            "unproved: OLD rejects a workload whose service account does not exist yet; NEW accepts \
             it and judges its Pods",
        ),
        (
            "inspectSecrets",
            json!(true),
            json!(false),
            "unproved: NEW sees only the Secrets that a service account lists",
        ),
        (
            "inspectSecrets",
            json!(false),
            json!(true),
            "unproved: OLD rejects what a service account lists, whatever it holds; NEW looks at what \
             it holds",
        ),
        ("help", json!("a"), json!("b"), "equal: no verdict depends on it"),
    ] {
        let (old, new) = (with(path, &old), with(path, &new));
        assert_eq!(said(&old, &new), [format!("{path} {expected}")], "{old} {new}");
    }
}

#[test]
fn what_the_claim_leaves_out_is_said() {
    let limits = |old: Value, new: Value| compare(&read(&old), &read(&new)).limits;
    let (kept, warns) = (ClaimLimit::Kept, ClaimLimit::Warns);
    let stricter = json!({"allow": {"podAuthor": "none"}});
    assert_eq!(limits(json!({}), stricter.clone()), [kept]);
    assert_eq!(limits(stricter.clone(), json!({})), []);
    let mut rejects = stricter;
    rejects["existingViolations"] = "reject".into();
    assert_eq!(limits(json!({}), rejects), []);
    assert_eq!(limits(json!({"action": "warn"}), json!({"action": "warn"})), [warns]);
    assert_eq!(limits(json!({"action": "warn"}), json!({})), [kept, warns]);
}
