//! The command-line arguments.

mod choices;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use analysis::survey::NAMESPACE;
use anyhow::{Result, bail};
use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand};
use clap_complete::Shell;

pub use choices::{Color, Output};

use crate::days;
use crate::inputs::Finder;
use crate::inputs::render::Renderer;

/// Shows which containers get a Kubernetes service account token, who asked for it, and what to
/// change.
///
/// Judges each manifest as the policy in a cluster would judge its creation. ServiceAccounts in the
/// files count as if they were already in the cluster.
///
/// Exit status: 0 if everything is accepted, 1 if something is rejected, 2 if an input cannot be
/// read or the settings are invalid.
#[derive(Debug, Parser)]
#[command(name = "token-check", version, max_term_width = 100, subcommand_negates_reqs = true)]
pub struct Cli {
    /// What to do instead of judging
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Manifests, AdmissionReviews or the output of `kubectl get -o json`; a folder means all .yaml,
    /// .yml and .json files under it that git does not ignore, `-` means stdin
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub inputs: Vec<PathBuf>,

    /// Use this policy.wasm instead of the built-in one
    #[arg(long, value_name = "FILE", global = true)]
    pub policy: Option<PathBuf>,

    /// Settings of the policy, as YAML or JSON, or the policy's manifest
    #[arg(long, value_name = "FILE", global = true)]
    pub settings: Option<PathBuf>,

    /// Objects that exist in the cluster but are not judged; repeatable
    #[arg(long, value_name = "FILE", global = true)]
    pub context: Vec<PathBuf>,

    /// Namespace of objects that do not set one (default: default); with `cluster` and `adopt`, the
    /// namespace to summarize (default: all)
    #[arg(short, long, value_parser = NonEmptyStringValueParser::new(), global = true)]
    pub namespace: Option<String>,

    /// Look up service accounts and role bindings in the cluster that kubectl talks to
    #[arg(long, global = true)]
    pub cluster: bool,

    /// Kubeconfig context to use instead of the current one
    #[arg(long, value_name = "NAME", global = true)]
    pub kube_context: Option<String>,

    /// Kubeconfig to use instead of $KUBECONFIG or ~/.kube/config
    #[arg(long, value_name = "FILE", global = true)]
    pub kubeconfig: Option<PathBuf>,

    /// Ask the cluster which Secrets hold tokens (it reads their type and account, never their
    /// data), and judge with inspectSecrets: true
    #[arg(long, global = true)]
    pub inspect_secrets: bool,

    /// Files and folders not to read, as in .gitignore; repeatable
    #[arg(long, value_name = "PATTERN", global = true)]
    pub exclude: Vec<String>,

    /// Render the charts (with helm) and kustomizations (with kubectl or kustomize) in folders, and
    /// judge what they make
    #[arg(long, global = true)]
    pub render: bool,

    /// With --render: a values file for the charts; repeatable
    #[arg(long, value_name = "FILE", requires = "render", global = true)]
    pub render_values: Vec<PathBuf>,

    /// With --render: a value for the charts; repeatable
    #[arg(long, value_name = "KEY=VALUE", requires = "render", global = true)]
    pub render_set: Vec<String>,

    /// Judge as on that day in UTC, such as 2027-03-31, which decides about exemptions that end
    /// (default: today)
    #[arg(long, value_name = "DATE", value_parser = days::last_second, global = true)]
    pub at: Option<i64>,

    /// What to print
    #[arg(long, value_enum, default_value_t, global = true)]
    pub output: Output,

    /// In the table, show what is accepted and what is not judged, too
    #[arg(long, global = true)]
    pub all: bool,

    /// When to use colors
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true)]
    pub color: Color,

    /// Known findings, which do not fail
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Write all findings to a file for --baseline
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,

    /// Add the line that opts out to the YAML or JSON files; shows the change and asks first
    #[arg(long)]
    pub fix: bool,

    /// With --fix: do not ask for confirmation
    #[arg(long, requires = "fix")]
    pub yes: bool,

    /// Audit logs; only with `cluster`, `adopt` and `explain`, which an error says
    #[arg(long = "audit-log", hide = true, value_name = "FILE|DIR|-")]
    pub misplaced_audit_log: Vec<PathBuf>,
}

