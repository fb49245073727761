//! Every form gives what the Events alone give, less what the form lacks.

use std::collections::BTreeMap;

use audit_log::{Evidence, Problem};
use serde_json::{Value, json};

use crate::recording::{events, file, read};
use crate::truth::{accounts, expected_accounts, expected_workloads, workloads};
use crate::wrap::*;

/// All forms that keep the whole Event.
pub fn full_forms(events: &[Value]) -> Vec<(&'static str, Vec<u8>)> {
    let all = || events.iter().cloned();
    let texts = |key: &'static str| all().map(move |event| json!({key: event.to_string()}));
    let subscription = subscription(events);
    let concatenated: Vec<u8> = subscription.iter().flat_map(compact).collect();
    let packed = || subscription.iter().map(|message| base64(&gzip(&compact(message))));
    let time = |_: usize, event: &Value| {
        let stamp = event["stageTimestamp"].as_str().unwrap_or_default();
        format!("{}Z ", stamp.get(..23).unwrap_or_default())
    };
    let node = |at: usize, _: &Value| format!("master-{}.demo ", at % 3);
    let exported: Vec<u8> =
        events.chunks(40).flat_map(|events| gzip(&prefixed(events, time))).collect();
    let others = json!({"category": "guard", "properties": {"log": "I1128 not JSON"}});
    let hub = |events: &[Value]| {
        let mut records: Vec<_> = events.iter().map(|event| azure(event, "kube-audit")).collect();
        records.push(others.clone());
        json!({"records": records})
    };
    let slashes =
        |text: Vec<u8>| String::from_utf8(text).expect("UTF-8").replace('/', "\\/").into_bytes();
    let list = |rows: Vec<Value>| Value::Array(rows);
    let azure_lines = || lines(all().map(|event| azure(&event, "kube-audit")));
    vec![
        ("1", lines(all())),
        ("1, gzip", gzip(&lines(all()))),
        ("1, windows", lines(all()).split(|b| *b == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])),
        ("1, byte order mark", [b"\xef\xbb\xbf".to_vec(), lines(all())].concat()),
        ("1, pretty", events.iter().flat_map(pretty).collect()),
        ("1, array", pretty(&list(events.to_vec()))),
        ("1, array in a line", compact(&list(events.to_vec()))),
        ("2", compact(&event_list(events))),
        ("2, pretty", pretty(&event_list(events))),
        ("2, one a line", lines(events.chunks(400).map(event_list))),
        ("2, List", pretty(&json!({"kind": "List", "apiVersion": "v1", "items": events}))),
        ("2, items first", pretty(&json!({"items": events, "kind": "EventList"}))),
        ("3a", pretty(&filter_log_events(events))),
        ("3a, compact", compact(&filter_log_events(events))),
        ("3b", exported),
        ("3c", pretty(&insights(events))),
        ("3c, compact", compact(&insights(events))),
        ("3d, lines", lines(subscription.iter().cloned())),
        ("3d, joined", concatenated.clone()),
        ("3d, joined, gzip", gzip(&concatenated)),
        ("3d, Lambda", lines(packed().map(|data| json!({"awslogs": {"data": data}})))),
        (
            "3d, Kinesis",
            pretty(&json!({"Records": packed()
            .map(|data| json!({"kinesis": {"data": data}, "eventSource": "aws:kinesis"}))
            .collect::<Vec<_>>()})),
        ),
        (
            "3d, get-records",
            pretty(&json!({"Records": packed()
            .map(|data| json!({"SequenceNumber": "1", "Data": data, "data": data}))
            .collect::<Vec<_>>()})),
        ),
        ("3d, base64 lines", packed().collect::<Vec<_>>().join("\n").into_bytes()),
        ("4a", azure_lines()),
        ("4a, slashes", slashes(azure_lines())),
        ("4b", compact(&hub(events))),
        ("4b, pretty", pretty(&hub(events))),
        ("4b, one a line", lines(events.chunks(100).map(hub))),
        ("4c", pretty(&list(all().map(|event| azure_diagnostics(&event)).collect()))),
        ("4c, lines", lines(all().map(|event| azure_diagnostics(&event)))),
        ("4d", lines(all().map(|event| azure_columns(&event, false)))),
        ("4d, texts", pretty(&list(all().map(|event| azure_columns(&event, true)).collect()))),
        ("6", prefixed(events, node)),
        ("7, container", container(events, usize::MAX)),
        ("7, container, divided", container(events, 300)),
        ("7, log", lines(texts("log"))),
        ("7, message", lines(texts("message"))),
        ("7, merged", lines(all().map(|event| merged(&event, None)))),
        ("7, OpenShift", lines(all().map(|event| merged(&event, Some("openshift_audit_level"))))),
        ("7, Elastic", lines(all().map(|event| elastic(&event)))),
        (
            "7, Elastic's answer",
            pretty(&hits(all().map(|event| elastic(&event)["_source"].clone()))),
        ),
        ("7, Elasticsearch", pretty(&hits(texts("message")))),
        ("7, Elasticsearch, compact", compact(&hits(texts("message")))),
        ("7, Elasticsearch, dump", lines(texts("message").map(|row| json!({"_source": row})))),
        ("7, Elasticsearch, Events", compact(&hits(all()))),
        ("7, Loki", compact(&loki(events))),
        ("7, Loki, pretty", pretty(&loki(events))),
        (
            "7, logcli",
            lines(texts("line").map(|mut row| {
                row["labels"] = json!({"job": "audit"});
                row["timestamp"] = "2026-11-28T20:44:16Z".into();
                row
            })),
        ),
        ("7, Splunk", lines(texts("_raw").map(|row| json!({"preview": false, "result": row})))),
        ("7, Splunk, Event", lines(all().map(|event| json!({"preview": false, "result": event})))),
        (
            "7, Panther",
            lines(all().map(|mut event| {
                event["p_log_type"] = "Amazon.EKS.Audit".into();
                event
            })),
        ),
    ]
}

