//! What the policy learns from a live cluster, and what it does not.

use super::*;

#[test]
fn the_data_of_secrets_is_not_asked_for_and_never_handed_out() {
    let token =
        "/api/v1/secrets?limit=500&fieldSelector=type%3Dkubernetes.io%2Fservice-account-token";
    let other =
        "/api/v1/secrets?limit=500&fieldSelector=type%21%3Dkubernetes.io%2Fservice-account-token";
    let applied = "kubectl.kubernetes.io/last-applied-configuration";
    let secret = |name| {
        json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
            "metadata": {"name": name, "namespace": "ns", "annotations": {applied: "SECRET", "a": "b"}}})
    };
    // A server that knows no PartialObjectMetadata sends whole Secrets.
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

/// What the policy learns about what was read and of what was not.
#[test]
fn what_could_not_be_read_is_an_error_and_what_is_not_there_is_not_found() {
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
    let forbidden =
        LeftOut { kind: "ServiceAccount".into(), why: "serviceaccounts is forbidden".into() };
    assert_eq!(left, [forbidden]);

    let found = r#"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"app","namespace":"read"}}"#;
    let refused = "ServiceAccounts of the cluster were not all read: serviceaccounts is forbidden";
    let not_there = "Callback evaluation failure: Cannot find v1/ServiceAccount named 'gone' inside of \
                     namespace 'Some(\"read\")'";
    let unread =
        "Secrets of the cluster were not all read: they are read only with --inspect-secrets";
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

    // What no answer depends on is not read.
    let mut context = Context::new(Absent::NotFound);
    let looked_up = LookedUp { namespaces: None, bindings: false, secrets: false };
    let server = ApiServer::start(&[]);
    cluster(&server).fill(&mut context, looked_up).expect("an answer");
    assert_eq!(server.asked(), ["GET /api/v1/serviceaccounts?limit=500"]);
    let list = context.call("kubernetes", "list_resources_all", asked.to_string().as_bytes());
    assert_eq!(
        list,
        Err("RoleBindings of the cluster were not all read: token-check did not request them"
            .into())
    );
}

#[test]
fn who_is_not_known_is_told_so() {
    let server = ApiServer::start(&[(PODS, vec![refusal(401, "Unauthorized")])]);
    let error = cluster(&server).list(&pods(), None, &mut |_| ()).expect_err("401");
    assert_eq!(
        error.to_string(),
        format!(
            "API server {} rejects the credentials (GET /api/v1/pods: 401 Unauthorized); \
             log in again, or check the user of the kube context",
            server.url
        )
    );
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_server_that_is_down_is_named() {
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
fn a_server_that_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let patience = Patience { tries: 2, timeout: Duration::from_millis(50), ..patience() };
    let cluster = LiveCluster::new(kube::Config::new(url.parse().expect("a URL")), patience);
    let error = cluster.expect("a client").list(&pods(), None, &mut |_| ()).expect_err("silence");
    let expected = "no complete answer within 50ms (2 tries of GET /api/v1/pods)";
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn the_audience_is_that_of_a_token_which_is_not_kept() {
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
            Err("the API server's answer to a TokenRequest contains no audience".into()),
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
fn the_issuer_is_that_of_the_openid_configuration() {
    let path = "/.well-known/openid-configuration";
    let none =
        "the API server's answer to GET /.well-known/openid-configuration contains no issuer";
    let table = [
        (ok(&json!({"issuer": "https://a", "jwks_uri": "https://b"})), Ok("https://a")),
        (ok(&json!({"issuer": ""})), Err(none)),
        (ok(&json!({"issuer": 1})), Err(none)),
        (
            refusal(403, "cannot get path"),
            Err("the issuer of tokens may not be read: cannot get path"),
        ),
        (
            refusal(404, "not found"),
            Err("GET /.well-known/openid-configuration was answered with 404: not found"),
        ),
    ];
    for (answer, expected) in table {
        let server = ApiServer::start(&[(path, vec![answer])]);
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(cluster(&server).issuer(), expected);
        assert_eq!(server.asked(), [format!("GET {path}")]);
    }
}
