use std::sync::Arc;

use audit_log::{Counter, Evidence, Reader, Seen, Stamp};
use serde_json::{Value, json};

use super::limits::limits;
use super::presence::Presence;
use super::schedule::Schedule;
use super::*;

/// What a log says.
fn evidence(log: &str) -> Evidence {
    let seen = Arc::new(Seen::new([7; 16]));
    let mut counter = Counter::new(&seen);
    let mut reader = Reader::new();
    reader.push(log.as_bytes(), &mut counter);
    reader.finish(&mut counter).unwrap();
    counter.finish()
}

/// A request of a Pod in that minute.
fn event(minute: u32, verb: &str, path: &str) -> Value {
    json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata",
        "auditID": format!("{minute}-{verb}-{path}"), "stage": "ResponseComplete", "verb": verb,
        "requestURI": path,
        "user": {
            "username": "system:serviceaccount:shop:web", "groups": ["system:serviceaccounts"],
            "extra": {
                "authentication.kubernetes.io/pod-name": ["web-0"],
                "authentication.kubernetes.io/pod-uid": ["1"],
                "authentication.kubernetes.io/credential-id": ["JTI=web-0"],
            },
        },
        "objectRef": if path.starts_with("/api/v1/") {
            json!({"resource": path.rsplit('/').next(), "namespace": "shop"})
        } else {
            Value::Null
        },
        "responseStatus": {"code": 200},
        "requestReceivedTimestamp": Stamp::of_minute(minute).to_string(),
        "annotations": {"authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": ""},
    })
}

const EVENTS: &str = "/api/v1/namespaces/shop/events";
/// 2026-11-01T00:00:00Z
const START: u32 = 29_891_520;
const DAY: u32 = 24 * 60;

/// All that a log of so many days has, an event each hour, but for some hours.
fn days(days: u32, is_missing: impl Fn(u32) -> bool) -> Vec<Value> {
    let hours = (0..=days * 24).filter(|hour| !is_missing(*hour));
    let one = |hour: u32| {
        let verb = if hour % 2 == 0 { "get" } else { "list" };
        [event(START + hour * 60, verb, EVENTS), event(START + hour * 60, "get", "/version")]
    };
    hours.flat_map(one).collect()
}

fn lines(events: &[Value]) -> String {
    events.iter().map(|event| format!("{event}\n")).collect()
}

const UNNAMED: &str = "Each API server of a cluster writes a log of its own, and these logs do not \
                       name theirs: give the logs of all of them.";
const OTHERS: &str = "Tokens that are shown to other systems (Vault, a cloud) leave no trace.";