#[test]
fn forms_with_all() {
    for (name, part) in [
        ("events.jsonl", "events"),
        ("events-all-stages.jsonl", "allStages"),
        ("request-response.jsonl", "requestResponse"),
    ] {
        let events = events(name);
        let expected = expected_accounts(part);
        let (plain, _) = read(file(name));
        for (form, text) in full_forms(&events) {
            let (evidence, read) = read(&text);
            let read = read.unwrap_or_else(|error| panic!("{name}, form {form}: {error}"));
            assert_eq!((read.events, read.unread), (events.len() as u64, 0), "{name}, form {form}");
            assert_eq!(accounts(&evidence), expected, "{name}, form {form}");
            assert_eq!(evidence.unauthenticated(), plain.unauthenticated(), "{name}, form {form}");
            same(form, &evidence, &plain);
            if part == "events" {
                assert_eq!(workloads(&evidence), expected_workloads(), "{form}");
            }
        }
    }
}

/// Each account is the same to the last detail.
fn same(form: &str, evidence: &Evidence, plain: &Evidence) {
    for (name, account) in plain.accounts().iter() {
        let found = evidence.accounts().get(name);
        // Azure's tables say nothing of impersonation, and their bodies may be left out.
        if form.starts_with("4d") || form.contains("Elastic") {
            assert_eq!(
                found.map(|found| found.total().uses().len()),
                Some(account.total().uses().len()),
                "{form}, {name}"
            );
        } else {
            assert_eq!(found, Some(account), "{form}, {name}");
        }
    }
}

fn google_forms(events: &[Value]) -> Vec<(&'static str, Vec<u8>)> {
    let entries = google(events);
    let mut more = entries.clone();
    more.insert(
        1,
        json!({"insertId": "x", "protoPayload": {
        "serviceName": "container.googleapis.com", "methodName": "google.container.v1.X",
        "authenticationInfo": {"principalEmail": "someone@example.com"}}}),
    );
    vec![
        ("5, lines", lines(entries.clone())),
        ("5, array", pretty(&Value::Array(entries.clone()))),
        ("5, array in a line", compact(&Value::Array(entries.clone()))),
        ("5, other services", pretty(&Value::Array(more))),
        ("5, Splunk", lines(entries.into_iter().map(|entry| json!({"data": entry})))),
    ]
}

