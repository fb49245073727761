//! Tests how an entry is described, whatever uses it.

use serde_json::json;

use super::{LATER, OVER, TODAY, deployment, pod, reports};
use crate::survey::exemptions::report::{ExemptionReport, State};

#[test]
fn an_entry_is_described() {
    let settings = json!({"allow": {"serviceAccounts": [
        "shop/*",
        {"account": "shop/a", "containers": ["x-*"], "until": TODAY, "reason": "why", "owner": "who"},
        {"account": "shop/b", "until": OVER},
        {"account": "shop/c", "until": LATER},
    ]}});
    let reports = reports(&settings, &[]);
    let found: Vec<_> = reports.iter().map(|one| (one.state, one.days)).collect();
    let expected = [
        (State::NoEnd, None),
        (State::Ends, Some(0)),
        (State::Ended, Some(-1)),
        (State::Ends, Some(107)),
    ];
    assert_eq!(found, expected);
    let within = |days| reports.iter().map(move |one| one.ends_within(days)).collect::<Vec<_>>();
    assert_eq!(within(0), [false, true, true, false]);
    assert_eq!(within(106), [false, true, true, false]);
    assert_eq!(within(107), [false, true, true, true]);
    let one = reports.get(1).unwrap();
    assert_eq!(one.containers.as_deref(), Some(&["x-*".to_owned()][..]));
    let texts = [&one.until, &one.reason, &one.owner].map(|text| text.as_deref().unwrap());
    assert_eq!(texts, [TODAY, "why", "who"]);
}

/// A request for a token is no object of a cluster.
#[test]
fn requests_for_tokens_may_use_an_entry() {
    let some = json!({"account": "shop/other", "containers": ["app"]});
    let entries = json!(["shop/web", "shop/other", some]);
    let settings = json!({
        "tokenRequests": "judge",
        "otherAudiences": ["vault"],
        "allow": {"serviceAccounts": entries},
    });
    let reports = reports(&settings, &deployment("web", &["app"]));
    let is_said =
        |one: &ExemptionReport| one.doubts.iter().any(|why| why.contains("tokenRequests"));
    let found: Vec<_> = reports.iter().map(|one| (one.unused, is_said(one))).collect();
    assert_eq!(found, [(Some(false), false), (None, true), (None, false)]);
}

#[test]
fn what_has_no_verdict_may_use_an_entry() {
    let settings = json!({"allow": {"serviceAccounts": ["shop/web", "shop/other"]}});
    let mut broken = pod("broken", "other", &["app"]);
    broken["spec"]["containers"] = "x".into();
    let objects = [deployment("web", &["app"]), vec![broken]].concat();
    let reports = reports(&settings, &objects);
    let found: Vec<_> = reports.iter().map(|one| (one.unused, one.doubts.join("; "))).collect();
    let doubts = "no CronJob, DaemonSet or StatefulSet was read; 1 object could not be judged";
    assert_eq!(found, [(Some(false), String::new()), (None, doubts.to_owned())]);
}
