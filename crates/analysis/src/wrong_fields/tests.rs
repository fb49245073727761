//! Tests each fault with its text.

mod custom;
mod no_alarm;

use std::sync::Arc;

use manifest::documents;

use crate::input::objects;
use crate::kinds::Kinds;

/// The texts of all wrong fields in a file.
fn found(text: &str) -> Vec<String> {
    found_where(&Kinds::default(), text)
}

/// The same where these kinds are judged.
fn found_where(kinds: &Kinds, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    objects(&Arc::from("-"), documents(text), kinds, &mut |object| match object {
        Ok(object) => found.extend(object.wrong_fields.iter().map(ToString::to_string)),
        Err(fault) => panic!("{text}: {fault}"),
    });
    found
}

fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  {spec}\n")
}

fn account(field: &str) -> String {
    format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: a}}\n{field}\n")
}

fn token(field: &str) -> String {
    let sources = format!("sources: [serviceAccountToken: {{{field}}}]");
    pod(&format!("volumes: [{{name: t, projected: {{{sources}}}}}]"))
}

fn custom(field: &str) -> String {
    format!("apiVersion: example.com/v1\nkind: Robot\nmetadata: {{name: a}}\n{field}\n")
}

/// An object of a workload kind in which each of the three parts is a line of flow YAML.
fn workload(api_version: &str, kind: &str, spec: &str) -> String {
    format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{spec}}}\n")
}

#[test]
fn a_misspelled_field_is_found_in_a_pod_spec() {
    let cases = [
        ("automountServiceAccountToke", "automountServiceAccountToken"),
        ("automountServiceAccountTokens", "automountServiceAccountToken"),
        ("autoMountServiceAccountToken", "automountServiceAccountToken"),
        ("automountserviceaccounttoken", "automountServiceAccountToken"),
        ("AutomountServiceAccountToken", "automountServiceAccountToken"),
        ("AUTOMOUNT_SERVICE_ACCOUNT_TOKEN", "automountServiceAccountToken"),
        ("automount_service_account_token", "automountServiceAccountToken"),
        ("automount-service-account-token", "automountServiceAccountToken"),
        ("auto-mount-service-acount-tokn", "automountServiceAccountToken"),
        ("automuontServiceAcocuntToken", "automountServiceAccountToken"),
        ("serviceAcountName", "serviceAccountName"),
        ("serviceaccountname", "serviceAccountName"),
        ("service_account_name", "serviceAccountName"),
        ("ServiceAccountName", "serviceAccountName"),
        ("serviceAccountNmae", "serviceAccountName"),
        ("serviceAccountNames", "serviceAccountName"),
        ("servicesAccountsName", "serviceAccountName"),
        ("serviceaccount", "serviceAccount"),
        ("service-account", "serviceAccount"),
        ("serviceAcount", "serviceAccount"),
        ("volume", "volumes"),
        ("container", "containers"),
        ("initContainer", "initContainers"),
        ("init_containers", "initContainers"),
        ("initcontainers", "initContainers"),
        ("ephemeralContainer", "ephemeralContainers"),
    ];
    for (key, right) in cases {
        let expected =
            format!("line 5: spec.{key} is no field of a PodSpec; did you mean {right}?");
        assert_eq!(found(&pod(&format!("{key}: false"))), [expected], "{key}");
    }
}

#[test]
fn a_misspelled_field_is_found_in_every_place_for_one() {
    let wrong = "serviceacountname: x";
    let template = format!("template: {{spec: {{{wrong}}}}}");
    let job = format!("jobTemplate: {{spec: {{{template}}}}}");
    let pod_template =
        format!("apiVersion: v1\nkind: PodTemplate\nmetadata: {{name: a}}\n{template}\n");
    let list = format!("apiVersion: v1\nkind: PodList\nitems:\n- spec:\n    {wrong}\n");
    let no_version = format!("kind: Deployment\nmetadata: {{name: a}}\nspec:\n  {template}\n");
    let json = "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [\n\
                {\"kind\": \"Pod\", \"apiVersion\": \"v1\",\n\n\"spec\":\n\
                {\"serviceacountname\":\n\"x\"}}]}";
    let right = "serviceAccountName";
    let place = "is no field of a PodSpec; did you mean";
    let in_template = "spec.template.spec";
    let in_job = "spec.jobTemplate.spec.template.spec";
    let cases = [
        (workload("apps/v1", "Deployment", &template), 4, in_template),
        (workload("apps/v1", "DaemonSet", &template), 4, in_template),
        (workload("apps/v1", "StatefulSet", &template), 4, in_template),
        (workload("apps/v1", "ReplicaSet", &template), 4, in_template),
        (workload("v1", "ReplicationController", &template), 4, in_template),
        (workload("batch/v1", "Job", &template), 4, in_template),
        (workload("batch/v1", "CronJob", &job), 4, in_job),
        (pod_template, 4, "template.spec"),
        (list, 5, "spec"),
        (no_version, 4, in_template),
        (json.to_owned(), 5, "spec"),
    ];
    for (text, line, path) in cases {
        let expected = format!("line {line}: {path}.serviceacountname {place} {right}?");
        assert_eq!(found(&text), [expected], "{text}");
    }
}

