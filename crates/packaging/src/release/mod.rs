//! Makes the files of a release from what was built: archives of `token-check`, the files of package managers,
//! and the checksums of all of them.
//!
//! The names are set here. Tests compare the workflow, the docs, `Cargo.toml` and `.krew.yaml` with them.

pub mod archive;
pub mod homebrew;
pub mod krew;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::metadata::Metadata;
use archive::Entry;

/// A platform that `token-check` is published for.
pub struct Platform {
    /// The name in files: Go's words for system and architecture, as krew and container images have them.
    pub name: &'static str,
    /// Rust's target. On Linux, musl makes one binary that runs on every distribution, and in an empty image.
    pub target: &'static str,
}

/// Every platform that `token-check` is published for.
pub const PLATFORMS: [Platform; 5] = [
    Platform { name: "linux-amd64", target: "x86_64-unknown-linux-musl" },
    Platform { name: "linux-arm64", target: "aarch64-unknown-linux-musl" },
    Platform { name: "darwin-amd64", target: "x86_64-apple-darwin" },
    Platform { name: "darwin-arm64", target: "aarch64-apple-darwin" },
    Platform { name: "windows-amd64", target: "x86_64-pc-windows-msvc" },
];

/// The list of checksums.
pub const SUMS: &str = "SHA256SUMS";
/// The module with its metadata, which a policy server accepts.
pub const ANNOTATED: &str = "annotated-policy.wasm";
/// The module alone.
pub const MODULE: &str = "policy.wasm";
/// What is built into the module. Kubewarden's action for releases expects this name.
pub const MODULE_SBOM: &str = "policy-sbom.spdx.json";
/// What is built into the command.
pub const COMMAND_SBOM: &str = "token-check-sbom.spdx.json";
/// The formula.
pub const FORMULA: &str = "token-check.rb";
/// The manifest of the kubectl plugin.
pub const PLUGIN: &str = "token-check.yaml";

impl Platform {
    /// The operating system.
    #[must_use]
    pub fn os(&self) -> &'static str {
        self.name.split_once('-').map_or(self.name, |(os, _)| os)
    }

    /// The file name of the command.
    #[must_use]
    pub fn binary(&self) -> &'static str {
        if self.is_windows() { "token-check.exe" } else { "token-check" }
    }

    /// The file name of the archive.
    #[must_use]
    pub fn archive(&self) -> String {
        format!("token-check-{}.{}", self.name, if self.is_windows() { "zip" } else { "tar.gz" })
    }

    fn is_windows(&self) -> bool {
        self.os() == "windows"
    }
}

/// The names of the files of a release that have a checksum, sorted.
#[must_use]
pub fn names() -> Vec<String> {
    let fixed = [ANNOTATED, MODULE, MODULE_SBOM, COMMAND_SBOM, FORMULA, PLUGIN];
    let archives = PLATFORMS.iter().map(Platform::archive);
    let mut names: Vec<_> = fixed.into_iter().map(str::to_owned).chain(archives).collect();
    names.sort_unstable();
    names
}

/// The checksum of a file of the release, by its name.
type Sum<'s> = &'s dyn Fn(&str) -> Result<String>;

/// What the files of a release are made of.
pub struct Parts<'p> {
    /// The repository.
    pub root: &'p Path,
    /// A folder with both modules and both SBOMs, and for each platform a folder with the command.
    pub built: &'p Path,
    /// Taken as the command of each platform that `built` lacks, in a dry run.
    pub stand_in: Option<&'p Path>,
    /// The time of the files in the archives, in seconds since 1970.
    pub seconds: u64,
}

/// Makes the files of a release in `to`.
///
/// # Errors
///
/// A file is missing, or cannot be written.
pub fn make(parts: &Parts<'_>, to: &Path, metadata: &Metadata) -> Result<()> {
    let Parts { root, built, stand_in, seconds } = *parts;
    let read = |path: &Path| fs::read(path).with_context(|| path.display().to_string());
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    let write = |name: &str, bytes: &[u8]| fs::write(to.join(name), bytes).context(name.to_owned());
    for name in [ANNOTATED, MODULE, MODULE_SBOM, COMMAND_SBOM] {
        write(name, &read(&built.join(name))?)?;
    }
    let license = read(&root.join("LICENSE"))?;
    for platform in &PLATFORMS {
        let command = built.join(platform.name).join(platform.binary());
        let stand_in = stand_in.filter(|_| !command.exists());
        let binary = read(stand_in.unwrap_or(&command))?;
        let entries = [
            Entry { name: platform.binary(), mode: 0o755, bytes: &binary },
            Entry { name: "LICENSE", mode: 0o644, bytes: &license },
        ];
        let pack = if platform.is_windows() { archive::zip } else { archive::tar_gz };
        write(&platform.archive(), &pack(&entries, seconds)?)?;
    }
    let sum = |name: &str| Ok(sha256(&read(&to.join(name))?));
    write(FORMULA, homebrew::formula(metadata, &sum)?.as_bytes())?;
    let template = fs::read_to_string(root.join(krew::TEMPLATE)).context(krew::TEMPLATE)?;
    write(PLUGIN, krew::manifest(&template, &sum)?.as_bytes())?;
    let mut sums = String::new();
    for name in names() {
        // The format of `sha256sum`.
        writeln!(sums, "{}  {name}", sum(&name)?)?;
    }
    write(SUMS, sums.as_bytes())
}

/// SHA-256, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
