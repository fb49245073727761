//! Finds the Pod templates in an object by a path, and pairs each with the one that an UPDATE replaces.
//!
//! A path is names of fields, divided by dots. `[*]` after a name leads to each item of a list, or to each
//! value of a map: `spec.replicatedJobs[*].template.spec.template`.

use super::spec::Metadata;
use crate::json::text::{parts, same};
use crate::json::{self, Fault, Fields, JsonError, Parts, Slot, Struct as _, Text, fields};
use crate::prelude::*;
use crate::text::{ByName, count, cut, in_quotes, is_field_name, worded};

/// How many items of lists and maps are followed in an object, so that its templates can be judged in time.
const MOST_ITEMS: usize = 1_000;

/// Where the objects of a kind have Pod templates.
#[derive(Clone, Copy, Debug)]
pub struct Place<'s> {
    /// The path to the template, or to a bare PodSpec.
    pub path: &'s str,
    /// Whether a bare PodSpec is there.
    pub is_pod_spec: bool,
}

/// A Pod template or a bare PodSpec.
#[derive(Debug)]
pub struct FoundTemplate<'a> {
    /// The field path to it, with the indexes and keys that are really there.
    pub path: String,
    /// Whether it is a bare PodSpec.
    pub is_pod_spec: bool,
    /// It, as text.
    pub new: &'a str,
    /// The one that an UPDATE replaces, as text.
    pub old: Option<&'a str>,
}

impl FoundTemplate<'_> {
    /// The field path of the PodSpec.
    pub fn spec_path(&self) -> String {
        match self.is_pod_spec {
            true => self.path.clone(),
            false => [&*self.path, ".spec"].concat(),
        }
    }
}

/// The Pod templates in an object.
#[derive(Debug, Default)]
pub struct Templates<'a> {
    /// `metadata` of the object: not that of its Pods.
    pub metadata: Metadata<'a>,
    /// The templates that are new or have changed, in the order of the places and then of the object.
    pub found: Vec<FoundTemplate<'a>>,
    /// The field paths where a name is missing, or `null`.
    pub missing: Vec<String>,
    items: usize,
}

impl<'a> Templates<'a> {
    /// Adds the templates at a place of an object, and pairs them with those of the object that it replaces: by
    /// path; items of a list by `name` where all items of both lists have distinct ones, else by index; values
    /// of a map by key.
    ///
    /// # Errors
    ///
    /// Something on the path is of the wrong type, or there are too many items.
    pub fn find(
        &mut self,
        place: Place<'_>,
        new: &'a str,
        old: Option<&'a str>,
    ) -> Result<(), Fault> {
        self.walk(place, place.path, String::new(), new, old)
    }

    /// Notes templates without a `spec`, and PodSpecs with one, which are templates: there the path leads to the
    /// wrong thing.
    ///
    /// # Errors
    ///
    /// A template is not an object.
    pub fn check_specs(&mut self) -> Result<(), Fault> {
        for found in &self.found {
            let metadata = &mut Metadata::default();
            let spec = member(found.new, &in_object(&found.path), &["spec"], metadata)?;
            if (spec == "null") != found.is_pod_spec {
                let lacks = if found.is_pod_spec { ".containers" } else { ".spec" };
                self.missing.push([&*found.path, lacks].concat());
            }
        }
        Ok(())
    }

