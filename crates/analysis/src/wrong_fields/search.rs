//! Goes through an object and collects its wrong fields.

use manifest::{Content, Key, Node};

use super::fields::{AUTOMOUNT, Entry, Owner, POD_SPEC, SERVICE_ACCOUNT, TOKEN_SOURCE};
use super::path::Path;
use super::{Wrong, WrongField};
use crate::kinds::{Holds, Kind, PodPlace};
use crate::path::node_at;

/// The fields that name the account of a PodSpec.
const ACCOUNT_FIELDS: [&str; 2] = ["serviceAccountName", "serviceAccount"];

/// Most wrong fields that are shown of an object. Aliases can make any number of them.
const MOST: usize = 100;

/// Fields of any kind below which keys are not fields: they are free, or they define the fields of
/// another kind.
const FREE: [&str; 6] = ["annotations", "labels", "data", "stringData", "binaryData", "properties"];

/// What was found so far.
#[derive(Default)]
pub struct Search {
    /// The wrong fields, in the order of their lines.
    pub found: Vec<WrongField>,
}

impl Search {
    /// Searches an object of a kind of Kubernetes that is judged.
    pub fn judged(&mut self, object: &Node, kind: &Kind) {
        match (kind.pod_spec(), kind.holds) {
            (Some(pod_spec), _) => self.above(object, &Path::Root, pod_spec, pod_spec),
            (None, Holds::ServiceAccount) => self.owner(object, &Path::Root, &SERVICE_ACCOUNT),
            (None, _) => return,
        }
        if let Some(right) = kind.automount_field() {
            self.misplaced_automount(object, &Path::Root, &right);
        }
    }

    /// Searches an object of a kind that the settings name: its Pod templates, of which the fields are known,
    /// and the rest of it. Not all have the field that switches the token off.
    pub fn custom(&mut self, object: &Node, places: &[PodPlace<'_>], has_automount: bool) {
        let templates =
            places.iter().filter_map(|place| Some((place, node_at(object, &place.way)?)));
        let templates: Vec<(&PodPlace<'_>, &Node)> = templates.collect();
        self.case(object, &|node| templates.iter().any(|(_, known)| std::ptr::eq(*known, node)));
        for (place, template) in templates {
            let path = Path::At(&place.path);
            let below = if place.way == place.spec_way { "" } else { "spec" };
            self.above(template, &path, below, &place.spec_path);
            if has_automount {
                self.misplaced_automount(template, &path, &place.automount_field());
            }
        }
    }

    /// Finds the field that switches the token off in other places than the right one.
    fn misplaced_automount(&mut self, node: &Node, path: &Path<'_>, right: &str) {
        any_key(node, path, &mut |key, _, path| {
            if key.name == AUTOMOUNT && path.to_string() != right {
                self.push(key, path, Wrong::Place, right.to_owned());
            }
            true
        });
    }

    /// Searches an object of a kind of which nothing is known.
    pub fn unjudged(&mut self, object: &Node) {
        self.case(object, &|_| false);
    }

    /// Finds keys that differ only in case from the field that switches the token off, but not in parts of
    /// which the fields are known.
    fn case(&mut self, object: &Node, is_known: &dyn Fn(&Node) -> bool) {
        any_key(object, &Path::Root, &mut |key, node, path| {
            if key.name.eq_ignore_ascii_case(AUTOMOUNT) && key.name != AUTOMOUNT {
                self.push(key, path, Wrong::Case, AUTOMOUNT.into());
            }
            !FREE.contains(&&*key.name) && !is_known(node)
        });
    }

    /// Searches what contains a PodSpec, down to the PodSpec. `below` is the rest of its path.
    fn above(&mut self, node: &Node, path: &Path<'_>, below: &str, pod_spec: &str) {
        if below.is_empty() {
            return self.pod_spec(node, path, pod_spec);
        }
        self.misplaced_account(node, path, pod_spec);
        if let Some(metadata) = node.get("metadata") {
            self.misplaced_account(metadata, &Path::Key(path, "metadata"), pod_spec);
        }
        let (next, below) = below.split_once('.').unwrap_or((below, ""));
        if let Some(node) = node.get(next) {
            self.above(node, &Path::Key(path, next), below, pod_spec);
        }
    }

    fn pod_spec(&mut self, spec: &Node, path: &Path<'_>, pod_spec: &str) {
        self.owner(spec, path, &POD_SPEC);
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for_each_item(spec, path, list, &mut |container, path| {
                self.misplaced_account(container, path, pod_spec);
            });
        }
        for_each_item(spec, path, "volumes", &mut |volume, path| {
            let Some(projected) = volume.get("projected") else { return };
            let path = Path::Key(path, "projected");
            for_each_item(projected, &path, "sources", &mut |source, path| {
                if let Some(token) = source.get("serviceAccountToken") {
                    self.owner(token, &Path::Key(path, "serviceAccountToken"), &TOKEN_SOURCE);
                }
            });
        });
    }

    /// Checks the names and types of an object's own fields.
    fn owner(&mut self, node: &Node, path: &Path<'_>, owner: &Owner) {
        for (key, value) in node.entries().unwrap_or_default() {
            let (wrong, right) = match owner.check(&key.name, value) {
                Some(Entry::Resembles(field)) => (Wrong::Name(owner.name), field),
                Some(Entry::Takes(right)) => (Wrong::Type(value.kind()), right),
                None => continue,
            };
            self.push(key, &Path::Key(path, &key.name), wrong, right.to_owned());
        }
    }

    /// Finds the account's name outside a PodSpec.
    fn misplaced_account(&mut self, node: &Node, path: &Path<'_>, pod_spec: &str) {
        for (key, _) in node.entries().unwrap_or_default() {
            if ACCOUNT_FIELDS.contains(&&*key.name) {
                let right = format!("{pod_spec}.serviceAccountName");
                self.push(key, &Path::Key(path, &key.name), Wrong::Place, right);
            }
        }
    }

    fn push(&mut self, key: &Key, path: &Path<'_>, wrong: Wrong, right: String) {
        if self.found.len() < MOST {
            let line = key.line;
            let place = self.found.partition_point(|field| field.line <= line);
            self.found.insert(place, WrongField { path: path.to_string(), line, wrong, right });
        }
    }
}

/// Calls `each` with the items of a list in an object.
fn for_each_item(node: &Node, path: &Path<'_>, list: &str, each: &mut dyn FnMut(&Node, &Path<'_>)) {
    let items = node.get(list).and_then(Node::items).unwrap_or_default();
    for (index, item) in items.iter().enumerate() {
        each(item, &Path::Item(&Path::Key(path, list), index));
    }
}

/// Calls `each` with every key in an object and its value; it returns whether to look below that key.
fn any_key(node: &Node, path: &Path<'_>, each: &mut dyn FnMut(&Key, &Node, &Path<'_>) -> bool) {
    match &node.content {
        Content::Scalar(_) => {}
        Content::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                any_key(item, &Path::Item(path, index), each);
            }
        }
        Content::Mapping(entries) => {
            for (key, node) in entries {
                let path = Path::Key(path, &key.name);
                if each(key, node, &path) {
                    any_key(node, &path, each);
                }
            }
        }
    }
}
