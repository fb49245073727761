//! What the recordings say is what was done.

use std::collections::BTreeMap;

use audit_log::{Binding, Evidence, Issued, Kind, Reach, Right, Tokens, Usage, owner_by_name};
use serde_json::Value;

use crate::recording::{file, json, read};

/// Requests, allowed, refused.
pub type Counts = (u64, u64, u64);

pub fn counts(usage: &Usage) -> Counts {
    assert_eq!(usage.undecided(), 0);
    assert_eq!(usage.other_uses(), 0);
    let uses = usage.uses();
    assert_eq!(uses.iter().map(|one| one.requests).sum::<u64>(), usage.requests());
    assert_eq!(uses.iter().map(|one| one.refused).sum::<u64>(), usage.refused());
    assert_eq!(usage.activity().bars().map(|bar| u64::from(bar.1)).sum::<u64>(), usage.requests());
    (usage.requests(), usage.allowed(), usage.refused())
}

/// What was counted for each account that has any request.
pub fn accounts(evidence: &Evidence) -> BTreeMap<String, Counts> {
    let all = evidence.accounts().iter();
    all.map(|(name, account)| (name.to_owned(), counts(&account.total())))
        .filter(|(_, counts)| counts.0 > 0)
        .collect()
}

fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or(0)
}

/// Expected counts by account, from rows or from the summary of one recording.
pub fn expected_accounts(part: &str) -> BTreeMap<String, Counts> {
    let truth = json("truth.json");
    let mut expected = BTreeMap::<String, Counts>::new();
    for row in truth[part]["rows"].as_array().expect(part) {
        let Some(account) = row["account"].as_str() else { continue };
        let (allowed, refused) = (number(row, "allowed"), number(row, "refused"));
        let sum = expected.entry(account.to_owned()).or_default();
        *sum = (sum.0 + allowed + refused, sum.1 + allowed, sum.2 + refused);
    }
    for (user, requests) in truth[part]["othersCountedFromTheLog"].as_object().expect(part) {
        if let Some(account) = user.strip_prefix("system:serviceaccount:") {
            let requests = requests.as_u64().expect(user);
            expected.insert(account.replace(':', "/"), (requests, requests, 0));
        }
    }
    expected.retain(|_, counts| counts.0 > 0);
    expected
}

#[test]
fn all_recordings() {
    let files = [
        ("events.jsonl", "events", 679),
        ("events-all-stages.jsonl", "allStages", 152),
        ("request-response.jsonl", "requestResponse", 20),
    ];
    let truth = json("truth.json");
    for (name, part, lines) in files {
        let (evidence, read) = read(file(name));
        let read = read.expect(name);
        assert_eq!((read.events, read.unread, read.other_rows), (lines, 0, 0), "{name}");
        assert_eq!(accounts(&evidence), expected_accounts(part), "{name}");
        let rows = truth[part]["rows"].as_array().expect(part);
        let nobody: u64 = rows.iter().map(|row| number(row, "unauthenticated")).sum();
        assert_eq!(evidence.unauthenticated(), nobody, "{name}");
    }
}

#[test]
fn summary_of_accounts() {
    let (evidence, _) = read(file("events.jsonl"));
    let truth = json("truth.json");
    for (name, expected) in truth["accounts"].as_object().expect("accounts") {
        let (namespace, account) = name.split_once('/').expect(name);
        let usage = evidence.account(namespace, account).map(|account| account.total());
        let usage = usage.unwrap_or_default();
        let (allowed, refused) = (number(expected, "allowed"), number(expected, "refused"));
        assert_eq!(counts(&usage), (allowed + refused, allowed, refused), "{name}");
        let reach = match expected["verdict"].as_str().expect(name) {
            "no request" => Reach::Nothing,
            "used, only for what every account may" => Reach::Everyone,
            _ => Reach::Own,
        };
        assert_eq!(usage.reach(), reach, "{name}");
        if number(expected, "unauthenticated") == 0 {
            let span = usage.span();
            let text = |stamp: &Option<audit_log::Stamp>| {
                stamp.map_or(Value::Null, |stamp| stamp.to_string().into())
            };
            assert_eq!(text(&span.first), expected["first"], "{name}");
            assert_eq!(text(&span.last), expected["last"], "{name}");
        }
    }
}

