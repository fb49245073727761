//! Advice for buttons: the one line that changes a verdict, in the editor where it belongs.

use analysis::edit::{self, Edit, Place};
use analysis::exposure::{AskedBy, Exposure, How};
use analysis::input::Object;
use analysis::kinds::AUTOMOUNT;
use analysis::path::Step;
use analysis::request::namespace_of;
use analysis::text::Text;
use analysis::trail::{DecidedBy, Trail};
use serde::Serialize;
use serde_json::{Value, json};
use tsify::Tsify;

use crate::question::{Editor, Question};

/// An edit that a button makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// What the button does.
    pub kind: AdviceKind,
    /// The field, account or value that it is about.
    pub subject: String,
    /// The changes, made all at once.
    pub edits: Vec<TextEdit>,
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum AdviceKind {
    /// Sets the Pod's field to false.
    OptOutPod,
    /// Sets the account's field to false.
    OptOutAccount,
    /// Adds the account to `allow.serviceAccounts`.
    AllowAccount,
    /// Sets `allow.podAuthor` so that it allows the token.
    AllowPodAuthor,
    /// Sets `allow.serviceAccountOwner`.
    AllowServiceAccountOwner,
    /// Sets `allow.tokenSecrets`.
    AllowTokenSecrets,
    /// Sets `action: mutate`, which removes the token.
    Mutate,
}

/// A change to an editor's text. Offsets are UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TextEdit {
    /// The editor it applies to.
    pub editor: Editor,
    /// The start of the replaced range.
    pub from: usize,
    /// The end of the replaced range.
    pub to: usize,
    /// The replacement.
    pub insert: String,
}

/// What advice is given on.
pub struct Advised<'s> {
    /// The texts.
    pub question: &'s Question,
    /// The parsed settings.
    pub settings: &'s Value,
    /// The judged object.
    pub object: &'s Object,
    /// The ServiceAccounts in both editors. Of several with one name the last counts.
    pub accounts: &'s [(Editor, Object)],
    /// Whether it is rejected or leads to a warning.
    pub is_violation: bool,
    /// The exposures found.
    pub exposures: &'s [Exposure],
    /// What decides.
    pub trail: Option<&'s Trail>,
    /// The way to the PodSpec that this is about, if it can opt out.
    pub way: Option<&'s [Step]>,
}