/// What to do instead of judging. A file with such a name needs a path, such as `./explain`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show who decides about each token: the Pod's field, the service account's field, or
    /// Kubernetes
    Explain {
        /// The same inputs as for judging
        #[arg(value_name = "FILE|DIR|-", required = true)]
        inputs: Vec<PathBuf>,
        /// Audit logs of the API servers, in any form, also packed with gzip: whether the token was
        /// used, and what for; repeatable
        #[arg(long, value_name = "FILE|DIR|-")]
        audit_log: Vec<PathBuf>,
    },
    /// Summarize a cluster: who has a token, who asked for it, and what each action would do
    Cluster {
        /// Output of `kubectl get -A -o json`; without it, the live cluster is read
        #[arg(value_name = "FILE|DIR|-")]
        inputs: Vec<PathBuf>,
        /// Audit logs of its API servers, in any form, also packed with gzip: who uses the token;
        /// repeatable
        #[arg(long, value_name = "FILE|DIR|-")]
        audit_log: Vec<PathBuf>,
        /// Show only the entries of allow.serviceAccounts that have ended, or end within that time
        /// (30d, 4w); exit status 1 if there are any
        #[arg(long, value_name = "TIME", value_parser = days::number)]
        ending_within: Option<i64>,
    },
    /// Print the smallest settings with which a cluster passes, and what can opt out at once
    Adopt {
        /// Output of `kubectl get -A -o json`; without it, the live cluster is read
        #[arg(value_name = "FILE|DIR|-")]
        inputs: Vec<PathBuf>,
        /// Write a patch for each workload that can opt out at once to this empty folder
        #[arg(long, value_name = "DIR")]
        patches: Option<PathBuf>,
        /// Audit logs of its API servers, in any form, also packed with gzip: what never used its
        /// token opts out, what did is kept; repeatable
        #[arg(long, value_name = "FILE|DIR|-")]
        audit_log: Vec<PathBuf>,
    },
    /// Say whether settings are at least as strict as others, setting by setting, and which verdicts
    /// change
    ///
    /// Exit status: 0 if every setting of NEW is equal or stricter, 1 if one is looser or cannot be
    /// proved not to be, 2 if something cannot be read or the policy refuses the settings. Verdicts
    /// that change are shown, and never change it.
    Compare {
        /// Settings, as YAML or JSON, or a (Cluster)AdmissionPolicy with them; `-` means stdin
        old: PathBuf,
        /// The settings to compare with them
        new: PathBuf,
        /// Objects to judge with both: the same inputs as for judging; with --cluster and none of
        /// them, the workloads of the cluster
        #[arg(value_name = "FILE|DIR|-")]
        inputs: Vec<PathBuf>,
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
    /// The second since 1970-01-01T00:00:00Z at which everything is judged.
    pub fn unix_seconds(&self) -> i64 {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        self.at.unwrap_or_else(|| i64::try_from(now()).unwrap_or(i64::MAX))
    }

    /// What to call the settings in a message: their file, if there is one.
    pub fn settings_name(&self) -> String {
        self.settings.as_ref().map_or("settings".into(), |path| path.display().to_string())
    }

    /// The inputs to read: the subcommand's, or else the command's own.
    pub fn inputs(&self) -> &[PathBuf] {
        match &self.command {
            Some(
                Command::Explain { inputs, .. }
                | Command::Cluster { inputs, .. }
                | Command::Adopt { inputs, .. }
                | Command::Compare { inputs, .. },
            ) => inputs,
            _ => &self.inputs,
        }
    }

    /// The namespace of objects that do not set one.
    pub fn default_namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or(NAMESPACE)
    }

    /// Whether to summarize a cluster, from its API or from files.
    pub fn surveys(&self) -> bool {
        matches!(self.command, Some(Command::Cluster { .. } | Command::Adopt { .. }))
    }

    /// The audit logs to read.
    pub fn audit_logs(&self) -> &[PathBuf] {
        match &self.command {
            Some(
                Command::Explain { audit_log, .. }
                | Command::Cluster { audit_log, .. }
                | Command::Adopt { audit_log, .. },
            ) => audit_log,
            _ => &[],
        }
    }

    /// What finds the inputs.
    ///
    /// # Errors
    ///
    /// A pattern is invalid.
    pub fn finder(&self) -> Result<Finder> {
        let renderer = self.render.then(|| Renderer {
            values: self.render_values.clone(),
            set: self.render_set.clone(),
            namespace: self.namespace.clone(),
        });
        Finder::new(&self.exclude, renderer)
    }

    /// Whether to read the live cluster.
    ///
    /// # Errors
    ///
    /// An option needs the live cluster but it is not read, or files are given in its place.
    pub fn is_live(&self) -> Result<bool> {
        let whole = self.surveys() && self.inputs().is_empty();
        if self.cluster && self.surveys() && !whole {
            bail!(
                "--cluster: expected no FILE with cluster or adopt, which read only files if one \
                 is given"
            );
        }
        let given = [
            ("--kube-context", self.kube_context.is_some()),
            ("--kubeconfig", self.kubeconfig.is_some()),
            ("--inspect-secrets", self.inspect_secrets),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((option, _)) if !whole && !self.cluster => bail!(
                "{option}: expected only if the live cluster is read: with --cluster, or with \
                 cluster or adopt without a FILE"
            ),
            _ => Ok(whole || self.cluster),
        }
    }
}