/// Requests by Pod that the log names, for all Pods.
#[test]
fn pods() {
    let (evidence, _) = read(file("events.jsonl"));
    for pod in json("truth.json")["pods"].as_array().expect("pods") {
        let (name, uid) = (pod["name"].as_str().expect("name"), pod["uid"].as_str().expect("uid"));
        let (namespace, account) =
            pod["account"].as_str().and_then(|a| a.split_once('/')).expect(name);
        let account = evidence.account(namespace, account);
        let found = account
            .and_then(|account| account.pods().find(|pod| (pod.name, pod.uid) == (name, uid)));
        let requests = found.map_or(0, |pod| pod.usage.requests());
        assert_eq!(requests, number(pod, "namedByTheLog"), "{name} {uid}");
    }
}

/// A workload: kind, namespace, name.
pub type Workload = (String, String, String);

/// Requests that the log gives to each workload: by the owners in the dump, then by names.
pub fn workloads(evidence: &Evidence) -> BTreeMap<Workload, u64> {
    let objects = json("objects.json");
    let items = objects["items"].as_array().expect("items");
    let owner = |object: &Value| {
        let owner = &object["metadata"]["ownerReferences"][0];
        Some((owner["kind"].as_str()?.to_owned(), owner["name"].as_str()?.to_owned()))
    };
    let find = |kind: &str, namespace: &str, name: &str| {
        items.iter().find(|object| {
            object["kind"] == kind
                && object["metadata"]["namespace"] == namespace
                && object["metadata"]["name"] == name
        })
    };
    let mut all = BTreeMap::new();
    for (account, entry) in evidence.accounts().iter() {
        let (namespace, _) = account.split_once('/').expect(account);
        let named: Vec<(Kind, &str)> = items
            .iter()
            .filter(|object| object["metadata"]["namespace"] == namespace)
            .filter(|object| owner(object).is_none())
            .filter_map(|object| {
                let kind = match object["kind"].as_str()? {
                    "Deployment" => Kind::Deployment,
                    "StatefulSet" => Kind::StatefulSet,
                    "DaemonSet" => Kind::DaemonSet,
                    "Job" => Kind::Job,
                    "CronJob" => Kind::CronJob,
                    _ => return None,
                };
                Some((kind, object["metadata"]["name"].as_str()?))
            })
            .collect();
        for pod in entry.pods().filter(|pod| pod.usage.requests() > 0) {
            let dumped = find("Pod", namespace, pod.name)
                .filter(|object| object["metadata"]["uid"] == pod.uid);
            let (kind, name) = match dumped {
                Some(object) => {
                    let mut last = ("Pod".to_owned(), pod.name.to_owned());
                    let mut next = owner(object);
                    while let Some((kind, name)) = next {
                        next = find(&kind, namespace, &name).and_then(owner);
                        last = (kind, name);
                    }
                    last
                }
                None => match owner_by_name(pod.name, named.iter().copied()) {
                    Some((kind, name)) => (format!("{kind:?}"), name.to_owned()),
                    None => ("Pod".to_owned(), pod.name.to_owned()),
                },
            };
            *all.entry((kind, namespace.to_owned(), name)).or_default() += pod.usage.requests();
        }
    }
    all
}

/// What the truth says that the log tells of each workload.
pub fn expected_workloads() -> BTreeMap<Workload, u64> {
    let truth = json("truth.json");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let all = truth["workloads"].as_array().expect("workloads").iter();
    all.map(|row| {
        let workload = &row["workload"];
        let key = (text(&workload["kind"]), text(&workload["namespace"]), text(&workload["name"]));
        (key, number(row, "namedByTheLog"))
    })
    .filter(|(_, requests)| *requests > 0)
    .collect()
}

#[test]
fn workloads_agree() {
    let (evidence, _) = read(file("events.jsonl"));
    assert_eq!(workloads(&evidence), expected_workloads());
    // The Pods of the CronJob that are gone, by what its controller did.
    for (pod, expected) in [
        ("report-29931645-px9br", Some("report")),
        ("report-29931648-qmmhj", Some("report")),
        ("report-29931600-qmmhj", None),
        ("web-74c9fb65cf-r56vx", None),
    ] {
        assert_eq!(evidence.cron_job_of("shop", pod), expected, "{pod}");
    }
}

