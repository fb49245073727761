//! What the web app shows.

use analysis::exposure::Exposure;
use analysis::trail::Trail;
use serde::Serialize;
use serde_json::Value;
use tsify::Tsify;

use crate::advice::Advice;
use crate::question::Editor;

/// The verdicts on the contents of the editors.
#[derive(Clone, Debug, Default, Serialize, Tsify)]
#[tsify(missing_as_null, hashmap_as_object)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The parts to underline.
    pub problems: Vec<Problem>,
    /// The reason why the policy rejects the settings; nothing is judged in that case.
    pub settings_refused: Option<String>,
    /// The objects, in order.
    pub objects: Vec<JudgedObject>,
}

/// Something in a text that a person should look at. Offsets are UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The editor it is in.
    pub editor: Editor,
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Its severity.
    pub severity: Severity,
    /// Its kind.
    pub kind: ProblemKind,
    /// What was found, and what was expected.
    pub message: String,
}

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Something is not judged, or is rejected.
    Error,
    /// Something has no effect.
    Warning,
}

/// The kind of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ProblemKind {
    /// A text or a part of it cannot be read.
    Unreadable,
    /// The policy rejects the settings.
    Settings,
    /// A field would not be accepted by the API server (code 400).
    Request,
    /// A field is in a place where it has no effect.
    Misplaced,
    /// The name of a field is misspelled.
    Misspelled,
    /// The value of a field has another type than Kubernetes takes.
    WrongType,
    /// An object is given again, so that an earlier document of it does not count.
    Repeated,
    /// kubectl reads this in another way than it seems.
    Reading,
}

/// The verdict on an object.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct JudgedObject {
    /// The line of its first key, starting from 1.
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
    /// The HTTP status code of a rejection.
    pub code: Option<u16>,
    /// The reason for a rejection.
    pub message: Option<String>,
    /// The policy's warnings.
    pub warnings: Vec<String>,
    /// The reason why it is not judged.
    pub reason: Option<String>,
    /// Which container can read which API token.
    pub exposures: Vec<Exposure>,
    /// What kubectl prints.
    pub kubectl: String,
    /// The changes by a mutating policy, as JSON Patch.
    #[tsify(type = "unknown[] | null")]
    pub patch: Option<Value>,
    /// The result of a mutating policy; null if it changes nothing.
    pub change: Option<YamlChange>,
    /// What decides; null if there is no Pod in it.
    pub trail: Option<Trail>,
    /// The available fixes.
    pub advice: Vec<Advice>,
    /// The Pod that the webhook sees, as YAML; null if there is none, or the object is judged as
    /// written.
    pub webhook: Option<String>,
    /// The same Pod before the API server's additions.
    pub written: Option<String>,
}

/// An object before and after a change, as YAML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct YamlChange {
    /// Before the change.
    pub before: String,
    /// After the change.
    pub after: String,
}
