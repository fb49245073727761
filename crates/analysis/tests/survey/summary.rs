//! Tests the report about a small cluster.

use analysis::exposure::AskedBy;
use serde_json::json;

use crate::{SHOP, report};

#[test]
fn a_small_cluster_is_summarized() {
    let report = report(SHOP, &json!({}));
    let all = [report.objects, report.judged, report.pods];
    assert_eq!(all, [12, 10, 5]);
    assert_eq!([report.containers, report.containers_with_token], [9, 8]);
    assert!(report.unreadable.is_empty() && report.trouble.is_empty());
    assert!(report.missing_accounts.is_empty());
    assert_eq!(
        serde_json::to_value(&report.rows).unwrap(),
        json!([
            {
                "namespace": "shop", "account": "shop/default", "how": "automount",
                "askedBy": "nobody", "bound": false, "allowedBy": null, "pods": 3, "containers": 7,
                "owners": ["Database db", "Deployment web"], "moreOwners": 0,
            },
            {
                "namespace": "shop", "account": "shop/robot", "how": "automount",
                "askedBy": "serviceAccount", "bound": true, "allowedBy": null, "pods": 1,
                "containers": 1, "owners": ["CronJob backup"], "moreOwners": 0,
            },
        ])
    );
    assert_eq!(
        serde_json::to_value(&report.actions).unwrap(),
        json!([
            {"action": "reject", "accepted": 3, "warned": 0, "changed": 0, "rejected": 7},
            {"action": "warn", "accepted": 3, "warned": 7, "changed": 0, "rejected": 0},
            {"action": "mutate", "accepted": 3, "warned": 2, "changed": 3, "rejected": 2},
        ])
    );
}

#[test]
fn bindings_are_unknown_if_not_in_the_data() {
    let without = SHOP.replace("kind: RoleBinding", "kind: ConfigMap");
    let report = report(&without, &json!({}));
    assert!(report.rows.iter().all(|row| row.bound.is_none()));
    assert!(report.adopt.plan.is_empty());
}

#[test]
fn rows_show_what_the_settings_allow() {
    let settings = json!({"allow": {
        "serviceAccounts": ["shop/default"],
        "serviceAccountsWithRoleBindings": true,
    }});
    let report = report(SHOP, &settings);
    let allowed: Vec<_> = report.rows.iter().map(|row| row.allowed_by.as_deref()).collect();
    let expected = ["allow.serviceAccounts", "allow.serviceAccountsWithRoleBindings"];
    assert_eq!(allowed, expected.map(Some));
    assert_eq!(report.rows[0].asked_by, Some(AskedBy::Nobody));
    assert_eq!(report.actions[0].accepted, 10);
}

#[test]
fn a_row_names_some_of_its_owners() {
    let row = report(SHOP, &json!({})).rows[0].clone().with_owners(1);
    assert_eq!((row.owners[0].to_string(), row.more_owners), ("Database db".into(), 1));
    assert_eq!(row.clone().with_owners(9), row);
}

/// What the author of a Pod asked for is not looked up where that is allowed.
#[test]
fn a_token_secret_of_kubernetes_1_20_counts_whatever_is_allowed() {
    let dump = "
apiVersion: v1
kind: ServiceAccount
metadata: {name: app, namespace: shop}
secrets: [{name: by-hand}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  serviceAccountName: app
  automountServiceAccountToken: true
  containers:
  - name: main
    volumeMounts: [{name: by-hand, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]
  volumes: [{name: by-hand, secret: {secretName: by-hand}}]
";
    let cases = [("projected", None), ("any", Some("allow.podAuthor")), ("none", None)];
    for (author, allowed_by) in cases {
        let report = report(dump, &json!({"allow": {"podAuthor": author}}));
        assert_eq!(report.containers_with_token, 1, "{author}");
        assert_eq!(report.rows[0].allowed_by.as_deref(), allowed_by, "{author}");
    }
}
