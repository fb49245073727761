//! Settings as they are given to `compare`: a file of settings, or a policy's manifest.

use std::path::Path;

use analysis::Policy as _;
use analysis::settings::Settings;
use analysis::verdict::SettingsVerdict;
use anyhow::{Result, anyhow, bail};
use serde_json::{Value, json};
use wasmi_host::Host;

use crate::inputs::Finder;
use crate::inputs::source::shown;
use crate::run::settings_in;

/// The group of Kubewarden's policies.
const GROUP: &str = "policies.kubewarden.io/";
/// The kinds that hold the settings of one policy.
const KINDS: [&str; 2] = ["ClusterAdmissionPolicy", "AdmissionPolicy"];

/// Settings, and where they come from.
pub struct Given {
    /// The file, and the place in it.
    pub name: String,
    /// The settings for the policy.
    pub value: Value,
    /// The same, as they are compared.
    pub settings: Settings,
    /// What the policy says about them although it takes them.
    pub remark: Option<String>,
}

impl Given {
    /// Reads a file, or stdin, and asks the policy whether it takes the settings.
    ///
    /// # Errors
    ///
    /// It cannot be read, holds something else, or the policy refuses it.
    pub fn read(path: &Path, inspects_secrets: bool, host: &Host, now: i64) -> Result<Self> {
        let (name, mut value) = written(path)?;
        if inspects_secrets {
            value["inspectSecrets"] = true.into();
        }
        let verdict =
            host.check_settings(&value, Some(now)).map_err(|why| anyhow!("{name}: {why}"))?;
        let remark = match verdict {
            SettingsVerdict { valid: true, message } => message,
            refused => bail!("{name}: {}", refused.refusal().unwrap_or_default()),
        };
        // Another build of the policy may take more.
        let settings = serde_json::from_value(value.clone())
            .map_err(|error| anyhow!("{name}: these settings cannot be compared: {error}"))?;
        Ok(Self { name, value, settings, remark })
    }
}

/// The settings of a file as they are written, and what to call them.
fn written(path: &Path) -> Result<(String, Value)> {
    let name = shown(path);
    let mut found = Finder::new(&[], None)?.find(&[path.to_owned()]);
    if let Some((_, fault)) = found.faults.first() {
        bail!("{fault}");
    }
    let source = match (path.is_dir(), found.sources.pop()) {
        (false, Some(source)) => source,
        _ => bail!("{name}: expected a file with settings"),
    };
    let value = settings_in(&source)?;
    let Some(settings) = of_policy(&value) else { return Ok((name, value)) };
    let name = format!("{name} (spec.settings)");
    if !settings.is_object() {
        bail!("{name}: expected settings, a mapping such as `action: warn`");
    }
    Ok((name, settings))
}

/// The settings of a policy's manifest; `None` if it is none.
fn of_policy(value: &Value) -> Option<Value> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let is_policy = text("apiVersion").is_some_and(|version| version.starts_with(GROUP))
        && text("kind").is_some_and(|kind| KINDS.contains(&kind));
    let settings = value.pointer("/spec/settings").filter(|settings| !settings.is_null());
    is_policy.then(|| settings.cloned().unwrap_or_else(|| json!({})))
}
