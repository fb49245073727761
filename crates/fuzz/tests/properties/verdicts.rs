//! Tests what the policy finds, and what changes its verdict.

use analysis::plugin::Version;
use fuzz::cluster::{Objects, choose, create, judge, request, takes, workload};
use fuzz::exposures::{
    odd_for_legacy, readable, same_as_readable, strictest, tells_what_is_readable,
};
use fuzz::pods::spec;
use fuzz::surroundings::{WORKLOADS, chosen, cluster, maybe_chosen, metadata, settings};
use fuzz::{account_name, admitted, cluster_of, secrets, version, written};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;

proptest! {
    #![proptest_config(config())]

    /// (1) The audit annotation lists exactly what the containers of the admitted Pod can read,
    /// including ephemeral containers when the audit scanner asks.
    #[test]
    fn exposures_are_the_tokens_that_containers_can_read(
        spec in spec(2), cluster in cluster(), settings in settings("warn"), version in version(),
    ) {
        prop_assert_eq!(tells_what_is_readable(&spec, cluster, &settings, version), Ok(()));
    }

    /// (2) A template gets the same verdict as its Pods, and shows the same exposures, whichever
    /// containers its author chose.
    #[test]
    fn templates_are_judged_like_their_pods(
        spec in spec(0), cluster in cluster(), settings in settings("reject"),
        version in version(), kind in select(&WORKLOADS[..]), chosen in maybe_chosen(),
    ) {
        let name = account_name(&spec);
        let cluster = cluster_of(version, &spec, cluster);
        prop_assume!(version == Version::Bound || !odd_for_legacy(&spec, &cluster));
        let (mut template, mut pod) = (json!({"spec": spec}), admitted(&spec, &cluster, version));
        choose(&mut template, chosen);
        choose(&mut pod, chosen);
        let template = create(kind, &workload(kind, &template), &settings, &cluster);
        let pod = create("Pod", &pod, &settings, &cluster);
        if cluster.account(name).is_none() && name != "default" {
            // Such a template may wait for its account.
            prop_assert!(template.accepted() || !pod.accepted());
            return Ok(());
        }
        prop_assert_eq!(template.accepted(), pod.accepted(), "{} {}", template.message(), pod.message());
        // What was not looked up is left out. For the Secret in a Pod of Kubernetes ≤ 1.20, that
        // includes the token.
        let seen = version == Version::Bound || settings["inspectSecrets"] != true;
        if template.lookups == pod.lookups && seen {
            prop_assert_eq!(template.identities(), pod.identities());
        }
    }

    /// (6) Loosening an `allow.*` setting never turns an accept into a reject, even if lookups
    /// fail.
    #[test]
    fn looser_settings_never_reject_more(
        spec in spec(0), cluster in cluster(), unreachable in any::<bool>(),
        strict in settings("reject"), kind in select(&WORKLOADS[..]), which in 0..5,
    ) {
        let cluster = Objects { unreachable, ..cluster };
        let mut strict = strict;
        if which == 1 {
            // serviceAccountOwner contradicts optOutAt: pod.
            strict["optOutAt"] = Value::Null;
        }
        let mut loose = strict.clone();
        let allow = &mut loose["allow"];
        match which {
            0 => allow["podAuthor"] = match strict["allow"]["podAuthor"].as_str() {
                Some("none") => "projected".into(),
                _ => "any".into(),
            },
            1 => allow["serviceAccountOwner"] = true.into(),
            2 => allow["tokenSecrets"] = true.into(),
            3 => allow["serviceAccountsWithRoleBindings"] = true.into(),
            _ => {
                let mut patterns = allow["serviceAccounts"].as_array().cloned().unwrap_or_default();
                patterns.push("*/app".into());
                allow["serviceAccounts"] = patterns.into();
            }
        }
        prop_assert!(takes(&loose));
        let pod = admitted(&spec, &cluster, Version::Bound);
        let template = workload(kind, &json!({"spec": spec}));
        for (kind, object) in [("Pod", &pod), (kind, &template)] {
            if create(kind, object, &strict, &cluster).accepted() {
                let answer = create(kind, object, &loose, &cluster);
                prop_assert!(answer.accepted(), "{kind} {loose}: {}", answer.message());
            }
        }
    }

    /// (7) Nothing that an author can write in `metadata` of the workload or its template changes a
    /// template's verdict.
    #[test]
    fn metadata_changes_no_template(
        spec in spec(0), cluster in cluster(), settings in settings("reject"),
        kind in select(&WORKLOADS[..]), own in metadata(), of_template in metadata(),
        update in any::<bool>(),
    ) {
        let plain = workload(kind, &json!({"spec": spec}));
        let mut decorated = workload(kind, &json!({"metadata": of_template, "spec": spec}));
        decorated["metadata"] = own;
        let mut requests = [request(kind, &plain), request(kind, &decorated)];
        for request in &mut requests {
            if update {
                request["operation"] = "UPDATE".into();
                request["oldObject"] = workload(kind, &json!({"spec": {"containers": []}}));
            }
        }
        let [plain, decorated] = requests.map(|request| judge(&request, &settings, &cluster));
        prop_assert_eq!(decorated, plain);
    }

    /// (7) Next to the annotation that chooses containers, other metadata of a Pod or a template
    /// changes nothing either; and in the metadata of the workload itself that annotation gives a hint
    /// only.
    #[test]
    fn metadata_changes_no_choice(
        spec in spec(0), cluster in cluster(), settings in settings("reject"),
        kind in prop_oneof![Just("Pod"), select(&WORKLOADS[..])], metadata in metadata(),
        (chosen, own) in (maybe_chosen(), chosen()),
    ) {
        let object = |metadata: Value| {
            let mut object = json!({"metadata": metadata, "spec": spec});
            if let Some(annotations) = object["metadata"]["annotations"].as_object_mut() {
                annotations.remove("kubernetes.io/config.mirror");
            }
            choose(&mut object, chosen);
            if kind == "Pod" { object } else { workload(kind, &object) }
        };
        let plain = create(kind, &object(json!({})), &settings, &cluster);
        let mut decorated = object(metadata);
        prop_assert_eq!(&create(kind, &decorated, &settings, &cluster), &plain);
        if kind != "Pod" {
            choose(&mut decorated, Some(own));
            let mut answer = create(kind, &decorated, &settings, &cluster);
            let warnings = answer.response["warnings"].as_array_mut();
            let hint = warnings.and_then(Vec::pop).unwrap_or_default();
            let is_hint = hint.as_str().is_some_and(|hint| hint.contains("has no effect here"));
            prop_assert!(is_hint, "{hint}");
            if answer.response["warnings"] == json!([]) {
                answer.response.as_object_mut().map(|fields| fields.remove("warnings"));
            }
            prop_assert_eq!(answer, plain);
        }
    }

    /// (7) On a Pod, no metadata except the mirror annotation changes anything, and that hides
    /// nothing that the Pod declares.
    #[test]
    fn metadata_hides_no_declared_token(
        spec in spec(0), cluster in cluster(), settings in settings("reject"),
        metadata in metadata(),
    ) {
        let mut pod = written(&spec);
        let plain = create("Pod", &pod, &settings, &cluster);
        pod["metadata"] = metadata;
        if pod["metadata"]["annotations"]["kubernetes.io/config.mirror"].is_null() {
            prop_assert_eq!(create("Pod", &pod, &settings, &cluster), plain);
        }
        pod["metadata"]["annotations"]["kubernetes.io/config.mirror"] = "forged".into();
        let settings = strictest(&settings);
        let answer = create("Pod", &pod, &settings, &cluster);
        // The plugin leaves mirror Pods as they are.
        let readable = readable(&pod, &settings, &secrets(&spec, &settings, &cluster));
        prop_assert_eq!(same_as_readable(&answer, &readable), Ok(()));
    }
}
