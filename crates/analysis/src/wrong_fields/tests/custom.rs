//! Kinds that the settings name.

use serde_json::json;

use super::found_where;
use crate::kinds::Kinds;

fn found(text: &str) -> Vec<String> {
    let kinds = Kinds::of(&json!({"podTemplates": [
        {"group": "ray.io", "kind": "RayCluster", "path": "spec.head.template"},
        {"group": "ray.io", "kind": "RayCluster", "path": "spec.workers[*].template"},
        {"group": "serving.knative.dev", "kind": "Revision", "podSpec": "spec"},
    ]}));
    found_where(&kinds, text)
}

#[test]
fn fields_are_found_in_the_pod_templates_of_a_kind_that_settings_name() {
    let ray = "apiVersion: ray.io/v1\nkind: RayCluster\nspec:\n";
    let run = "apiVersion: serving.knative.dev/v1\nkind: Revision\n";
    let field = "automountServiceAccountToken";
    for (text, expected) in [
        (
            format!("{ray}  head:\n    template:\n      spec:\n        {field}s: false\n"),
            vec![
                "line 7: spec.head.template.spec.automountServiceAccountTokens is no field of a PodSpec; did \
                  you mean automountServiceAccountToken?",
            ],
        ),
        (
            format!(
                "{ray}  workers:\n  - template: {{spec: {{{field}: false}}}}\n  - template:\n      {field}: false\n"
            ),
            vec![
                "line 7: spec.workers[1].template.automountServiceAccountToken has no effect; the field that \
                  counts is spec.workers[1].template.spec.automountServiceAccountToken",
            ],
        ),
        (
            format!(
                "{ray}  workers:\n    \"a.b\": {{template: {{spec: {{containers: [{{serviceAccountName: x}}]}}}}}}\n"
            ),
            vec![
                "line 5: spec.workers.\"a.b\".template.spec.containers[0].serviceAccountName has no effect; the \
                  field that counts is spec.workers.\"a.b\".template.spec.serviceAccountName",
            ],
        ),
        (
            format!("{run}spec:\n  {field}: \"false\"\n"),
            vec![
                "line 4: spec.automountServiceAccountToken is a string; write false without quotes",
            ],
        ),
        // Elsewhere, such a kind may have fields of these names.
        (
            format!(
                "{ray}  {field}: false\n  serviceAccountName: x\n  head: {{serviceAccount: x}}\n"
            ),
            vec![],
        ),
        (
            format!("{ray}  AutomountServiceAccountToken: false\n"),
            vec![
                "line 4: spec.AutomountServiceAccountToken differs from automountServiceAccountToken only in \
                  case; did you mean automountServiceAccountToken?",
            ],
        ),
        (format!("{ray}  head: x\n"), vec![]),
        (format!("{ray}  workers: [null, {{}}]\n"), vec![]),
        (run.to_string(), vec![]),
    ] {
        assert_eq!(found(&text), expected, "{text}");
    }
}
