//! Tests that the docs, `Cargo.toml` and the container image say of a release what the workflow publishes.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use e2e_tests::path;
use packaging::VERSION;
use packaging::metadata::{FILE, Metadata};
use packaging::release::{PLATFORMS, SUMS, names};
use serde_json::{Value, json};

use crate::workflows::{list, steps, text};

fn metadata() -> Metadata {
    Metadata::read(&text(FILE)).unwrap()
}

/// The files of a release, also those that the workflow adds.
fn published() -> BTreeSet<String> {
    let more = [SUMS, "SHA256SUMS.sigstore.json", "provenance.intoto.jsonl"];
    names().into_iter().chain(more.map(str::to_owned)).collect()
}

/// The scripts of the workflow that publishes.
fn scripts() -> String {
    let ours = steps().into_iter().filter(|(name, _)| name.starts_with("release.yml/"));
    ours.filter_map(|(_, step)| Some(step["run"].as_str()?.to_owned())).collect()
}

#[test]
fn the_pages_name_what_is_published() {
    let published = published();
    let mut named = BTreeSet::new();
    for page in ["docs/install.md", "docs/air-gapped.md", "SECURITY.md", "deploy/README.md"] {
        let text = text(page);
        let word = |symbol: char| symbol.is_ascii_alphanumeric() || "-._".contains(symbol);
        for (start, _) in text.match_indices("$FILES/") {
            let rest = &text[start + "$FILES/".len()..];
            let name = rest.split(|symbol| !word(symbol)).next().unwrap();
            assert!(published.contains(name), "{page}: {name} is not published");
        }
        // Everything that looks like a file of a release is one.
        for name in text.split(|symbol| !word(symbol)) {
            let archive = name.ends_with(".tar.gz") || name.ends_with(".zip");
            let ours = (archive && name.starts_with("token-check-"))
                || [".spdx.json", ".sigstore.json", ".intoto.jsonl"]
                    .iter()
                    .any(|end| name.ends_with(end));
            assert!(!ours || published.contains(name), "{page}: {name} is not published");
            if page == "docs/install.md" && published.contains(name) {
                named.insert(name.to_owned());
            }
        }
    }
    assert_eq!(named, published, "docs/install.md describes every file");
}

#[test]
fn what_the_docs_verify_is_what_the_workflow_signs() {
    let page = text("docs/install.md");
    let scripts = scripts();
    // In the docs, and in the workflow.
    let cases = [
        (
            "cosign verify-blob --bundle SHA256SUMS.sigstore.json",
            "sign-blob --yes --bundle files/SHA256SUMS.sigstore.json files/SHA256SUMS",
        ),
        (
            "cosign verify \"$POLICY:$VERSION\"",
            "cosign sign --yes --new-bundle-format=true --use-signing-config=true \"$OCI@$digest\"",
        ),
        ("cosign verify \"$IMAGE:$VERSION\"", "cosign sign --yes --recursive \"$IMAGE@$DIGEST\""),
        (
            "cosign verify-attestation \"$IMAGE:$VERSION\" --type spdxjson",
            "cosign attest --yes --type spdxjson",
        ),
        ("`$POLICY:$VERSION`", "\"$OCI:v$VERSION\""),
        ("`$IMAGE:$VERSION`", "--tag \"$IMAGE:v$VERSION\""),
    ];
    for (verified, signed) in cases {
        assert!(page.contains(verified), "docs/install.md: {verified}");
        assert!(scripts.contains(signed), "release.yml: {signed}");
    }
    let attested: Vec<_> = steps()
        .into_iter()
        .filter(|(_, step)| {
            step["uses"].as_str().is_some_and(|uses| uses.contains("/attest-build-provenance@"))
        })
        .map(|(_, step)| step["with"].clone())
        .collect();
    let in_registry = |output: &str, step: &str| {
        json!({
            "subject-name": format!("${{{{ needs.policy.outputs.{output} }}}}"),
            "subject-digest": format!("${{{{ steps.{step}.outputs.digest }}}}"),
            "push-to-registry": true,
        })
    };
    let files = json!({"subject-path": "files/*"});
    assert_eq!(attested, [in_registry("oci", "policy"), in_registry("image", "image"), files]);
    for subject in
        ["oci://$POLICY:$VERSION", "oci://$IMAGE:$VERSION", "token-check-linux-amd64.tar.gz"]
    {
        let verify = [
            format!("gh attestation verify {subject} "),
            format!("gh attestation verify \"{subject}\" "),
        ];
        assert!(verify.iter().any(|command| page.contains(command)), "{subject}");
    }
    // The identity in the certificates: the workflow at the tag.
    let identity = "WORKFLOW=\"https://github.com/$REPOSITORY/.github/workflows/release.yml@refs/tags/$VERSION\"";
    assert!(page.contains(identity));
    assert_eq!(
        page.matches("--certificate-identity \"$WORKFLOW\"").count(),
        page.matches("cosign verify").count()
    );
}

