//! Tests exemptions that end: what they allow on each day, and what is answered without a clock.

use analysis::plugin::Version;
use fuzz::cluster::{Answer, NAMESPACE, Objects, choose, judge, request, workload};
use fuzz::pods::spec;
use fuzz::surroundings::{
    TODAY, WORKLOADS, cluster, exemptions, maybe_chosen, settings, with_exemptions,
};
use fuzz::{account_name, admitted};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;

/// The day of [`TODAY`], and the last one on which a warning that it ends is due for an entry.
const DAY: &str = "2027-03-31";
const LAST_WARNED_OF: &str = "2027-04-14";

/// What is asked of the policy.
#[derive(Clone, Debug)]
enum Asked {
    Pod,
    Template(&'static str),
    Update(&'static str),
    Debug,
    Secret,
    TurnedSecret,
}

fn asked() -> impl Strategy<Value = Asked> {
    prop_oneof![
        4 => Just(Asked::Pod),
        3 => select(&WORKLOADS[..]).prop_map(Asked::Template),
        2 => select(&WORKLOADS[..]).prop_map(Asked::Update),
        1 => Just(Asked::Debug),
        1 => Just(Asked::Secret),
        1 => Just(Asked::TurnedSecret),
    ]
}

/// A token Secret of an account, with its token.
fn token_secret(account: &str) -> Value {
    json!({
        "metadata": {
            "name": "s",
            "namespace": NAMESPACE,
            "annotations": {"kubernetes.io/service-account.name": account},
        },
        "type": "kubernetes.io/service-account-token",
        "data": {"token": "eA=="},
    })
}

impl Asked {
    /// The request about an object with this spec and these chosen containers; `old` is what it
    /// replaces.
    fn request(
        &self,
        (spec, chosen): (&Value, Option<&str>),
        (old, chosen_before): (&Value, Option<&str>),
        cluster: &Objects,
    ) -> Value {
        let template = |kind: &str, spec: &Value, chosen| {
            let mut template = json!({"spec": spec});
            template["spec"]["ephemeralContainers"] = Value::Null;
            choose(&mut template, chosen);
            workload(kind, &template)
        };
        let mut pod = admitted(spec, cluster, Version::Bound);
        choose(&mut pod, chosen);
        let (kind, object, old, resource) = match self {
            Self::Pod => ("Pod", pod, None, ""),
            Self::Template(kind) => (*kind, template(kind, spec, chosen), None, ""),
            Self::Update(kind) => {
                (*kind, template(kind, spec, chosen), Some(template(kind, old, chosen_before)), "")
            }
            Self::Debug => {
                let mut old = pod.clone();
                old["spec"]["ephemeralContainers"] = Value::Null;
                ("Pod", pod, Some(old), "ephemeralcontainers")
            }
            Self::Secret => ("Secret", token_secret(account_name(spec)), None, ""),
            Self::TurnedSecret => {
                let old = Some(token_secret(account_name(old)));
                ("Secret", token_secret(account_name(spec)), old, "")
            }
        };
        let mut request = request(kind, &object);
        if kind == "Secret" {
            request["kind"]["group"] = "".into();
        }
        if let Some(old) = old {
            request["operation"] = "UPDATE".into();
            request["oldObject"] = old;
            request["subResource"] = resource.into();
        }
        request
    }
}

/// A spec, and one that it may replace: often the same, so that it has the same violations.
fn spec_and_old() -> impl Strategy<Value = (Value, Value)> {
    (spec(2), spec(0), any::<bool>()).prop_map(|(spec, other, same)| {
        let old = if same { spec.clone() } else { other };
        (spec, old)
    })
}

fn until(entry: &Value) -> Option<&str> {
    entry["until"].as_str()
}

/// What the entries are worth today: those that have ended are left out, the others have no end.
fn worth_today(exemptions: &[Value]) -> Vec<Value> {
    let mut left = exemptions.to_vec();
    left.retain(|entry| until(entry).is_none_or(|until| until >= DAY));
    left.iter_mut().for_each(|entry| entry["until"] = Value::Null);
    left
}

/// The text without what starts with `start`, up to `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut parts = text.split(start);
    let mut left = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        left.push_str(part.split_once(end).map_or("", |(_, rest)| rest));
    }
    left
}

/// The answer without what it says about the ends of exemptions.
fn undated(mut answer: Answer) -> Answer {
    let response = &mut answer.response;
    if let Some(Value::String(message)) = response.get_mut("message") {
        *message = without(message, " The exemption of ", "; owner: team.");
    }
    if let Some(Value::Array(warnings)) = response.get_mut("warnings") {
        warnings.retain(|warning| {
            warning.as_str().is_none_or(|text| !text.starts_with("the exemption of "))
        });
        if warnings.is_empty() {
            response.as_object_mut().map(|fields| fields.remove("warnings"));
        }
    }
    // A binding comes first if it was looked up.
    if let Some(Value::Object(annotations)) = response.get_mut("audit_annotations") {
        for shown in annotations.values_mut() {
            let text = shown.as_str().unwrap_or_default();
            *shown = text.replace("serviceAccountsWithRoleBindings", "serviceAccounts").into();
        }
    }
    let removed = "/mutated_object/metadata/annotations/service-account-token-policy~1removed";
    if let Some(Value::String(reason)) = response.pointer_mut(removed) {
        let start = ", and its exemption ended on ";
        *reason = reason.split(start).next().unwrap_or_default().to_owned();
    }
    answer
}

