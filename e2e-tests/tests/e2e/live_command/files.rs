//! `--cluster`: files are judged with the state of the cluster.

use super::*;

const WEB: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n\
                   spec: {serviceAccountName: app, containers: [{name: web}]}\n";

#[test]
fn files_with_the_cluster_as_context() {
    let accounts = "/api/v1/namespaces/shop/serviceaccounts?limit=500";
    let account = |automount: Value| {
        ok(&json!({"items": [{"metadata": {"name": "app", "namespace": "shop"},
            "automountServiceAccountToken": automount}]}))
    };
    let own = format!(
        "{WEB}---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: app, namespace: shop}}\n\
         automountServiceAccountToken: true\n"
    );
    let rejected = |who: &str| {
        format!("container web would get the API token of service account shop/app: {who}")
    };
    let nobody = rejected("neither the Pod nor the service account sets");
    let owner = rejected("the service account sets automountServiceAccountToken: true");
    let table = [
        ("the account says nothing", account(json!(null)), WEB, Some(1), nobody.as_str()),
        ("it says false", account(json!(false)), WEB, Some(0), ""),
        ("it is not there", ok(&json!({"items": []})), WEB, Some(1), "does not exist"),
        ("a file counts for more", account(json!(false)), &own, Some(1), &owner),
        ("forbidden", refusal(403, "serviceaccounts is forbidden"), WEB, Some(2), "forbidden"),
    ];
    for (title, answer, text, code, message) in table {
        let server = ApiServer::start(&[(accounts, vec![answer])]);
        let output = run_on(&server, &["--cluster", "--output", "json", "-"], text);
        assert_eq!(output.status.code(), code, "{title}: {}", stderr(&output));
        let judged = &json_of(&output)[0];
        let found = judged["message"].as_str().unwrap_or_default();
        assert!(
            found.contains(message) && found.is_empty() == message.is_empty(),
            "{title}: {found}"
        );
        // Role bindings have no effect with these settings.
        assert_eq!(server.asked(), [format!("GET {accounts}")], "{title}");
    }
}

#[test]
fn the_trail_shows_the_setting_of_the_clusters_account() {
    let account = json!({"items": [{"metadata": {"name": "app", "namespace": "shop"},
        "automountServiceAccountToken": false}]});
    let path = "/api/v1/namespaces/shop/serviceaccounts?limit=500";
    let server = ApiServer::start(&[(path, vec![ok(&account)])]);
    let output = run_on(&server, &["explain", "--cluster", "-"], WEB);
    golden(&named(&stdout(&output), &server), "explain.stdout");
}

#[test]
fn role_bindings_are_read_if_a_setting_needs_them() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let settings = folder.path().join("settings.yaml");
    std::fs::write(&settings, "allow: {serviceAccountsWithRoleBindings: true}")
        .unwrap_or_else(|error| panic!("{error}"));
    let settings = settings.display().to_string();
    let server = cluster(vec![]);
    let output = run_on(&server, &["--cluster", "--settings", &settings, "-"], WEB);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(server.asked().iter().any(|line| line.contains("/rolebindings?")));
}

