//! Turns the contents of the editors into what the page shows.

use std::sync::Arc;

use analysis::context::{Absent, Context, Origin, Place, Repeated};
use analysis::core::Core;
use analysis::day::last_second;
use analysis::exposure::Exposure;
use analysis::indexed_cluster::IndexedCluster;
use analysis::input::{self, Object, Unreadable};
use analysis::judge::{Judge, Judged};
use analysis::kinds::Kinds;
use analysis::locate::{locate, path_in};
use analysis::plugin::Version;
use analysis::request::review;
use analysis::seen::{In, PodDocument, SUFFIX};
use analysis::text::Text;
use analysis::wrong_fields::Wrong;
use analysis::{HostCalls, Policy as _};
use manifest::{Node, documents};
use serde_json::{Map, Value, json};

use crate::advice::Advised;
use crate::answer::{Answer, JudgedObject, Problem, ProblemKind, Severity, YamlChange};
use crate::kubectl;
use crate::question::{Absence, Editor, Question, Seen, Server};

/// Gives every lookup the same answer.
struct Always(Result<String, String>, Option<i64>);

impl HostCalls for Always {
    fn call(&self, _: &str, _: &str, _: &[u8]) -> Result<Vec<u8>, String> {
        self.0.clone().map(String::into_bytes)
    }

    fn unix_seconds(&self) -> Option<i64> {
        self.1
    }
}

/// Judges the contents of the editors.
pub fn answer(question: &Question) -> Answer {
    let mut answer = Answer::default();
    let mut of_settings = Vec::new();
    let settings = settings(question, &mut of_settings);
    let kinds = &settings.as_ref().map(Kinds::of).unwrap_or_default();
    let context_objects = read(&question.context, Editor::Context, kinds, &mut answer.problems);
    let objects = read(&question.objects, Editor::Objects, kinds, &mut answer.problems);
    answer.problems.append(&mut of_settings);
    let settings = match settings {
        Ok(settings) => settings,
        Err(refusal) => {
            answer.settings_refused = refusal;
            return answer;
        }
    };
    let absent = match question.absent {
        Absence::SaysNothing => Absent::SaysNothing,
        Absence::NotFound => Absent::NotFound,
    };
    let mut context = Context::new(absent);
    context.set_kinds(kinds.clone());
    for (origin, objects) in [(Origin::Context, &context_objects), (Origin::Input, &objects)] {
        for object in objects {
            let place = Place { file: Arc::clone(&object.file), line: object.line };
            context.add_document(origin, place, &object.value, &question.namespace);
        }
    }
    answer.problems.extend(context.repeated().into_iter().map(|one| repeated(question, one)));
    if question.server == Server::Legacy {
        context.add_token_secrets();
    }
    let unix_seconds = question.today.as_deref().and_then(last_second);
    if let Some(second) = unix_seconds {
        context.set_clock(second);
    }
    let context = Arc::new(context);
    let calls: Arc<dyn HostCalls> = match (&question.lookup_error, &question.lookup_answer) {
        (Some(error), _) => Arc::new(Always(Err(error.clone()), unix_seconds)),
        (None, Some(text)) => Arc::new(Always(Ok(text.clone()), unix_seconds)),
        (None, None) => Arc::clone(&context) as _,
    };
    let accounts = context_objects
        .iter()
        .map(|object| (Editor::Context, object.clone()))
        .chain(objects.iter().map(|object| (Editor::Objects, object.clone())))
        .filter(|(_, object)| object.value["kind"] == "ServiceAccount");
    let page = Page {
        question,
        settings: &settings,
        kinds,
        context: &context,
        cluster: &IndexedCluster::new(calls),
        accounts: &accounts.collect::<Vec<_>>(),
        text: Text::new(&question.objects),
    };
    for object in &objects {
        match page.judge(object, &mut answer.problems) {
            Ok(judged) => answer.objects.push(judged),
            Err(what) => answer.problems.push(page.problem_in_line(object.line, what)),
        }
    }
    answer
}

