//! Tests the reader of a live cluster with recorded answers of an API server.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::api_server::{ApiServer, Recorded, cut, ok, refusal, retry_after};
use analysis::HostCalls as _;
use analysis::context::{Absent, Context};
use token_check::cluster::exchange::Patience;
use token_check::cluster::kinds::{BINDINGS, ListedKind, SECRETS, SERVICE_ACCOUNTS, workloads};
use token_check::cluster::{LeftOut, LiveCluster, LookedUp};

const PODS: &str = "/api/v1/pods?limit=500";

/// A page of Pods with these names, and the token for the next page.
fn page(names: &[&str], next: &str) -> Recorded {
    let items: Vec<_> = names.iter().map(|name| pod(name)).collect();
    ok(
        &json!({"kind": "PodList", "apiVersion": "v1", "metadata": {"continue": next}, "items": items}),
    )
}

/// A Pod as it appears in a list: without kind, but with irrelevant fields.
fn pod(name: &str) -> Value {
    json!({
        "metadata": {
            "name": name, "namespace": "ns", "uid": format!("uid-{name}"),
            "managedFields": [{"manager": "kubectl"}],
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "kept": "yes"},
        },
        "spec": {"containers": [{"name": "c"}], "unknown": {"number": 1.5}},
        "status": {"phase": "Running"},
    })
}

fn patience() -> Patience {
    Patience {
        tries: 3,
        first_wait: Duration::from_millis(1),
        longest_wait: Duration::from_millis(20),
        timeout: Duration::from_secs(5),
    }
}

fn cluster(server: &ApiServer) -> LiveCluster {
    let config = kube::Config::new(server.url.parse().expect("a URL"));
    LiveCluster::new(config, patience()).expect("a client")
}

/// Lists a kind; returns the objects and what was left out.
fn list(
    server: &ApiServer,
    kind: &ListedKind,
    namespace: Option<&str>,
) -> (Vec<Value>, Option<String>) {
    let mut objects = Vec::new();
    let left = cluster(server).list(kind, namespace, &mut |object| objects.push(object));
    (objects, left.expect("an answer").as_ref().map(ToString::to_string))
}

fn pods() -> ListedKind {
    workloads().pop().expect("Pods")
}

fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().expect("a name")
}

/// The recorded pages of a list of Pods, the expected requests, the Pods returned and what is left
/// out.
struct Case {
    title: &'static str,
    recorded: Vec<(&'static str, Vec<Recorded>)>,
    asked: &'static [&'static str],
    pods: &'static [&'static str],
    left_out: Option<&'static str>,
}

const SECOND: &str = "/api/v1/pods?limit=500&continue=t%2B2%3D";
const THIRD: &str = "/api/v1/pods?limit=500&continue=t3";

fn cases() -> Vec<Case> {
    const FIRST: &str = PODS;
    let (one, two, three) = (page(&["a", "b"], "t+2="), page(&["c"], "t3"), page(&["d"], ""));
    let expired = || refusal(410, "The provided continue parameter is too old");
    let list =
        [(FIRST, vec![one.clone()]), (SECOND, vec![two.clone()]), (THIRD, vec![three.clone()])];
    let with = |path: &'static str, answers: Vec<Recorded>| {
        let mut list = list.to_vec();
        list.retain(|(other, _)| *other != path);
        list.push((path, answers));
        list
    };
    vec![
        Case {
            title: "three pages",
            recorded: list.to_vec(),
            asked: &[FIRST, SECOND, THIRD],
            pods: &["a", "b", "c", "d"],
            left_out: None,
        },
        Case {
            title: "429 with Retry-After, then 503, then an answer",
            recorded: with(SECOND, vec![retry_after(429, 3600), retry_after(503, 1), two.clone()]),
            asked: &[FIRST, SECOND, SECOND, SECOND, THIRD],
            pods: &["a", "b", "c", "d"],
            left_out: None,
        },
        Case {
            title: "429 for ever",
            recorded: with(SECOND, vec![retry_after(429, 1)]),
            asked: &[FIRST, SECOND, SECOND, SECOND],
            pods: &["a", "b"],
            left_out: Some("Pod: only 2 were read: 429 too busy (3 tries of GET /api/v1/pods)"),
        },
        Case {
            title: "a connection cut in mid-list",
            recorded: with(SECOND, vec![cut(two.clone()), two.clone()]),
            asked: &[FIRST, SECOND, SECOND, THIRD],
            pods: &["a", "b", "c", "d"],
            left_out: None,
        },
        Case {
            title: "a continue token that expired: from the start, nothing twice, new ones too",
            recorded: vec![
                (FIRST, vec![one.clone(), page(&["b", "new"], "t+2=")]),
                (SECOND, vec![two.clone()]),
                (THIRD, vec![expired(), three.clone()]),
            ],
            asked: &[FIRST, SECOND, THIRD, FIRST, SECOND, THIRD],
            pods: &["a", "b", "c", "new", "d"],
            left_out: None,
        },
        Case {
            title: "a continue token that always expires",
            recorded: with(SECOND, vec![expired()]),
            asked: &[FIRST, SECOND, FIRST, SECOND, FIRST, SECOND],
            pods: &["a", "b"],
            left_out: Some("Pod: only 2 were read: The provided continue parameter is too old"),
        },
        Case {
            title: "forbidden",
            recorded: vec![(
                FIRST,
                vec![refusal(403, "pods is forbidden: User \"u\" cannot\nlist")],
            )],
            asked: &[FIRST],
            pods: &[],
            left_out: Some("Pod: pods is forbidden: User \"u\" cannot"),
        },
        Case {
            title: "not served",
            recorded: vec![(
                FIRST,
                vec![Recorded { body: "404 page not found\n".into(), ..refusal(404, "") }],
            )],
            asked: &[FIRST],
            pods: &[],
            left_out: Some("Pod: the API server does not serve v1 pods"),
        },
        Case {
            title: "a proxy's page instead of a list",
            recorded: vec![(FIRST, vec![Recorded { body: "<html>".into(), ..refusal(200, "") }])],
            asked: &[FIRST],
            pods: &[],
            left_out: Some(
                "Pod: the API server did not answer with a list: expected value at line 1 column 1",
            ),
        },
        Case {
            title: "items: null",
            recorded: vec![(FIRST, vec![ok(&json!({"metadata": null, "items": null}))])],
            asked: &[FIRST],
            pods: &[],
            left_out: None,
        },
    ]
}

