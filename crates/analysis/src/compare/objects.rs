//! The verdicts on the objects of a dump under two settings, found step by step.

use std::sync::Arc;

use manifest::Format;
use serde_json::Value;

use super::changes::{Effect, accept_what_one_judges};
use super::report::Changed;
use crate::context::Context;
use crate::indexed_cluster::IndexedCluster;
use crate::input::items::Items;
use crate::input::{Object, Unreadable};
use crate::judge::Judge;
use crate::kinds::Kinds;
use crate::policy::Policy;
use crate::survey::{NAMESPACE, dump};

/// The objects of a dump.
pub struct Objects {
    file: Arc<str>,
    items: Items,
    faults: Vec<Unreadable>,
    context: Arc<Context>,
}

impl Objects {
    /// Finds the objects of a dump with that file name, to be judged at that second since
    /// 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// No object could be read.
    pub fn read(file: &str, dump: Vec<u8>, unix_seconds: Option<i64>) -> Result<Self, String> {
        let (items, faults) = dump::read(file, dump)?;
        let (context, _) = dump::surroundings(&items, unix_seconds);
        Ok(Self { file: file.into(), items, faults, context })
    }

    /// How many objects there are.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    fn object(&self, index: usize) -> Option<Result<Object, Unreadable>> {
        let line = self.items.place(index)?.line;
        let object = |value| Object {
            file: Arc::clone(&self.file),
            line,
            value,
            in_list: self.items.is_in_list(index),
            // What follows is for those who point at a part of it, or change it.
            wrong_fields: Vec::new(),
            at: 0..0,
            format: Format::Json,
            item: None,
        };
        self.items.get(index).map(|value| value.map(object))
    }
}

/// Judges the objects with OLD and NEW.
pub struct Comparing<'p> {
    policy: &'p dyn Policy,
    objects: Arc<Objects>,
    cluster: Arc<IndexedCluster>,
    settings: [Value; 2],
    kinds: [Kinds; 2],
    done: usize,
    changed: Vec<Changed>,
    unchanged: usize,
    unread: Vec<Unreadable>,
}

/// What became of the objects so far.
pub struct Verdicts<'c> {
    /// Those with another verdict, in order.
    pub changed: &'c [Changed],
    /// How many have the same.
    pub unchanged: usize,
    /// What could not be read or judged.
    pub unread: Vec<String>,
}

impl<'p> Comparing<'p> {
    /// Nothing is judged yet. The policy has to take both settings.
    pub fn new(policy: &'p dyn Policy, objects: Arc<Objects>, settings: [Value; 2]) -> Self {
        let cluster = IndexedCluster::new(Arc::clone(&objects.context) as _);
        let (changed, unread) = (Vec::new(), Vec::new());
        let kinds = settings.each_ref().map(Kinds::of);
        Self { policy, objects, cluster, settings, kinds, done: 0, changed, unchanged: 0, unread }
    }

    /// Judges `count` more objects; returns how many are done.
    pub fn step(&mut self, count: usize) -> usize {
        let end = self.objects.total().min(self.done.saturating_add(count));
        while self.done < end {
            if let Err(fault) = self.one(self.done) {
                self.unread.push(fault);
            }
            self.done += 1;
        }
        self.done
    }

    fn one(&mut self, index: usize) -> Result<(), Unreadable> {
        let Some(object) = self.objects.object(index).transpose()? else { return Ok(()) };
        let judge = |settings, kinds| {
            let (policy, cluster) = (self.policy, Arc::clone(&self.cluster));
            let judge = Judge { policy, cluster, settings, kinds, namespace: NAMESPACE };
            judge.judge(&object).map_err(|what| {
                let line = Some(object.line);
                Unreadable { line, ..Unreadable::of(&object.file, what) }
            })
        };
        let ([old, new], [old_kinds, new_kinds]) = (&self.settings, &self.kinds);
        let (mut old, mut new) = (judge(old, old_kinds)?, judge(new, new_kinds)?);
        accept_what_one_judges(&mut old, &mut new);
        match Effect::of(&old, &new) {
            Effect::Changed(change) => {
                let line = Some(object.line);
                self.changed.push(Changed::new(&self.objects.file, line, change, [&old, &new]));
            }
            Effect::Unchanged => self.unchanged += 1,
            Effect::NotJudged => {}
        }
        Ok(())
    }

