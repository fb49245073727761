//! Tokens that were issued and never used.

use audit_log::Stamp;
use serde_json::{Value, json};

use super::*;
use crate::kinds::Kinds;

/// What tokens were issued to a Pod, by a kubelet; the log has the Pod only at level Request.
fn issued(minute: u32, account: &str, token: &str, pod: Option<&str>) -> Value {
    let body = pod
        .map(|pod| json!({"spec": {"boundObjectRef": {"kind": "Pod", "name": pod, "uid": "1"}}}));
    json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "auditID": token, "verb": "create",
        "level": if pod.is_some() { "Request" } else { "Metadata" }, "stage": "ResponseComplete",
        "requestURI": format!("/api/v1/namespaces/shop/serviceaccounts/{account}/token"),
        "user": {"username": "system:node:a", "groups": ["system:nodes"]},
        "objectRef": {"resource": "serviceaccounts", "subresource": "token", "namespace": "shop",
            "name": account, "apiVersion": "v1"},
        "responseStatus": {"code": 201}, "requestObject": body,
        "requestReceivedTimestamp": Stamp::of_minute(minute).to_string(),
        "annotations": {
            "authentication.kubernetes.io/issued-credential-id": format!("JTI={token}"),
            "authorization.k8s.io/decision": "allow",
        },
    })
}

#[test]
fn tokens_that_are_issued_and_never_used() {
    let deployment = json!({"apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": "idle", "namespace": "shop"},
        "spec": {"template": {"spec": {"serviceAccountName": "idle"}}}});
    let scaled = {
        let mut scaled = deployment.clone();
        scaled["spec"]["replicas"] = json!(0);
        scaled
    };
    let pod = json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "idle-0", "namespace": "shop", "ownerReferences": [{"controller": true,
            "apiVersion": "apps/v1", "kind": "StatefulSet", "name": "idle"}]},
        "spec": {"serviceAccountName": "idle"}});
    let used = || vec![event(START, "get", EVENTS), event(START + 1, "list", EVENTS)];
    let with = |more: &[Value]| [used(), more.to_vec()].concat();
    let token = |token: &str, pod| issued(START, "idle", token, pod);
    let cases = [
        (
            "no Pod",
            vec![deployment.clone()],
            used(),
            Group::Unknown,
            "no Pod of it is in the data or in the log",
            None,
            None,
        ),
        (
            "scaled to zero",
            vec![scaled.clone()],
            used(),
            Group::Unknown,
            "it has no replicas, and no Pod of it is in the log",
            None,
            None,
        ),
        ("a Pod", vec![deployment.clone(), pod.clone()], used(), Group::Unused, "", None, None),
        (
            "a token for the account",
            vec![deployment.clone(), pod.clone()],
            with(&[token("1", None)]),
            Group::Unused,
            "a token was issued to a Pod of its account and never used",
            None,
            Some((1, 1)),
        ),
        (
            "two of them",
            vec![deployment.clone(), pod.clone()],
            with(&[token("1", None), token("2", None)]),
            Group::Unused,
            "2 tokens were issued to Pods of its account, and none was used",
            None,
            Some((2, 2)),
        ),
        (
            "a token for a Pod that is gone",
            vec![scaled.clone()],
            with(&[token("1", Some("idle-0"))]),
            Group::Unused,
            "a token was issued to its Pod and never used",
            Some((1, 1)),
            Some((1, 1)),
        ),
        (
            "three for two Pods",
            vec![deployment.clone()],
            with(&[
                token("1", Some("idle-0")),
                token("2", Some("idle-1")),
                token("3", Some("idle-0")),
            ]),
            Group::Unused,
            "3 tokens were issued to its Pods and never used",
            Some((3, 3)),
            Some((3, 3)),
        ),
    ];
    for (name, objects, log, group, why, its, of_account) in cases {
        let evidence = evidence(&lines(&log));
        let mut workloads = Workloads::default();
        objects.iter().for_each(|object| workloads.add(object, &Kinds::default(), "default"));
        let context = Context::new(crate::context::Absent::SaysNothing);
        let report = workloads.report(&evidence, &Bindings::new(&context, &json!({})), &context);
        let found = report.workloads.iter().find(|one| one.name == "idle").unwrap();
        let text = found.why.as_ref().map(Why::to_string).unwrap_or_default();
        assert_eq!((found.group, text.as_str()), (group, why), "{name}");
        let counts = |tokens: Option<Tokens>| tokens.map(|of| (of.tokens, of.unused));
        assert_eq!(counts(found.issued), its, "{name}");
        let account = report.accounts.iter().find(|one| one.account == "idle");
        assert_eq!(counts(account.and_then(|one| one.issued)), of_account, "{name}");
    }
}