#[test]
fn lists_are_read_completely_or_report_an_error() {
    for Case { title, recorded, asked, pods: expected, left_out } in cases() {
        let server = ApiServer::start(&recorded);
        let started = Instant::now();
        let (objects, left) = list(&server, &pods(), None);
        assert!(started.elapsed() < Duration::from_secs(4), "{title}: waits are capped");
        let asked: Vec<_> = asked.iter().map(|path| format!("GET {path}")).collect();
        assert_eq!(server.asked(), asked, "{title}");
        assert_eq!(objects.iter().map(name).collect::<Vec<_>>(), expected, "{title}");
        assert_eq!(left.as_deref(), left_out, "{title}");
    }
}

#[test]
fn objects_get_their_kind_and_keep_unknown_fields() {
    let server = ApiServer::start(&[(PODS, vec![page(&["a"], "")])]);
    let pod = json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "a", "namespace": "ns", "uid": "uid-a", "annotations": {"kept": "yes"}},
        "spec": {"containers": [{"name": "c"}], "unknown": {"number": 1.5}}});
    assert_eq!(list(&server, &pods(), None), (vec![pod], None));

    let binding = json!({"metadata": {"name": "rb", "namespace": "my"}, "roleRef": {"name": "r"},
        "subjects": [{"kind": "User", "name": "jane"}]});
    let [_, role_bindings] = &BINDINGS;
    let path = "/apis/rbac.authorization.k8s.io/v1/rolebindings?limit=500";
    let server = ApiServer::start(&[(path, vec![ok(&json!({"items": [binding]}))])]);
    let kept = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
        "metadata": {"name": "rb", "namespace": "my"}, "subjects": [{"kind": "User", "name": "jane"}]});
    // A RoleBinding in any namespace may refer to an account in this one.
    assert_eq!(list(&server, role_bindings, Some("my")), (vec![kept], None));
}

#[test]
fn old_servers_have_cron_jobs_in_an_old_version() {
    let cron_jobs = &workloads().remove(0);
    let [new, old] =
        ["v1", "v1beta1"].map(|version| format!("/apis/batch/{version}/cronjobs?limit=500"));
    let job = json!({"items": [{"metadata": {"name": "report"}}]});
    let server = ApiServer::start(&[(&new, vec![refusal(404, "")]), (&old, vec![ok(&job)])]);
    let expected =
        json!({"apiVersion": "batch/v1beta1", "kind": "CronJob", "metadata": {"name": "report"}});
    assert_eq!(list(&server, cron_jobs, None), (vec![expected], None));
}

