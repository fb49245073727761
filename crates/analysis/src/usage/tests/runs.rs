//! Whether a Pod ran.

use audit_log::Stamp;
use serde_json::json;

use super::super::presence::Presence;
use super::super::schedule::Schedule;
use super::*;

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
