//! Checks whether kwctl's answer is what a scenario expects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Expected;
use scenarios::scenario::Expect;

/// `AdmissionResponse`, as `kwctl run` prints it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    uid: String,
    allowed: bool,
    #[serde(default)]
    status: Status,
    patch_type: Option<String>,
    patch: Option<String>,
    warnings: Option<Vec<String>>,
    audit_annotations: Option<Map<String, Value>>,
}

#[derive(Debug, Default, Deserialize)]
struct Status {
    message: Option<String>,
    code: Option<u16>,
}

/// Compares an answer with the scenario's expectation.
///
/// # Errors
///
/// The differences.
pub fn check(expected: &Expected, request: &Value, answer: &str) -> Result<(), String> {
    let answer: Answer =
        serde_json::from_str(answer.trim()).map_err(|error| format!("{error}: {answer}"))?;
    let differs = |what: &str, expected: &dyn std::fmt::Debug, found: &dyn std::fmt::Debug| {
        Err(format!("{what}: expected {expected:?}, found {found:?}"))
    };
    let Expect { accepted, message, code, warnings, patch, exposures, .. } = &expected.expect;
    if Some(answer.allowed) != *accepted {
        return differs("allowed", accepted, &answer.allowed);
    }
    if answer.status.message != *message {
        return differs("message", message, &answer.status.message);
    }
    let code = match answer.allowed {
        true => *code,
        false => code.or(Some(403)),
    };
    if answer.status.code != code {
        return differs("code", &code, &answer.status.code);
    }
    if Some(answer.uid.as_str()) != request["uid"].as_str() {
        return differs("uid", &request["uid"], &answer.uid);
    }
    let found = answer.warnings.unwrap_or_default();
    if found != *warnings {
        return differs("warnings", warnings, &found);
    }
    if answer.patch_type.as_deref() != answer.patch.as_ref().map(|_| "JSONPatch") {
        return differs("patchType", &"JSONPatch where there is a patch", &answer.patch_type);
    }
    // Different operations can describe the same change.
    let wanted = patched(&request["object"], patch.as_ref())?;
    let found = answer.patch.map(|patch| decoded(&patch)).transpose()?;
    let found = patched(&request["object"], found.as_ref())?;
    if found != wanted {
        return differs("object", &wanted, &found);
    }
    if let Some(exposures) = exposures {
        let annotations = answer.audit_annotations.unwrap_or_default();
        let text = annotations.get("service-account-tokens").and_then(Value::as_str);
        let found: Value =
            serde_json::from_str(text.unwrap_or("[]")).map_err(|error| error.to_string())?;
        if found != *exposures {
            return differs("exposures", exposures, &found);
        }
    }
    Ok(())
}

fn decoded(patch: &str) -> Result<Value, String> {
    let json = STANDARD.decode(patch).map_err(|error| format!("patch: {error}"))?;
    serde_json::from_slice(&json).map_err(|error| format!("patch: {error}"))
}

fn patched(object: &Value, patch: Option<&Value>) -> Result<Value, String> {
    let mut object = object.clone();
    if let Some(patch) = patch {
        let patch: json_patch::Patch =
            serde_json::from_value(patch.clone()).map_err(|error| format!("patch: {error}"))?;
        json_patch::patch(&mut object, &patch).map_err(|error| format!("patch: {error}"))?;
    }
    Ok(object)
}
