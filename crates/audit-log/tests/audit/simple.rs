//! The reader against a reading of the same lines that is as simple as possible: each line is a
//! `serde_json::Value`, and requests are in a map.

use std::collections::{BTreeMap, BTreeSet};

use audit_log::Evidence;
use serde_json::{Map, Value, json};

use crate::random::Random;
use crate::recording::{events, file, read};

/// How many random logs there are, each of up to 60 lines.
const CASES: u64 = 500;

/// What a log says about an account.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    requests: u64,
    refused: u64,
    undecided: u64,
    as_others: u64,
    impersonated: u64,
    only_named: u64,
    /// First and last time, as written.
    span: Option<(String, String)>,
    /// Requests by Pod.
    pods: BTreeMap<(String, String), u64>,
    /// Requests and refused ones by verb, group, resource and subresource.
    uses: BTreeMap<[String; 4], (u64, u64)>,
}

/// What a log says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Log {
    accounts: BTreeMap<String, Counts>,
    unauthenticated: u64,
    events: u64,
    unread: u64,
}

fn account_of(user: &Value) -> Option<String> {
    let name = user["username"].as_str()?.strip_prefix("system:serviceaccount:")?;
    Some(name.replace(':', "/"))
}

/// The simple reading.
fn simple(text: &str) -> Log {
    let mut log = Log::default();
    let mut requests = BTreeMap::<Vec<String>, (String, Vec<Value>)>::new();
    let (mut nobody, mut named, mut taken) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for line in text.lines() {
        let Ok(event) = serde_json::from_str::<Value>(line) else {
            log.unread += 1;
            continue;
        };
        log.events += 1;
        let (user, extra) = (&event["user"], &event["user"]["extra"]);
        let first = |key: &str| extra[format!("authentication.kubernetes.io/{key}")][0].to_string();
        let key = |parts: &[&Value]| parts.iter().map(|part| part.to_string()).collect::<Vec<_>>();
        let known = [&event["auditID"], &user["username"], &event["verb"], &event["requestURI"]];
        if event["responseStatus"]["code"] == 401 {
            nobody.insert(key(&[known[0], &event["requestReceivedTimestamp"], known[2], known[3]]));
            continue;
        }
        if let Some(other) = account_of(&event["impersonatedUser"]) {
            taken.insert((other, key(&known)));
        }
        let Some(account) = account_of(user) else { continue };
        let groups = user["groups"].as_array().into_iter().flatten();
        if !groups.into_iter().any(|group| group == "system:serviceaccounts") {
            named.insert((account, key(&known)));
            continue;
        }
        let mut key = key(&known);
        key.extend([first("pod-name"), first("pod-uid"), first("credential-id")]);
        requests.entry(key).or_insert_with(|| (account, Vec::new())).1.push(event);
    }
    log.unauthenticated = nobody.len() as u64;
    for (account, _) in named {
        log.accounts.entry(account).or_default().only_named += 1;
    }
    for (account, _) in taken {
        log.accounts.entry(account).or_default().impersonated += 1;
    }
    for (account, lines) in requests.into_values() {
        let counts = log.accounts.entry(account).or_default();
        let outcome =
            |line: &Value| match line["annotations"]["authorization.k8s.io/decision"].as_str() {
                _ if line["stage"] == "RequestReceived" => None,
                Some(decision) => Some(decision == "allow"),
                None => Some(line["responseStatus"]["code"] != 403),
            };
        let outcomes: Vec<bool> = lines.iter().filter_map(outcome).collect();
        let refused = u64::from(!outcomes.is_empty() && !outcomes.contains(&true));
        counts.requests += 1;
        counts.refused += refused;
        counts.undecided += u64::from(outcomes.is_empty());
        let as_other = |line: &Value| line["impersonatedUser"].is_object();
        counts.as_others += u64::from(lines.iter().any(as_other));
        let line = &lines[0];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let extra = &line["user"]["extra"];
        let pod = ["pod-name", "pod-uid"]
            .map(|key| text(&extra[format!("authentication.kubernetes.io/{key}")][0]));
        if !pod[0].is_empty() {
            let [name, uid] = pod;
            *counts.pods.entry((name, uid)).or_default() += 1;
        }
        let object = &line["objectRef"];
        let key = [&line["verb"], &object["apiGroup"], &object["resource"], &object["subresource"]];
        let of_use = counts.uses.entry(key.map(text)).or_default();
        *of_use = (of_use.0 + 1, of_use.1 + refused);
        for line in &lines {
            let time = text(&line["requestReceivedTimestamp"]);
            let (first, last) = counts.span.get_or_insert_with(|| (time.clone(), time.clone()));
            *first = first.clone().min(time.clone());
            *last = last.clone().max(time);
        }
    }
    log
}

