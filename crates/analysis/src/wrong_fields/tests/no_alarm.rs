//! Tests what must not be taken for a fault.

use super::{account, custom, found, pod, token, workload};

/// Three errors, other fields of Kubernetes, and other words.
#[test]
fn what_is_far_from_every_name_is_no_misspelling() {
    let keys = [
        "automountServiceAccountToken",
        "automountServiceAccount",
        "mountServiceAccountToken",
        "serviceAccountName",
        "serviceAccount",
        "serviceName",
        "serviceAccountRef",
        "serviceAccountToken",
        "service",
        "hostUsers",
        "hostnameOverride",
        "priorityClassName",
        "imagePullSecrets",
        "schedulerName",
        "resources",
        "volumes",
        "values",
        "volumeMounts",
        "volumeClaimTemplates",
        "templates",
        "os",
        "",
    ];
    for key in keys {
        let none: [&str; 0] = [];
        assert_eq!(found(&pod(&format!("\"{key}\": null"))), none, "{key}");
    }
}

#[test]
fn only_case_counts_in_an_unjudged_kind() {
    let does = "differs from automountServiceAccountToken only in case; did you mean \
                automountServiceAccountToken?";
    let cases = [
        ("spec: {automountserviceaccounttoken: false}", Some("spec.automountserviceaccounttoken")),
        (
            "spec: {pods: [{AutomountServiceAccountToken: 1}]}",
            Some("spec.pods[0].AutomountServiceAccountToken"),
        ),
        ("spec: {automountServiceAccountToken: false}", None),
        ("spec: {automountServiceAccountToken: 'false'}", None),
        ("spec: {automountServiceAccountToke: false}", None),
        ("spec: {automount_service_account_token: false}", None),
        ("spec: {serviceaccountname: x, template: {spec: {container: 1}}}", None),
        ("spec: {serviceAccountName: 1, serviceAccount: {name: a}}", None),
        ("data: {automountserviceaccounttoken: x}", None),
        ("spec: {properties: {automountserviceaccounttoken: {type: boolean}}}", None),
    ];
    for (field, path) in cases {
        let expected: Vec<String> =
            path.iter().map(|path| format!("line 4: {path} {does}")).collect();
        assert_eq!(found(&custom(field)), expected, "{field}");
    }
}

#[test]
fn correct_objects_have_no_wrong_field() {
    let texts = [
        pod("automountServiceAccountToken: false"),
        pod("automountServiceAccountToken: off"),
        pod("automountServiceAccountToken:"),
        pod("serviceAccountName: \"1234\""),
        pod("serviceAccount: x"),
        pod("containers: [{name: a, env: [{name: automountserviceaccounttoken}]}]"),
        pod("nodeSelector: {serviceAccountName: x, automount_service_account_token: x}"),
        pod("volumes: [{name: a, csi: {volumeAttributes: {serviceAccountName: x, path: 1}}}]"),
        token("path: token, audience: a, expirationSeconds: 3600"),
        token("expirationSeconds: 3600.0, audience: null"),
        account("automountServiceAccountToken: true\nsecrets: []\nimagePullSecrets: []"),
        account("annotations: x").replace("name: a", "annotations: {serviceAccountName: x}"),
        workload("apps/v1", "StatefulSet", "serviceName: a, volumeClaimTemplates: []"),
        workload("example.com/v1", "Deployment", "automountServiceAccountToken: false"),
        workload("batch/v1", "CronJob", "jobTemplate: {spec: {template: {spec: {os: a}}}}"),
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n\
         stringData: {automountServiceAccountToken: x, automountserviceaccounttoken: x}\n"
            .into(),
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n\
         data: {automountServiceAccountToken: x, serviceaccountname: x}\n"
            .into(),
    ];
    for text in texts {
        let none: [&str; 0] = [];
        assert_eq!(found(&text), none, "{text}");
    }
}
