//! A dry run of what a release publishes: everything that needs no network. `make release-dry-run` does the same.

mod package_managers;
mod sbom;

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use e2e_tests::path;
use packaging::VERSION;
use packaging::release::{PLATFORMS, SUMS, names, sha256};
use serde_json::Value;

use crate::common::{built, token_check};

/// A release from the local build: `built` and `files`. The local command is that of the first platform; the
/// others have a stand-in.
static RELEASE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("release");
    let _ = fs::remove_dir_all(&folder);
    let at = |name: &str| folder.join("built").join(name);
    fs::create_dir_all(at(PLATFORMS[0].name)).unwrap();
    fs::copy(token_check(), at(PLATFORMS[0].name).join("token-check")).unwrap();
    fs::copy(path("../policy.wasm"), at("policy.wasm")).unwrap();
    fs::write(folder.join("stand-in"), "stand-in").unwrap();
    let annotated = at("annotated-policy.wasm").display().to_string();
    let host = host();
    let calls: [&[&str]; 3] = [
        &["annotate", "policy.wasm", "--usage", "README.md", "--output", &annotated],
        &["sbom", "policy", "--output", &at("policy-sbom.spdx.json").display().to_string()],
        &[
            "sbom",
            "token-check",
            "--target",
            &host,
            "--output",
            &at("token-check-sbom.spdx.json").display().to_string(),
        ],
    ];
    for arguments in calls {
        succeeds(arguments);
    }
    let made = make(&folder, "files");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
});

/// The target that this was built for: its dependencies are on this machine.
fn host() -> String {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let shown = String::from_utf8(rustc.stdout).unwrap();
    shown.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn packaging(arguments: &[&str]) -> Command {
    let mut command = Command::new(built("packaging"));
    command.args(arguments).current_dir(path("..")).env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

fn succeeds(arguments: &[&str]) {
    let output = packaging(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Makes the files from what is in this folder.
fn make(folder: &Path, to: &str) -> Output {
    let mut command = packaging(&["release", "--built"]);
    command.arg(folder.join("built")).arg("--output").arg(folder.join(to));
    command.arg("--stand-in").arg(folder.join("stand-in")).output().unwrap()
}

fn file(name: &str) -> PathBuf {
    RELEASE.join("files").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_file_has_its_checksum() {
    let sums = text(SUMS);
    let listed: Vec<_> = sums.lines().map(|line| line.split_once("  ").unwrap()).collect();
    for (sum, name) in &listed {
        assert_eq!(*sum, sha256(&fs::read(file(name)).unwrap()), "{name}");
    }
    let listed: Vec<_> = listed.into_iter().map(|(_, name)| name.to_owned()).collect();
    assert_eq!(listed, names());
    let mut there: Vec<_> = fs::read_dir(file(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != SUMS)
        .collect();
    there.sort_unstable();
    assert_eq!(there, names());
    assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/// The name, permissions and content of each file in an archive.
fn unpacked(name: &str) -> Vec<(String, u32, Vec<u8>)> {
    let bytes = fs::read(file(name)).unwrap();
    if name.ends_with(".zip") {
        let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
        let mut entries = archive.entries();
        let mut files = Vec::new();
        while let Some(entry) = entries.next_entry().unwrap() {
            let local = archive.get_entry(entry.wayfinder()).unwrap();
            let mut content = Vec::new();
            let inflated = flate2::bufread::DeflateDecoder::new(local.data());
            local.verifying_reader(inflated).read_to_end(&mut content).unwrap();
            let name = entry.file_path().try_normalize().unwrap().as_ref().to_owned();
            files.push((name, entry.mode().value() & 0o777, content));
        }
        return files;
    }
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
    let read = |entry: std::io::Result<tar::Entry<'_, _>>| {
        let mut entry = entry.unwrap();
        let (mode, mtime) = (entry.header().mode().unwrap(), entry.header().mtime().unwrap());
        assert_eq!(mtime, 1_700_000_000, "{name}");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (entry.path().unwrap().display().to_string(), mode, content)
    };
    archive.entries().unwrap().map(read).collect()
}

#[test]
fn each_archive_has_the_command_and_its_license() {
    let license = fs::read(path("../LICENSE")).unwrap();
    for platform in &PLATFORMS {
        let archive = platform.archive();
        let files = unpacked(&archive);
        let [(command, mode, content), (second, second_mode, text)] = files.as_slice() else {
            panic!("{archive} has {} files", files.len());
        };
        let windows = platform.name.starts_with("windows");
        let expected = if windows { "token-check.exe" } else { "token-check" };
        assert_eq!((command.as_str(), *mode), (expected, 0o755), "{archive}");
        assert_eq!(
            (second.as_str(), *second_mode, text),
            ("LICENSE", 0o644, &license),
            "{archive}"
        );
        if platform.name != PLATFORMS[0].name {
            assert_eq!(content, b"stand-in", "{archive}");
        }
    }
}

#[test]
fn the_command_in_the_archive_runs() {
    let folder = tempfile::tempdir().unwrap();
    let archive = file(&PLATFORMS[0].archive());
    let unpacked = Command::new("tar").arg("-xzf").arg(archive).current_dir(&folder).status();
    assert!(unpacked.unwrap().success());
    let shown = Command::new(folder.path().join("token-check")).arg("--version").output().unwrap();
    assert_eq!(String::from_utf8(shown.stdout).unwrap(), format!("token-check {VERSION}\n"));
}

#[test]
fn the_same_parts_give_the_same_bytes() {
    let again = make(&RELEASE, "again");
    assert!(again.status.success());
    let sums = fs::read_to_string(RELEASE.join("again").join(SUMS)).unwrap();
    assert_eq!(sums, text(SUMS));
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let built = folder.path().join("built");
    fs::create_dir_all(&built).unwrap();
    let stand_in = folder.path().join("stand-in");
    let mut steps: Vec<(PathBuf, &str)> = [
        "annotated-policy.wasm",
        "policy.wasm",
        "policy-sbom.spdx.json",
        "token-check-sbom.spdx.json",
    ]
    .map(|name| (built.join(name), name))
    .into();
    steps.push((stand_in, "stand-in"));
    for (path, name) in steps {
        let failed = make(folder.path(), "files");
        let errors = String::from_utf8(failed.stderr).unwrap();
        assert_eq!(failed.status.code(), Some(1), "{errors}");
        let expected = format!("{}: No such file or directory (os error 2)\n", path.display());
        assert_eq!(errors, expected, "{name}");
        fs::write(&path, name).unwrap();
    }
    assert!(make(folder.path(), "files").status.success());
}
