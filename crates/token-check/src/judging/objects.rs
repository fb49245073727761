//! Judges each object of the inputs, on all cores.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use analysis::context::Context;
use analysis::exposure::{Exposure, How};
use analysis::indexed_cluster::IndexedCluster;
use analysis::input::{Object, Unreadable};
use analysis::judge::{Judge, Judged};
use analysis::locate::locate;
use analysis::plugin::Version;
use analysis::request::review;
use analysis::seen::{In, PodDocument};
use analysis::trail::Trail;
use wasmi_host::Host;

use crate::cli::{Command, Output};
use crate::fix::{self, Fix, Known};
use crate::found::{Found, What};
use crate::inputs::source::Source;
use crate::job::Job;
use crate::output;
use crate::parallel::in_order;
use crate::progress::Progress;
use crate::reading::{self, Item, Remarks};
use crate::trial::{Help, Trial, helped_by};

/// What is needed to judge objects.
pub struct Judging<'j> {
    /// The task.
    pub job: Job<'j>,
    /// The cluster that is going to be.
    pub context: &'j Context,
    /// The same, as the policy sees it.
    pub cluster: Arc<IndexedCluster>,
    /// What fixes depend on.
    pub known: &'j Known,
    /// How many objects were rejected so far.
    pub rejected: AtomicUsize,
    /// What would help, by what an object exposes.
    pub tried: Mutex<HashMap<String, Vec<Help>>>,
    /// `None` if nobody wants to know what would help.
    pub trials: Option<Vec<Trial>>,
}

