//! `--fix`: finds the changes that make an object pass and break no program.
//!
//! [`plan`](self::plan) decides what has to change, [`write`] changes the files.

mod plan;
mod show;
mod write;

use std::sync::Arc;

use analysis::bindings::Bindings;
use analysis::context::Context;
use analysis::edit::{self, Changed, Edit, Lists};
use analysis::exposure::Exposure;
use analysis::input::Object;
use analysis::judge::{Judge, Judged};
use serde_json::Value;

pub use write::{How, write};

/// What fixes depend on, apart from the object. It holds for files as long as they do not change.
pub struct Known {
    context: Arc<Context>,
    bindings: Bindings,
    lists: Lists,
}

impl Known {
    /// Reads the role bindings of a context.
    pub fn new(context: Arc<Context>, settings: &Value) -> Self {
        let bindings = Bindings::new(&context, settings);
        Self { context, bindings, lists: Lists::default() }
    }

    /// The role bindings.
    pub fn bindings(&self) -> &Bindings {
        &self.bindings
    }
}

/// What can be done about an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Fix {
    /// Nothing has to be done.
    None,
    /// These changes make it pass.
    Mended(Mended),
    /// Nothing can be done, for this reason.
    Not(String),
}

/// Changes that make an object pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended {
    /// The changes to the text, in its order. No two of them touch.
    pub edits: Vec<Edit>,
    /// The object after them.
    pub value: Value,
    /// Whether its containers lose a token because nothing is known that needs it.
    pub takes_token: bool,
}

/// Finds out what can be done about a judged object, from the text that contains it.
pub fn of(judge: &Judge<'_>, known: &Known, text: &str, object: &Object, judged: &Judged) -> Fix {
    if judged.accepted != Some(false) {
        return Fix::None;
    }
    mended(judge, known, text, object, judged).map_or_else(Fix::Not, Fix::Mended)
}

fn mended(
    judge: &Judge<'_>,
    known: &Known,
    text: &str,
    object: &Object,
    judged: &Judged,
) -> Result<Mended, String> {
    let mut plan = plan::plan(known, judge, object, judged)?;
    loop {
        let changed = edit::change(text, object, &known.lists, &plan.changes);
        let Changed { edits, value } = changed.map_err(|obstacle| obstacle.to_string())?;
        let fixed = Object { value, wrong_fields: Vec::new(), ..without_value(object) };
        let again = judge.judge(&fixed)?;
        if again.accepted == Some(true) {
            return Ok(Mended { edits, value: fixed.value, takes_token: plan.takes_token });
        }
        // What another Pod template exposes may have become certain.
        let is_another = |exposure: &&Exposure| {
            exposure.path.as_ref().is_some_and(|path| !plan.paths.contains(path))
        };
        if again.violations().iter().all(is_another) && again.code == Some(403) {
            plan = plan.and(plan::plan(known, judge, &fixed, &again)?);
            continue;
        }
        let why = again.message.unwrap_or_default();
        return Err(match plan.kept_for {
            Some(kept_for) => format!(
                "{kept_for}, so it has to keep a token, but with a projected one it would still be \
                 rejected: {why}"
            ),
            None => format!("it would still be rejected: {why}"),
        });
    }
}

/// A copy of an object that leaves out the largest part.
fn without_value(object: &Object) -> Object {
    Object {
        file: Arc::clone(&object.file),
        line: object.line,
        value: Value::Null,
        in_list: object.in_list,
        wrong_fields: Vec::new(),
        at: object.at.clone(),
        format: object.format,
        item: object.item,
    }
}
