//! `annotate`: writes the metadata into the module, and the files that repeat some of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use annotate::metadata::Metadata;
use annotate::{module, references};
use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Parser, Subcommand};

/// Prepares the policy for publishing.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the metadata into a module, as `kwctl annotate` does
    Module {
        /// The module
        wasm: PathBuf,
        /// The metadata, YAML
        #[arg(short, long, default_value = references::METADATA)]
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
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Module { wasm, metadata, usage, output } => {
            let yaml = text(&metadata)?;
            let read = Metadata::read(&yaml).map_err(|fault| at(&metadata, &fault))?;
            let usage = usage.as_deref().map(text).transpose()?;
            let bytes = fs::read(&wasm).with_context(|| wasm.display().to_string())?;
            let annotated = module::annotate(&bytes, &read, usage.as_deref());
            let annotated = annotated.map_err(|fault| at(&wasm, &fault))?;
            fs::write(&output, annotated).with_context(|| output.display().to_string())
        }
        Command::Files { root, check, tag } => {
            if let Some(tag) = tag
                && tag.strip_prefix('v') != Some(annotate::VERSION)
            {
                bail!("{tag} is not the tag of version {} in Cargo.toml", annotate::VERSION);
            }
            files(&root, check)
        }
    }
}

fn files(root: &Path, check: bool) -> Result<()> {
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let wanted = references::wanted(root, &now).map_err(|fault| anyhow!(fault))?;
    let stale: Vec<_> = wanted.iter().filter(|file| !file.is_there).collect();
    for file in &stale {
        let path = root.join(&file.path);
        if check {
            eprintln!("{} is stale", file.path.display());
        } else {
            fs::write(&path, &file.text).with_context(|| path.display().to_string())?;
            println!("{}", file.path.display());
        }
    }
    match check && !stale.is_empty() {
        true => bail!("make package-files writes them anew"),
        false => Ok(()),
    }
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

fn at(path: &Path, fault: &str) -> anyhow::Error {
    anyhow!("{}: {fault}", path.display())
}