/// Reads an editor's objects; unreadable ones become problems.
fn read(text: &str, editor: Editor, kinds: &Kinds, problems: &mut Vec<Problem>) -> Vec<Object> {
    let mut objects = Vec::new();
    let places = Text::new(text);
    let notes =
        input::objects(&Arc::from(""), documents(text), kinds, &mut |object| match object {
            Ok(object) => objects.push(object),
            Err(fault) => problems.push(unreadable(&places, editor, fault)),
        });
    let warning = |note| Problem {
        severity: Severity::Warning,
        kind: ProblemKind::Reading,
        ..unreadable(&places, editor, note)
    };
    problems.extend(notes.into_iter().map(warning));
    objects
}

fn unreadable(text: &Text<'_>, editor: Editor, fault: Unreadable) -> Problem {
    let (from, to) = text.range(&text.line(fault.line.unwrap_or(1)));
    let (severity, kind) = (Severity::Error, ProblemKind::Unreadable);
    Problem { editor, from, to, severity, kind, message: fault.what }
}

/// The problem that an object is given again in an editor.
fn repeated(question: &Question, repeated: Repeated) -> Problem {
    let (editor, text) = match repeated.origin {
        Origin::Input => (Editor::Objects, &question.objects),
        Origin::Context | Origin::Cluster => (Editor::Context, &question.context),
    };
    let text = Text::new(text);
    let (from, to) = text.range(&text.line(repeated.last.line));
    let (severity, kind) = (Severity::Warning, ProblemKind::Repeated);
    Problem { editor, from, to, severity, kind, message: repeated.what }
}

/// Reads the settings; `Err` with the policy's reason if they are not usable.
fn settings(question: &Question, problems: &mut Vec<Problem>) -> Result<Value, Option<String>> {
    let text = Text::new(&question.settings);
    let node = match input::single(documents(&question.settings)) {
        Ok(node) => node,
        Err(fault) => {
            let fault = Unreadable::new("", 0, fault);
            problems.push(unreadable(&text, Editor::Settings, fault));
            return Err(None);
        }
    };
    let settings = node.as_ref().map_or_else(|| Value::Object(Map::new()), Node::to_json);
    let message = match Core.refuses_settings(&settings) {
        Ok(None) => return Ok(settings),
        Ok(Some(message)) | Err(message) => message,
    };
    let path = path_in(&message, "settings");
    let at = path.zip(node.as_ref()).and_then(|(path, node)| locate(node, path));
    let (from, to) = text.range(&at.unwrap_or_else(|| text.line(1)));
    problems.push(Problem {
        editor: Editor::Settings,
        from,
        to,
        severity: Severity::Error,
        kind: ProblemKind::Settings,
        message: message.clone(),
    });
    Err(Some(message))
}

/// What all objects of the page are judged with.
struct Page<'p> {
    question: &'p Question,
    settings: &'p Value,
    kinds: &'p Kinds,
    context: &'p Context,
    cluster: &'p Arc<IndexedCluster>,
    accounts: &'p [(Editor, Object)],
    text: Text<'p>,
}

