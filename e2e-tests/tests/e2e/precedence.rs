//! Which of several documents of one object counts, for each command that reads files.

use std::path::Path;

use tempfile::TempDir;

use crate::common::run;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: stamp, namespace: post}\n\
                   spec: {serviceAccountName: stamp, containers: [{name: stamp}]}\n";

const READER: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: reader, namespace: post}\n\
                      spec:\n  automountServiceAccountToken: false\n  containers:\n  - name: reader\n    \
                      envFrom: [{secretRef: {name: key}}]\n";

const AGAIN: &[&str] = &["warning: 0.yaml:11: ServiceAccount post/stamp is defined again, after \
                          0.yaml:1; the later one counts, as after kubectl apply"];

fn account(automount: bool) -> String {
    format!(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: stamp, namespace: post}}\n\
         automountServiceAccountToken: {automount}\n"
    )
}

/// A binding of the Pod's account, or of another one.
fn binding(kind: &str, account: &str) -> String {
    let namespace = if kind == "RoleBinding" { ", namespace: post" } else { "" };
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: all{namespace}}}\n\
         roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}}\n\
         subjects: [{{kind: ServiceAccount, name: {account}, namespace: post}}]\n"
    )
}

/// A Secret in a list, which is not judged.
fn secret(of_type: &str) -> String {
    format!(
        "apiVersion: v1\nkind: SecretList\nitems:\n- metadata:\n    name: key\n    namespace: post\n    \
         annotations: {{kubernetes.io/service-account.name: stamp}}\n  type: {of_type}\n"
    )
}

/// The documents of one file.
fn file(documents: &[&str]) -> String {
    documents.join("---\n")
}

/// Files with the arguments that name them, the settings, whether the Pod is rejected, and the
/// warnings.
struct Case {
    title: &'static str,
    inputs: Vec<String>,
    context: Vec<String>,
    settings: &'static str,
    rejected: bool,
    warnings: &'static [&'static str],
}

fn cases() -> Vec<Case> {
    let (on, off) = (&account(true), &account(false));
    let token = &secret("kubernetes.io/service-account-token");
    let opaque = &secret("Opaque");
    let case = |title, inputs, context, rejected, warnings| Case {
        title,
        inputs,
        context,
        settings: "{}",
        rejected,
        warnings,
    };
    let mut cases = vec![
        case("on, then off", vec![file(&[on, POD, off])], vec![], false, AGAIN),
        case("off, then on", vec![file(&[off, POD, on])], vec![], true, AGAIN),
        case("a file turns it on", vec![file(&[on, POD])], vec![off.clone()], true, &[]),
        case("a file turns it off", vec![file(&[off, POD])], vec![on.clone()], false, &[]),
        case(
            "--context twice",
            vec![POD.into()],
            vec![off.clone(), on.clone()],
            true,
            &["warning: context-1.yaml:1: ServiceAccount post/stamp is defined again, after \
               context-0.yaml:1; the later one counts, as after kubectl apply"],
        ),
        case(
            "a List, then a document in another file",
            vec![
                format!(
                    "apiVersion: v1\nkind: List\nitems:\n- {}",
                    off.trim_end().replace('\n', "\n  ") + "\n"
                ),
                file(&[on, POD]),
            ],
            vec![],
            true,
            &[
                "warning: 1.yaml:1: ServiceAccount post/stamp is defined again, after 0.yaml:4; the \
               later one counts, as after kubectl apply",
            ],
        ),
    ];
    for kind in ["RoleBinding", "ClusterRoleBinding"] {
        let (bound, other) = (binding(kind, "stamp"), binding(kind, "other"));
        let settings = "allow: {serviceAccountsWithRoleBindings: true}";
        let case = |title, inputs, context, rejected| Case {
            settings,
            ..case(title, inputs, context, rejected, &[])
        };
        let input = |binding: &str| vec![file(&[binding, POD])];
        cases.push(case("a file unbinds", input(&other), vec![bound.clone()], true));
        cases.push(case("a file binds", input(&bound), vec![other.clone()], false));
    }
    for (first, last, rejected) in [(token, opaque, false), (opaque, token, true)] {
        cases.push(Case {
            settings: "inspectSecrets: true",
            ..case("a Secret", vec![file(&[last, READER])], vec![first.clone()], rejected, &[])
        });
    }
    cases
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    path.display().to_string()
}

/// The files of a case and the arguments that name them.
fn arguments(case: &Case, folder: &TempDir) -> Vec<String> {
    let folder = folder.path();
    let mut arguments =
        vec!["--settings".to_owned(), write(folder, "settings.yaml", case.settings)];
    for (number, text) in case.context.iter().enumerate() {
        arguments.push("--context".to_owned());
        arguments.push(write(folder, &format!("context-{number}.yaml"), text));
    }
    let inputs = case.inputs.iter().enumerate();
    arguments.extend(inputs.map(|(number, text)| write(folder, &format!("{number}.yaml"), text)));
    arguments
}

#[test]
fn what_is_judged_counts_for_more_than_context_and_the_later_document_for_more() {
    for case in cases() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let files = arguments(&case, &folder);
        for command in [
            &[][..],
            &["--output", "json"],
            &["--output", "sarif"],
            &["explain"],
            &["cluster"],
            &["cluster", "--output", "json"],
            &["adopt"],
            &["--fix", "--yes"],
        ] {
            let mut all: Vec<&str> = command.to_vec();
            all.extend(files.iter().map(String::as_str));
            let output = run(&all, b"");
            let title = format!("{}, {}: {command:?}", case.title, case.settings);
            let place = format!("{}/", folder.path().display());
            let errors = String::from_utf8_lossy(&output.stderr).replace(&place, "");
            let warnings: Vec<&str> =
                errors.lines().filter(|line| line.starts_with("warning: ")).collect();
            assert_eq!(warnings, case.warnings, "{title}");
            if command == ["adopt"] {
                let printed = String::from_utf8_lossy(&output.stdout).into_owned();
                assert_eq!(printed.contains("- post/stamp"), case.rejected, "{title}: {printed}");
            } else if command != ["--fix", "--yes"] {
                let code = i32::from(case.rejected);
                assert_eq!(output.status.code(), Some(code), "{title}: {errors}");
            } else if !case.rejected {
                assert!(errors.contains("0 files changed"), "{title}: {errors}");
            }
        }
    }
}

/// The warning is an annotation of the line of the document that counts.
#[test]
fn github_shows_it_in_the_file() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let text = file(&[&account(true), POD, &account(false)]);
    let path = write(folder.path(), "0.yaml", &text);
    let output = run(&["--output", "github", &path], b"");
    let place = format!("{}/", folder.path().display());
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).replace(&place, ""),
        "::warning file=0.yaml,line=11::ServiceAccount post/stamp is defined again, after 0.yaml:1; the \
         later one counts, as after kubectl apply\n"
    );
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
