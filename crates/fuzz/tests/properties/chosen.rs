//! Tests what containers get if an entry of `allow.serviceAccounts`, or the author's annotation, is for
//! some of them only.

use std::collections::BTreeSet;

use analysis::plugin::{Version, admit};
use fuzz::cluster::{Answer, Objects, choose, create, identity, judge, request, workload};
use fuzz::exposures::{odd_for_legacy, readable};
use fuzz::oracle::Token;
use fuzz::pods::{flag, spec};
use fuzz::surroundings::{
    TODAY, WORKLOADS, chosen, cluster, exemptions, maybe_chosen, settings, with_exemptions,
};
use fuzz::{account_name, admitted, cluster_of, secrets, version, written};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;
use super::mutation::{chosen_in, dangling, mounts_elsewhere, sent};

/// The settings with another action.
fn with_action(settings: &Value, action: &str) -> Value {
    let mut settings = settings.clone();
    settings["action"] = action.into();
    settings
}

/// What a container can read.
fn read_by(container: &str, readable: &BTreeSet<(String, Token)>) -> BTreeSet<Token> {
    let own = readable.iter().filter(|(name, _)| name == container);
    own.map(|(_, token)| token.clone()).collect()
}

/// The verdict on a Pod with this spec, on its template, or on its ephemeral containers.
fn judged(
    kind: &str,
    spec: &Value,
    chosen: Option<&str>,
    settings: &Value,
    cluster: &Objects,
) -> Answer {
    match kind {
        "Pod" => {
            let mut pod = admitted(spec, cluster, Version::Bound);
            choose(&mut pod, chosen);
            create(kind, &pod, settings, cluster)
        }
        "ephemeral" => {
            let mut pod = admitted(spec, cluster, Version::Bound);
            choose(&mut pod, chosen);
            let mut request = request("Pod", &pod);
            request["operation"] = "UPDATE".into();
            request["subResource"] = "ephemeralcontainers".into();
            request["oldObject"] = pod;
            request["oldObject"]["spec"]["ephemeralContainers"] = Value::Null;
            judge(&request, settings, cluster)
        }
        _ => {
            let mut template = json!({"spec": spec});
            template["spec"]["ephemeralContainers"] = Value::Null;
            choose(&mut template, chosen);
            create(kind, &workload(kind, &template), settings, cluster)
        }
    }
}

/// A Pod, its template, or its ephemeral containers.
fn judged_kind() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("Pod"), 2 => select(&WORKLOADS[..]), 1 => Just("ephemeral")]
}

/// The entry as if a token for the API server were automounted that may be mounted by hand.
fn or_by_hand(mut entry: Value) -> Value {
    if entry["how"] == "projected" && entry["audience"].as_str().unwrap_or_default().is_empty() {
        entry["how"] = "automount".into();
        entry["audience"] = Value::Null;
    }
    entry
}

/// Whether what is shown in one answer is allowed in another. There, a Secret may not have been looked up
/// because it is allowed whatever it is.
fn allows(answer: &Answer, entry: &Value, shown_in: &Answer) -> bool {
    let has = |entries: &[Value]| entries.iter().any(|one| identity(one) == identity(entry));
    // Where nobody looked the account up, what is mounted by hand counts as automounted.
    let by_hand = or_by_hand(entry.clone());
    let is_by_hand = entry["askedBy"].is_null() && {
        let allowed = answer.exposures_that_are(true);
        allowed.into_iter().any(|one| identity(&or_by_hand(one)) == identity(&by_hand))
    };
    let is_unseen = entry["how"] == "secret" && !answer.lookups.is_superset(&shown_in.lookups);
    has(&answer.exposures_that_are(true))
        || is_by_hand
        || is_unseen && !has(&answer.exposures_that_are(false))
}

/// The spec with the field as the author might write it instead.
fn saying(spec: &Value, automount: Option<bool>) -> Value {
    let mut spec = spec.clone();
    spec["automountServiceAccountToken"] = automount.into();
    spec
}

