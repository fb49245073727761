//! The recordings of steps that a name cannot sum up (`v1.36-more/`): what the policy answers to each is in
//! a table beside them.

use analysis::Policy;
use serde_json::{Value, json};

use super::{Recorded, below};
use crate::{RecordingCluster, exposures, judge};

/// The folder below `recorded/`.
pub const FOLDER: &str = "v1.36-more";

/// The accounts of the recorded namespace, which say nothing.
pub fn accounts() -> Vec<Value> {
    let account = |name: &str| {
        let metadata = json!({"name": name, "namespace": "more"});
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata})
    };
    ["default", "app", "other"].map(account).into()
}

/// The recorded requests, sorted by name.
pub fn all() -> Vec<Recorded> {
    below(|name| name.starts_with(FOLDER))
}

/// The settings under which each request is judged.
fn settings() -> [(&'static str, Value); 3] {
    let strict = json!({
        "allow": {"podAuthor": "none"}, "existingViolations": "reject", "inspectSecrets": true,
        "tokenRequests": "judge", "otherAudiences": ["vault"],
    });
    [
        ("default", json!({})),
        ("strict", strict),
        ("short lives", json!({"projectedTokenMaxSeconds": 3600})),
    ]
}

/// The table: for each request, what the policy answers under each of the settings. Requests to the
/// validating and the mutating webhook share a row where the answers are the same.
pub fn table(policy: &dyn Policy) -> String {
    let all = all();
    let mut table = String::new();
    for recorded in &all {
        let (webhook, step) = recorded.name.rsplit_once('/').unwrap_or_default();
        let mutating = format!("{FOLDER}/mutate");
        let twin = all.iter().find(|other| {
            other.name != recorded.name && other.name.rsplit('/').next() == Some(step)
        });
        let answers = answers(policy, recorded);
        let twins = twin.map(|twin| self::answers(policy, twin));
        let webhooks = match twins {
            Some(twins) if twins == answers && webhook == mutating => continue,
            Some(twins) if twins == answers => "validate, mutate",
            _ => webhook.rsplit('/').next().unwrap_or_default(),
        };
        table.push_str(&format!("{step} ({webhooks})\n{answers}\n"));
    }
    table
}

fn answers(policy: &dyn Policy, recorded: &Recorded) -> String {
    let mut answers = String::new();
    for (name, settings) in settings() {
        let cluster = RecordingCluster::new(&recorded.accounts);
        let (verdict, _) = judge(policy, &recorded.request, &settings, cluster);
        let what = match (&verdict.message, verdict.code) {
            (Some(message), code) => format!("{}: {message}", code.unwrap_or_default()),
            (None, _) => "accepted".to_owned(),
        };
        answers.push_str(&format!("  {name}: {what}\n"));
        for warning in verdict.warnings.iter().flatten() {
            answers.push_str(&format!("    warning: {warning}\n"));
        }
        for exposure in exposures(&verdict) {
            let text = |key: &str| exposure[key].as_str().unwrap_or("-").to_owned();
            let [container, how, by] = ["container", "how", "askedBy"].map(text);
            let allowed = text("allowedBy");
            answers.push_str(&format!(
                "    {container}: {how}, asked by {by}, allowed by {allowed}\n"
            ));
        }
    }
    answers
}
