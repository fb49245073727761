//! The command line: reads the arguments, and writes the module or the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use packaging::metadata::{self, Metadata};
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
            let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
            let stale = files::stale(&root, &now)?;
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
    }
}
