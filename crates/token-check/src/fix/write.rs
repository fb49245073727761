//! Changes files, after showing each change and asking for confirmation.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{IsTerminal as _, Write};
use std::path::Path;
use std::sync::Arc;

use analysis::edit::{Edit, applied};
use analysis::indexed_cluster::IndexedCluster;
use analysis::input::{self, Object, Unreadable};
use analysis::judge::{Judge, named};
use analysis::kinds::Kinds;
use anyhow::{Context as _, Result, anyhow, bail};
use manifest::{Documents, Text};
use serde_json::Value;
use wasmi_host::{Host, PolicyModule};

use super::show::show;
use super::{Fix, Known, Mended, of};
use crate::inputs::source::{Origin, Source};
use crate::output::page::clean;
use crate::parallel::in_order;

/// What is said once where a token is removed although no role binding is known at all.
const NO_BINDINGS: &str = "No role binding was among the files. A program that calls the Kubernetes API \
                           would lose its token. Give the bindings with --context, or use --cluster.";

/// How files are changed.
#[derive(Clone, Copy)]
pub struct How<'h> {
    /// The policy.
    pub module: &'h PolicyModule,
    /// The cluster in which it looks up objects.
    pub cluster: &'h Arc<IndexedCluster>,
    /// Its settings.
    pub settings: &'h Value,
    /// The kinds that are judged with them.
    pub kinds: &'h Kinds,
    /// The namespace of objects that do not set one.
    pub namespace: &'h str,
    /// What fixes depend on.
    pub known: &'h Known,
    /// Whether to write without asking.
    pub yes: bool,
}

/// A file, and what is to be changed in it.
struct Changes<'s> {
    path: &'s Path,
    name: Arc<str>,
    /// The text; `None` if nothing is to be changed.
    text: Option<Arc<Text>>,
    edits: Vec<Edit>,
    /// What each object has to say after the changes.
    expected: Vec<u64>,
    /// What is not changed, and why.
    left: Vec<String>,
    takes_token: bool,
}

