//! The command line.

use std::path::PathBuf;

use analysis::survey::NAMESPACE;
use anyhow::{Result, bail};
use clap::builder::NonEmptyStringValueParser;
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

    /// Namespace of objects that name none (default: default); with `cluster` and `adopt` the one to
    /// sum up (default: all)
    #[arg(short, long, value_parser = NonEmptyStringValueParser::new(), global = true)]
    pub namespace: Option<String>,

    /// Look service accounts and role bindings up in the cluster that kubectl talks to
    #[arg(long, global = true)]
    pub cluster: bool,

    /// Context of the kubeconfig to use instead of its current one
    #[arg(long, value_name = "NAME", global = true)]
    pub kube_context: Option<String>,

    /// Kubeconfig to use instead of $KUBECONFIG or ~/.kube/config
    #[arg(long, value_name = "FILE", global = true)]
    pub kubeconfig: Option<PathBuf>,

    /// Ask the cluster which Secrets hold tokens (their type and account, never their data), and judge
    /// with inspectSecrets: true
    #[arg(long, global = true)]
    pub inspect_secrets: bool,

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
        /// What `kubectl get -A -o json` printed; without it the live cluster is read
        #[arg(value_name = "FILE|DIR|-")]
        inputs: Vec<PathBuf>,
    },
    /// Print the smallest settings with which a cluster passes, and what can opt out at once
    Adopt {
        /// What `kubectl get -A -o json` printed; without it the live cluster is read
        #[arg(value_name = "FILE|DIR|-")]
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

    /// The namespace of objects that name none.
    pub fn default_namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or(NAMESPACE)
    }

    /// Whether a cluster is summed up, from its API or from files.
    pub fn surveys(&self) -> bool {
        matches!(self.command, Some(Command::Cluster { .. } | Command::Adopt { .. }))
    }

    /// Whether the live cluster is read.
    ///
    /// # Errors
    ///
    /// An option makes no sense, for it is not, or files stand in its place.
    pub fn is_live(&self) -> Result<bool> {
        let whole = self.surveys() && self.inputs().is_empty();
        if self.cluster && self.surveys() && !whole {
            bail!(
                "--cluster: expected no FILE with cluster and adopt, which then read files alone"
            );
        }
        let given = [
            ("--kube-context", self.kube_context.is_some()),
            ("--kubeconfig", self.kubeconfig.is_some()),
            ("--inspect-secrets", self.inspect_secrets),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((option, _)) if !whole && !self.cluster => bail!(
                "{option}: expected only where the live cluster is read: with --cluster, or with \
                 cluster and adopt where no FILE is given"
            ),
            _ => Ok(whole || self.cluster),
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
