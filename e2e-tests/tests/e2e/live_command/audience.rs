//! What is found out about the audience of the API and the life of its tokens.

use super::*;

#[test]
fn an_audience_missing_from_the_settings_is_reported() {
    let server = cluster(vec![(TOKEN, token("https://oidc.example.com/cluster"))]);
    let output = run_on(&server, &["cluster"], "");
    golden(&named(&stdout(&output), &server), "audience.stdout");
    let output = run_on(&server, &["adopt"], "");
    golden(&named(&stdout(&output), &server), "adopt.stdout");
    golden(&stderr(&output), "adopt.stderr");
    let html = stdout(&run_on(&server, &["cluster", "--output", "html"], ""));
    assert!(html.contains(&format!("<p>Cluster {}</p>", server.url)), "{html}");
    assert!(html.contains("does not list https://oidc.example.com/cluster"), "{html}");
    assert!(!html.contains("SECRET"));
}

const ISSUER: &str = "/.well-known/openid-configuration";

fn issuer(issuer: &str) -> Recorded {
    ok(&json!({"issuer": issuer, "jwks_uri": "https://10.0.0.1:6443/openid/v1/jwks"}))
}

fn forbidden() -> Recorded {
    refusal(403, "serviceaccounts \"default\" is forbidden")
}

/// Where no token may be requested, the issuer is what is known.
#[test]
fn without_a_token_the_issuer_is_read() {
    let unsure = "Unknown: a token of service account default/default may not be requested: \
                  serviceaccounts \"default\" is forbidden";
    let of = |issuer: &str| {
        format!(
            "{unsure}. The issuer of tokens is {issuer}. It is their audience too, unless the API \
             server's flag --api-audiences is set."
        )
    };
    let own = "https://oidc.example.com/cluster";
    let default = "https://kubernetes.default.svc.cluster.local";
    let table = [
        (
            issuer(own),
            json!([own]),
            json!(own),
            format!(
                "{} The setting apiAudiences does not list {own}, so projected tokens for it were \
                 counted as tokens for another system. Add it to the list.",
                of(own)
            ),
        ),
        (
            issuer(default),
            json!([]),
            json!(default),
            format!("{} The setting apiAudiences covers it.", of(default)),
        ),
        (
            refusal(403, "forbidden: User \"me\" cannot get path"),
            json!([]),
            json!(null),
            format!(
                "{unsure}; the issuer of tokens may not be read: forbidden: User \"me\" cannot get \
                 path. Check that the setting apiAudiences lists the value of the API server's flag \
                 --api-audiences or, if that is not set, --service-account-issuer."
            ),
        ),
    ];
    for (answer, missed, issuer, says) in table {
        let server = cluster(vec![(TOKEN, forbidden()), (ISSUER, answer)]);
        let facts = json_of(&run_on(&server, &["cluster", "--output", "json"], ""));
        let facts = &facts["cluster"];
        assert_eq!(facts["apiAudiences"], json!(null));
        assert_eq!(facts["missedApiAudiences"], missed);
        assert_eq!(facts["issuer"], issuer);
        let printed = stdout(&run_on(&server, &["cluster"], ""));
        let (_, after) = printed.split_once("Audience of the API\n").unwrap_or_default();
        let lines = after.lines().take_while(|line| !line.is_empty()).map(str::trim);
        assert_eq!(lines.collect::<Vec<_>>().join(" "), says);
    }
}