/// Changes files, after showing each change and asking for confirmation. Returns the files that cannot
/// be written.
///
/// # Errors
///
/// There is no terminal to ask for confirmation.
pub fn write(
    how: How<'_>,
    sources: &[Source],
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<Vec<Unreadable>> {
    if sources.iter().any(|source| matches!(source.origin(), Origin::Spooled(..))) {
        bail!("--fix changes files and cannot change stdin");
    }
    for source in sources.iter().filter(|source| matches!(source.origin(), Origin::Rendered(..))) {
        writeln!(errors, "{} is left as it is: it is rendered", clean(source.name()))?;
    }
    let (mut changed, mut is_warned) = (0, how.known.bindings.are_known());
    let mut faults = Vec::new();
    for changes in find(how, sources) {
        for left in &changes.left {
            writeln!(errors, "{}", clean(left))?;
        }
        let Some(text) = &changes.text else {
            continue;
        };
        let fixed = applied(&text.text, &changes.edits);
        let mut found = Vec::new();
        each(&changes.name, manifest::documents(&fixed), how.kinds, &mut |read| {
            found.push(hash(&read))
        });
        let name = clean(&changes.name);
        if found != changes.expected && !text.is_lossy() {
            writeln!(errors, "warning: {name} is not changed: the changes do not fit together")?;
            continue;
        }
        show(&changes.name, &text.text, &changes.edits, out)?;
        if changes.takes_token && !std::mem::replace(&mut is_warned, true) {
            writeln!(out, "{NO_BINDINGS}\n")?;
        }
        if text.is_lossy() {
            writeln!(
                errors,
                "warning: {name} is not changed: some of its bytes are no characters"
            )?;
        } else if how.yes || confirmed(&changes.name)? {
            match replace(changes.path, &text.encoding.encode(&fixed)) {
                Ok(()) => changed += 1,
                Err(error) => {
                    let what = format!("it cannot be written: {}", error.root_cause());
                    faults.push(Unreadable::of(&changes.name, what));
                }
            }
        }
    }
    writeln!(errors, "{changed} {} changed", if changed == 1 { "file" } else { "files" })?;
    Ok(faults)
}

/// An object to judge, and the index of its file.
type Job = (usize, Arc<Text>, Result<Object, Unreadable>);

/// Judges every object of the files, and finds what is to be changed.
fn find<'s>(how: How<'_>, sources: &'s [Source]) -> Vec<Changes<'s>> {
    let mut seen = HashSet::new();
    let mut files: Vec<Changes<'s>> = Vec::new();
    for source in sources {
        let Some(path) = source.path() else {
            continue;
        };
        // A file that is given twice is changed once.
        if seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())) {
            files.push(Changes {
                path,
                name: Arc::clone(source.name()),
                text: None,
                edits: Vec::new(),
                expected: Vec::new(),
                left: Vec::new(),
                takes_token: false,
            });
        }
    }
    let names: Vec<(Arc<str>, &Path)> =
        files.iter().map(|file| (Arc::clone(&file.name), file.path)).collect();
    let work = |host: &mut Host, (index, text, read): Job| {
        let mut expected = hash(&read);
        let fix = read.ok().and_then(|object| {
            let How { settings, kinds, namespace, .. } = how;
            let cluster = Arc::clone(how.cluster);
            let judge = Judge { policy: &*host, cluster, settings, kinds, namespace };
            // If it cannot be judged, that is reported when it is judged for the output.
            let judged = judge.judge(&object).ok()?;
            let fix = of(&judge, how.known, &text.text, &object, &judged);
            let place = format!("{}:{}", object.file, object.line);
            Some((fix, format!("{place}: {}", named(&object.value, namespace))))
        });
        if let Some((Fix::Mended(mended), _)) = &fix {
            expected = hash_of(&mended.value);
        }
        (index, text, expected, fix)
    };
    let feed = |give: &mut dyn FnMut(Job)| {
        for (index, (name, path)) in names.iter().enumerate() {
            // The error is reported when the file is judged.
            if let Ok(text) = Source::file(path).text() {
                let text = Arc::new(text);
                each(name, text.documents(), how.kinds, &mut |read| {
                    give((index, Arc::clone(&text), read));
                });
            }
        }
    };
    in_order(
        || Host::new(how.module),
        work,
        feed,
        |(index, text, expected, fix)| {
            let Some(file) = files.get_mut(index) else {
                return;
            };
            file.expected.push(expected);
            match fix {
                Some((Fix::Mended(Mended { edits, takes_token, .. }), _)) => {
                    file.text = Some(text);
                    file.edits.extend(edits);
                    file.takes_token |= takes_token;
                }
                Some((Fix::Not(why), object)) => {
                    file.left.push(format!("{object} is left as it is: {why}"));
                }
                Some((Fix::None, _)) | None => {}
            }
        },
    );
    files
}

fn each(
    name: &Arc<str>,
    documents: Documents<'_>,
    kinds: &Kinds,
    each: &mut dyn FnMut(Result<Object, Unreadable>),
) {
    input::objects(name, documents, kinds, each);
}

/// A number for what an object says; all that cannot be read have the same.
fn hash(read: &Result<Object, Unreadable>) -> u64 {
    read.as_ref().map_or(0, |object| hash_of(&object.value))
}

fn hash_of(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn confirmed(name: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!(
            "--fix asks before it writes, but stdin is not a terminal; add --yes to write without \
             asking"
        );
    }
    let confirm = dialoguer::Confirm::new().with_prompt(format!("Write {}?", clean(name)));
    confirm.default(false).interact().map_err(|error| anyhow!("{error}"))
}

/// Replaces a file atomically: it has either its old or its new content. Its permissions stay the
/// same.
fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let path = std::fs::canonicalize(path)?;
    let folder = path.parent().context("expected a file in a directory")?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    file.persist(&path)?;
    Ok(())
}