#[test]
fn limits_say_what_to_do() {
    let whole = days(8, |_| false);
    let writes: Vec<Value> =
        (0..=8 * 24).map(|hour| event(START + hour * 60, "create", EVENTS)).collect();
    let azure = |category: &str, events: &[Value]| -> String {
        let row = |event: &Value| {
            json!({"category": category, "properties": {"log": event.to_string()}}).to_string()
                + "\n"
        };
        events.iter().map(row).collect()
    };
    let named = |names: &[&str]| -> String {
        let line = |(number, event): (usize, &Value)| {
            format!("{} {event}\n", names.get(number % names.len()).unwrap())
        };
        whole.iter().enumerate().map(line).collect()
    };
    let cases: Vec<(&str, String, Vec<String>, Certainty)> = vec![
        ("whole", lines(&whole), vec![UNNAMED.into(), OTHERS.into()], Certainty::High),
        (
            "short",
            lines(&days(2, |_| false)),
            vec![
                "The logs cover 2.0 days, and not a week: what runs less often may not be in them."
                    .into(),
                UNNAMED.into(),
                OTHERS.into(),
            ],
            Certainty::Medium,
        ),
        (
            "a gap",
            lines(&days(8, |hour| (49..73).contains(&hour))),
            vec![
                "The logs have no event at all from 2026-11-03T04:16:00Z to 2026-11-03T21:20:00Z: \
                 files may be missing. A live API server always has requests."
                    .into(),
                UNNAMED.into(),
                OTHERS.into(),
            ],
            Certainty::Medium,
        ),
        (
            "two files that are far from one another",
            lines(&days(30, |hour| (12..708).contains(&hour))),
            vec![
                "The logs have no event at all from 2026-11-01T18:08:00Z to 2026-11-30T04:48:00Z: \
                 files may be missing. A live API server always has requests."
                    .into(),
                UNNAMED.into(),
                OTHERS.into(),
            ],
            Certainty::Low,
        ),
        (
            "no reads",
            lines(&writes),
            vec![
                "The logs have no reads (get, list), so what only reads seems to be unused. Change \
                 the audit policy to log them at level Metadata."
                    .into(),
                UNNAMED.into(),
                "The logs have no discovery, version or health requests.".into(),
                OTHERS.into(),
            ],
            Certainty::High,
        ),
        (
            "Azure, one category",
            azure("kube-audit-admin", &writes),
            vec![
                "The logs are of Azure's category kube-audit-admin, which has no reads (get, list), \
                 so what only reads seems to be unused. Turn on the category kube-audit."
                    .into(),
                UNNAMED.into(),
                "The logs have no discovery, version or health requests.".into(),
                OTHERS.into(),
            ],
            Certainty::High,
        ),
        (
            "Azure, both",
            azure("kube-audit-admin", &writes) + &azure("kube-audit", &whole),
            vec![UNNAMED.into(), OTHERS.into()],
            Certainty::High,
        ),
        (
            "one server",
            named(&["node-1"]),
            vec![
                "The logs are of one API server: node-1. If the cluster has more of them, give \
                 their logs, too."
                    .into(),
                OTHERS.into(),
            ],
            Certainty::High,
        ),
        (
            "seven servers",
            named(&["a-1", "a-2", "a-3", "a-4", "a-5", "a-6", "a-7"]),
            vec![
                "The logs are of 7 API servers: a-1, a-2, a-3, a-4, a-5 and 2 more. If the cluster \
                 has more of them, give their logs, too."
                    .into(),
                OTHERS.into(),
            ],
            Certainty::High,
        ),
        (
            "a broken line",
            lines(&whole) + "{\"kind\":\"Event\" [Truncated...]\n",
            vec!["1 line could not be read.".into(), UNNAMED.into(), OTHERS.into()],
            Certainty::Medium,
        ),
    ];
    for (name, log, expected, sure) in cases {
        let evidence = evidence(&log);
        let sight = evidence.sight();
        let limits = limits(sight);
        let texts: Vec<String> = limits.iter().map(Limit::to_string).collect();
        assert_eq!(texts, expected, "{name}");
        assert_eq!(certainty(&limits, minutes(sight).unwrap()), sure, "{name}");
    }
    assert_eq!(limits(Evidence::default().sight()), [Limit::NoEvents]);
}

/// Google Cloud's logs, with reads and without.
#[test]
fn limits_of_google_cloud() {
    let pods = "Google Cloud never names Pods, so the logs show the use of accounts, but not of \
                workloads. Give each workload an account of its own to know more.";
    let reads = "The logs have no reads: Google Cloud leaves them out by default. Turn on the Data \
                 Access audit logs (ADMIN_READ and DATA_READ) of the Kubernetes Engine API.";
    for (google_data_access, expected) in
        [(true, vec![pods, OTHERS]), (false, vec![reads, pods, OTHERS])]
    {
        let mut sight = audit_log::Sight { events: 1, ..Default::default() };
        sight.origins.google = true;
        sight.origins.google_data_access = google_data_access;
        sight.kinds.version = true;
        sight.kinds.core_events = true;
        sight.kinds.list = google_data_access;
        let texts: Vec<String> = limits(&sight).iter().map(Limit::to_string).collect();
        assert_eq!(texts, expected);
    }
}

/// Where events are rare anyway, a pause is no gap.
#[test]
fn rare_events_have_no_gaps() {
    let cases: [(&[u32], usize); 5] = [
        (&[0, 1, 2, 3, 4, 5], 0),
        (&[0, 10 * DAY], 0),
        (&[0, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 9 * DAY], 0),
        (&[0, 3, 4, 5, 6, 7, 8, 18, 19, 20, 21], 0),
        (&[0, 3, 4, 5, 6, 7, 8, 19, 20, 21, 22], 1),
    ];
    for (minutes, expected) in cases {
        let events: Vec<Value> =
            minutes.iter().map(|minute| event(START + minute, "get", EVENTS)).collect();
        let evidence = evidence(&lines(&events));
        assert_eq!(gaps::gaps(&evidence.sight().activity).len(), expected, "{minutes:?}");
    }
}

fn nanos(text: &str) -> i64 {
    Stamp::new(text).unwrap().nanos()
}

