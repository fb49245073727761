//! Reads the inputs, and what surrounds them, a first time.

use std::path::PathBuf;

use analysis::context::{Absent, Context};
use analysis::input::Unreadable;
use analysis::kinds::Kinds;
use anyhow::{Result, bail};

use super::surroundings::Surroundings;
use crate::cluster::{LiveCluster, LookedUp};
use crate::inputs::source::Source;
use crate::inputs::{Finder, Inputs};
use crate::job::Job;

/// What was read before anything is judged.
pub struct Readings {
    /// What is not judged.
    pub around: Inputs,
    /// What is judged.
    pub inputs: Inputs,
    /// The cluster that is going to be.
    pub context: Context,
    /// The namespaces of what is judged.
    pub namespaces: Vec<String>,
    /// What could not be read. What is wrong with an input itself is found when it is judged.
    pub faults: Vec<Unreadable>,
    /// What there is to note.
    pub notes: Vec<Unreadable>,
}

/// Whether to read role bindings from a live cluster.
#[derive(Clone, Copy, Debug)]
pub struct Bindings {
    /// The settings need them: without them, something is not read.
    pub needed: bool,
    /// They are good to know.
    pub wanted: bool,
}

impl Readings {
    /// Reads what the arguments name, and what `more` holds, where `kinds` are judged.
    ///
    /// # Errors
    ///
    /// Stdin is to be read twice, or a pattern is invalid.
    pub fn read(job: Job<'_>, kinds: &Kinds, more: Option<Source>) -> Result<Self> {
        let Job { cli, unix_seconds, .. } = job;
        let namespace = cli.default_namespace();
        let finder = cli.finder()?;
        // An object that is missing from the files may still exist in the cluster.
        let absent = if job.cluster.is_some() { Absent::NotFound } else { Absent::SaysNothing };
        let mut read = Surroundings::new(absent, kinds);
        read.context.set_clock(unix_seconds);
        let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
        if cli.context.iter().any(is_stdin) && cli.inputs().iter().any(is_stdin) {
            bail!(
                "--context -: expected another file, because stdin is judged and is read only once"
            );
        }
        let around = Finder::new(&[], None)?.find(&cli.context);
        let mut notes = read.around(&around, namespace);
        let mut inputs = finder.find(cli.inputs());
        inputs.sources.extend(more);
        notes.extend(read.inputs(&inputs.sources, namespace));
        let Surroundings { context, namespaces, faults, .. } = read;
        Ok(Self { around, inputs, context, namespaces, faults, notes })
    }

    /// Adds what a live cluster holds.
    ///
    /// # Errors
    ///
    /// The API server cannot be reached or rejects the credentials.
    pub fn fill(&mut self, cluster: &LiveCluster, bindings: Bindings, secrets: bool) -> Result<()> {
        let looked_up = LookedUp {
            namespaces: Some(&self.namespaces),
            bindings: bindings.needed || bindings.wanted,
            secrets,
        };
        for left in cluster.fill(&mut self.context, looked_up)? {
            // Without bindings, fixes say what they lack.
            if bindings.needed || !left.kind.ends_with("RoleBinding") {
                self.faults.push(left.at(cluster));
            }
        }
        Ok(())
    }
}
