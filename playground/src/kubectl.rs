//! Formats a verdict as kubectl prints it.

use analysis::judge::Judged;
use analysis::kinds::split_version;

/// The webhook's name for a ClusterAdmissionPolicy since Kubewarden 1.37.2; the page also says the one
/// before.
const WEBHOOK: &str = "kw.cap.service-account-token.kubewarden.admission";

/// What kubectl prints for an operation; `verb` is its result (`created`, `configured`, `deleted`).
/// Follows `k8s.io/kubectl/pkg/cmd/util` and
/// `k8s.io/apiserver/pkg/admission/plugin/webhook/errors`.
pub fn output(judged: &Judged, verb: &str) -> String {
    let mut lines: Vec<String> =
        judged.warnings.iter().map(|warning| format!("Warning: {warning}")).collect();
    let message = judged.message.as_deref().unwrap_or_default();
    if judged.accepted == Some(false) {
        let doing = match verb {
            "configured" => "applying patch",
            "deleted" => "deleting",
            _ => "creating",
        };
        lines.push(format!(
            "Error from server: error when {doing} \"objects.yaml\": admission webhook \
             \"{WEBHOOK}\" denied the request: {message}"
        ));
    } else {
        let (group, _) = split_version(judged.api_version.as_deref().unwrap_or_default());
        let kind = judged.kind.as_deref().unwrap_or_default().to_ascii_lowercase();
        let dot = if group.is_empty() { "" } else { "." };
        let name = judged.name.as_deref().unwrap_or_default();
        lines.push(format!("{kind}{dot}{group}/{name} {verb}"));
    }
    lines.join("\n")
}