impl Page<'_> {
    fn judge(&self, object: &Object, problems: &mut Vec<Problem>) -> Result<JudgedObject, String> {
        let judge = Judge {
            policy: &Core,
            cluster: Arc::clone(self.cluster),
            settings: self.settings,
            kinds: self.kinds,
            namespace: &self.question.namespace,
        };
        let version = match self.question.server {
            Server::Current => Version::Bound,
            Server::Legacy => Version::Legacy,
        };
        let cluster = In {
            context: self.context,
            kinds: self.kinds,
            version,
            namespace: &self.question.namespace,
        };
        let subjects = PodDocument::all(&object.value, cluster);
        // Who creates the Pods of a kind with several templates is not known.
        let subject = subjects.first();
        let seen = subject.and_then(|subject| subject.seen.as_ref());
        let shown = seen.filter(|_| self.question.seen == Seen::Webhook);
        let creation = shown.map(|seen| json!({"request": seen.request}));
        let creation = creation.map(|value| Object { value, ..object.clone() });
        let sent = creation.as_ref().unwrap_or(object);
        let mut judged = judge.judge(sent)?;
        // The API server generates the end of such a name.
        let start = shown.and_then(|seen| seen.pod["metadata"]["generateName"].as_str());
        judged.name = judged.name.or_else(|| start.map(|start| format!("{start}{SUFFIX}")));
        // Of several templates, the first that is not allowed is shown.
        let is_violation = |exposure: &&Exposure| exposure.allowed_by.is_none();
        let violation = judged.exposures.iter().find(is_violation);
        let subject = violation
            .and_then(|violation| subjects.iter().find(|subject| subject.place.exposes(violation)))
            .or(subject);
        let trail = subject
            .filter(|_| !judged.is_unknown())
            .map(|subject| {
                Ok::<_, String>(subject.trail(self.context, &judge.readable(sent, &judged)?))
            })
            .transpose()?;
        self.problems_of(object, &judged, problems);
        let advice = Advised {
            question: self.question,
            settings: self.settings,
            object,
            accounts: self.accounts,
            is_violation: judged.code == Some(403) || !judged.warnings.is_empty(),
            exposures: &judged.exposures,
            trail: trail.as_ref(),
            way: subject
                .filter(|subject| subject.has_automount)
                .map(|subject| &*subject.place.spec_way),
        };
        let verb = match review(&object.value)?.and_then(|request| request["operation"].as_str()) {
            Some("UPDATE") => "configured",
            Some("DELETE") => "deleted",
            _ => "created",
        };
        let (from, to) = self.text.range(&object.at);
        let change = judged.change.as_ref().map(|(old, new)| YamlChange {
            before: manifest::write(old),
            after: manifest::write(new),
        });
        Ok(JudgedObject {
            line: object.line,
            from,
            to,
            kubectl: kubectl::output(&judged, verb),
            advice: advice.advice(),
            webhook: shown.map(|seen| manifest::write(&seen.pod)),
            written: shown.map(|seen| manifest::write(&seen.written)),
            trail,
            exposures: judged.exposures,
            api_version: judged.api_version,
            kind: judged.kind,
            namespace: judged.namespace,
            name: judged.name,
            accepted: judged.accepted,
            code: judged.code,
            message: judged.message,
            warnings: judged.warnings,
            reason: judged.reason,
            patch: judged.patch,
            change,
        })
    }

    fn problems_of(&self, object: &Object, judged: &Judged, problems: &mut Vec<Problem>) {
        let message = judged.message.as_deref().filter(|_| judged.code == Some(400));
        if message.is_none() && judged.wrong_fields.is_empty() {
            return;
        }
        let outline = object.outline(&self.question.objects);
        let at = |path: Option<&str>| {
            let at = locate(outline.as_ref()?, path?)?;
            Some(object.at.start + at.start..object.at.start + at.end)
        };
        let mut add = |path: Option<&str>, severity, kind, message: String| {
            let at = at(path).unwrap_or_else(|| self.text.line(object.line));
            let (from, to) = self.text.range(&at);
            let editor = Editor::Objects;
            problems.push(Problem { editor, from, to, severity, kind, message });
        };
        if let Some(message) = message {
            let in_request = path_in(message, "request");
            let path = match review(&object.value) {
                Ok(Some(_)) if object.value.get("request").is_some() => {
                    in_request.map(|path| format!("request.{path}"))
                }
                Ok(Some(_)) => in_request.map(str::to_owned),
                _ => path_in(message, "request.object").map(str::to_owned),
            };
            let (severity, kind) = (Severity::Error, ProblemKind::Request);
            add(path.as_deref(), severity, kind, message.to_owned());
        }
        for field in &judged.wrong_fields {
            let kind = match field.wrong {
                Wrong::Place => ProblemKind::Misplaced,
                Wrong::Name(_) | Wrong::Case => ProblemKind::Misspelled,
                Wrong::Type(_) => ProblemKind::WrongType,
            };
            add(Some(&field.path), Severity::Warning, kind, field.what());
        }
    }

    fn problem_in_line(&self, line: usize, message: String) -> Problem {
        let (from, to) = self.text.range(&self.text.line(line));
        let (severity, kind) = (Severity::Error, ProblemKind::Unreadable);
        Problem { editor: Editor::Objects, from, to, severity, kind, message }
    }
}
