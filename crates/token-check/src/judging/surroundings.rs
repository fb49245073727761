//! Reads the files a first time: what is judged is also the cluster that is going to be.

use std::sync::Arc;

use analysis::context::{Absent, Context, Origin, Place};
use analysis::input::{Object, Unreadable};
use analysis::kinds::Kinds;
use analysis::request::namespace_of;

use crate::inputs::Inputs;
use crate::inputs::source::Source;
use crate::progress::Progress;
use crate::reading;

/// What is read of the files before anything is judged.
pub struct Surroundings {
    /// The cluster that is going to be.
    pub context: Context,
    /// The kinds that are judged.
    kinds: Kinds,
    /// The namespaces of what is judged.
    pub namespaces: Vec<String>,
    /// What could not be read.
    pub faults: Vec<Unreadable>,
}

impl Surroundings {
    /// Nothing yet; `absent` says how a missing object is answered, `kinds` what is judged.
    pub fn new(absent: Absent, kinds: &Kinds) -> Self {
        let mut context = Context::new(absent);
        context.set_kinds(kinds.clone());
        Self { context, kinds: kinds.clone(), namespaces: Vec::new(), faults: Vec::new() }
    }

    /// Adds what is not judged; returns what there is to note.
    pub fn around(&mut self, around: &Inputs, namespace: &str) -> Vec<Unreadable> {
        self.faults.extend(around.faults.iter().map(|(_, fault)| fault.clone()));
        let remarks = reading::each(&around.sources, &self.kinds, &mut |item| match item.object {
            Ok(object) => add(&mut self.context, Origin::Context, &object, namespace),
            Err(fault) => self.faults.push(fault),
        });
        remarks.notes
    }

    /// Adds what is judged. What cannot be read is reported then.
    pub fn inputs(&mut self, sources: &[Source], namespace: &str) -> Vec<Unreadable> {
        let bar = Progress::reading();
        let remarks = reading::each(sources, &self.kinds, &mut |item| {
            let Ok(object) = item.object else { return };
            bar.step();
            add(&mut self.context, Origin::Input, &object, namespace);
            let namespace = namespace_of(&object.value, namespace);
            if !self.namespaces.contains(&namespace) {
                self.namespaces.push(namespace);
            }
        });
        bar.finish();
        remarks.notes
    }
}

fn add(context: &mut Context, origin: Origin, object: &Object, namespace: &str) {
    let place = Place { file: Arc::clone(&object.file), line: object.line };
    context.add_document(origin, place, &object.value, namespace);
}
