use serde_json::{Value, json};

use super::said;

#[test]
fn settings_that_depend_on_each_other_are_compared_together() {
    let bound = |roles: Value| json!({"allow": {"serviceAccountsWithRoleBindings": true, "rolesThatNeedNoToken": roles}});
    let lives = |max: Option<i64>, extended: i64, author: &str| {
        json!({"projectedTokenMaxSeconds": max, "extendedTokenSeconds": extended,
            "allow": {"podAuthor": author}})
    };
    let audiences =
        |api: Value, other: Value| json!({"apiAudiences": api, "otherAudiences": other});
    let pods = |pods: &str| json!({"optOutAt": "pod", "controllerPods": pods});
    for (old, new, expected) in [
        (bound(json!([])), bound(json!(null)), &["allow.rolesThatNeedNoToken stricter"][..]),
        (
            bound(json!(null)),
            bound(json!(["system:openshift:*"])),
            &[
                "allow.rolesThatNeedNoToken looser: NEW counts bindings to role system:image-puller, OLD \
               does not",
            ],
        ),
        (
            lives(Some(3600), 31_536_000, "projected"),
            lives(Some(3600), 3607, "projected"),
            &[
                "extendedTokenSeconds equal: a token that asks for 3607 seconds is beyond both limits",
            ],
        ),
        (
            lives(Some(86_400), 31_536_000, "projected"),
            lives(Some(86_400), 3607, "projected"),
            &[
                "extendedTokenSeconds looser: NEW allows a token that asks for 3607 seconds, as it counts \
               as 3607",
            ],
        ),
        (
            lives(Some(86_400), 3607, "projected"),
            lives(Some(86_400), 31_536_000, "projected"),
            &["extendedTokenSeconds stricter"],
        ),
        (
            lives(Some(86_400), 3607, "projected"),
            lives(Some(86_400), 3608, "projected"),
            &[
                "extendedTokenSeconds equal: a token that asks for 3607 seconds is below both limits",
            ],
        ),
        (
            lives(Some(600), 31_536_000, "projected"),
            lives(None, 3607, "none"),
            &[
                "allow.podAuthor stricter",
                "projectedTokenMaxSeconds equal: no matter, as NEW has allow.podAuthor: none",
                "extendedTokenSeconds equal: no matter, as NEW has allow.podAuthor: none",
            ],
        ),
        (
            audiences(json!(["api", "k3s"]), json!(["vault"])),
            audiences(json!(["api"]), json!(["vault"])),
            &[
                "apiAudiences equal: what NEW leaves out is not in its otherAudiences, so it counts as well",
            ],
        ),
        (
            audiences(json!(["api", "k3s"]), json!(null)),
            audiences(json!(["api"]), json!(["k3s"])),
            &[
                "apiAudiences looser: NEW does not count audience k3s as the API server's, OLD does",
                "otherAudiences stricter",
            ],
        ),
        (
            audiences(json!(["api", "k3*"]), json!(null)),
            audiences(json!(["api"]), json!(["k3s"])),
            &[
                "apiAudiences unproved: k3* overlaps otherAudiences of NEW",
                "otherAudiences stricter",
            ],
        ),
        (pods("accept"), pods("judge"), &["controllerPods stricter"]),
    ] {
        assert_eq!(said(&old, &new), expected, "{old} {new}");
    }
}
