//! What became of each document of the input.

use std::sync::Arc;

use analysis::edit::Edit;
use analysis::input::Unreadable;
use analysis::judge::{Judged, name_to_show, titled};
use analysis::trail::Trail;

use crate::inputs::source::Origin;
use crate::reading::Input;
use crate::trial::Help;

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name; `-` is stdin.
    pub file: Arc<str>,
    /// The line in it, from 1, if known.
    pub line: Option<usize>,
    /// The file that it was rendered from, if known.
    pub source: Option<String>,
    /// Whether it was rendered just now, so that `file` is a folder.
    pub is_rendered: bool,
}

/// A document, or what could not be read of one.
#[derive(Debug)]
pub struct Found {
    /// Where it is.
    pub place: Place,
    /// What became of it.
    pub what: What,
    /// The service account's role binding among the inputs, such as `RoleBinding post/sorter`.
    pub bound_by: Option<String>,
    /// The change that makes it pass, and the text to change, if they were asked for.
    pub fix: Option<(Vec<Edit>, Arc<Input>)>,
    /// What would help a rejected object, if that was asked for.
    pub helped_by: Vec<Help>,
    /// Who decides about its tokens, for each of its Pod templates, if that was asked for.
    pub trails: Vec<Trail>,
    /// The lines of the Pod templates for which it is rejected, if its kind may have several.
    pub lines: Vec<usize>,
    /// Whether the baseline has all that is wrong with it.
    pub is_known: bool,
}

/// What became of a document.
#[derive(Debug)]
pub enum What {
    /// It was judged, or is of a kind that is not judged.
    Judged(Box<Judged>),
    /// It could not be read or judged.
    Unread(Unreadable),
}

impl Place {
    /// A line of a text.
    pub fn new(
        file: &Arc<str>,
        line: Option<usize>,
        source: Option<String>,
        origin: &Origin,
    ) -> Self {
        let is_rendered = matches!(origin, Origin::Rendered(..));
        Self { file: Arc::clone(file), line, source, is_rendered }
    }

    /// The place of what could not be read, if nothing more is known of it.
    pub fn of(fault: &Unreadable) -> Self {
        let file = fault.file.as_str().into();
        Self { file, line: fault.line, source: None, is_rendered: false }
    }

    /// The file and line to point at: the template, if it was rendered from one. The line of a
    /// template is not known.
    pub fn to_point_at(&self) -> (&str, usize) {
        match &self.source {
            Some(source) => (source, 1),
            None if self.is_rendered => (&self.file, 1),
            None => (&self.file, self.line.unwrap_or(1)),
        }
    }

    /// The place for people, such as `web.yaml:3`.
    pub fn shown(&self) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        match &self.source {
            Some(source) if self.is_rendered => source.clone(),
            Some(source) => format!("{}{line} (from {source})", self.file),
            None if self.is_rendered => self.file.to_string(),
            None => format!("{}{line}", self.file),
        }
    }
}

impl Found {
    /// What could not be read.
    pub fn unread(place: Place, fault: Unreadable) -> Self {
        Self::new(place, What::Unread(fault))
    }

    /// What was judged.
    pub fn new(place: Place, what: What) -> Self {
        Self {
            place,
            what,
            bound_by: None,
            fix: None,
            helped_by: Vec::new(),
            trails: Vec::new(),
            lines: Vec::new(),
            is_known: false,
        }
    }

    /// Where the first Pod template is for which it is rejected, or it itself.
    pub fn at(&self) -> Place {
        let line = self.lines.first().copied().or(self.place.line);
        Place { line, ..self.place.clone() }
    }

    /// The verdict, if it was read.
    pub fn judged(&self) -> Option<&Judged> {
        match &self.what {
            What::Judged(judged) => Some(judged),
            What::Unread(_) => None,
        }
    }

    /// Why it could not be read.
    pub fn fault(&self) -> Option<&Unreadable> {
        match &self.what {
            What::Judged(_) => None,
            What::Unread(fault) => Some(fault),
        }
    }

    /// Whether the policy rejects it.
    pub fn is_rejected(&self) -> bool {
        self.judged().is_some_and(|judged| judged.accepted == Some(false))
    }
}

/// Kind, namespace and name of an object, for people.
pub fn title(judged: &Judged) -> String {
    let name = name_to_show(judged.name.as_deref(), judged.generate_name.as_deref());
    titled(judged.kind.as_deref(), judged.namespace.as_deref(), &name)
}
