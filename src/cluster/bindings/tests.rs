//! Tests which names of subjects a host finds, and what a list of role bindings says of an account.

use super::*;

fn bound(list: &str, kind: &str) -> Result<Bound, LookupError> {
    let mut bound = [Bound::No];
    let accounts = [SubjectAccount::new("ns", "app")];
    find(list, kind, &accounts, &|role| role == "pull", &mut bound)?;
    Ok(bound[0])
}

fn names(list: &str, kind: &str) -> Result<bool, LookupError> {
    bound(list, kind).map(|bound| bound == Bound::Yes)
}

#[test]
fn a_host_finds_bindings_by_the_names_of_their_subjects() {
    let binding = r#"{"metadata": {"namespace": "own"}, "subjects": [
        {"kind": "ServiceAccount", "name": "app"},
        {"kind": "ServiceAccount", "name": "app", "namespace": "ns"},
        {"kind": "User", "name": "jane"}, {"kind": "Group", "name": "devs"},
        {"kind": "Robot", "name": "r2"}]}"#;
    let all = ["system:serviceaccount:own:app", "system:serviceaccount:ns:app", "jane", "devs"];
    assert_eq!(subject_names(binding, "RoleBinding").unwrap(), all);
    // Without a namespace, an account is nobody there.
    assert_eq!(subject_names(binding, "ClusterRoleBinding").unwrap(), all[1..]);
    assert!(subject_names("[]", "RoleBinding").is_err());
    let account = SubjectAccount::new("ns", "app");
    assert_eq!(account.subject_names(), [all[1], "system:serviceaccounts:ns"]);
}

/// What is not read is not noticed to be no list.
#[test]
fn only_a_long_list_without_the_names_of_few_accounts_is_not_read() {
    let list = |length: usize, name: &str| {
        let rest = format!(r#"{{"items": 7, "x": "{name}", "pad": ""}}"#);
        rest.replace(r#""pad": """#, &format!(r#""pad": "{}""#, "x".repeat(length - rest.len())))
    };
    let account = || SubjectAccount::new("ns", "app");
    let others = || ["a", "b", "c", "d"].map(|name| SubjectAccount::new("ns", name));
    for (length, name, accounts, is_read) in [
        (SHORT, "x", vec![account()], true),
        (SHORT + 1, "x", vec![account()], false),
        (2 * SHORT, "x", vec![account()], false),
        (2 * SHORT, "app", vec![account()], true),
        (2 * SHORT, "system:serviceaccount:ns:app", vec![account()], true),
        (2 * SHORT, "system:serviceaccounts:ns", vec![account()], true),
        (2 * SHORT, "x", others().into(), false),
        (2 * SHORT, "x", others().into_iter().chain([account()]).collect(), true),
    ] {
        let (list, mut bound) = (list(length, name), vec![Bound::No; accounts.len()]);
        assert_eq!(list.len(), length);
        let outcome = find(&list, "RoleBinding", &accounts, &|_| false, &mut bound);
        assert_eq!(outcome.is_err(), is_read, "{length} {name} {}", accounts.len());
    }
}

#[test]
fn a_binding_to_a_role_that_needs_no_token_is_kept_apart() {
    let binding = |role: &str, name: &str| {
        format!(
            r#"{{"roleRef": {{"name": "{role}"}}, "subjects": [
                {{"kind": "ServiceAccount", "namespace": "ns", "name": "{name}"}}]}}"#
        )
    };
    for (bindings, expected) in [
        (vec![binding("pull", "app")], Bound::WithoutNeed),
        (vec![binding("view", "app")], Bound::Yes),
        (vec![binding("pull", "app"), binding("view", "app")], Bound::Yes),
        (vec![binding("view", "app"), binding("pull", "app")], Bound::Yes),
        (vec![binding("view", "other"), binding("pull", "app")], Bound::WithoutNeed),
        (vec![binding("view", "other")], Bound::No),
        // Without a role, it counts.
        (vec![binding("", "app")], Bound::Yes),
    ] {
        let list = format!(r#"{{"items": [{}]}}"#, bindings.join(", "));
        assert_eq!(bound(&list, "ClusterRoleBinding"), Ok(expected), "{list}");
    }
}

