//! Tests which part of a list a request sees.

use super::*;

/// Answers only lists of RoleBindings, and counts the calls.
struct Lists(Vec<u8>, Mutex<usize>);

impl HostCalls for Lists {
    fn call(&self, _: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let asked: Value = serde_json::from_slice(payload).map_err(|error| error.to_string())?;
        *self.1.lock().map_err(|error| error.to_string())? += 1;
        match (operation, &asked["kind"]) {
            ("list_resources_all", kind) if kind == "RoleBinding" => Ok(self.0.clone()),
            ("get_resource", _) => Ok(json!({"metadata": {"annotations": {
                "kubernetes.io/service-account.name": "named-by-a-secret",
            }}})
            .to_string()
            .into_bytes()),
            _ => Err("no".into()),
        }
    }
}

fn lists(items: &Value) -> Arc<Lists> {
    let list = json!({"kind": "RoleBindingList", "items": items, "metadata": {}});
    Arc::new(Lists(list.to_string().into_bytes(), Mutex::default()))
}

const LIST: &[u8] = br#"{"kind": "RoleBinding"}"#;

fn listed(view: &dyn HostCalls) -> Value {
    let list = view.call("kubernetes", "list_resources_all", LIST);
    list.map(|list| serde_json::from_slice(&list).unwrap_or_default()).unwrap_or_default()
}

#[test]
fn a_request_sees_bindings_that_may_name_its_accounts() {
    let of = |subjects: Value| json!({"metadata": {"namespace": "a"}, "subjects": subjects});
    let cases = [
        ("its own", of(json!([{"kind": "ServiceAccount", "name": "app"}])), [true, false]),
        (
            "another namespace's",
            of(json!([{"kind": "ServiceAccount", "name": "app", "namespace": "b"}])),
            [false, true],
        ),
        (
            "both",
            of(json!([
                {"kind": "ServiceAccount", "name": "app"},
                {"kind": "User", "name": "system:serviceaccount:b:app"},
            ])),
            [true, true],
        ),
        (
            "a group",
            of(json!([{"kind": "Group", "name": "system:serviceaccounts:b"}])),
            [false, true],
        ),
        ("another account", of(json!([{"kind": "ServiceAccount", "name": "x"}])), [false; 2]),
        ("people", of(json!([{"kind": "User", "name": "jane"}])), [false; 2]),
        ("nobody", of(json!(null)), [false; 2]),
    ];
    for (note, binding, expected) in cases {
        let cluster = IndexedCluster::new(lists(&json!([binding.clone()])));
        for (namespace, expected) in ["a", "b"].into_iter().zip(expected) {
            let request = json!({
                "namespace": namespace,
                "object": {"spec": {"serviceAccountName": "app"}},
            });
            let view = cluster.seen_by(&request);
            let expected = if expected { json!([binding]) } else { json!([]) };
            let list = listed(&*view);
            assert_eq!(list["items"], expected, "{note}, seen from {namespace}");
            assert_eq!(list["kind"], "RoleBindingList");
            // Errors of the cluster are passed on.
            let payload = br#"{"kind": "ClusterRoleBinding"}"#;
            let other = view.call("kubernetes", "list_resources_all", payload);
            assert_eq!(other, Err("no".into()));
        }
    }
}

#[test]
fn names_in_the_request_and_in_looked_up_objects_count() {
    let names = ["default", "given", "alias", "old", "itself", "annotated", "named-by-a-secret"];
    let subject = |name: &str| json!({"kind": "ServiceAccount", "name": name});
    let binding = |name| json!({"metadata": {"namespace": "a"}, "subjects": [subject(name)]});
    let cluster = IndexedCluster::new(lists(&names.map(binding).into()));
    let request = json!({
        "namespace": "a",
        "object": {
            "metadata": {
                "name": "itself",
                "annotations": {"kubernetes.io/service-account.name": "annotated"},
            },
            "spec": {"template": {"spec": {"serviceAccountName": "given"}}},
        },
        "oldObject": {"list": [{"serviceAccountName": "old", "serviceAccount": "alias"}]},
    });
    let named = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().into_iter().flatten();
        items.map(|item| item["subjects"][0]["name"].as_str().unwrap_or("").into()).collect()
    };
    let view = cluster.seen_by(&request);
    assert_eq!(named(&listed(&*view)), names[..6]);
    assert!(view.call("kubernetes", "get_resource", b"{}").is_ok());
    assert_eq!(named(&listed(&*view)), names);
    // A Secret that the policy has not looked up yet.
    let mut request = request;
    request["object"]["volumes"] = json!([{"secret": {"secretName": "s"}}]);
    assert_eq!(named(&listed(&*cluster.seen_by(&request))), names);
}

#[test]
fn a_list_is_read_once() {
    let lists = lists(&json!([]));
    let cluster = IndexedCluster::new(Arc::clone(&lists) as _);
    for number in 0..10 {
        listed(&*cluster.seen_by(&json!({"namespace": format!("n{number}")})));
    }
    assert_eq!(lists.1.lock().map(|count| *count).ok(), Some(1));
}

/// The policy's message contains the index of the item.
#[test]
fn an_unreadable_binding_keeps_its_index() {
    let good = json!({"metadata": {"namespace": "a"}, "subjects": []});
    for odd in [
        json!(7),
        json!({"metadata": []}),
        json!({"subjects": "x"}),
        json!({"subjects": [{"kind": "User", "name": 1}]}),
    ] {
        let cluster = IndexedCluster::new(lists(&json!([good, good, odd, good, 8])));
        let list = listed(&*cluster.seen_by(&json!({"namespace": "a"})));
        assert_eq!(list["items"], json!([{}, {}, odd]), "{odd}");
    }
}

#[test]
fn answers_that_are_not_lists_are_passed_on() {
    for answer in ["", "7", "[]", "{}", r#"{"items": null}"#, r#"{"items": {}}"#] {
        let lists = Lists(answer.into(), Mutex::default());
        let view = IndexedCluster::new(Arc::new(lists)).seen_by(&json!({}));
        let found = view.call("kubernetes", "list_resources_all", LIST);
        assert_eq!(found, Ok(answer.as_bytes().to_vec()), "{answer}");
    }
}
