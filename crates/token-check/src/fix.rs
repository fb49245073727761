//! `--fix`: adds the line that opts out to the files.

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use analysis::edit::{self, Edit, Place};
use analysis::exposure::{AskedBy, Exposure, How};
use analysis::input::{self, Object};
use analysis::judge::{Judge, Judged};
use analysis::kinds;
use anyhow::{Context as _, Result, anyhow, bail};
use similar::{ChangeTag, TextDiff};

use crate::inputs::source::{Origin, Source};
use crate::output::page::{BOLD, GREEN, RED, clean};

/// The change to a text that makes an object in it pass. `None` if one line is not enough, or if it
/// would remove a token that somebody asked for.
pub fn of(judge: &Judge<'_>, text: &str, object: &Object, judged: &Judged) -> Option<Edit> {
    if judged.code != Some(403) {
        return None;
    }
    let text_of = |key| object.value.get(key)?.as_str();
    let kind = kinds::judged(text_of("apiVersion")?, text_of("kind")?)?;
    let field = kind.automount_field()?;
    let path: Vec<&str> = field.split('.').collect();
    let pointer = format!("/{}", path.join("/"));
    if object.value.pointer(&pointer).is_some_and(|says| !says.is_null()) {
        return None;
    }
    let mut violations = judged.exposures.iter().filter(|exposure| exposure.allowed_by.is_none());
    let by_nobody = |exposure: &Exposure| {
        exposure.how == How::Automount && exposure.asked_by == Some(AskedBy::Nobody)
    };
    if !violations.all(by_nobody) {
        return None;
    }
    let place = if kind.pod_spec().is_some() { Place::First } else { Place::Last };
    let edit = edit::set_in(text, object, &path, &false.into(), place)?;
    passes(judge, text, object, &edit).then_some(edit)
}

/// Whether the policy accepts the object after the change.
fn passes(judge: &Judge<'_>, text: &str, object: &Object, edit: &Edit) -> bool {
    let mut passes = false;
    input::objects(&object.file, manifest::documents(&edit.applied(text)), &mut |fixed| {
        if let Ok(fixed) = fixed
            && (fixed.at.start, fixed.item) == (object.at.start, object.item)
        {
            passes = judge.judge(&fixed).is_ok_and(|judged| judged.accepted == Some(true));
        }
    });
    passes
}

/// Changes files, after showing each change and asking for confirmation.
///
/// # Errors
///
/// A file cannot be written, or there is no terminal to ask for confirmation.
pub fn write(
    judge: &Judge<'_>,
    sources: &[Source],
    yes: bool,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<()> {
    let mut changed = 0;
    if sources.iter().any(|source| matches!(source.origin(), Origin::Stdin(_))) {
        bail!("--fix changes files and cannot change stdin");
    }
    for source in sources {
        let Some(path) = source.path() else {
            continue;
        };
        let Ok(text) = source.text() else {
            continue; // The error is reported when the file is judged.
        };
        let mut edits = Vec::new();
        input::objects(source.name(), text.documents(), &mut |object| {
            if let Ok(object) = object
                && let Ok(judged) = judge.judge(&object)
            {
                edits.extend(of(judge, &text.text, &object, &judged));
            }
        });
        if edits.is_empty() {
            continue;
        }
        // From the end, so that earlier byte positions stay valid.
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.at.start));
        let fixed = edits.iter().fold(text.text.clone(), |text, edit| edit.applied(&text));
        show(source.name(), &text.text, &fixed, out)?;
        if text.is_lossy() {
            let name = clean(source.name());
            writeln!(
                errors,
                "warning: {name} is not changed: some of its bytes are no characters"
            )?;
        } else if yes || confirmed(source.name())? {
            replace(path, &text.encoding.encode(&fixed))
                .with_context(|| path.display().to_string())?;
            changed += 1;
        }
    }
    writeln!(errors, "{changed} {} changed", if changed == 1 { "file" } else { "files" })?;
    Ok(())
}

fn show(name: &str, old: &str, new: &str, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", clean(name))?;
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        writeln!(out, "{}", hunk.header())?;
        for line in hunk.iter_changes() {
            let (style, mark) = match line.tag() {
                ChangeTag::Insert => (GREEN, '+'),
                ChangeTag::Delete => (RED, '-'),
                ChangeTag::Equal => (anstyle::Style::new(), ' '),
            };
            writeln!(out, "{style}{mark}{}{style:#}", clean(line.value().trim_end()))?;
        }
    }
    writeln!(out)?;
    Ok(())
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
