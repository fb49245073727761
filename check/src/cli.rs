//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Tells which containers get a Kubernetes service account token, who asked for it, and what to
/// change.
///
/// Judges manifests with the policy that a cluster runs, each as its CREATE would be judged.
/// ServiceAccounts among the files are taken as they will be in the cluster.
///
/// Exit status: 0 if all is accepted, 1 if something is rejected, 2 if an input cannot be read
/// or the settings are refused.
#[derive(Debug, Parser)]
#[command(name = "token-check", version, max_term_width = 80, subcommand_negates_reqs = true)]
pub struct Cli {
    /// What to do instead of judging
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Manifests, AdmissionReviews or the output of `kubectl get -o json`; a directory stands for
    /// the .yaml, .yml and .json files below it, `-` for stdin
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub inputs: Vec<PathBuf>,

    /// Judge with another policy.wasm than the one this command carries
    #[arg(long, value_name = "FILE", global = true)]
    pub policy: Option<PathBuf>,

    /// Settings of the policy, YAML or JSON
    #[arg(long, value_name = "FILE", global = true)]
    pub settings: Option<PathBuf>,

    /// Objects that exist in the cluster and are not judged; repeatable
    #[arg(long, value_name = "FILE", global = true)]
    pub context: Vec<PathBuf>,

    /// Namespace of objects that name none
    #[arg(short, long, default_value = "default", global = true)]
    pub namespace: String,

    /// What to print
    #[arg(long, value_enum, default_value_t, global = true)]
    pub output: Output,

    /// Write the one line that opts out into the YAML or JSON where it belongs; shows the change and
    /// asks first
    #[arg(long)]
    pub fix: bool,

    /// With --fix: do not ask
    #[arg(long, requires = "fix")]
    pub yes: bool,
}

/// What to do instead of judging. A file of that name is written with a path, such as `./explain`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tell who decides about each token: the Pod's field, the service account's, or Kubernetes
    Explain {
        /// As for judging
        #[arg(value_name = "FILE|DIR|-", required = true)]
        inputs: Vec<PathBuf>,
    },
    /// Sum up what a cluster runs: who has a token, who asked, what each action would do
    Cluster {
        /// What `kubectl get -A -o json` printed
        #[arg(value_name = "FILE|DIR|-", required = true)]
        inputs: Vec<PathBuf>,
    },
    /// Print the smallest settings with which a cluster passes, and what can opt out at once
    Adopt {
        /// What `kubectl get -A -o json` printed
        #[arg(value_name = "FILE|DIR|-", required = true)]
        inputs: Vec<PathBuf>,
        /// Write a patch for each workload that can opt out at once into this empty folder
        #[arg(long, value_name = "DIR")]
        patches: Option<PathBuf>,
    },
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

impl Cli {
    /// What is to be read: the subcommand's inputs, else the command's.
    pub fn inputs(&self) -> &[PathBuf] {
        match &self.command {
            Some(
                Command::Explain { inputs }
                | Command::Cluster { inputs }
                | Command::Adopt { inputs, .. },
            ) => inputs,
            _ => &self.inputs,
        }
    }
}

/// What is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// A table for people
    #[default]
    Table,
    /// One JSON array, an element per object
    Json,
    /// SARIF 2.1.0, a result per rejected object
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// One page to pass around; with `cluster` only
    Html,
}
