//! What the web app shows.

use analysis::exposure::Exposure;
use analysis::trail::Trail;
use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;

use crate::advice::Advice;
use crate::question::Editor;

/// The verdicts on what the editors hold.
#[derive(Clone, Debug, Default, Serialize, Tsify)]
#[tsify(missing_as_null, hashmap_as_object)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// What to underline.
    pub problems: Vec<Problem>,
    /// Why the policy refuses the settings; nothing is judged then.
    pub settings_refused: Option<String>,
    /// The objects, in their order.
    pub objects: Vec<JudgedObject>,
}

/// Something in a text that a person should look at. Offsets are UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Whose text.
    pub editor: Editor,
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// What was found, and what was expected.
    pub message: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Something is not judged, or refused.
    Error,
    /// Something has no effect.
    Warning,
}

/// What sort of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ProblemKind {
    /// A text, or a part of it, cannot be read.
    Unreadable,
    /// The policy refuses the settings.
    Settings,
    /// A field is not as the API server would let it pass (code 400).
    Request,
    /// `automountServiceAccountToken` is where it has no effect.
    Misplaced,
}

/// The verdict on an object.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct JudgedObject {
    /// Line of its first key, from 1.
    pub line: usize,
    /// Where its document starts in the editor.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// `apiVersion`.
    pub api_version: Option<String>,
    /// `kind`.
    pub kind: Option<String>,
    /// The namespace it is judged in.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: Option<String>,
    /// The verdict; null for a kind that the policy does not judge.
    pub accepted: Option<bool>,
    /// HTTP status code of a rejection.
    pub code: Option<u16>,
    /// Why it is rejected.
    pub message: Option<String>,
    /// The policy's warnings.
    pub warnings: Vec<String>,
    /// Why it is not judged.
    pub reason: Option<String>,
    /// Which container can read which API token.
    pub exposures: Vec<Exposure>,
    /// What kubectl prints.
    pub kubectl: String,
    /// What a mutating policy changes, as JSON Patch.
    #[tsify(type = "unknown[] | null")]
    pub patch: Option<Value>,
    /// What a mutating policy makes of it; null where it changes nothing.
    pub change: Option<YamlChange>,
    /// Who decides; null where there is no Pod in it.
    pub trail: Option<Trail>,
    /// What a button can do.
    pub advice: Vec<Advice>,
    /// The Pod that the webhook sees, as YAML; null where there is none, or the object is judged
    /// as written.
    pub webhook: Option<String>,
    /// The same Pod before the API server adds to it.
    pub written: Option<String>,
}

/// An object before and after a change, as YAML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct YamlChange {
    /// As it came.
    pub before: String,
    /// As it is passed on.
    pub after: String,
}
