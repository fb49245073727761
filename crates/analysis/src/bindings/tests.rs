//! Tests which bindings name an account.

use std::time::{Duration, Instant};

use serde_json::json;

use super::*;
use crate::context::{Absent, Origin};

fn binding(kind: &str, name: &str, role: &str, subject: &Value) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": name},
        "roleRef": {"name": role},
        "subjects": [subject],
    })
}

fn of(objects: &[Value], settings: &Value) -> Bindings {
    let mut context = Context::new(Absent::SaysNothing);
    for (line, object) in objects.iter().enumerate() {
        let place = Place { file: "f".into(), line };
        context.add_document(Origin::Input, place, object, "shop");
    }
    Bindings::new(&context, settings)
}

#[test]
fn a_binding_names_accounts_as_in_kubernetes() {
    let own = json!({"kind": "ServiceAccount", "name": "web"});
    let user = json!({"kind": "User", "name": "system:serviceaccount:shop:web"});
    let group = json!({"kind": "Group", "name": "system:serviceaccounts:shop"});
    let group_as_user = json!({"kind": "User", "name": "system:serviceaccounts:shop"});
    let all = json!({"kind": "Group", "name": "system:serviceaccounts"});
    let (one, many) = ("RoleBinding", "ClusterRoleBinding");
    let cases = [
        (one, "view", &own, "shop", "web", true),
        (one, "view", &own, "shop", "other", false),
        (one, "view", &own, "post", "web", false),
        (many, "view", &own, "shop", "web", false),
        (many, "view", &user, "shop", "web", true),
        (many, "view", &group, "shop", "other", true),
        (many, "view", &group, "post", "other", false),
        (many, "view", &group_as_user, "shop", "other", false),
        (many, "view", &all, "shop", "web", false),
        (one, "system:image-puller", &own, "shop", "web", false),
        (one, "system:openshift:scc:anyuid", &own, "shop", "web", false),
        (one, "", &own, "shop", "web", true),
    ];
    for (kind, role, subject, namespace, account, expected) in cases {
        let bindings = of(&[binding(kind, "b", role, subject)], &json!({}));
        let named = bindings.naming(namespace, account);
        assert_eq!(!named.is_empty(), expected, "{kind} {role} {subject} {namespace}/{account}");
        assert_eq!(bindings.first_naming(namespace, account), named.first().copied());
        assert!(bindings.are_known());
    }
}

#[test]
fn a_binding_is_shown_with_its_place() {
    let own = json!({"kind": "ServiceAccount", "name": "web"});
    let group = json!({"kind": "Group", "name": "system:serviceaccounts:shop"});
    let bindings = of(
        &[
            binding("ClusterRoleBinding", "all", "view", &group),
            json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web"}}),
            binding("RoleBinding", "web", "edit", &own),
        ],
        &json!({}),
    );
    let named = bindings.naming("shop", "web");
    let shown: Vec<String> = named
        .iter()
        .map(|binding| format!("{binding} {} {:?}", binding.role, binding.place))
        .collect();
    let place = |line| format!("{:?}", Some(Place { file: "f".into(), line }));
    assert_eq!(
        shown,
        [
            format!("RoleBinding shop/web edit {}", place(2)),
            format!("ClusterRoleBinding all view {}", place(0)),
        ]
    );
}

#[test]
fn settings_say_which_roles_need_no_token() {
    let own = json!({"kind": "ServiceAccount", "name": "web"});
    for (roles, expected) in [(json!([]), true), (json!(["system:*"]), false)] {
        let settings = json!({"allow": {"rolesThatNeedNoToken": roles}});
        let bindings = of(&[binding("RoleBinding", "b", "system:image-puller", &own)], &settings);
        assert_eq!(!bindings.naming("shop", "web").is_empty(), expected, "{settings}");
        assert!(bindings.are_known());
    }
}

#[test]
fn what_no_server_would_accept_does_not_count() {
    let odd = json!({"kind": "ServiceAccount", "name": 1});
    let bindings = of(&[binding("RoleBinding", "b", "view", &odd)], &json!({}));
    assert!(bindings.naming("shop", "web").is_empty());
    assert!(!bindings.are_known());
    let mut context = Context::new(Absent::NotFound);
    context.refuse("RoleBinding", None, "forbidden");
    let unread = Bindings::new(&context, &json!({}));
    assert_eq!(unread.unread(), Some("RoleBindings of the cluster were not all read: forbidden"));
}

#[test]
fn many_objects_and_bindings_are_no_problem() {
    let group = json!({"kind": "Group", "name": "system:serviceaccounts:shop"});
    let all: Vec<Value> =
        (0..1_000).map(|n| binding("RoleBinding", &format!("b{n}"), "view", &group)).collect();
    let bindings = of(&all, &json!({}));
    let start = Instant::now();
    for _ in 0..20_000 {
        assert!(bindings.first_naming("shop", "web").is_some());
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