    /// What became of the objects so far.
    pub fn verdicts(&self) -> Verdicts<'_> {
        let unread = self.unread.iter().chain(&self.objects.faults);
        Verdicts {
            changed: &self.changed,
            unchanged: self.unchanged,
            unread: unread.map(ToString::to_string).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::core::Core;

    fn pod(name: &str, spec: Value) -> Value {
        json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "shop"},
            "spec": spec,
        })
    }

    /// The verdicts that change, such as `NowRejected Pod shop/web`; how many do not; what is unread.
    fn verdicts(dump: &str, old: Value, new: Value) -> (Vec<String>, usize, Vec<String>) {
        let objects = Objects::read("cluster.json", dump.into(), None).map(Arc::new);
        let objects = objects.unwrap_or_else(|what| panic!("{what}"));
        let mut comparing = Comparing::new(&Core, objects, [old, new]);
        let total = comparing.objects.total();
        // The number of steps does not matter.
        assert_eq!(comparing.step(1), total.min(1));
        assert_eq!(comparing.step(usize::MAX), total);
        let Verdicts { changed, unchanged, unread } = comparing.verdicts();
        let said = |one: &Changed| format!("{:?} {}", one.change, one.title());
        (changed.iter().map(said).collect(), unchanged, unread)
    }

    #[test]
    fn each_object_is_judged_with_both_settings() {
        let container = json!([{"name": "app"}]);
        let dump = json!({"apiVersion": "v1", "kind": "List", "items": [
            pod("silent", json!({"containers": container})),
            pod("asks", json!({"containers": container, "automountServiceAccountToken": true})),
            pod("opts-out", json!({"containers": container, "automountServiceAccountToken": false})),
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "not-judged"}},
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"},
                "type": "kubernetes.io/service-account-token"},
            pod("broken", json!({"containers": ["app"]})),
            {"metadata": {"name": "no-kind"}},
        ]});
        let any = json!({"allow": {"podAuthor": "any"}});
        let no_kind = "cluster.json:1: document 1: expected a Kubernetes object with apiVersion and kind, found an item without kind";
        let cases = [
            (json!({}), json!({}), vec![], 4),
            (json!({}), any.clone(), vec!["NowAccepted Pod shop/asks"], 3),
            (any, json!({}), vec!["NowRejected Pod shop/asks"], 3),
            (
                json!({}),
                json!({"action": "warn"}),
                vec!["NowAccepted Pod shop/silent", "NowAccepted Pod shop/asks"],
                2,
            ),
            (
                json!({"action": "warn"}),
                json!({"action": "mutate"}),
                vec!["OtherPatch Pod shop/silent", "NowRejected Pod shop/asks"],
                2,
            ),
            (
                json!({"action": "warn"}),
                json!({"action": "warn", "allow": {"podAuthor": "any"}}),
                vec!["OtherWarnings Pod shop/asks"],
                3,
            ),
        ];
        for (old, new, changed, unchanged) in cases {
            let said = verdicts(&dump.to_string(), old.clone(), new.clone());
            let changed = changed.into_iter().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(said, (changed, unchanged, vec![no_kind.to_owned()]), "{old} {new}");
        }
    }

    #[test]
    fn what_surrounds_an_object_is_in_the_same_dump() {
        let dump = json!({"apiVersion": "v1", "kind": "List", "items": [
            pod("web", json!({"containers": [{"name": "app"}], "serviceAccountName": "web"})),
            {"apiVersion": "v1", "kind": "ServiceAccount",
                "metadata": {"name": "web", "namespace": "shop"},
                "automountServiceAccountToken": true},
        ]});
        let owner = json!({"allow": {"serviceAccountOwner": true}});
        assert_eq!(
            verdicts(&dump.to_string(), json!({}), owner),
            (vec!["NowAccepted Pod shop/web".to_owned()], 1, vec![])
        );
    }

    #[test]
    fn a_text_without_objects_is_refused() {
        let nothing = "expected Kubernetes objects, such as the output of kubectl get -o json; found \
                       nothing";
        for (text, what) in [("", nothing), ("# nothing\n", nothing)] {
            let read = Objects::read("cluster.json", text.into(), None).map(|_| ());
            assert_eq!(read, Err(what.to_owned()), "{text:?}");
        }
        let empty =
            Objects::read("cluster.json", b"{\"kind\": \"List\", \"items\": []}".into(), None);
        assert_eq!(empty.map(|objects| objects.total()), Ok(0));
    }
}