/// Tokens that kubelets asked for, by account; who used theirs, and who did not.
#[test]
fn issued_tokens() {
    let (evidence, _) = read(file("events.jsonl"));
    let truth = json("truth.json");
    // The truth names those of the other recordings, too.
    let log = file("events.jsonl");
    let mut expected = BTreeMap::<&str, Issued>::new();
    for pod in truth["pods"].as_array().expect("pods") {
        let sum = expected.entry(pod["account"].as_str().expect("account")).or_default();
        for token in pod["tokens"].as_array().expect("tokens") {
            if log.contains(&format!("issued-credential-id\":{}", token["credentialID"])) {
                sum.tokens += 1;
                sum.unused += usize::from(number(token, "requestsInTheLog") == 0);
            }
        }
    }
    assert_eq!(expected.values().map(|issued| issued.tokens).sum::<usize>(), 21);
    for (name, expected) in expected {
        let (namespace, account) = name.split_once('/').expect(name);
        let found = evidence.account(namespace, account).map(|a| a.total().issued());
        assert_eq!(found.unwrap_or_default(), expected, "{name}");
    }
    let deployer = evidence.account("ci", "deployer").expect("ci/deployer").total();
    assert_eq!(deployer.issued(), Issued::default());
    assert!(deployer.requested().tokens > 0);
}

/// With bodies, the log says to which Pod a token was issued.
#[test]
fn issued_to_pods() {
    let (evidence, _) = read(file("request-response.jsonl"));
    assert!(evidence.sight().kinds.token_requests_with_pod);
    let issued: Vec<_> = evidence
        .accounts()
        .iter()
        .flat_map(|(name, account)| account.pods().map(move |pod| (name, pod)))
        .filter(|(_, pod)| pod.usage.issued().tokens > 0)
        .map(|(name, pod)| (name, pod.name, pod.usage.issued()))
        .collect();
    let once = Issued { tokens: 1, unused: 0 };
    assert_eq!(issued, [("shop/web", "web-84745fcc7d-czlnr", once)]);
}

/// Impersonation, client certificates, kinds of tokens, Secrets.
#[test]
fn what_is_told_apart() {
    let (evidence, _) = read(file("events.jsonl"));
    let account = |name: &str| {
        let (namespace, name) = name.split_once('/').expect(name);
        evidence.account(namespace, name).expect(name)
    };
    assert_eq!(account("shop/web").impersonated(), 3);
    assert_eq!((account("shop/idle").impersonated(), account("shop/idle").only_named()), (1, 1));
    let deployer = account("ci/deployer").total();
    assert_eq!(deployer.as_others(), 1);
    assert!(
        !deployer
            .rights()
            .any(|(right, _)| matches!(right, Right::Binding(Binding { subject: "web/shop", .. })))
    );
    let batch = account("legacy/batch");
    let secrets: Vec<_> = batch.unattributed().secrets().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(secrets, ["batch-token", "batch-token-x7k2p"]);
    let import = batch.pods().find(|pod| pod.name == "import").expect("import");
    assert!(import.usage.stale().first.is_some() && import.usage.tokens().bound);
    let kinds = |name: &str| account(name).unattributed().tokens();
    assert_eq!(kinds("legacy/batch"), Tokens { legacy: true, ..Tokens::default() });
    assert_eq!(kinds("ci/deployer"), Tokens { unbound: true, ..Tokens::default() });
    assert_eq!(kinds("ci/runner"), Tokens { unbound: true, node: true, ..Tokens::default() });
    let marked: Vec<_> = evidence.marked_secrets().iter().map(|(name, _)| name).collect();
    assert_eq!(
        marked,
        ["legacy/batch-old", "legacy/batch-seen", "legacy/batch-token", "legacy/batch-token-x7k2p"]
    );
    let sight = evidence.sight();
    assert_eq!(
        sight.span.first.map(|s| s.to_string()).as_deref(),
        Some("2026-11-28T20:44:11.089352Z")
    );
    assert!(sight.kinds.token_requests && !sight.kinds.token_requests_with_pod);
    assert!(sight.kinds.get && sight.kinds.discovery && sight.kinds.health && sight.kinds.version);
    assert!(sight.levels.metadata && !sight.levels.request && !sight.stages.received);
}