#[test]
fn a_page_may_be_larger_than_requested() {
    let names: Vec<_> = (0..20_000).map(|number| format!("pod-{number}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let server = ApiServer::start(&[(PODS, vec![page(&names, "")])]);
    let (objects, left) = list(&server, &pods(), None);
    assert_eq!(objects.iter().map(name).collect::<Vec<_>>(), names);
    assert_eq!(left, None);
}

#[test]
fn a_namespace_is_one_path_segment_whatever_its_name() {
    let server = ApiServer::start(&[]);
    assert_eq!(list(&server, &pods(), Some("../x?y")), (vec![], None));
    assert_eq!(server.asked(), ["GET /api/v1/namespaces/..%2Fx%3Fy/pods?limit=500"]);
}

#[test]
fn secret_data_is_neither_requested_nor_returned() {
    let token =
        "/api/v1/secrets?limit=500&fieldSelector=type%3Dkubernetes.io%2Fservice-account-token";
    let other =
        "/api/v1/secrets?limit=500&fieldSelector=type%21%3Dkubernetes.io%2Fservice-account-token";
    let applied = "kubectl.kubernetes.io/last-applied-configuration";
    let secret = |name| {
        json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
            "metadata": {"name": name, "namespace": "ns", "annotations": {applied: "SECRET", "a": "b"}}})
    };
    // A server without PartialObjectMetadata sends whole Secrets.
    let whole = json!({"metadata": {"name": "whole", "namespace": "ns"}, "type": "Opaque",
        "data": {"k": "SECRET"}, "stringData": {"k": "SECRET"}});
    let server = ApiServer::start(&[
        (token, vec![ok(&json!({"items": [secret("t")]}))]),
        (other, vec![ok(&json!({"items": [secret("o"), whole]}))]),
    ]);
    let lists = SECRETS.iter().map(|kind| list(&server, kind, None));
    let objects: Vec<Value> = lists.flat_map(|(objects, _)| objects).collect();
    let metadata = |name| json!({"name": name, "namespace": "ns", "annotations": {"a": "b"}});
    let expected = [
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata("t"),
            "type": "kubernetes.io/service-account-token"}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata("o")}),
        json!({"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "whole", "namespace": "ns"}, "type": "Opaque"}),
    ];
    assert_eq!(objects, expected);
    for asked in server.requests() {
        let metadata_only = "application/json;as=PartialObjectMetadataList";
        assert!(asked.accept.starts_with(metadata_only), "{}", asked.line);
    }
}