proptest! {
    #![proptest_config(config())]

    /// After the mutation, nothing is mounted again; containers that are left out can read nothing,
    /// and those that keep the token can read what they could before; the twin that only validates
    /// accepts the Pod, and there is nothing left to mutate. Where the Pod says true, nothing changes.
    #[test]
    fn a_mutation_leaves_the_token_to_the_containers_it_is_for(
        spec in spec(0), cluster in cluster(), settings in settings("mutate"),
        exemptions in exemptions(), chosen in maybe_chosen(), version in version(),
        plugin_first in any::<bool>(),
    ) {
        let settings = with_exemptions(&settings, &exemptions);
        let cluster = cluster_of(version, &spec, cluster);
        prop_assume!(version == Version::Bound || !odd_for_legacy(&spec, &cluster));
        let account = cluster.account(account_name(&spec));
        let secrets = secrets(&spec, &settings, &cluster);
        let before = sent(&spec, &cluster, version);
        // Another webhook may send the Pod back before the plugin runs.
        let never_read = settings["optOutAt"] == "pod";
        let is_early = version == Version::Bound && !plugin_first && !never_read;
        let mut pod = if is_early { written(&spec) } else { before.clone() };
        choose(&mut pod, chosen);
        let first = create("Pod", &pod, &settings, &cluster);
        let twin = with_action(&settings, "reject");
        let Some(mut pod) = first.mutated() else {
            if first.accepted() {
                prop_assert!(create("Pod", &pod, &twin, &cluster).accepted());
            }
            return Ok(());
        };
        prop_assert!(spec["automountServiceAccountToken"] != true);
        prop_assert_eq!(dangling(&pod), Vec::<String>::new());
        let mutated = pod.clone();
        admit(&mut pod, account, version, "again");
        prop_assert_eq!(&pod["spec"]["volumes"], &mutated["spec"]["volumes"]);
        prop_assert_eq!(&pod["spec"]["containers"], &mutated["spec"]["containers"]);
        prop_assert_eq!(&pod["spec"]["initContainers"], &mutated["spec"]["initContainers"]);
        let second = create("Pod", &pod, &settings, &cluster);
        prop_assert_eq!(second.mutated(), None);
        prop_assert!(second.accepted(), "{}", second.response);
        let validated = create("Pod", &pod, &twin, &cluster);
        prop_assert!(validated.accepted(), "{}", validated.message());

        let [was, is] = [&before, &pod].map(|pod| readable(pod, &settings, &secrets));
        let keepers = chosen_in(&pod);
        // Accounts are never read in this case, so their Secrets are unknown.
        let unseen = never_read && settings["inspectSecrets"] != true;
        for (container, token) in &is {
            let hidden = unseen && matches!(token, Token::Secret(_));
            let may = keepers.is_empty() || keepers.contains(&&**container);
            prop_assert!(may || hidden, "{container} reads {token:?}");
        }
        // Where the author mounts the injected volume by hand, and no account is read, it is taken to
        // have been mounted by the plugin.
        let says_false =
            account.is_some_and(|account| account["automountServiceAccountToken"] == false);
        for entry in first.exposures_that_are(true) {
            let container = entry["container"].as_str().unwrap_or_default();
            if entry["how"] == "automount" && !mounts_elsewhere(&before, container) {
                let (was, is) = (read_by(container, &was), read_by(container, &is));
                let is_more = never_read && says_false && was.is_subset(&is);
                prop_assert!(was == is || is_more, "{container}");
            }
        }
    }

    /// A mutation rejects only what somebody asked for.
    #[test]
    fn a_mutation_rejects_only_what_somebody_asked_for(
        spec in spec(0), cluster in cluster(), settings in settings("mutate"),
        exemptions in exemptions(), chosen in maybe_chosen(),
    ) {
        prop_assume!(spec["automountServiceAccountToken"] != true);
        let settings = with_exemptions(&settings, &exemptions);
        let cluster = cluster.at(Some(TODAY));
        let mut pod = sent(&spec, &cluster, Version::Bound);
        choose(&mut pod, chosen);
        let answer = create("Pod", &pod, &settings, &cluster);
        if answer.accepted() {
            return Ok(());
        }
        let warned = create("Pod", &pod, &with_action(&settings, "warn"), &cluster);
        let violations = warned.exposures_that_are(false);
        let is_asked = |entry: &Value| entry["how"] != "automount" || entry["askedBy"] != "nobody";
        // An author's mount of the injected volume elsewhere is declared once the field is false.
        let declared_next =
            |entry: &Value| mounts_elsewhere(&pod, entry["container"].as_str().unwrap_or_default());
        prop_assert!(
            violations.iter().any(is_asked) || warned.exposures().iter().any(declared_next),
            "{} {violations:?}", answer.message()
        );
    }

    /// The annotation never widens what an author gets: what is accepted with it is accepted without
    /// it, with the field as it is written or unset; and each token that is allowed with it is allowed
    /// without it.
    #[test]
    fn the_annotation_never_widens(
        spec in spec(2), cluster in cluster(), settings in settings("reject"),
        exemptions in exemptions(), chosen in chosen(), kind in judged_kind(), automount in flag(),
    ) {
        let settings = with_exemptions(&settings, &exemptions);
        // Mostly false, where the annotation does the most.
        let spec = if automount.is_null() { spec } else { saying(&spec, Some(false)) };
        let variants = [spec.clone(), saying(&spec, None)];
        if judged(kind, &spec, Some(chosen), &settings, &cluster).accepted() {
            let without =
                variants.clone().map(|spec| judged(kind, &spec, None, &settings, &cluster));
            prop_assert!(
                without.iter().any(Answer::accepted),
                "{:?}", without.map(|answer| answer.message().to_owned())
            );
        }
        let shows = with_action(&settings, "warn");
        let without = variants.map(|spec| judged(kind, &spec, None, &shows, &cluster));
        let with = judged(kind, &spec, Some(chosen), &shows, &cluster);
        let violations = with.exposures_that_are(false);
        for entry in with.exposures_that_are(true) {
            // Two mounts of one volume can be one entry without the annotation.
            let container = entry["container"].as_str().unwrap_or_default();
            let is_pure = violations.iter().all(|other| other["container"] != container)
                && !mounts_elsewhere(&written(&spec), container);
            let is_allowed = || without.iter().any(|answer| allows(answer, &entry, &with));
            prop_assert!(!is_pure || is_allowed(), "{entry} {without:?}");
            // Nothing is allowed to a container that is left out.
            let named = chosen.split(',').any(|name| entry["container"] == name.trim());
            prop_assert!(named, "{entry}");
        }
    }

    /// Nor does it widen what a mutation leaves.
    #[test]
    fn the_annotation_never_widens_what_a_mutation_leaves(
        spec in spec(0), cluster in cluster(), settings in settings("mutate"),
        exemptions in exemptions(), chosen in chosen(),
    ) {
        let settings = with_exemptions(&settings, &exemptions);
        let mut pod = admitted(&spec, &cluster, Version::Bound);
        choose(&mut pod, Some(chosen));
        let answer = create("Pod", &pod, &settings, &cluster);
        if !answer.accepted() {
            return Ok(());
        }
        let pod = answer.mutated().unwrap_or(pod);
        let shows = with_action(&settings, "warn");
        let variants = [spec.clone(), saying(&spec, None), saying(&spec, Some(false))];
        let without = variants.map(|spec| judged("Pod", &spec, None, &shows, &cluster));
        let with = create("Pod", &pod, &shows, &cluster);
        for entry in with.exposures() {
            let is_allowed = without.iter().any(|answer| allows(answer, &entry, &with));
            prop_assert!(is_allowed, "{entry} {without:?}");
        }
    }

    /// An entry for some containers says nothing about the others, and what entries allow adds up.
    #[test]
    fn entries_for_some_containers_add_up(
        spec in spec(2), cluster in cluster(), settings in settings("warn"),
        one in exemptions(), other in exemptions(), chosen in maybe_chosen(), kind in judged_kind(),
    ) {
        let cluster = cluster.at(Some(TODAY));
        let [with_one, with_other, with_both] =
            [one.clone(), other.clone(), [&one[..], &other[..]].concat()].map(|entries| {
                let settings = with_exemptions(&settings, &entries);
                judged(kind, &spec, chosen, &settings, &cluster)
            });
        let violations = |answer: &Answer| -> BTreeSet<String> {
            let all = answer.exposures_that_are(false).into_iter().map(or_by_hand);
            all.map(|entry| identity(&entry)).collect()
        };
        let left = violations(&with_one).intersection(&violations(&with_other)).cloned().collect();
        prop_assert_eq!(violations(&with_both), left);
        // Where no entry is for a container, it is judged as without any.
        let none = judged(kind, &spec, chosen, &with_exemptions(&settings, &[]), &cluster);
        let containers = |entry: &Value| {
            let list = entry["containers"].as_array().cloned();
            list.unwrap_or_else(|| vec!["*".into()])
        };
        let patterns: Vec<Value> = one.iter().flat_map(containers).collect();
        let others = |answer: &Answer| {
            let mut all = answer.exposures_that_are(false);
            all.retain(|entry| {
                patterns.iter().all(|pattern| !matches(pattern, &entry["container"]))
            });
            // Whether the account was looked up may depend on the other containers.
            all.into_iter().map(|entry| identity(&or_by_hand(entry))).collect::<BTreeSet<String>>()
        };
        prop_assert_eq!(others(&with_one), others(&none));
    }
}

/// Whether a pattern with at most one `*` matches the name of a container.
fn matches(pattern: &Value, name: &Value) -> bool {
    let (pattern, name) = (pattern.as_str().unwrap_or_default(), name.as_str().unwrap_or_default());
    match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => name == pattern,
    }
}
