//! What logs cannot show.

use audit_log::Evidence;
use serde_json::{Value, json};

use super::super::limits::limits;
use super::*;

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
