//! What a real kubectl made of several hundred inputs (`e2e-tests/recorded/kubectl`).

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

/// An input, and what kubectl makes of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Its name, `group/what`.
    pub name: String,
    #[serde(default)]
    input: String,
    #[serde(default)]
    input_base64: String,
    /// What kubectl reads, up to an error; `None` where that is too deep to record.
    pub documents: Option<Vec<Value>>,
    error: Option<String>,
    /// Why kubectl does not take some documents.
    #[serde(default)]
    pub refused: Vec<String>,
    /// What kubectl sends.
    #[serde(default)]
    pub objects: Vec<Sent>,
}

/// An object that kubectl sends.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// `apiVersion`.
    pub api_version: Option<String>,
    /// `kind`.
    pub kind: String,
    /// The namespace, which kubectl fills in.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: Option<String>,
    /// The field of the Pod spec, or of a Deployment's template.
    pub automount_service_account_token: Option<Value>,
}

impl Case {
    /// The bytes of the file.
    ///
    /// # Panics
    ///
    /// The recording is broken.
    pub fn input(&self) -> Vec<u8> {
        let decoded = STANDARD.decode(&self.input_base64);
        let decoded = decoded.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        if decoded.is_empty() { self.input.clone().into_bytes() } else { decoded }
    }

    /// The number of the document that kubectl cannot read, and at which it stops.
    pub fn stops_at(&self) -> Option<usize> {
        let number = self.error.as_deref()?.strip_prefix("document ")?;
        number.split_once(':')?.0.parse().ok()
    }
}

/// The inputs that were written for this, with what kubectl 1.37 made of each.
pub fn written() -> Vec<Case> {
    read("cases.json")
}

/// Random mutations of them, with what kubectl's own reader made of each. They have no `refused` and
/// `objects`.
pub fn mutated() -> Vec<Case> {
    read("mutated.json")
}

fn read(file: &str) -> Vec<Case> {
    let text = fs::read_to_string(crate::path("recorded/kubectl").join(file));
    let cases = text.map(|text| serde_json::from_str(&text));
    match cases {
        Ok(Ok(cases)) => cases,
        Ok(Err(error)) => panic!("{file}: {error}"),
        Err(error) => panic!("{file}: {error}"),
    }
}

/// A value whose numbers can be compared: Go writes whole numbers without a dot, and serde_json's
/// last digit may differ.
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(integer) => integer.to_string().into(),
            None => {
                let number = number.as_f64().unwrap_or(f64::NAN);
                let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
                if is_whole { format!("{number:.0}") } else { format!("{number:.14e}") }.into()
            }
        },
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), plain(value))).collect())
        }
        other => other.clone(),
    }
}
