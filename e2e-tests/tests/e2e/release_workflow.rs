//! Runs the scripts of the workflow that publishes, with programs in place of those that need a network. Each of
//! them only writes down how it was called.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use e2e_tests::path;
use packaging::metadata::{FILE, Metadata};
use packaging::release::{PLATFORMS, names};

use crate::workflows::{jobs, list, steps, text};

const POLICY: &str = "sha256:aa";
const IMAGE: &str = "sha256:bb";

/// A folder with stand-ins for these programs.
fn stand_ins(programs: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for program in programs {
        let script = format!(
            "#!/bin/sh\necho \"{program} $*\" >> calls\ncase \"{program} $*\" in\n\
             'kwctl push '*) echo '{{\"immutable_ref\": \"registry://x@{POLICY}\"}}' ;;\n\
             *' imagetools inspect '*) echo {IMAGE} ;;\n\
             'docker run '*) exit 1 ;;\n\
             'cosign sign-blob '*) echo signed > \"$4\" ;;\n\
             esac\n"
        );
        let path = folder.path().join(program);
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

/// Runs the script of a step in this folder, and returns what it wrote to GITHUB_OUTPUT.
fn run(job: &str, step: &str, folder: &Path, variables: &[(&str, &str)]) -> String {
    let step = steps()
        .into_iter()
        .find(|(name, value)| name == job && value["name"] == step)
        .unwrap_or_else(|| panic!("{job}: no step {step}"));
    let script = step.1["run"].as_str().unwrap().to_owned();
    let programs = stand_ins(&["cosign", "docker", "gh", "kwctl"]);
    let output = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script]).current_dir(folder);
    let search = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{search}", programs.path().display()));
    command.env("GITHUB_OUTPUT", output.path());
    let run = command.envs(variables.iter().copied()).output().unwrap();
    assert!(run.status.success(), "{job}: {}", String::from_utf8_lossy(&run.stderr));
    fs::read_to_string(output.path()).unwrap()
}

fn calls(folder: &Path) -> String {
    fs::read_to_string(folder.join("calls")).unwrap()
}

#[test]
fn every_platform_is_built() {
    let jobs = jobs();
    let (_, job) = jobs.iter().find(|(name, _)| name == "release.yml/token-check").unwrap();
    let built = list(&job["strategy"]["matrix"]["include"]);
    let built: Vec<_> = built.map(|one| (&one["platform"], &one["target"])).collect();
    let wanted: Vec<_> = PLATFORMS.iter().map(|one| (one.name.into(), one.target.into())).collect();
    assert_eq!(built, wanted.iter().map(|(name, target)| (name, target)).collect::<Vec<_>>());
}

#[test]
fn the_addresses_are_those_of_the_metadata() {
    let variables = [("TAG", "v1.10.0")];
    let step = "Say where this version is published";
    let output = run("release.yml/policy", step, &path(".."), &variables);
    let metadata = Metadata::read(&text(FILE)).unwrap();
    let (oci, image) = (&metadata.annotations["io.kubewarden.policy.ociUrl"], metadata.image());
    assert_eq!(output, format!("oci={oci}\nimage={}\nversion=1.10.0\n", image.unwrap()));
}

#[test]
fn the_release_has_the_notes_of_its_version() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("CHANGELOG.md"),
        "# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## [1.10.0] - 2030-01-01\n\n### Added\n\n- This.\n\n\
         ## [1.1.0] - 2029-01-01\n\n- Before.\n",
    )
    .unwrap();
    fs::create_dir_all(folder.path().join("target/publish")).unwrap();
    let step = "Take the notes of this version";
    run("release.yml/files", step, folder.path(), &[("TAG", "v1.10.0")]);
    let notes = fs::read_to_string(folder.path().join("target/publish/notes.md")).unwrap();
    assert_eq!(notes, "\n### Added\n\n- This.\n\n");
}

#[test]
fn the_policy_is_pushed_and_signed() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("OCI", "reg/policy"), ("VERSION", "1.10.0")];
    let step = "Push the policy and sign it";
    let output = run("release.yml/registry", step, folder.path(), &variables);
    assert_eq!(output, format!("digest={POLICY}\n"));
    let signed = |format: &str| {
        format!(
            "cosign sign --yes --new-bundle-format={format} --use-signing-config={format} reg/policy@{POLICY}\n"
        )
    };
    let pushed = "kwctl push --output json files/annotated-policy.wasm reg/policy:v1.10.0\n";
    assert_eq!(calls(folder.path()), [pushed, &signed("false"), &signed("true")].concat());
}