    /// Follows the rest of a path from the value at `path`.
    fn walk(
        &mut self,
        place: Place<'_>,
        rest: &str,
        mut path: String,
        new: &'a str,
        old: Option<&'a str>,
    ) -> Result<(), Fault> {
        // Whatever it is, it was there before. (The policy server writes both objects in the same way.)
        if old == Some(new) || rest.is_empty() && old.is_some_and(|old| same(old, new)) {
            return Ok(());
        }
        if new == "null" {
            self.missing.push(path);
            return Ok(());
        }
        if rest.is_empty() {
            self.found.push(FoundTemplate { path, is_pod_spec: place.is_pod_spec, new, old });
            return Ok(());
        }
        let (step, rest) = cut(rest, b'.').unwrap_or((rest, ""));
        let (name, is_each) = match step.strip_suffix("[*]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        // On the way, only the object's own metadata is read.
        let keys: &[&str] = if path.is_empty() { &[name, "metadata"] } else { &[name] };
        let new = member(new, &in_object(&path), keys, &mut self.metadata)?;
        // What cannot be read there excuses nothing.
        let old = old
            .and_then(|old| member(old, "", &[name], &mut Metadata::default()).ok())
            .unwrap_or("null");
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        if is_each && new != "null" {
            return self.each(place, rest, &path, new, old);
        }
        self.walk(place, rest, path, new, Some(old).filter(|old| *old != "null"))
    }

    /// Follows the rest of a path from each item of a list, or each value of a map.
    fn each(
        &mut self,
        place: Place<'_>,
        rest: &str,
        path: &str,
        new: &'a str,
        old: &'a str,
    ) -> Result<(), Fault> {
        let Some(mut new) = Items::read(new)? else {
            let fault = JsonError::that("must be a list or an object");
            return Err(fault.of(&in_object(path)));
        };
        let old = Items::read(old).ok().flatten().filter(|old| old.is_list == new.is_list);
        let mut old = old.unwrap_or_default();
        // Only where there are two lists does a name matter.
        if old.is_list {
            (new.names, old.names) = (names(&new.values), names(&old.values));
        }
        let mut by_name = ByName::default();
        for (number, name) in old.names.iter().flatten().enumerate() {
            by_name.add_name(&**name, number);
        }
        self.items += new.values.len();
        if self.items > MOST_ITEMS {
            return Err("request.object holds more Pod templates than can be judged".into());
        }
        for (number, item) in new.values.iter().enumerate() {
            let name = new.names.as_ref().and_then(|names| names.get(number));
            let partner = match name {
                Some(name) if old.names.is_some() => by_name.get(name, "").first().copied(),
                _ => Some(number),
            };
            let path = match name {
                Some(key) if !new.is_list && is_field_name(key) => [path, ".", key].concat(),
                Some(key) if !new.is_list => [path, ".", &in_quotes(key)].concat(),
                _ => worded("{}[{}]", &[path, &count(number)]),
            };
            let old = partner.and_then(|partner| old.values.get(partner)).copied();
            self.walk(place, rest, path, item, old)?;
        }
        Ok(())
    }
}

/// The items of a list, or the values of a map.
#[derive(Default)]
struct Items<'a> {
    is_list: bool,
    /// The keys of a map; of a list, once it has a partner, the `name` of each item, if they are distinct.
    names: Option<Vec<Text<'a>>>,
    values: Vec<&'a str>,
}

impl<'a> Items<'a> {
    /// Reads a list or a map; `None` if it is neither.
    fn read(json: &'a str) -> Result<Option<Self>, Fault> {
        let mut items = Self::default();
        match parts(json)? {
            Parts::List(list) => {
                items.is_list = true;
                items.values = list;
            }
            Parts::Object(entries) => {
                let mut names = Vec::new();
                for (key, value) in entries {
                    // Parts that were only read are borrowed.
                    if let Cow::Borrowed(value) = value {
                        names.push(key);
                        items.values.push(value);
                    }
                }
                items.names = Some(names);
            }
            Parts::Text(_) | Parts::Other => return Ok(None),
        }
        Ok(Some(items))
    }
}

/// An object with a name.
#[derive(Default)]
pub struct Named<'a> {
    /// `name`.
    pub name: Option<Text<'a>>,
}
fields!(Named<'de> { "name" => Text name });

/// The names of all items, if they are distinct.
fn names<'a>(items: &[&'a str]) -> Option<Vec<Text<'a>>> {
    let mut names = Vec::new();
    let mut known = ByName::default();
    for item in items {
        let mut named = Named::default();
        json::read_into(&mut named, item, "").ok()?;
        let name = named.name?;
        if known.has(&name) {
            return None;
        }
        known.add_name(name.clone(), 0);
        names.push(name);
    }
    Some(names)
}

/// The path of a value in the request.
pub fn in_object(path: &str) -> String {
    if path.is_empty() { "request.object".into() } else { ["request.object.", path].concat() }
}

/// A field of an object, and its metadata.
struct Member<'a, 'm> {
    value: Option<&'a str>,
    metadata: &'m mut Metadata<'a>,
}

impl<'a> Fields<'a> for Member<'a, '_> {
    fn slot(&mut self, index: usize) -> Slot<'_, 'a> {
        match index {
            0 => Slot::Raw(&mut self.value),
            _ => Slot::Object(self.metadata.object()),
        }
    }
}

/// Reads the field of an object with the first of these keys; its `metadata` if that is the second. Errors call
/// the object `name`.
fn member<'a>(
    object: &'a str,
    name: &str,
    keys: &[&str],
    metadata: &mut Metadata<'a>,
) -> Result<&'a str, Fault> {
    let mut member = Member { value: None, metadata };
    json::read_keys(object, name, keys, &mut member)?;
    Ok(member.value.unwrap_or("null"))
}