#[test]
fn a_binding_can_refer_to_an_account_its_user_or_its_namespace_group() {
    let cluster = "ClusterRoleBinding";
    for (kind, metadata, subject, expected) in [
        (cluster, "{}", r#"{"kind": "ServiceAccount", "name": "app", "namespace": "ns"}"#, true),
        (cluster, "{}", r#"{"kind": "ServiceAccount", "name": "app", "namespace": "x"}"#, false),
        (cluster, "{}", r#"{"kind": "ServiceAccount", "name": "ap", "namespace": "ns"}"#, false),
        (cluster, "{}", r#"{"kind": "ServiceAccount", "name": "app"}"#, false),
        (cluster, r#"{"namespace": "ns"}"#, r#"{"kind": "ServiceAccount", "name": "app"}"#, false),
        (
            "RoleBinding",
            r#"{"namespace": "ns"}"#,
            r#"{"kind": "ServiceAccount", "name": "app"}"#,
            true,
        ),
        (
            "RoleBinding",
            r#"{"namespace": "ns"}"#,
            r#"{"kind": "ServiceAccount", "name": "app", "namespace": ""}"#,
            true,
        ),
        (
            "RoleBinding",
            r#"{"namespace": "x"}"#,
            r#"{"kind": "ServiceAccount", "name": "app"}"#,
            false,
        ),
        (
            "RoleBinding",
            r#"{"namespace": "x"}"#,
            r#"{"kind": "ServiceAccount", "name": "app", "namespace": "ns"}"#,
            true,
        ),
        (cluster, "{}", r#"{"kind": "User", "name": "system:serviceaccount:ns:app"}"#, true),
        (cluster, "{}", r#"{"kind": "User", "name": "app"}"#, false),
        (cluster, "{}", r#"{"kind": "Group", "name": "system:serviceaccounts:ns"}"#, true),
        (cluster, "{}", r#"{"kind": "Group", "name": "system:serviceaccounts:ns2"}"#, false),
        (cluster, "{}", r#"{"kind": "Group", "name": "system:serviceaccounts"}"#, false),
        (cluster, "{}", r#"{"kind": "Group", "name": "system:authenticated"}"#, false),
        (cluster, "{}", r#"{"kind": "Robot", "name": "app", "namespace": "ns"}"#, false),
    ] {
        let list = format!(
            r#"{{"items": [{{"metadata": {{}}, "subjects": null}}, {{"metadata": {metadata}, "subjects": [{subject}]}}]}}"#
        );
        let found = names(&list, kind);
        assert_eq!(found, Ok(expected), "{kind} {metadata} {subject}");
    }
}

#[test]
fn a_long_list_says_the_same() {
    let others = r#"{"subjects": [{"kind": "User", "name": "someone"}]}, "#.repeat(SHORT / 40);
    for (kind, name, expected) in [
        ("ServiceAccount", "app", true),
        ("ServiceAccount", "app2", false),
        ("User", "system:serviceaccount:ns:app", true),
        ("Group", "system:serviceaccounts:ns", true),
        ("Group", "system:serviceaccounts", false),
        ("User", "app", false),
    ] {
        let subject = format!(r#"{{"kind": "{kind}", "name": "{name}", "namespace": "ns"}}"#);
        let list = format!(r#"{{"items": [{others}{{"subjects": [{subject}]}}]}}"#);
        assert!(list.len() > SHORT);
        assert_eq!(names(&list, "RoleBinding"), Ok(expected), "{subject}");
    }
}

#[test]
fn anything_but_a_list_of_bindings_is_rejected() {
    for (json, expected) in [
        ("{}", "the host's answer: it is no list of RoleBindings"),
        (r#"{"items": null}"#, "the host's answer: it is no list of RoleBindings"),
        (r#"{"kind": "PodList", "items": []}"#, "the host's answer: it is no list of RoleBindings"),
        ("[]", "the host's answer: RoleBinding must be an object, not a list"),
        (
            r#"{"items": {}}"#,
            "the host's answer: RoleBinding.items must be a list of objects, not an object",
        ),
    ] {
        let found = names(json, "RoleBinding");
        assert_eq!(found, Err(LookupError::Failed(expected.into())), "{json}");
    }
    for json in ["[".repeat(SHORT + 1), "{".repeat(SHORT + 1)] {
        assert!(names(&json, "RoleBinding").is_err(), "{json}");
    }
    for json in [r#"{"items": []}"#, r#"{"kind": "RoleBindingList", "items": []}"#] {
        let found = names(json, "RoleBinding");
        assert_eq!(found, Ok(false), "{json}");
    }
}
