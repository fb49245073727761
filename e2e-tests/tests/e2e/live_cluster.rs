//! Tests the reader of a live cluster with recorded answers of an API server.

mod access;
mod lookups;

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
        "metadata": {"name": "rb", "namespace": "my"}, "roleRef": {"name": "r"},
        "subjects": [{"kind": "User", "name": "jane"}]});
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