/// What the reader found.
fn found(text: &str) -> Log {
    let (evidence, whole) = read(text);
    let whole = whole.unwrap_or_else(|why| panic!("{why:?}: {text}"));
    let mut log = Log {
        unauthenticated: evidence.unauthenticated(),
        events: whole.events,
        unread: whole.unread,
        accounts: BTreeMap::new(),
    };
    for (name, _) in evidence.accounts().iter() {
        let counts = counts_of(&evidence, name);
        // What a token was issued for has an entry, too.
        if counts != Counts::default() {
            log.accounts.insert(name.to_owned(), counts);
        }
    }
    log
}

fn counts_of(evidence: &Evidence, name: &str) -> Counts {
    let account = evidence.accounts().get(name).expect(name);
    let total = account.total();
    assert_eq!(total.allowed() + total.refused() + total.undecided(), total.requests(), "{name}");
    let pods =
        account.pods().map(|pod| ((pod.name.to_owned(), pod.uid.to_owned()), pod.usage.requests()));
    let mut uses = BTreeMap::<[String; 4], (u64, u64)>::new();
    for one in total.uses() {
        let key = [one.verb, one.group, one.resource, one.subresource].map(str::to_owned);
        let sum = uses.entry(key).or_default();
        *sum = (sum.0 + one.requests, sum.1 + one.refused);
    }
    let span = total.span();
    Counts {
        requests: total.requests(),
        refused: total.refused(),
        undecided: total.undecided(),
        as_others: total.as_others(),
        impersonated: account.impersonated(),
        only_named: account.only_named(),
        span: span.first.zip(span.last).map(|(first, last)| (first.to_string(), last.to_string())),
        pods: pods.filter(|(_, requests)| *requests > 0).collect(),
        uses,
    }
}

/// One of these.
fn pick<T: Clone>(random: &mut Random, all: &[T]) -> T {
    all[random.below(all.len())].clone()
}

/// A request: what all its lines share.
fn request(random: &mut Random, number: usize) -> Value {
    let who = pick(random, &["shop:web", "shop:cart", "shop:web", "kube-system:c", "ci:\u{e9}"]);
    let mut user = json!({"username": format!("system:serviceaccount:{who}"),
        "groups": ["system:authenticated", "system:serviceaccounts"]});
    match random.below(8) {
        0 => user = json!({"username": "kubernetes-admin", "groups": ["system:masters"]}),
        1 => user["groups"] = json!(["system:authenticated"]),
        2 => {
            let key = "authentication.kubernetes.io/credential-id";
            user["extra"] = json!({key: [format!("JTI={}", random.below(3))]});
        }
        3..6 => {
            let pod = random.below(3);
            user["extra"] = json!({
                "authentication.kubernetes.io/pod-name": [format!("web-{pod}")],
                "authentication.kubernetes.io/pod-uid": [format!("uid-{pod}")],
            });
        }
        _ => {}
    }
    // Some IDs are used again, by the same or another client.
    let id = if random.below(6) == 0 { random.below(3) } else { 100 + number };
    // The path says which object it is about.
    let paths = [
        ("/api/v1/namespaces/shop/pods", json!({"resource": "pods", "namespace": "shop"})),
        (
            "/api/v1/namespaces/shop/pods/web-0/log?follow=true",
            json!({"resource": "pods", "namespace": "shop", "name": "web-0", "subresource": "log"}),
        ),
        (
            "/apis/apps/v1/namespaces/shop/deployments",
            json!({"resource": "deployments", "apiGroup": "apps", "namespace": "shop"}),
        ),
        (
            "/api/v1/secrets/quote%22s\u{a0}",
            json!({"resource": "secrets", "name": "quote\"s and \\ and \u{1f600}"}),
        ),
    ];
    let (path, object) = pick(random, &paths);
    let mut event = json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata",
        "auditID": format!("id-{id}"),
        "verb": pick(random, &["get", "list", "watch", "create"]),
        "requestURI": path,
        "user": user,
        "objectRef": object,
        "requestReceivedTimestamp": format!("2026-11-28T2{}:{:02}:{:02}.{:06}Z",
            random.below(4), random.below(60), random.below(60), random.below(1_000_000)),
    });
    if random.below(8) == 0 {
        let other = pick(random, &["system:serviceaccount:shop:cart", "jane", "system:anonymous"]);
        event["impersonatedUser"] = json!({"username": other, "groups": ["x"]});
    }
    event
}