impl Advised<'_> {
    /// What can be done about it, the most direct first.
    pub fn advice(&self) -> Vec<Advice> {
        if !self.is_violation {
            return Vec::new();
        }
        let mut all = Vec::new();
        if self.object.value["kind"] == "ServiceAccount" {
            all.extend(self.opt_out(AUTOMOUNT, &[AUTOMOUNT.into()], Place::Last));
        }
        if self.object.value["kind"] == "Secret" {
            all.extend(self.setting(AdviceKind::AllowTokenSecrets, "tokenSecrets", json!(true)));
        }
        let violations: Vec<&Exposure> =
            self.exposures.iter().filter(|exposure| exposure.allowed_by.is_none()).collect();
        let any = |how, asked_by: &[Option<AskedBy>]| {
            violations
                .iter()
                .any(|exposure| exposure.how == how && asked_by.contains(&exposure.asked_by))
        };
        let by_default = [None, Some(AskedBy::Nobody), Some(AskedBy::ServiceAccount)];
        if let Some(trail) = self.trail {
            let mounts =
                any(How::Automount, &by_default) || any(How::Automount, &[Some(AskedBy::Pod)]);
            if mounts && let Some(way) = self.way {
                let field = way.iter().cloned().chain([AUTOMOUNT.into()]);
                all.extend(self.opt_out(
                    &trail.pod_field,
                    &field.collect::<Vec<_>>(),
                    Place::First,
                ));
            }
            let account_may =
                self.settings["optOutAt"] != "pod" && trail.decided_by != DecidedBy::Pod;
            if any(How::Automount, &by_default) && account_may {
                all.extend(self.account_opts_out(&trail.account));
            }
        }
        if any(How::Automount, &[Some(AskedBy::Nobody)]) && self.settings["action"] != "mutate" {
            all.extend(self.root_setting(AdviceKind::Mutate, "action", json!("mutate")));
        }
        if any(How::Automount, &[Some(AskedBy::ServiceAccount)]) {
            let kind = AdviceKind::AllowServiceAccountOwner;
            all.extend(self.setting(kind, "serviceAccountOwner", json!(true)));
        }
        if any(How::Automount, &[Some(AskedBy::Pod)]) {
            all.extend(self.setting(AdviceKind::AllowPodAuthor, "podAuthor", json!("any")));
        } else if [How::Projected, How::Certificate]
            .iter()
            .any(|how| any(*how, &[Some(AskedBy::Pod)]))
            && self.settings["allow"]["podAuthor"] == "none"
        {
            all.extend(self.setting(AdviceKind::AllowPodAuthor, "podAuthor", json!("projected")));
        }
        if violations.iter().any(|exposure| exposure.how == How::Secret) {
            all.extend(self.setting(AdviceKind::AllowTokenSecrets, "tokenSecrets", json!(true)));
        }
        let mut accounts: Vec<&str> =
            violations.iter().filter_map(|exposure| exposure.account.as_deref()).collect();
        accounts.sort_unstable();
        accounts.dedup();
        all.extend(accounts.into_iter().filter_map(|account| self.allow(account)));
        all
    }

    /// Opts out in the object itself.
    fn opt_out(&self, path: &str, field: &[Step], place: Place) -> Option<Advice> {
        let kind =
            if place == Place::First { AdviceKind::OptOutPod } else { AdviceKind::OptOutAccount };
        let edit = edit::set_in(&self.question.objects, self.object, field, &json!(false), place)?;
        Some(self.of(kind, path, Editor::Objects, edit))
    }

    /// Opts out in the Pods' account, in whichever editor it is.
    fn account_opts_out(&self, account: &str) -> Option<Advice> {
        let (namespace, name) = account.split_once('/')?;
        let is_it = |object: &Object| {
            let metadata = &object.value["metadata"];
            let own = namespace_of(&object.value, &self.question.namespace);
            object.value["kind"] == "ServiceAccount" && metadata["name"] == name && own == namespace
        };
        // The last one counts.
        let (editor, edit) = match self.accounts.iter().rfind(|(_, object)| is_it(object)) {
            Some((editor, object)) => {
                let field = &[AUTOMOUNT.into()];
                let text = self.text(*editor);
                (*editor, edit::set_in(text, object, field, &json!(false), Place::Last)?)
            }
            None => {
                let document = format!(
                    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n  namespace: \
                     {namespace}\nautomountServiceAccountToken: false\n"
                );
                (Editor::Context, edit::append_document(&self.question.context, &document))
            }
        };
        Some(self.of(AdviceKind::OptOutAccount, account, editor, edit))
    }

    fn allow(&self, account: &str) -> Option<Advice> {
        let path = &["allow", "serviceAccounts"];
        let edit = edit::append(&self.question.settings, path, account)?;
        Some(self.of(AdviceKind::AllowAccount, account, Editor::Settings, edit))
    }

    fn setting(&self, kind: AdviceKind, name: &str, value: Value) -> Option<Advice> {
        let edit = edit::set(&self.question.settings, None, &["allow", name], &value, Place::Last)?;
        Some(self.of(kind, &format!("allow.{name}: {}", plain(&value)), Editor::Settings, edit))
    }

    fn root_setting(&self, kind: AdviceKind, name: &str, value: Value) -> Option<Advice> {
        let edit = edit::set(&self.question.settings, None, &[name], &value, Place::First)?;
        Some(self.of(kind, &format!("{name}: {}", plain(&value)), Editor::Settings, edit))
    }

    fn text(&self, editor: Editor) -> &str {
        match editor {
            Editor::Objects => &self.question.objects,
            Editor::Context => &self.question.context,
            Editor::Settings => &self.question.settings,
        }
    }

    fn of(&self, kind: AdviceKind, subject: &str, editor: Editor, edit: Edit) -> Advice {
        let (from, to) = Text::new(self.text(editor)).range(&edit.at);
        let edits = vec![TextEdit { editor, from, to, insert: edit.insert }];
        Advice { kind, subject: subject.to_owned(), edits }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