/// What the policy learns about what could be read and what could not.
#[test]
fn failed_reads_are_errors_and_missing_objects_are_not_found() {
    let accounts =
        |namespace: &str| format!("/api/v1/namespaces/{namespace}/serviceaccounts?limit=500");
    let account = json!({"items": [{"metadata": {"name": "app", "namespace": "read"}}]});
    let (read, refused) = (accounts("read"), accounts("refused"));
    let server = ApiServer::start(&[
        (&read, vec![ok(&account)]),
        (&refused, vec![refusal(403, "serviceaccounts is forbidden")]),
    ]);
    let mut context = Context::new(Absent::NotFound);
    let namespaces = ["read", "refused"].map(str::to_owned);
    let looked_up = LookedUp { namespaces: Some(&namespaces), bindings: true, secrets: false };
    let left = cluster(&server).fill(&mut context, looked_up).expect("an answer");
    let forbidden = LeftOut { kind: "ServiceAccount", why: "serviceaccounts is forbidden".into() };
    assert_eq!(left, [forbidden]);

    let found = r#"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"app","namespace":"read"}}"#;
    let refused = "ServiceAccounts of the cluster were not all read: serviceaccounts is forbidden";
    let not_there = "Callback evaluation failure: Cannot find v1/ServiceAccount named 'gone' inside of \
                     namespace 'Some(\"read\")'";
    let unread =
        "Secrets of the cluster were not all read: they are read with --inspect-secrets only";
    let table = [
        ("ServiceAccount", "read", "app", Ok(found)),
        ("ServiceAccount", "read", "gone", Err(not_there)),
        ("ServiceAccount", "refused", "app", Err(refused)),
        ("Secret", "read", "any", Err(unread)),
    ];
    for (kind, namespace, name, expected) in table {
        let asked =
            json!({"api_version": "v1", "kind": kind, "name": name, "namespace": namespace});
        let answer = context.call("kubernetes", "get_resource", asked.to_string().as_bytes());
        let answer = answer.map(|answer| String::from_utf8(answer).expect("text"));
        assert_eq!(
            answer,
            expected.map(str::to_owned).map_err(str::to_owned),
            "{namespace}/{name}"
        );
    }
    let asked = json!({"api_version": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding"});
    let list = context.call("kubernetes", "list_resources_all", asked.to_string().as_bytes());
    let list: Value = serde_json::from_slice(&list.expect("a list")).expect("JSON");
    assert_eq!(list["items"], json!([]));

    // Nothing is read that no answer depends on.
    let mut context = Context::new(Absent::NotFound);
    let looked_up = LookedUp { namespaces: None, bindings: false, secrets: false };
    let server = ApiServer::start(&[]);
    cluster(&server).fill(&mut context, looked_up).expect("an answer");
    assert_eq!(server.asked(), ["GET /api/v1/serviceaccounts?limit=500"]);
    let list = context.call("kubernetes", "list_resources_all", asked.to_string().as_bytes());
    assert_eq!(list, Err("RoleBindings of the cluster were not all read: nobody read them".into()));
}

#[test]
fn unauthenticated_users_get_an_error() {
    let server = ApiServer::start(&[(PODS, vec![refusal(401, "Unauthorized")])]);
    let error = cluster(&server).list(&pods(), None, &mut |_| ()).expect_err("401");
    assert_eq!(
        error.to_string(),
        format!(
            "API server {} does not accept who asks (GET /api/v1/pods: 401 Unauthorized); \
             log in again, or check the user of the kube context",
            server.url
        )
    );
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn an_unreachable_server_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let config = kube::Config::new(url.parse().expect("a URL"));
    let cluster = LiveCluster::new(config, patience()).expect("a client");
    let expected = format!(
        "API server {url} cannot be reached: Connection refused (os error 111) (3 tries of GET \
         /api/v1/pods); check that the kube context is the one you mean and that its \
         server answers from here"
    );
    let error = cluster.list(&pods(), None, &mut |_| ()).expect_err("nobody there");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn requests_to_a_server_that_never_answers_time_out() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let patience = Patience { tries: 2, timeout: Duration::from_millis(50), ..patience() };
    let cluster = LiveCluster::new(kube::Config::new(url.parse().expect("a URL")), patience);
    let error = cluster.expect("a client").list(&pods(), None, &mut |_| ()).expect_err("silence");
    let expected = "no whole answer within 50ms (2 tries of GET /api/v1/pods)";
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn the_audience_comes_from_a_token_that_is_discarded() {
    let path = "/api/v1/namespaces/my/serviceaccounts/default/token";
    let granted =
        json!({"spec": {"audiences": ["https://a", "k3s"]}, "status": {"token": "TOKEN"}});
    let unnamed = json!({"spec": {"audiences": []}, "status": {"token": "TOKEN"}});
    let table = [
        (
            Recorded { status: 201, ..ok(&granted) },
            Ok(vec!["https://a".to_owned(), "k3s".to_owned()]),
        ),
        (
            ok(&unnamed),
            Err("the API server names no audience in its answer to a TokenRequest".into()),
        ),
        (
            refusal(403, "serviceaccounts \"default\" is forbidden"),
            Err("a token of service account my/default may not be requested: serviceaccounts \
                 \"default\" is forbidden"
                .to_owned()),
        ),
        (
            refusal(404, "namespaces \"my\" not found"),
            Err("the request for a token of service account my/default was answered with 404: \
                 namespaces \"my\" not found"
                .to_owned()),
        ),
    ];
    for (answer, expected) in table {
        let server = ApiServer::start(&[(path, vec![answer])]);
        assert_eq!(cluster(&server).api_audiences("my"), expected);
        let [asked] = &server.requests()[..] else { panic!("one request") };
        assert_eq!(asked.line, format!("POST {path}"));
        let body: Value = serde_json::from_str(&asked.body).expect("JSON");
        let spec = json!({"audiences": [], "expirationSeconds": 600});
        let expected =
            json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec});
        assert_eq!(body, expected);
    }
}

#[test]
fn kubeconfig_contexts_can_be_selected() {
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
            Err("the kubeconfig has no current context; name one with --kube-context (there are: \
                 staging, live, broken)"),
        ),
        (
            "staging",
            Some("prod"),
            Err("the kubeconfig has no context \"prod\" (there are: staging, live, broken)"),
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

/// What the roles in a manifest of `deploy/token-check` allow: `verbs group/resource`.
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
    analysis::input::objects(&file.into(), &text, &mut |object| {
        let object = object.expect("YAML").value;
        for rule in object["rules"].as_array().into_iter().flatten() {
            for group in texts(&rule["apiGroups"]) {
                for resource in texts(&rule["resources"]) {
                    rules.insert(format!("{} {group}/{resource}", texts(&rule["verbs"]).join(",")));
                }
            }
        }
    });
    rules
}

#[test]
fn the_roles_allow_exactly_what_is_requested() {
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