/// As robfig/cron reads them, which Kubernetes uses.
#[test]
fn schedules() {
    // A Sunday, and the first of a month.
    let (from, to) = (nanos("2026-11-01T00:00:00Z"), nanos("2026-11-03T12:00:00Z"));
    let cases = [
        ("0 0 * * *", None, Some(true)),
        ("0 0 1 * *", None, Some(true)),
        ("59 23 2 * ?", None, Some(true)),
        ("1 12 3 * *", None, Some(false)),
        ("0 0 * * SUN", None, Some(true)),
        ("0 0 * * 0", None, Some(true)),
        ("0 0 * * wed-sat", None, Some(false)),
        ("0 0 15 * 1", None, Some(true)),
        ("0 13 3 11 *", None, Some(false)),
        ("0 13 3 11 *", Some("Europe/Berlin"), Some(true)),
        ("0 0 1 11 *", Some("Asia/Tokyo"), Some(false)),
        ("TZ=Europe/Berlin 0 13 3 11 *", None, Some(true)),
        ("CRON_TZ=Asia/Tokyo 0 0 1 11 *", None, Some(false)),
        ("0 0 31 2 *", None, Some(false)),
        ("*/7 * * * *", None, Some(true)),
        ("@monthly", None, Some(true)),
        ("@yearly", None, Some(false)),
        ("@weekly", None, Some(true)),
        ("@hourly", None, Some(true)),
        ("@every 1h30m", None, Some(true)),
        ("@every 59h59m59.5s", None, Some(true)),
        ("@every 60h1s", None, Some(false)),
        ("@every soon", None, None),
        ("@every", None, None),
        ("@reboot", None, None),
        ("0 0 * *", None, None),
        ("0 0 0 * * *", None, None),
        ("0 25 * * *", None, None),
        ("0 0 * * *", Some("Europe/Nowhere"), None),
        ("", None, None),
    ];
    for (text, zone, expected) in cases {
        let spec = json!({"spec": {"schedule": text, "timeZone": zone}});
        let schedule = Schedule::of(&spec).unwrap();
        assert_eq!(schedule.runs_between(from, to), expected, "{text} {zone:?}");
    }
    assert_eq!(Schedule::of(&json!({"spec": {}})), None);
}

#[test]
fn whether_a_pod_ran() {
    let stamp = |text: &str| Stamp::new(text);
    let logs = audit_log::Span {
        first: stamp("2026-11-10T00:00:00Z"),
        last: stamp("2026-11-12T00:00:00Z"),
    };
    let (before, within, after) =
        ("2026-11-01T00:00:00Z", "2026-11-11T00:00:00Z", "2026-11-13T00:00:00Z");
    let pod = |made: &str, ends: bool| (Some(nanos(made)), ends);
    let daily = "0 0 * * *";
    let schedule = |text: &str, suspend: bool| {
        vec![Schedule::of(&json!({"spec": {"schedule": text, "suspend": suspend}})).unwrap()]
    };
    let cases = [
        (vec![], false, vec![], "no Pod of it is in the data or in the log"),
        (vec![], true, vec![], "it has no replicas, and no Pod of it is in the log"),
        (vec![pod(before, false)], false, vec![], ""),
        (vec![pod(within, false)], false, vec![], ""),
        (vec![pod(within, true)], false, vec![], ""),
        (vec![(None, false)], false, vec![], ""),
        (vec![pod(after, false)], false, vec![], "its Pods were made after the logs end"),
        (vec![pod(after, false), pod(before, false)], false, vec![], ""),
        (
            vec![pod(before, true), pod(after, true)],
            false,
            vec![],
            "its Pods were made before the logs begin, and may have ended",
        ),
        (vec![pod(before, true)], false, schedule(daily, false), ""),
        (vec![], false, schedule(daily, false), "no Pod of it is in the data or in the log"),
        (
            vec![pod(before, true)],
            false,
            schedule("0 0 1 * *", false),
            "it runs at `0 0 1 * *`, which is never in the logs' time",
        ),
        (vec![pod(within, true)], false, schedule("0 0 1 * *", false), ""),
        (
            vec![pod(before, true)],
            false,
            schedule(daily, true),
            "it is suspended, and no Pod of it is in the log",
        ),
        (vec![pod(within, true)], false, schedule(daily, true), ""),
        (
            vec![pod(before, true)],
            false,
            schedule("sometimes", false),
            "its schedule `sometimes` cannot be read, and no Pod of it is in the log",
        ),
    ];
    for (pods, has_no_replicas, schedules, expected) in cases {
        let presence = Presence { pods, has_no_replicas, schedules };
        let why = presence.doubt(logs).map(|why| why.to_string()).unwrap_or_default();
        assert_eq!(why, expected, "{presence:?}");
        assert_eq!(presence.doubt(audit_log::Span::default()), Some(Why::NoPods));
    }
}

