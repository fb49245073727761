//! The verdicts on objects under two settings.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use analysis::compare::changes::{Change, Effect, accept_what_one_judges};
use analysis::context::Repeated;
use analysis::indexed_cluster::IndexedCluster;
use analysis::input::Unreadable;
use analysis::kinds::Kinds;
use anyhow::Result;
use serde_json::{Value, json};

use crate::cluster::kinds::{ListedKind, SERVICE_ACCOUNTS};
use crate::cluster::{LiveCluster, Workloads};
use crate::fix::Known;
use crate::found::{Found, What};
use crate::inputs::source::{Origin, Source};
use crate::job::Job;
use crate::judging::nothing_in;
use crate::judging::objects::Judging;
use crate::judging::readings::{Bindings, Readings};

/// An object with another verdict.
pub struct Changed {
    /// How it differs.
    pub change: Change,
    /// Under OLD.
    pub old: Found,
    /// Under NEW.
    pub new: Found,
}

/// What became of the objects.
pub struct Verdicts {
    /// The objects with another verdict, in the order of the inputs.
    pub changed: Vec<Changed>,
    /// How many have the same.
    pub unchanged: usize,
    /// What could not be read or judged.
    pub unread: Vec<Unreadable>,
    /// What a reader may take in another way than kubectl.
    pub notes: Vec<Unreadable>,
    /// Objects that are given several times.
    pub repeated: Vec<Repeated>,
    /// Files that were named and hold nothing.
    pub empty: Vec<Arc<str>>,
    /// Accounts that were looked up and are in no file, as `namespace/name`.
    pub missing_accounts: Vec<String>,
}

/// Judges each object with OLD and with the settings of the task, which are NEW. The objects are those of
/// the inputs, or else those of the live cluster.
///
/// # Errors
///
/// Nothing can be judged.
pub fn of(job: Job<'_>, old: &Value) -> Result<Verdicts> {
    let Job { cli, cluster, .. } = job;
    let old_kinds = Kinds::of(old);
    let kinds = job.kinds.clone().and(&old_kinds);
    let mut unread = Vec::new();
    let whole = cluster.filter(|_| cli.inputs().is_empty());
    let mut not_listed = Vec::new();
    let whole = whole.map(|cluster| {
        let Workloads { listed, notes, left_out } = cluster.workloads(&kinds)?;
        not_listed = notes;
        unread.extend(left_out);
        objects_of(cluster, &listed, cli.namespace.as_deref(), &mut unread)
    });
    let whole = whole.transpose()?;
    let mut read = Readings::read(job, &kinds, whole)?;
    if let Some(cluster) = cluster {
        let needs = |settings: &Value| settings["allow"]["serviceAccountsWithRoleBindings"] == true;
        let needed = needs(old) || needs(job.settings);
        read.fill(cluster, Bindings { needed, wanted: false }, cli.inspect_secrets)?;
    }
    let Readings { inputs, context, faults, mut notes, .. } = read;
    notes.extend(not_listed);
    unread.extend(faults);
    unread.extend(inputs.faults.iter().map(|(_, fault)| fault.clone()));
    let context = Arc::new(context);
    let known = &Known::new(Arc::clone(&context), job.settings);
    let judged = |job| {
        let judging = Judging {
            job,
            context: &context,
            cluster: IndexedCluster::new(Arc::clone(&context) as _),
            known,
            rejected: AtomicUsize::new(0),
            tried: Mutex::default(),
            trials: None,
        };
        judging.all(&inputs.sources)
    };
    let (was, _) = judged(Job { settings: old, kinds: &old_kinds, ..job });
    let (is, remarks) = judged(job);
    unread.extend(nothing_in(&inputs, &remarks));
    let mut verdicts = Verdicts {
        changed: Vec::new(),
        unchanged: 0,
        unread: Vec::new(),
        notes,
        repeated: context.repeated(),
        empty: remarks.empty,
        missing_accounts: context.missing_accounts(),
    };
    for (mut old, mut new) in was.into_iter().zip(is) {
        if cluster.is_some_and(|cluster| *new.place.file == *cluster.server()) {
            // There are no lines in a cluster.
            for one in [&mut old, &mut new] {
                one.place.line = None;
                one.lines.clear();
            }
        }
        if let (What::Judged(old), What::Judged(new)) = (&mut old.what, &mut new.what) {
            accept_what_one_judges(old, new);
        }
        // What OLD rejects is no reason to opt out.
        old.bound_by = None;
        let effect = match (old.judged(), new.judged(), old.fault().or(new.fault())) {
            (Some(was), Some(is), None) => Effect::of(was, is),
            (_, _, fault) => {
                verdicts.unread.extend(fault.cloned());
                Effect::NotJudged
            }
        };
        match effect {
            Effect::Changed(change) => verdicts.changed.push(Changed { change, old, new }),
            Effect::Unchanged => verdicts.unchanged += 1,
            Effect::NotJudged => {}
        }
    }
    verdicts.unread.extend(unread);
    Ok(verdicts)
}

/// What the policy judges in a cluster, or in one of its namespaces, as the text of a list.
fn objects_of(
    cluster: &LiveCluster,
    workloads: &[ListedKind],
    namespace: Option<&str>,
    unread: &mut Vec<Unreadable>,
) -> Result<Source> {
    let mut items = Vec::new();
    for kind in [&SERVICE_ACCOUNTS].into_iter().chain(workloads) {
        let left = cluster.list(kind, namespace, &mut |object| items.push(object))?;
        unread.extend(left.map(|left| left.at(cluster)));
    }
    let list = json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string();
    Ok(Source::new(Origin::Spooled(cluster.server().to_owned(), list.into_bytes().into()), 0))
}