impl Judging<'_> {
    /// Judges each object of the inputs on all cores.
    pub fn all(&self, sources: &[Source]) -> (Vec<Found>, Remarks) {
        let mut found = Vec::new();
        let mut remarks = Remarks::default();
        let bar = Progress::without_end();
        in_order(
            || Host::new(self.job.module),
            |host: &mut Host, item: Item<'_>| self.one(host, item),
            |give| {
                remarks = reading::each(sources, self.job.kinds, &mut |item| {
                    if item.object.is_ok() {
                        bar.step();
                    }
                    give(item);
                });
            },
            |one| found.push(one),
        );
        bar.finish();
        (found, remarks)
    }

    fn one(&self, host: &Host, item: Item<'_>) -> Found {
        let place = item.place();
        let Item { source, input, object } = item;
        let object = match object {
            Ok(object) => object,
            Err(fault) => return Found::unread(place, fault),
        };
        let Job { cli, settings, kinds, .. } = self.job;
        let namespace = cli.default_namespace();
        let cluster = Arc::clone(&self.cluster);
        let judge = Judge { policy: host, cluster, settings, kinds, namespace };
        let judged = match judge.judge(&object) {
            Ok(judged) => judged,
            Err(what) => {
                let fault = Unreadable::of(&object.file, what);
                return Found::unread(place, Unreadable { line: Some(object.line), ..fault });
            }
        };
        let bound_by = self.bound_by(&judged);
        let is_tried = judged.accepted == Some(false) && self.is_tried();
        let trials = self.trials.as_ref().filter(|_| is_tried);
        let helped_by = trials.map(|trials| {
            self.tried(&judged, || helped_by(trials, &judge, &object, &judged, bound_by.is_some()))
        });
        let lines = input.as_ref().map(|input| lines(&input.text.text, &object, &judged));
        // Only a file can be changed.
        let wants_fix = is_tried || cli.output == Output::Sarif;
        let fix = input.filter(|_| source.path().is_some() && wants_fix);
        let fix = fix.and_then(|input| {
            match fix::of(&judge, self.known, &input.text.text, &object, &judged) {
                Fix::Mended(mended) => Some((mended.edits, input)),
                Fix::None | Fix::Not(_) => None,
            }
        });
        let trails = match cli.command {
            Some(Command::Explain { .. }) => self.trails(&judge, &object, &judged),
            _ => Vec::new(),
        };
        Found {
            bound_by,
            fix,
            helped_by: helped_by.unwrap_or_default(),
            trails,
            lines: lines.unwrap_or_default(),
            ..Found::new(place, What::Judged(Box::new(judged)))
        }
    }

    /// Whether it is found out what would help one more rejected object. That takes as long as
    /// judging it a few times.
    fn is_tried(&self) -> bool {
        output::shows_help(self.job.cli)
            && self.rejected.fetch_add(1, Ordering::Relaxed) < output::summary::MOST_TRIED
    }

    /// What would help an object; the same as for one before it that differs only in its names.
    fn tried(&self, judged: &Judged, find: impl FnOnce() -> Vec<Help>) -> Vec<Help> {
        let mut tokens: Vec<Exposure> = judged.exposures.clone();
        for token in &mut tokens {
            token.container = None;
        }
        tokens.dedup();
        // Their message says what else counts, such as how long a token lives.
        let message = judged.message.as_deref().unwrap_or_default();
        let message = message.split_once(" service account ").map_or(message, |(_, rest)| rest);
        let key = format!("{:?} {:?} {tokens:?} {message}", judged.api_version, judged.kind);
        let lock = || self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(helps) = lock().get(&key) {
            return helps.clone();
        }
        let helps = find();
        lock().insert(key, helps.clone());
        helps
    }

    /// The role binding that names the account of a rejected object, if there is one.
    fn bound_by(&self, judged: &Judged) -> Option<String> {
        judged.accepted.filter(|accepted| !accepted)?;
        // Of other tokens, the message says what to do.
        let violations = judged.exposures.iter().filter(|exposure| exposure.allowed_by.is_none());
        let mut accounts: Vec<&str> = violations
            .filter(|exposure| exposure.how == How::Automount)
            .filter_map(|exposure| exposure.account.as_deref())
            .collect();
        accounts.dedup();
        let bindings = accounts.into_iter().filter_map(|account| {
            let (namespace, name) = account.split_once('/')?;
            let bindings = self.known.bindings().naming(namespace, name);
            (!bindings.is_empty()).then_some(bindings)
        });
        match bindings.into_iter().next()?.as_slice() {
            [] => None,
            [binding] => Some(binding.to_string()),
            [binding, more @ ..] => Some(format!("{binding} (and {} more)", more.len())),
        }
    }

    /// Who decided about each token of an object, for each of its Pod templates.
    fn trails(&self, judge: &Judge<'_>, object: &Object, judged: &Judged) -> Vec<Trail> {
        // What cannot be read, or looked up, is unknown.
        if judged.is_unknown() {
            return Vec::new();
        }
        let Job { cli, kinds, .. } = self.job;
        let (context, namespace) = (self.context, cli.default_namespace());
        let cluster = In { context, kinds, version: Version::Bound, namespace };
        let pods = PodDocument::all(&object.value, cluster);
        let readable = judge.readable(object, judged);
        // The policy gave an answer before.
        let Ok(readable) = readable else { return Vec::new() };
        pods.iter().map(|pod| pod.trail(context, &readable)).collect()
    }
}

/// The lines of the Pod templates for which an object is rejected, if its kind may have several.
fn lines(text: &str, object: &Object, judged: &Judged) -> Vec<usize> {
    let violations = judged.violations().into_iter();
    let mut paths: Vec<&str> = violations.filter_map(|one| one.path.as_deref()).collect();
    paths.dedup();
    if judged.accepted != Some(false) || paths.is_empty() {
        return Vec::new();
    }
    let Some(outline) = object.outline(text) else { return Vec::new() };
    let root = match review(&object.value) {
        Ok(Some(_)) if object.value.get("request").is_some() => "request.object.",
        Ok(Some(_)) => "object.",
        _ => "",
    };
    let line = |path: &&str| {
        let at = locate(&outline, &format!("{root}{path}"))?;
        let before = text.get(..object.at.start + at.start)?;
        Some(before.matches('\n').count() + 1)
    };
    let mut lines: Vec<usize> = paths.iter().filter_map(line).collect();
    lines.sort_unstable();
    lines
}