/// What is printed on stderr before the plan, in one line.
fn notes(output: &Output) -> String {
    let errors = stderr(output);
    let notes = errors.split("Cannot pass with any settings").next().unwrap_or_default();
    notes.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn adopt_writes_what_was_seen_and_what_shows_it() {
    let eks = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
    let own = "https://oidc.example.com/cluster";
    let default = "https://kubernetes.default.svc";
    let by_eks = format!("Amazon EKS, by its issuer {eks}, accepts a token for 90 days");
    let table = [
        ("everything is covered", "{}", token(default), issuer(default), vec![], String::new()),
        (
            "the issuer is no evidence where a token is",
            "{}",
            token(default),
            issuer(own),
            vec![],
            String::new(),
        ),
        (
            "EKS",
            "{}",
            token(default),
            issuer(eks),
            vec![format!("extendedTokenSeconds: 7776000 # {by_eks}")],
            format!(
                "Tokens with expirationSeconds: 3607 {by_eks}, so extendedTokenSeconds is 7776000, \
                 and not a year."
            ),
        ),
        (
            "EKS, set already",
            "extendedTokenSeconds: 3607",
            token(default),
            issuer(eks),
            vec!["extendedTokenSeconds: 3607".into()],
            String::new(),
        ),
        (
            "the issuer alone, and a list of one's own",
            "apiAudiences: [mine]",
            forbidden(),
            issuer(own),
            vec![
                "apiAudiences:".into(),
                "  - mine".into(),
                format!("  - {own} # issuer, and audience unless --api-audiences is set"),
            ],
            format!(
                "Audience of the API {own} (issuer, and audience unless --api-audiences is set) was \
                 not covered, and is added to apiAudiences."
            ),
        ),
        (
            "an audience that other systems have too",
            "otherAudiences: [https://kubernetes.*, vault]",
            token(own),
            issuer(own),
            vec![r#"otherAudiences: ["https://kubernetes.*", "vault"]"#.into()],
            String::new(),
        ),
    ];
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = folder.path().join("settings.yaml").display().to_string();
    for (title, settings, token, issuer, lines, says) in table {
        std::fs::write(&file, settings).unwrap_or_else(|error| panic!("{error}"));
        let server = cluster(vec![(TOKEN, token), (ISSUER, issuer)]);
        let output = run_on(&server, &["adopt", "--settings", &file], "");
        let printed = stdout(&output);
        let is_of_server = |line: &&str| {
            !line.starts_with("allow:")
                && !line.starts_with("  service")
                && !line.starts_with("    ")
        };
        let found: Vec<&str> = printed.lines().filter(is_of_server).collect();
        assert_eq!(found, lines, "{title}: {printed}");
        assert_eq!(notes(&output), says, "{title}");
        // They are valid, and the cluster passes as far as it can.
        std::fs::write(&file, &printed).unwrap_or_else(|error| panic!("{error}"));
        let again = run_on(&server, &["cluster", "--settings", &file, "--output", "json"], "");
        assert_eq!(json_of(&again)["actions"][0]["rejected"], 1, "{title}: {}", stderr(&again));
    }
}

/// What passes with the given settings may not pass with the audience that is added.
#[test]
fn adopt_judges_with_the_settings_that_it_writes() {
    let audience = "https://oidc.example.com/cluster";
    let pod = json!({
        "metadata": {"name": "reader", "namespace": "shop"},
        "spec": {
            "serviceAccountName": "app",
            "automountServiceAccountToken": false,
            "volumes": [{"name": "token", "projected": {"sources":
                [{"serviceAccountToken": {"path": "token", "audience": audience}}]}}],
            "containers": [{"name": "reader",
                "volumeMounts": [{"name": "token", "mountPath": "/token"}]}],
        },
    });
    let account = json!({"items": [{"metadata": {"name": "app", "namespace": "shop"}}]});
    let server = ApiServer::start(&[
        ("/api/v1/serviceaccounts?limit=500", vec![ok(&account)]),
        ("/api/v1/pods?limit=500", vec![ok(&json!({"items": [pod]}))]),
        (TOKEN, vec![token(audience)]),
    ]);
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = folder.path().join("settings.yaml").display().to_string();
    std::fs::write(&file, "allow: {podAuthor: none}").unwrap_or_else(|error| panic!("{error}"));
    let output = run_on(&server, &["cluster", "--settings", &file], "");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let output = run_on(&server, &["adopt", "--settings", &file], "");
    assert!(stdout(&output).contains("- shop/app # Pod reader\n"), "{}", stdout(&output));
    std::fs::write(&file, stdout(&output)).unwrap_or_else(|error| panic!("{error}"));
    let output = run_on(&server, &["cluster", "--settings", &file], "");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}
