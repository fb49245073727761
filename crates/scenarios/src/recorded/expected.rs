//! The expected answer to each recorded request under the default settings.

use analysis::Policy;
use serde_json::{Value, json};

use super::Recorded;
use crate::{RecordingCluster, exposures, judge};

/// A policy's expected or actual answer.
#[derive(Debug, PartialEq)]
pub struct Expected {
    message: Option<String>,
    code: Option<u16>,
    /// (container, how, who asked).
    exposures: Vec<(String, String, String)>,
}

impl Expected {
    fn accepted() -> Self {
        Self { message: None, code: None, exposures: Vec::new() }
    }

    fn rejected(message: String, how: &str, asked_by: &str) -> Self {
        Self {
            message: Some(message),
            code: Some(403),
            exposures: vec![("my-nginx".into(), how.into(), asked_by.into())],
        }
    }
}

/// The policy's actual answer.
pub fn answer(policy: &dyn Policy, recorded: &Recorded, settings: &Value) -> Expected {
    let cluster = RecordingCluster::new(&recorded.accounts);
    let (verdict, _) = judge(policy, &recorded.request, settings, cluster);
    assert_eq!(verdict.accepted, verdict.message.is_none(), "{}", recorded.name);
    let exposure = |exposure: &Value| {
        let text = |key: &str| exposure[key].as_str().unwrap_or_default().to_owned();
        (text("container"), text("how"), text("askedBy"))
    };
    let exposures = exposures(&verdict).iter().map(exposure).collect();
    Expected { message: verdict.message, code: verdict.code, exposures }
}

/// The name says what Pod, template and account set:
/// `<operation>-<kind>[-<subresource>]-<namespace>-<name>`.
pub fn from_name(recorded: &Recorded) -> Expected {
    let name = recorded.name.rsplit('/').next().unwrap_or_default();
    let (operation, rest) = name.split_once('-').unwrap_or_default();
    let (kind, rest) = rest.split_once('-').unwrap_or_default();
    if operation != "CREATE" || ["ServiceAccount", "Secret"].contains(&kind) {
        return Expected::accepted();
    }
    // sa-<says>-<what>-<says>[-<account>]…
    let words: Vec<&str> = rest.split('-').collect();
    let [_, account_says, what, pod_says, ..] = words[..] else {
        panic!("{} says nothing", recorded.name);
    };
    let account = if what == "pod" { words[4] } else { "default" };
    let mut expected =
        expected(&recorded.request, kind, says(pod_says), says(account_says), account);
    // Up to 1.20 the volume is a Secret, which setting the field would not remove from a manifest.
    let volume = recorded.request["object"]["spec"]["volumes"][0]["secret"]["secretName"].as_str();
    if let (Some(message), Some(volume)) = (&mut expected.message, volume) {
        let removal = format!(
            "false, and remove volume {volume} and what mounts it where your manifest declares it"
        );
        for end in ["Token: false", "set it to false"] {
            let start = end.trim_end_matches("false");
            *message = message.replace(end, &format!("{start}{removal}"));
        }
    }
    expected
}

fn says(word: &str) -> Option<bool> {
    match word {
        "true" => Some(true),
        "false" => Some(false),
        "unset" => None,
        _ => panic!("{word} says nothing"),
    }
}

/// The central rule, with the message for each way to violate it.
fn expected(
    request: &Value,
    kind: &str,
    pod_says: Option<bool>,
    account_says: Option<bool>,
    account: &str,
) -> Expected {
    let namespace = request["namespace"].as_str().unwrap_or_default();
    let (pod, spec) = match kind {
        "Pod" => ("the Pod", "spec"),
        "PodTemplate" => ("the Pod template", "template.spec"),
        "CronJob" => ("the Pod template", "spec.jobTemplate.spec.template.spec"),
        _ => ("the Pod template", "spec.template.spec"),
    };
    let field = format!("{spec}.automountServiceAccountToken");
    let account = format!("{namespace}/{account}");
    let gets = format!("container my-nginx would get the API token of service account {account}");
    match (pod_says, account_says) {
        (Some(true), _) => Expected::rejected(
            format!(
                "{gets}: {field} is true. If the program does not call the Kubernetes API, set it \
                 to false; if it does, also declare a projected token for the container that \
                 needs it, or ask an administrator to allow it (allow.podAuthor: any, or \
                 {account} in allow.serviceAccounts)."
            ),
            "automount",
            "pod",
        ),
        (None, None) => Expected::rejected(
            format!(
                "{gets}: neither {pod} nor the service account sets \
                 automountServiceAccountToken, and Kubernetes mounts it by default. Set {field}: \
                 false."
            ),
            "automount",
            "nobody",
        ),
        (None, Some(true)) => Expected::rejected(
            format!(
                "{gets}: the service account sets automountServiceAccountToken: true, and {pod} \
                 does not overrule it. If the program does not call the Kubernetes API, set \
                 {field}: false; if it does, ask an administrator to allow it \
                 (allow.serviceAccountOwner, or {account} in allow.serviceAccounts)."
            ),
            "automount",
            "serviceAccount",
        ),
        (Some(false), _) | (None, Some(false)) => Expected::accepted(),
    }
}