/// What the host and the API server do with the answer.
fn effect(answer: &Answer) -> (bool, Option<Value>) {
    (answer.accepted(), undated(answer.clone()).mutated())
}

proptest! {
    #![proptest_config(config())]

    /// After its last day an entry allows nothing, and until then all that it would allow without an
    /// end: the answers differ in what they say about that end only. An UPDATE tolerates nothing that
    /// an entry allowed which has ended.
    #[test]
    fn an_entry_allows_nothing_after_its_last_day_and_everything_before(
        (spec, old) in spec_and_old(), cluster in cluster(), exemptions in exemptions(),
        settings in prop_oneof![settings("reject"), settings("mutate"), settings("warn")],
        (chosen, before) in (maybe_chosen(), maybe_chosen()), asked in asked(),
        // The first second of the day, one in between, and the last.
        second in select(vec![1_806_451_200, TODAY, 1_806_537_599]),
    ) {
        let cluster = cluster.at(Some(second));
        let request = asked.request((&spec, chosen), (&old, before), &cluster);
        let dated = judge(&request, &with_exemptions(&settings, &exemptions), &cluster);
        let today = worth_today(&exemptions);
        let plain = judge(&request, &with_exemptions(&settings, &today), &cluster);
        let ended = |entry: &&Value| until(entry).is_some_and(|until| until < DAY);
        let has_ended = exemptions.iter().any(|entry| ended(&entry));
        if matches!(asked, Asked::Update(_)) {
            // Secrets are looked up that an ended exemption might concern, so more is shown.
            let is_stricter = has_ended && !dated.accepted();
            prop_assert!(is_stricter || plain.accepted() == dated.accepted(), "{}", plain.message());
            return Ok(());
        }
        let mut ends = exemptions.iter().filter_map(until);
        if ends.all(|until| until > LAST_WARNED_OF) {
            let text = dated.response.to_string();
            prop_assert!(!text.contains("he exemption of "), "{text}");
        }
        let (mut dated, plain) = (undated(dated), undated(plain));
        // The message has a group of its own for what an ended entry was for.
        if exemptions.iter().filter(ended).any(|entry| entry["containers"].is_array()) {
            for key in ["message", "warnings"] {
                let other = plain.response.get(key);
                if let (Some(one), Some(other)) = (dated.response.get_mut(key), other) {
                    *one = other.clone();
                }
            }
        }
        prop_assert_eq!(dated, plain);
    }

    /// Without a clock, or with one that cannot be right, nothing is accepted that would be rejected
    /// on any day, nor rejected that would be accepted; and there is no answer only if the day makes a
    /// difference.
    #[test]
    fn without_a_clock_the_answer_is_that_of_every_day(
        (spec, old) in spec_and_old(), cluster in cluster(), exemptions in exemptions(),
        settings in prop_oneof![settings("reject"), settings("mutate")],
        (chosen, before) in (maybe_chosen(), maybe_chosen()), asked in asked(),
    ) {
        let settings = with_exemptions(&settings, &exemptions);
        let request = asked.request((&spec, chosen), (&old, before), &cluster);
        let answer = judge(&request, &settings, &cluster.at(None));
        for wrong in [0, -1, 1_577_836_799] {
            prop_assert_eq!(&judge(&request, &settings, &cluster.at(Some(wrong))), &answer);
        }
        // Days before and after the last one of each entry.
        let days = [-1, 0, 1, 14, 15, 16, 276, 277].map(|days| {
            judge(&request, &settings, &cluster.at(Some(TODAY + 86_400 * days)))
        });
        if answer.is_open() {
            let first = effect(&days[0]);
            // Where the account is never read and says false, there may be nothing to keep on any day.
            let account = cluster.account(account_name(&spec));
            let nothing_to_keep = settings["optOutAt"] == "pod"
                && account.is_some_and(|account| account["automountServiceAccountToken"] == false);
            // On one day the old template may excuse nothing, and on another the new one may not be
            // allowed something else.
            let is_update = matches!(asked, Asked::Update(_));
            let is_needless = nothing_to_keep || is_update && !first.0;
            prop_assert!(
                is_needless || days.iter().any(|day| effect(day) != first),
                "{}", answer.message()
            );
        } else {
            for day in &days {
                prop_assert_eq!(effect(day), effect(&answer), "{}", day.message());
            }
        }
    }
}
