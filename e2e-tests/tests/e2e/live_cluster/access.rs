//! With which credentials and rights a live cluster is read.

use super::*;

#[test]
fn a_kubeconfig_has_contexts() {
    let kubeconfig = |current: &str| {
        json!({
            "apiVersion": "v1", "kind": "Config", "current-context": current,
            "clusters": [{"name": "one", "cluster": {"server": "http://one:1"}},
                {"name": "two", "cluster": {"server": "http://two:2"}}],
            "users": [{"name": "me", "user": {}}],
            "contexts": [{"name": "staging", "context": {"cluster": "one", "user": "me"}},
                {"name": "live", "context": {"cluster": "two", "user": "me"}},
                {"name": "broken", "context": {"cluster": "gone", "user": "me"}}],
        })
    };
    let table = [
        ("staging", None, Ok("http://one:1")),
        ("staging", Some("live"), Ok("http://two:2")),
        ("", Some("live"), Ok("http://two:2")),
        (
            "",
            None,
            Err("the kubeconfig has no current context; name one with --kube-context (available: \
                 staging, live, broken)"),
        ),
        (
            "staging",
            Some("prod"),
            Err("the kubeconfig has no context \"prod\" (available: staging, live, broken)"),
        ),
        (
            "broken",
            None,
            Err(
                "kube context \"broken\" cannot be used: failed to load the cluster of context: gone",
            ),
        ),
    ];
    for (current, context, expected) in table {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("config");
        std::fs::write(&file, kubeconfig(current).to_string()).expect("a file");
        let found = LiveCluster::of_kubeconfig(&file, context)
            .map(|cluster| cluster.server().to_owned())
            .map_err(|error| error.to_string());
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned));
    }
}

/// What the rules of the roles in a manifest of `deploy/token-check` allow: `verbs group/resource`.
fn rules(file: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/token-check").join(file);
    let text = std::fs::read_to_string(path).expect("a manifest");
    let texts = |list: &Value| -> Vec<String> {
        list.as_array()
            .expect("a list")
            .iter()
            .map(|text| text.as_str().expect("text").into())
            .collect()
    };
    let mut rules = BTreeSet::new();
    analysis::input::objects(
        &file.into(),
        manifest::documents(&text),
        &analysis::kinds::Kinds::default(),
        &mut |object| {
            let object = object.expect("YAML").value;
            for rule in object["rules"].as_array().into_iter().flatten() {
                for group in texts(&rule["apiGroups"]) {
                    for resource in texts(&rule["resources"]) {
                        rules.insert(format!(
                            "{} {group}/{resource}",
                            texts(&rule["verbs"]).join(",")
                        ));
                    }
                }
            }
        },
    );
    rules
}

#[test]
fn the_roles_allow_what_is_asked_for_and_nothing_else() {
    fn asked<'k>(kinds: impl Iterator<Item = &'k ListedKind>) -> BTreeSet<String> {
        kinds.map(|kind| format!("list {}/{}", kind.group, kind.resource())).collect()
    }
    let workloads = workloads();
    let kinds = [&SERVICE_ACCOUNTS].into_iter().chain(&BINDINGS).chain(&workloads);
    assert_eq!(rules("rbac.yaml"), asked(kinds));
    let mut optional = asked(SECRETS.iter());
    optional.insert("create /serviceaccounts/token".into());
    assert_eq!(rules("rbac-optional.yaml"), optional);
}