/// What tokens were issued to a Pod, by a kubelet; the log has the Pod only at level Request.
fn issued(minute: u32, account: &str, token: &str, pod: Option<&str>) -> Value {
    let body = pod
        .map(|pod| json!({"spec": {"boundObjectRef": {"kind": "Pod", "name": pod, "uid": "1"}}}));
    json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "auditID": token, "verb": "create",
        "level": if pod.is_some() { "Request" } else { "Metadata" }, "stage": "ResponseComplete",
        "requestURI": format!("/api/v1/namespaces/shop/serviceaccounts/{account}/token"),
        "user": {"username": "system:node:a", "groups": ["system:nodes"]},
        "objectRef": {"resource": "serviceaccounts", "subresource": "token", "namespace": "shop",
            "name": account, "apiVersion": "v1"},
        "responseStatus": {"code": 201}, "requestObject": body,
        "requestReceivedTimestamp": Stamp::of_minute(minute).to_string(),
        "annotations": {
            "authentication.kubernetes.io/issued-credential-id": format!("JTI={token}"),
            "authorization.k8s.io/decision": "allow",
        },
    })
}

#[test]
fn tokens_that_are_issued_and_never_used() {
    let deployment = json!({"apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": "idle", "namespace": "shop"},
        "spec": {"template": {"spec": {"serviceAccountName": "idle"}}}});
    let scaled = {
        let mut scaled = deployment.clone();
        scaled["spec"]["replicas"] = json!(0);
        scaled
    };
    let pod = json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "idle-0", "namespace": "shop", "ownerReferences": [{"controller": true,
            "apiVersion": "apps/v1", "kind": "StatefulSet", "name": "idle"}]},
        "spec": {"serviceAccountName": "idle"}});
    let used = || vec![event(START, "get", EVENTS), event(START + 1, "list", EVENTS)];
    let with = |more: &[Value]| [used(), more.to_vec()].concat();
    let token = |token: &str, pod| issued(START, "idle", token, pod);
    let cases = [
        (
            "no Pod",
            vec![deployment.clone()],
            used(),
            Group::Unknown,
            "no Pod of it is in the data or in the log",
            None,
            None,
        ),
        (
            "scaled to zero",
            vec![scaled.clone()],
            used(),
            Group::Unknown,
            "it has no replicas, and no Pod of it is in the log",
            None,
            None,
        ),
        ("a Pod", vec![deployment.clone(), pod.clone()], used(), Group::Unused, "", None, None),
        (
            "a token for the account",
            vec![deployment.clone(), pod.clone()],
            with(&[token("1", None)]),
            Group::Unused,
            "a token was issued to a Pod of its account and never used",
            None,
            Some((1, 1)),
        ),
        (
            "two of them",
            vec![deployment.clone(), pod.clone()],
            with(&[token("1", None), token("2", None)]),
            Group::Unused,
            "2 tokens were issued to Pods of its account, and none was used",
            None,
            Some((2, 2)),
        ),
        (
            "a token for a Pod that is gone",
            vec![scaled.clone()],
            with(&[token("1", Some("idle-0"))]),
            Group::Unused,
            "a token was issued to its Pod and never used",
            Some((1, 1)),
            Some((1, 1)),
        ),
        (
            "three for two Pods",
            vec![deployment.clone()],
            with(&[
                token("1", Some("idle-0")),
                token("2", Some("idle-1")),
                token("3", Some("idle-0")),
            ]),
            Group::Unused,
            "3 tokens were issued to its Pods and never used",
            Some((3, 3)),
            Some((3, 3)),
        ),
    ];
    for (name, objects, log, group, why, its, of_account) in cases {
        let evidence = evidence(&lines(&log));
        let mut workloads = Workloads::default();
        objects.iter().for_each(|object| workloads.add(object, "default"));
        let context = Context::new(crate::context::Absent::SaysNothing);
        let report = workloads.report(&evidence, &Bindings::new(&context, &json!({})), &context);
        let found = report.workloads.iter().find(|one| one.name == "idle").unwrap();
        let text = found.why.as_ref().map(Why::to_string).unwrap_or_default();
        assert_eq!((found.group, text.as_str()), (group, why), "{name}");
        let counts = |tokens: Option<Tokens>| tokens.map(|of| (of.tokens, of.unused));
        assert_eq!(counts(found.issued), its, "{name}");
        let account = report.accounts.iter().find(|one| one.account == "idle");
        assert_eq!(counts(account.and_then(|one| one.issued)), of_account, "{name}");
    }
}