/// The lines of a request: some of its stages, in any order, some of them twice.
fn stages(random: &mut Random, request: &Value) -> Vec<Value> {
    let decision = pick(random, &["", "allow", "allow", "allow", "forbid"]);
    let code = pick(random, &[200, 201, 403, 404, 500, 200, 401]);
    let all = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"];
    let mut lines = Vec::new();
    for _ in 0..1 + random.below(3) {
        let mut line = request.clone();
        let stage = pick(random, &all);
        line["stage"] = stage.into();
        if stage != "RequestReceived" {
            line["responseStatus"] = json!({"metadata": {}, "code": code});
            if !decision.is_empty() {
                line["annotations"] = json!({
                    "authorization.k8s.io/decision": decision,
                    "authorization.k8s.io/reason": "RBAC: allowed by \"x\"",
                });
            }
        }
        if random.below(4) == 0 {
            line["requestObject"] =
                json!({"user": {"username": "no"}, "auditID": ["no", {}], "x": "}\\\""});
        }
        lines.push(line);
    }
    lines
}

/// JSON with the keys in any order, spaces anywhere, and characters that are escaped needlessly.
fn write(random: &mut Random, value: &Value, into: &mut String) {
    let space = |random: &mut Random| pick(random, &["", "", "", " ", "\t", "  "]);
    into.push_str(space(random));
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect::<Vec<_>>();
            random.shuffle(&mut fields);
            into.push('{');
            for (number, (key, value)) in fields.into_iter().enumerate() {
                into.push_str(if number == 0 { "" } else { "," });
                into.push_str(space(random));
                text(random, key, into);
                into.push_str(space(random));
                into.push(':');
                write(random, value, into);
            }
            into.push('}');
        }
        Value::Array(items) => {
            into.push('[');
            for (number, item) in items.iter().enumerate() {
                into.push_str(if number == 0 { "" } else { "," });
                write(random, item, into);
            }
            into.push(']');
        }
        Value::String(value) => text(random, value, into),
        other => into.push_str(&other.to_string()),
    }
    into.push_str(space(random));
}

fn text(random: &mut Random, value: &str, into: &mut String) {
    let escapes = random.below(4) == 0;
    into.push('"');
    for char in value.chars() {
        if char == '"' || char == '\\' {
            into.extend(['\\', char]);
        } else if escapes && random.below(4) == 0 {
            for unit in char.encode_utf16(&mut [0; 2]) {
                into.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            into.push(char);
        }
    }
    into.push('"');
}

#[test]
fn random_logs_are_counted_like_a_simple_reading_counts_them() {
    let mut sum = Map::new();
    let mut add = |key: &str, count: u64| {
        let old = sum.get(key).and_then(Value::as_u64).unwrap_or(0);
        sum.insert(key.to_owned(), (old + count).into());
    };
    for seed in 0..CASES {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut lines = Vec::new();
        for number in 0..1 + random.below(20) {
            let request = request(&mut random, number);
            lines.extend(stages(&mut random, &request));
        }
        random.shuffle(&mut lines);
        let mut log = String::new();
        for line in &lines {
            let start = log.len();
            write(&mut random, line, &mut log);
            if random.below(40) == 0 {
                // A line that is cut off.
                let end = log.floor_char_boundary(start + (log.len() - start) / 2);
                log.truncate(end);
            }
            log.push('\n');
        }
        // A file in which nothing can be read is no audit log.
        log.push_str(&lines[0].to_string());
        log.push('\n');
        let (expected, found) = (simple(&log), found(&log));
        assert_eq!(found, expected, "{seed}\n{log}");
        add("events", expected.events);
        add("unread", expected.unread);
        add("unauthenticated", expected.unauthenticated);
        for counts in expected.accounts.values() {
            add("requests", counts.requests);
            add("refused", counts.refused);
            add("undecided", counts.undecided);
            add("impersonated", counts.impersonated);
            add("only named", counts.only_named);
        }
    }
    println!("{}", Value::from(sum.clone()));
    assert!(sum.len() == 8 && sum.values().all(|count| count.as_u64() > Some(100)), "{sum:?}");
}

#[test]
fn recordings_are_counted_like_a_simple_reading_counts_them() {
    for name in ["events.jsonl", "events-all-stages.jsonl", "request-response.jsonl"] {
        assert_eq!(found(&file(name)), simple(&file(name)), "{name}");
        assert!(!events(name).is_empty());
    }
}
