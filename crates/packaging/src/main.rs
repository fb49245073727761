//! The command line: reads the arguments, and writes the module or the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use packaging::metadata::{self, Metadata};
use packaging::release::{self, PLATFORMS, Parts};
use packaging::sbom::{self, Product};
use packaging::{VERSION, files, module};

/// Prepares the policy for publishing.
#[derive(Parser)]
#[command(version)]
enum Command {
    /// Writes the metadata into a module, as `kwctl annotate` does
    Annotate {
        /// The module
        wasm: PathBuf,
        /// The metadata, YAML
        #[arg(short, long, default_value = metadata::FILE)]
        metadata: PathBuf,
        /// How the policy is used, Markdown
        #[arg(short, long)]
        usage: Option<PathBuf>,
        /// Where to write the module
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Writes version and addresses into every file that repeats them, artifacthub-pkg.yml among them
    Files {
        /// The repository
        #[arg(long, default_value = ".")]
        root: PathBuf,
        /// Writes nothing, and fails if a file would change
        #[arg(long)]
        check: bool,
        /// Fails if the version is not this tag's, such as v1.2.3
        #[arg(long)]
        tag: Option<String>,
    },
    /// Lists what is built into a product, as SPDX
    Sbom {
        /// The product
        #[arg(value_enum)]
        product: Product,
        /// A target of Rust that it is built for; repeatable. All targets of a release if left out
        #[arg(long)]
        target: Vec<String>,
        /// The repository
        #[arg(long, default_value = ".")]
        root: PathBuf,
        /// Where to write the list
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Makes the files of a release: archives, checksums, and the files of Homebrew and krew
    Release {
        /// The repository
        #[arg(long, default_value = ".")]
        root: PathBuf,
        /// A folder with policy.wasm, annotated-policy.wasm, both SBOMs, and token-check in a folder for each
        /// platform, such as linux-amd64
        #[arg(long)]
        built: PathBuf,
        /// For a dry run: taken as the token-check of each platform that is missing
        #[arg(long)]
        stand_in: Option<PathBuf>,
        /// Where to write the files
        #[arg(short, long)]
        output: PathBuf,
    },
}

fn main() -> ExitCode {
    let Err(error) = run(Command::parse()) else { return ExitCode::SUCCESS };
    eprintln!("{error:#}");
    ExitCode::FAILURE
}

fn run(command: Command) -> Result<()> {
    let name = |path: &Path| path.display().to_string();
    let text = |path: &Path| fs::read_to_string(path).with_context(|| name(path));
    match command {
        Command::Annotate { wasm, metadata: path, usage, output } => {
            let mut metadata = Metadata::read(&text(&path)?).with_context(|| name(&path))?;
            if let Some(usage) = usage {
                metadata.annotations.insert(metadata::USAGE.into(), text(&usage)?);
            }
            let bytes = fs::read(&wasm).with_context(|| name(&wasm))?;
            let annotated = module::annotate(&bytes, &metadata).with_context(|| name(&wasm))?;
            fs::write(&output, annotated).with_context(|| name(&output))
        }
        Command::Files { root, check, tag } => {
            if let Some(tag) = tag {
                let is_of_it = tag.strip_prefix('v') == Some(VERSION);
                ensure!(is_of_it, "{tag} is not the tag of version {VERSION} in Cargo.toml");
            }
            let stale = files::stale(&root, &rfc3339(SystemTime::now()))?;
            for (path, text) in &stale {
                if check {
                    eprintln!("{} is stale", name(path));
                } else {
                    fs::write(root.join(path), text).with_context(|| name(path))?;
                    println!("{}", name(path));
                }
            }
            ensure!(!check || stale.is_empty(), "make package-files writes them");
            Ok(())
        }
        Command::Sbom { product, mut target, root, output } => {
            if target.is_empty() {
                target = PLATFORMS.iter().map(|platform| platform.target.to_owned()).collect();
            }
            let created = rfc3339(time()?);
            let list = sbom::sbom(&root, product, &target, &metadata_of(&root)?, &created)?;
            let text = serde_json::to_string_pretty(&list)? + "\n";
            fs::write(&output, text).with_context(|| name(&output))
        }
        Command::Release { root, built, stand_in, output } => {
            let seconds = time()?.duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
            let parts =
                Parts { root: &root, built: &built, stand_in: stand_in.as_deref(), seconds };
            release::make(&parts, &output, &metadata_of(&root)?)
        }
    }
}

fn metadata_of(root: &Path) -> Result<Metadata> {
    let text = fs::read_to_string(root.join(metadata::FILE)).context(metadata::FILE)?;
    Metadata::read(&text).context(metadata::FILE)
}

/// The time of what is made: SOURCE_DATE_EPOCH if it is set (https://reproducible-builds.org), or now.
fn time() -> Result<SystemTime> {
    let Ok(seconds) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(SystemTime::now()) };
    let seconds = seconds.parse().context("SOURCE_DATE_EPOCH: expected seconds since 1970")?;
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

fn rfc3339(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}