#[test]
fn fixes_depend_on_the_role_bindings_of_the_cluster() {
    let accounts = "/api/v1/namespaces/shop/serviceaccounts?limit=500";
    let account = ok(&json!({"items": [{"metadata": {"name": "app", "namespace": "shop"}}]}));
    let bindings = "/apis/rbac.authorization.k8s.io/v1/rolebindings?limit=500";
    let binding = |account: &str, role: &str| {
        ok(
            &json!({"items": [{"metadata": {"name": "b", "namespace": "shop"}, "roleRef": {"name": role},
            "subjects": [{"kind": "ServiceAccount", "name": account}]}]}),
        )
    };
    let forbidden = refusal(403, "rolebindings is forbidden");
    let table = [
        ("it is named", binding("app", "r"), Some(0), true, "1 file changed"),
        ("another is named", binding("other", "r"), Some(0), false, "1 file changed"),
        (
            "for a role that needs no token",
            binding("app", "system:image-puller"),
            Some(0),
            false,
            "1 file changed",
        ),
        (
            "forbidden",
            forbidden,
            Some(1),
            false,
            "it is not known whether its program needs the token",
        ),
    ];
    for (title, answer, code, is_kept, says) in table {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let path = folder.path().join("web.yaml");
        std::fs::write(&path, WEB).unwrap_or_else(|error| panic!("{error}"));
        let server =
            ApiServer::start(&[(accounts, vec![account.clone()]), (bindings, vec![answer])]);
        let name = path.display().to_string();
        let output = run_on(&server, &["--cluster", "--fix", "--yes", &name], "");
        assert_eq!(output.status.code(), code, "{title}: {}", stderr(&output));
        assert!(stderr(&output).contains(says), "{title}: {}", stderr(&output));
        assert!(!stdout(&output).contains("No role binding"), "{title}: {}", stdout(&output));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(text.contains("service-account-token"), is_kept, "{title}: {text}");
        assert_eq!(text != WEB, code == Some(0), "{title}: {text}");
    }
}

#[test]
fn secrets_are_read_on_request() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  \
               automountServiceAccountToken: false\n  volumes: [{name: s, secret: {secretName: hidden}}]\n  \
               containers: [{name: web, volumeMounts: [{name: s, mountPath: /s}]}]\n";
    let path = "/api/v1/namespaces/shop/secrets?limit=500&fieldSelector=type%3Dkubernetes.io%2Fservice-account-token";
    let secret = json!({"items": [{"metadata": {"name": "hidden", "namespace": "shop",
        "annotations": {"kubernetes.io/service-account.name": "admin"}}}]});
    let server = ApiServer::start(&[(path, vec![ok(&secret)])]);
    let output = run_on(&server, &["--cluster", "--output", "json", "-"], pod);
    assert_eq!(output.status.code(), Some(0));
    let arguments = ["--cluster", "--inspect-secrets", "--output", "json", "-"];
    let output = run_on(&server, &arguments, pod);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(json_of(&output)[0]["exposures"][0]["account"], "shop/admin");
}

/// A role binding in a file replaces that of the cluster with the same name.
#[test]
fn a_role_binding_in_a_file_counts_for_more_than_that_of_the_cluster() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        path.display().to_string()
    };
    let settings = write("settings.yaml", "allow: {serviceAccountsWithRoleBindings: true}");
    let binding = |kind: &str, account: &str| {
        let mut binding = json!({
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": {"name": "one"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
            "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": "shop"}],
        });
        if kind == "RoleBinding" {
            binding["metadata"]["namespace"] = "shop".into();
        }
        binding
    };
    let account = json!({"items": [{"metadata": {"name": "app", "namespace": "shop"}}]});
    let accounts = "/api/v1/namespaces/shop/serviceaccounts?limit=500";
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        let path = format!("/apis/rbac.authorization.k8s.io/v1/{}s?limit=500", kind.to_lowercase());
        // The account that the cluster binds, the one that the file binds, and the exit status.
        for (in_cluster, in_file, code) in [("app", "other", 1), ("other", "app", 0)] {
            let list = json!({"items": [binding(kind, in_cluster)]});
            let server =
                ApiServer::start(&[(accounts, vec![ok(&account)]), (&path, vec![ok(&list)])]);
            let file = write("binding.json", &binding(kind, in_file).to_string());
            for arguments in [
                &["--cluster", "--settings", &settings, &file, "-"][..],
                &["--cluster", "--settings", &settings, "--context", &file, "-"],
            ] {
                let output = run_on(&server, arguments, WEB);
                let errors = stderr(&output);
                assert_eq!(output.status.code(), Some(code), "{kind} {in_file}: {errors}");
                assert_eq!(errors, "", "{kind} {in_file}");
            }
        }
    }
}