#[test]
fn the_image_is_pushed_for_both_architectures() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::create_dir_all(&files).unwrap();
    for architecture in ["amd64", "arm64"] {
        let entries = ["token-check", "LICENSE"].map(|name| packaging::release::archive::Entry {
            name,
            mode: 0o755,
            bytes: architecture.as_bytes(),
        });
        let archive = packaging::release::archive::tar_gz(&entries, 0).unwrap();
        fs::write(files.join(format!("token-check-linux-{architecture}.tar.gz")), archive).unwrap();
    }
    let variables = [("IMAGE", "reg/image"), ("VERSION", "1.10.0")];
    let step = "Build the image and push it";
    let output = run("release.yml/registry", step, folder.path(), &variables);
    assert_eq!(output, format!("digest={IMAGE}\n"));
    let built = |architecture: &str| {
        format!(
            "docker build --platform linux/{architecture} --provenance=false \
             --label org.opencontainers.image.version=1.10.0 --tag reg/image:v1.10.0-{architecture} \
             --file Dockerfile image\n"
        )
    };
    let here = folder.path().display();
    let rest = format!(
        "docker run --rm --network none --read-only --volume {here}/e2e-tests/demo:/demo:ro \
         reg/image:v1.10.0-amd64 /demo\n\
         docker push reg/image:v1.10.0-amd64\ndocker push reg/image:v1.10.0-arm64\n\
         docker buildx imagetools create --tag reg/image:v1.10.0 reg/image:v1.10.0-amd64 \
         reg/image:v1.10.0-arm64\n\
         docker buildx imagetools inspect reg/image:v1.10.0 --format {{{{.Manifest.Digest}}}}\n"
    );
    assert_eq!(calls(folder.path()), [built("amd64"), built("arm64"), rest].concat());
    // What the Dockerfile copies is there.
    let dockerfile = text("Dockerfile");
    let copied = dockerfile.lines().find_map(|line| line.strip_prefix("COPY ")).unwrap();
    for architecture in ["amd64", "arm64"] {
        let copied = copied.replace("$TARGETARCH", architecture);
        let (sources, target) = copied.rsplit_once(' ').unwrap();
        assert_eq!(target, "/");
        for source in sources.split(' ') {
            let content = fs::read_to_string(folder.path().join("image").join(source));
            assert_eq!(content.unwrap(), architecture, "{source}");
        }
    }
}

#[test]
fn the_image_and_its_contents_are_signed() {
    let folder = tempfile::tempdir().unwrap();
    let step = "Sign the image and the list of what is built in";
    let variables = [("IMAGE", "reg/image"), ("DIGEST", IMAGE)];
    run("release.yml/registry", step, folder.path(), &variables);
    assert_eq!(
        calls(folder.path()),
        format!(
            "cosign sign --yes --recursive reg/image@{IMAGE}\n\
             cosign attest --yes --type spdxjson --predicate files/token-check-sbom.spdx.json \
             reg/image@{IMAGE}\n"
        )
    );
}

#[test]
fn the_release_has_every_file() {
    for (tag, kind) in [("v1.10.0", ""), ("v1.10.0-rc.1", " --prerelease")] {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("files");
        fs::create_dir_all(&files).unwrap();
        let mut sums = String::new();
        for name in names() {
            fs::write(files.join(&name), &name).unwrap();
            sums += &format!("{}  {name}\n", packaging::release::sha256(name.as_bytes()));
        }
        fs::write(files.join("SHA256SUMS"), sums).unwrap();
        let bundle = folder.path().join("bundle.json");
        fs::write(&bundle, "provenance").unwrap();
        let bundle = bundle.display().to_string();
        let step = "Sign the checksums, and publish the release";
        run("release.yml/release", step, folder.path(), &[("TAG", tag), ("PROVENANCE", &bundle)]);
        let calls = calls(folder.path());
        let (signed, published) = calls.split_once('\n').unwrap();
        let expected =
            "cosign sign-blob --yes --bundle files/SHA256SUMS.sigstore.json files/SHA256SUMS";
        assert_eq!(signed, expected);
        let start = format!(
            "gh release create {tag} --verify-tag --title {tag} --notes-file notes.md{kind} "
        );
        let uploaded =
            published.trim_end().strip_prefix(&start).unwrap_or_else(|| panic!("{published}"));
        let uploaded: BTreeSet<_> = uploaded
            .split(' ')
            .map(|file| file.strip_prefix("files/").unwrap().to_owned())
            .collect();
        let more = ["SHA256SUMS", "SHA256SUMS.sigstore.json", "provenance.intoto.jsonl"];
        assert_eq!(uploaded, names().into_iter().chain(more.map(String::from)).collect());
    }
}

#[test]
fn a_file_that_was_changed_is_not_published() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::create_dir_all(&files).unwrap();
    fs::write(files.join("policy.wasm"), "changed").unwrap();
    let sum = packaging::release::sha256(b"built");
    fs::write(files.join("SHA256SUMS"), format!("{sum}  policy.wasm\n")).unwrap();
    let variables = [("TAG", "v1.10.0"), ("PROVENANCE", "none")];
    let step = "Sign the checksums, and publish the release";
    let published =
        std::panic::catch_unwind(|| run("release.yml/release", step, folder.path(), &variables));
    assert!(published.is_err());
    assert!(!folder.path().join("calls").exists(), "something was signed");
}