#[test]
fn google_has_no_pods() {
    for (name, part) in [("events.jsonl", "events"), ("events-all-stages.jsonl", "allStages")] {
        let (plain, _) = read(file(name));
        let mut expected = expected_accounts(part);
        for (account, entry) in plain.accounts().iter().filter(|(_, entry)| entry.only_named() > 0)
        {
            let named = entry.only_named();
            let counts = expected.entry(account.to_owned()).or_default();
            *counts = (counts.0 + named, counts.1 + named, counts.2);
        }
        for (form, text) in google_forms(&events(name)) {
            let (evidence, read) = read(&text);
            assert_eq!(read.map(|read| read.unread), Ok(0), "{form}");
            assert_eq!(accounts(&evidence), expected, "{form}");
            assert_eq!(evidence.unauthenticated(), plain.unauthenticated(), "{form}");
            assert_eq!(workloads(&evidence), BTreeMap::new(), "{form}");
            for (account, entry) in plain.accounts().iter() {
                let found = evidence.accounts().get(account).map(|found| found.total());
                let found = found.unwrap_or_default();
                let total = entry.total();
                assert!(found.reach() >= total.reach(), "{form}, {account}");
                let uses = |usage: &audit_log::Usage| {
                    let mut uses: Vec<_> =
                        usage.uses().iter().map(|one| format!("{one:?}")).collect();
                    uses.sort();
                    uses
                };
                if entry.only_named() == 0 {
                    assert_eq!(uses(&found), uses(&total), "{form}, {account}");
                }
            }
        }
    }
}

/// `kube-audit-admin` has no get and no list.
#[test]
fn azure_admin() {
    let all = events("events.jsonl");
    let kept = |event: &&Value| event["verb"] != "get" && event["verb"] != "list";
    let mut expected = BTreeMap::<String, (u64, u64)>::new();
    let mut seen = std::collections::HashSet::new();
    for event in all.iter().filter(kept) {
        let user = event["user"]["username"].as_str().unwrap_or_default();
        let credential = &event["user"]["extra"]["authentication.kubernetes.io/credential-id"][0];
        let certificate = credential.as_str().is_some_and(|id| id.starts_with("X509"));
        if let Some(account) = user.strip_prefix("system:serviceaccount:")
            && !certificate
            && seen.insert((event["auditID"].to_string(), user, event["requestURI"].to_string()))
        {
            let sum = expected.entry(account.replace(':', "/")).or_default();
            sum.0 += 1;
            sum.1 += u64::from(event["annotations"]["authorization.k8s.io/decision"] != "allow");
        }
    }
    let text = lines(all.iter().filter(kept).map(|event| azure(event, "kube-audit-admin")));
    let (evidence, _) = read(text);
    let found: BTreeMap<_, _> = accounts(&evidence)
        .into_iter()
        .map(|(account, (requests, _, refused))| (account, (requests, refused)))
        .collect();
    assert_eq!(found, expected);
    let sight = evidence.sight();
    assert!(sight.origins.azure_admin && !sight.origins.azure_all);
    assert!(!sight.kinds.get && !sight.kinds.list && sight.kinds.watch && sight.kinds.write);
}

/// What is no audit log, and what a file says that is not all of one.
#[test]
fn no_audit_log() {
    let rancher = json!({"auditID": "1", "requestURI": "/k8s/clusters/c-1/api/v1/pods",
        "user": {"name": "u-1", "group": []}, "method": "GET", "remoteAddr": "10.0.0.1",
        "requestTimestamp": "2026-11-28T20:44:16Z", "responseCode": 200});
    let legacy = b"2026-11-28T20:44:16.2Z AUDIT: id=\"5\" stage=\"ResponseComplete\" ip=\"1\"\n";
    let flattened = json!({"status": "Complete", "results": [
        [{"field": "verb", "value": "get"}, {"field": "user.username", "value": "x"}]]});
    let errors: [(&str, Vec<u8>, u64, Problem); 9] = [
        ("Rancher", lines([rancher]), 1, Problem::Rancher),
        ("legacy", legacy.to_vec(), 1, Problem::LegacyText),
        ("Insights", pretty(&flattened), 1, Problem::NoMessage),
        ("text", b"\n\nhello\nworld\n".to_vec(), 3, Problem::Unknown),
        ("a listing", b"master-0.demo audit.log\n".to_vec(), 1, Problem::Unknown),
        ("objects", file("objects.json").into_bytes(), 8, Problem::Unknown),
        ("UTF-16", b"\xff\xfe{\x00".to_vec(), 1, Problem::Utf16),
        ("YAML", b"kind: Event\napiVersion: audit.k8s.io/v1\n".to_vec(), 1, Problem::Unknown),
        ("bad gzip", b"\x1f\x8bnot at all, not at all".to_vec(), 1, Problem::Gzip),
    ];
    for (name, text, line, problem) in errors {
        let (_, read) = read(text);
        let error = read.expect_err(name);
        if name != "Insights" {
            assert_eq!(error.line, line, "{name}");
        }
        assert_eq!(error.problem, problem, "{name}");
    }
    // Nothing to be read, but nothing wrong either.
    let control = subscription(&[]);
    for (name, text) in [
        ("empty", Vec::new()),
        ("blank", b"\n \n".to_vec()),
        ("control message", lines(control)),
        ("empty list", b"[]\n".to_vec()),
        ("EventList", pretty(&event_list(&[]))),
        ("other categories", lines([json!({"category": "guard", "properties": {"log": "x"}})])),
    ] {
        let (_, read) = read(text);
        assert_eq!(read.map(|read| (read.events, read.unread)), Ok((0, 0)), "{name}");
    }
}