#[test]
fn the_policy_server_verifies_this_repository() {
    let metadata = metadata();
    let source = metadata.annotation("io.kubewarden.policy.source").unwrap();
    let [repo, owner] = [0, 1].map(|part| source.rsplit('/').nth(part).unwrap());
    let shown = format!("  - kind: githubAction\n    owner: {owner}\n    repo: {repo}\n");
    assert!(text("docs/install.md").contains(&shown), "{shown}");
}

#[test]
fn cargo_binstall_finds_the_archives() {
    let arguments = ["metadata", "--no-deps", "--format-version", "1"];
    let cargo =
        Command::new(env!("CARGO")).args(arguments).current_dir(path("..")).output().unwrap();
    let workspace: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let package =
        list(&workspace["packages"]).find(|package| package["name"] == "token-check").unwrap();
    let binstall = &package["metadata"]["binstall"];
    let fill = |template: &str, windows: bool| {
        template
            .replace("{ repo }", package["repository"].as_str().unwrap())
            .replace("{ version }", package["version"].as_str().unwrap())
            .replace("{ bin }", "token-check")
            .replace("{ binary-ext }", if windows { ".exe" } else { "" })
    };
    let mut found = BTreeSet::new();
    for (target, options) in binstall["overrides"].as_object().unwrap() {
        // A binary for musl runs with glibc, too.
        let ours = target.replace("-linux-gnu", "-linux-musl");
        let platform = PLATFORMS.iter().find(|platform| platform.target == ours);
        let platform = platform.unwrap_or_else(|| panic!("{target} is not published"));
        let windows = platform.binary().ends_with(".exe");
        let url = fill(options["pkg-url"].as_str().unwrap(), windows);
        assert_eq!(url, metadata().release_file(&platform.archive()).unwrap(), "{target}");
        let format = options.get("pkg-fmt").unwrap_or(&binstall["pkg-fmt"]);
        assert_eq!(*format, if windows { "zip" } else { "tgz" }, "{target}");
        assert_eq!(fill(binstall["bin-dir"].as_str().unwrap(), windows), platform.binary());
        found.insert(ours);
    }
    assert_eq!(found, PLATFORMS.iter().map(|platform| platform.target.to_owned()).collect());
}

#[test]
fn the_image_has_no_root_and_nothing_else() {
    let dockerfile = text("Dockerfile").replace("\\\n", " ");
    let lines = dockerfile.lines().filter(|line| !line.starts_with('#'));
    let lines: Vec<(&str, &str)> = lines.map(|line| line.split_once(' ').unwrap()).collect();
    let words: Vec<&str> = lines.iter().map(|(word, _)| *word).collect();
    assert_eq!(words, ["FROM", "ARG", "COPY", "LABEL", "USER", "ENTRYPOINT"]);
    let line: BTreeMap<&str, &str> = lines.into_iter().collect();
    assert_eq!(line["FROM"], "scratch");
    assert_eq!(line["ENTRYPOINT"], "[\"/token-check\"]");
    // The CronJob uses this image, as the same user.
    let job = text("deploy/ending-exemptions.yaml");
    let image = format!("image: {}:v{VERSION}\n", metadata().image().unwrap());
    assert!(job.contains(&image), "{image}");
    let user = line["USER"].split(':').next().unwrap();
    assert!(job.contains(&format!("runAsUser: {user}\n")) && user != "0", "{user}");
}
