//! Changes to a value, before they are written into a text.

use serde_json::{Map, Value};

use super::Place;
use crate::path::Step;

/// A change to a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Gives a field of a mapping that value.
    Set {
        /// The way to the mapping.
        mapping: Vec<Step>,
        /// The field.
        key: String,
        /// Its new value.
        value: Value,
        /// Where to insert the field if it does not exist.
        place: Place,
    },
    /// Adds an item to the end of a list. A null field counts as missing, and a missing list is
    /// created.
    Append {
        /// The way to the mapping that has the list.
        mapping: Vec<Step>,
        /// The field with the list.
        key: String,
        /// The item.
        item: Value,
    },
    /// Removes an item from a list. If no other is left, the list goes with its key.
    Remove {
        /// The way to the mapping that has the list.
        mapping: Vec<Step>,
        /// The field with the list.
        key: String,
        /// The index of the item.
        item: usize,
    },
}

impl Change {
    /// The way to the mapping that it changes.
    pub(super) fn mapping(&self) -> &[Step] {
        match self {
            Self::Set { mapping, .. }
            | Self::Append { mapping, .. }
            | Self::Remove { mapping, .. } => mapping,
        }
    }

    /// The field that it changes.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Set { key, .. } | Self::Append { key, .. } | Self::Remove { key, .. } => key,
        }
    }

    /// Changes a value. `None` if the value is not as the change expects it.
    #[must_use]
    pub fn apply(&self, root: &mut Value) -> Option<()> {
        let mut at = root;
        for step in self.mapping() {
            at = match step {
                Step::Key(key) => {
                    if at.is_null() {
                        *at = Value::Object(Map::new());
                    }
                    at.as_object_mut()?.entry(key.as_str()).or_insert(Value::Null)
                }
                Step::Item(item) => at.get_mut(*item)?,
            };
        }
        if at.is_null() {
            *at = Value::Object(Map::new());
        }
        let fields = at.as_object_mut()?;
        match self {
            Self::Set { key, value, .. } => {
                fields.insert(key.clone(), value.clone());
            }
            Self::Append { key, item, .. } => {
                let list = fields.entry(key.as_str()).or_insert(Value::Null);
                match list {
                    Value::Null => *list = Value::Array(vec![item.clone()]),
                    list => list.as_array_mut()?.push(item.clone()),
                }
            }
            Self::Remove { key, item, .. } => {
                let list = fields.get_mut(key)?.as_array_mut()?;
                if *item >= list.len() {
                    return None;
                }
                list.remove(*item);
                if list.is_empty() {
                    fields.remove(key);
                }
            }
        }
        Some(())
    }
}