fn from_words(
    kind: &str,
    pod: Option<bool>,
    account_says: Option<bool>,
    account: &str,
) -> Expected {
    expected(&json!({"namespace": "sa-unset"}), kind, pod, account_says, account)
}

fn written_by_hand(container: &str, account: &str, volume: &str) -> String {
    format!(
        "ephemeral container {container} would get the API token of service account \
         sa-unset/{account} through a mount, written by hand, of volume kube-api-access-{volume} \
         in spec.volumes, which Kubernetes injects unless spec.automountServiceAccountToken is \
         false. Remove that mount, or ask an administrator to allow it (allow.podAuthor: any, or \
         sa-unset/{account} in allow.serviceAccounts)."
    )
}

/// Recordings whose names do not determine the answer.
pub fn by_hand(name: &str) -> Option<Expected> {
    let (server, file) = name.split_once('/')?;
    let file = file.rsplit('/').next()?;
    if name == "audit-scanner/CREATE-Pod-sa-unset-pod-unset-app" {
        // The stored Pod has since received two debug containers, one of which mounts the token.
        let mut expected = from_words("Pod", None, None, "app");
        let more = written_by_hand("debug-token", "app", "dgxvw");
        expected.message = expected.message.map(|message| format!("{message} {more}"));
        expected.exposures.push(("debug-token".into(), "automount".into(), "pod".into()));
        return Some(expected);
    }
    if server != "v1.36" && !file.contains("mutated-") {
        return None;
    }
    let nobody = |account: &str| Some(from_words("Pod", None, None, account));
    match file {
        // The other field is an alias and is ignored.
        "CREATE-Pod-sa-unset-both-account-fields" => nobody("app"),
        // Nothing that an author writes in metadata changes anything on CREATE.
        "CREATE-Pod-sa-unset-applied-deletion" | "CREATE-Pod-sa-unset-faked-deletion" => {
            nobody("default")
        }
        // Pods that receive a debug container later, and other plain ones.
        "CREATE-Pod-sa-unset-forged-deletion"
        | "CREATE-Pod-sa-unset-forged-mirror"
        | "CREATE-Pod-sa-unset-forged-volume"
        | "CREATE-Pod-sa-unset-dry-run"
        | "CREATE-Pod-sa-unset-finalized"
        | "CREATE-Pod-sa-unset-made-hf6qg" => nobody("default"),
        // A webhook set only the field: the injected volume is still mounted. Because nothing is
        // injected when the Pod says false, it counts as written by hand.
        "CREATE-Pod-sa-unset-mutated-setfalse" => {
            let how = if server == "legacy" { "secret" } else { "projected" };
            let message = (server == "legacy").then(|| {
                "init container init and container my-nginx could read the API token of service \
                 account sa-unset/default that Secret default-token-rgkvv holds, through volume \
                 default-token-rgkvv in spec.volumes: such a token never expires, and only an \
                 administrator may allow it (allow.tokenSecrets). Remove what refers to the \
                 Secret; if the program calls the Kubernetes API, declare a projected token \
                 instead."
                    .into()
            });
            Some(Expected {
                code: message.as_ref().map(|_| 403),
                message,
                exposures: ["init", "my-nginx"]
                    .map(|container| (container.into(), how.into(), "pod".into()))
                    .into(),
            })
        }
        "CREATE-Pod-sa-unset-mutated-strip" => Some(Expected::accepted()),
        // The debug container mounts the token. Forged metadata (a mirror annotation, a
        // deletionTimestamp) does not count.
        "UPDATE-Pod-ephemeralcontainers-sa-unset-forged-deletion"
        | "UPDATE-Pod-ephemeralcontainers-sa-unset-forged-mirror" => {
            let volume = if file.ends_with("mirror") { "9dslq" } else { "z5z7h" };
            Some(Expected {
                code: Some(403),
                message: Some(written_by_hand("debug", "default", volume)),
                exposures: vec![("debug".into(), "automount".into(), "pod".into())],
            })
        }
        // A token Secret created by hand; the plain one is not a token Secret.
        "CREATE-Secret-sa-unset-app-token"
        | "CREATE-Secret-sa-unset-default-token"
        | "CREATE-Secret-sa-unset-late-token" => {
            let secret = file.trim_start_matches("CREATE-Secret-sa-unset-");
            let account = if secret == "default-token" { "default" } else { "app" };
            Some(Expected {
                code: Some(403),
                message: Some(format!(
                    "Secret {secret} would hold the API token of service account \
                     sa-unset/{account}: such a token never expires, and only an administrator may \
                     allow it (allow.tokenSecrets, or the account in allow.serviceAccounts). \
                     Declare a projected token in the Pod that needs one, or ask for a \
                     short-lived one with kubectl create token."
                )),
                exposures: Vec::new(),
            })
        }
        // Subresources that cannot affect tokens.
        "CREATE-Binding-sa-unset-pod-true-default"
        | "CREATE-Eviction-sa-unset-pod-true-app"
        | "CREATE-TokenRequest-sa-unset-app" => Some(Expected::accepted()),
        _ => None,
    }
}