/// Broken lines are counted, and the first one has a place.
#[test]
fn broken_lines() {
    let good = events("events.jsonl");
    let text = |at: usize| good.get(at).expect("event").to_string();
    let cut = |at: usize, length: usize| text(at).get(..length).expect("ASCII").to_owned();
    let groups = text(40).find("\"groups\":[").map_or(0, |at| at + 40);
    let lists = text(40).find("\",\"").map_or(0, |at| at + 2);
    let all = [
        (
            "truncated",
            format!("{}\n{}[Truncated...]\n{}\n", text(1), cut(2, 500), text(3)),
            2,
            1,
            2,
        ),
        ("between", format!("{}\n{}\n{}\n", text(1), cut(2, lists), text(3)), 2, 1, 2),
        ("in a list", format!("{}\n{}\n{}\n", text(1), cut(40, groups), text(3)), 2, 1, 2),
        ("garbage", format!("{}\nhello\n[x]\n{{]\n{}\n", text(1), text(3)), 2, 3, 2),
        ("at the end", format!("{}\n{}", text(1), cut(2, 300)), 1, 1, 2),
        ("after it", format!("{}\n{}xyz\n{}\n", text(1), text(2), text(3)), 3, 1, 2),
        (
            "in a text",
            String::from_utf8(lines([
                json!({"message": text(1)}),
                json!({"message": format!("{}[Truncated...]", cut(2, 600))}),
                json!({"message": text(3)}),
            ]))
            .expect("UTF-8"),
            2,
            1,
            2,
        ),
    ];
    for (name, text, events, unread, first) in all {
        for step in [1, 7, 1 << 20] {
            let mut counter =
                audit_log::Counter::new(&std::sync::Arc::new(audit_log::Seen::new([0; 16])));
            let read =
                crate::recording::read_with(&mut counter, text.as_bytes(), step).expect(name);
            assert_eq!((read.events, read.unread), (events, unread), "{name}");
            assert_eq!(read.first_unread, Some(first), "{name}");
            assert_eq!(counter.evidence().sight().unread, unread, "{name}");
        }
    }
}

/// What envelopes say besides: pages, API servers, categories.
#[test]
fn facts_of_envelopes() {
    let some: Vec<_> = events("events.jsonl").into_iter().take(6).collect();
    let sight = |text: Vec<u8>| read(text).0.sight().clone();
    let servers = |text: Vec<u8>| {
        let sight = sight(text);
        sight.servers.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sight(pretty(&filter_log_events(&some))).pages, 1);
    assert_eq!(sight(pretty(&event_list(&some))).pages, 0);
    assert_eq!(servers(pretty(&filter_log_events(&some))), ["kube-apiserver-audit-0a1b"]);
    let nodes = prefixed(&some, |at, _| format!("master-{}.demo ", at % 3));
    assert_eq!(servers(nodes), ["master-0.demo", "master-1.demo", "master-2.demo"]);
    let azure = lines(some.iter().map(|event| azure(event, "kube-audit")));
    assert_eq!(servers(azure.clone()), ["kube-apiserver-6f-x"]);
    assert!(sight(azure).origins.azure_all);
    // The time before a line is no node.
    assert_eq!(servers(container(&some, usize::MAX)), Vec::<String>::new());
    let google = sight(lines(google(&some)));
    assert!(google.origins.google && google.origins.google_data_access && !google.origins.events);
}