#[test]
fn faults_of_other_owners_are_found() {
    let source = "spec.volumes[0].projected.sources[0].serviceAccountToken";
    let no_field = "is no field of a serviceAccountToken source; did you mean";
    let cases = [
        (
            account("automountServiceAccountTokn: false"),
            "line 4: automountServiceAccountTokn is no field of a ServiceAccount; did you mean \
             automountServiceAccountToken?"
                .to_owned(),
        ),
        (
            account("secret: []"),
            "line 4: secret is no field of a ServiceAccount; did you mean secrets?".into(),
        ),
        (token("audiense: a"), format!("line 5: {source}.audiense {no_field} audience?")),
        (
            token("expiration_seconds: 600"),
            format!("line 5: {source}.expiration_seconds {no_field} expirationSeconds?"),
        ),
        (token("Path: token"), format!("line 5: {source}.Path {no_field} path?")),
        (token("paths: token"), format!("line 5: {source}.paths {no_field} path?")),
    ];
    for (text, expected) in cases {
        assert_eq!(found(&text), [expected], "{text}");
    }
}

#[test]
fn a_field_without_effect_is_found() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  \
                      annotations: {automountServiceAccountToken: x}\nspec:\n  \
                      automountServiceAccountToken: false\n  serviceAccountName: x\n  template:\n    \
                      serviceAccount: x\n    metadata:\n      serviceAccountName: x\n    spec:\n      \
                      containers:\n        - name: a\n          serviceAccountName: x\n          \
                      automountServiceAccountToken:\n            false\n";
    let automount =
        "has no effect; the field that counts is spec.template.spec.automountServiceAccountToken";
    let name = "has no effect; the field that counts is spec.template.spec.serviceAccountName";
    let container = "spec.template.spec.containers[0]";
    let expected = [
        format!("line 4: metadata.annotations.automountServiceAccountToken {automount}"),
        format!("line 6: spec.automountServiceAccountToken {automount}"),
        format!("line 7: spec.serviceAccountName {name}"),
        format!("line 9: spec.template.serviceAccount {name}"),
        format!("line 11: spec.template.metadata.serviceAccountName {name}"),
        format!("line 15: {container}.serviceAccountName {name}"),
        format!("line 16: {container}.automountServiceAccountToken {automount}"),
    ];
    assert_eq!(found(deployment), expected);
    let metadata = "metadata.automountServiceAccountToken";
    let cases = [
        (account(""), "automountServiceAccountToken"),
        (pod("containers: []"), "spec.automountServiceAccountToken"),
    ];
    for (text, right) in cases {
        let text = text.replace("name: a", "automountServiceAccountToken: false");
        let expected =
            format!("line 3: {metadata} has no effect; the field that counts is {right}");
        assert_eq!(found(&text), [expected], "{text}");
    }
}

#[test]
fn the_line_is_that_of_the_key_or_of_its_alias() {
    let text = "kind: Pod\nmetadata:\n  ? automountServiceAccountToken\n  : false\nx: &wrong\n  \
                serviceacount: x\n  automountServiceAccountToken: x\nspec:\n  <<: *wrong\n";
    let expected = [
        "line 3: metadata.automountServiceAccountToken has no effect; the field that counts is \
         spec.automountServiceAccountToken",
        "line 7: x.automountServiceAccountToken has no effect; the field that counts is \
         spec.automountServiceAccountToken",
        "line 9: spec.serviceacount is no field of a PodSpec; did you mean serviceAccount?",
        "line 9: spec.automountServiceAccountToken is a string; write true or false",
    ];
    assert_eq!(found(text), expected);
}

#[test]
fn aliases_do_not_make_any_number_of_wrong_fields() {
    let many: String = (0..150).map(|name| format!("  a{name}: *wrong\n")).collect();
    let text = format!("kind: Pod\nx: &wrong {{automountServiceAccountToken: x}}\ny:\n{many}");
    assert_eq!(found(&text).len(), 100);
}

#[test]
fn a_value_of_the_wrong_type_is_found() {
    let source = "spec.volumes[0].projected.sources[0].serviceAccountToken";
    let automount = "spec.automountServiceAccountToken";
    let cases = [
        (
            pod("automountServiceAccountToken: \"false\""),
            format!("{automount} is a string; write false without quotes"),
        ),
        (
            pod("automountServiceAccountToken: 'No'"),
            format!("{automount} is a string; write false without quotes"),
        ),
        (
            pod("automountServiceAccountToken: 'TRUE'"),
            format!("{automount} is a string; write true without quotes"),
        ),
        (
            pod("automountServiceAccountToken: never"),
            format!("{automount} is a string; write true or false"),
        ),
        (
            pod("automountServiceAccountToken: 0"),
            format!("{automount} is a number; write true or false"),
        ),
        (
            pod("automountServiceAccountToken: [false]"),
            format!("{automount} is a list; write true or false"),
        ),
        (
            pod("serviceAccountName: 1234"),
            "spec.serviceAccountName is a number; write it in quotes".into(),
        ),
        (pod("serviceAccount: off"), "spec.serviceAccount is a boolean; write it in quotes".into()),
        (
            pod("serviceAccountName: {name: a}"),
            "spec.serviceAccountName is an object; write a string".into(),
        ),
        (pod("containers: {name: a}"), "spec.containers is an object; write a list".into()),
        (
            token("expirationSeconds: '600'"),
            format!("{source}.expirationSeconds is a string; write it without quotes"),
        ),
        (
            token("expirationSeconds: 10m"),
            format!("{source}.expirationSeconds is a string; write a whole number"),
        ),
        (
            token("expirationSeconds: 0.5"),
            format!("{source}.expirationSeconds is a number; write a whole number"),
        ),
        (token("audience: [a, b]"), format!("{source}.audience is a list; write a string")),
        (token("path: 1"), format!("{source}.path is a number; write it in quotes")),
    ];
    for (text, expected) in cases {
        assert_eq!(found(&text), [format!("line 5: {expected}")], "{text}");
    }
    let text = account("automountServiceAccountToken: 'false'");
    let expected =
        "line 4: automountServiceAccountToken is a string; write false without quotes".to_owned();
    assert_eq!(found(&text), [expected]);
}
