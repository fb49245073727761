//! The path of a value, as messages and exposures have it: `spec.jobs[1].template`, with keys that are no
//! names of fields in quotes (`spec."a b".template`).

use manifest::Node;
use serde_json::Value;
use service_account_token_policy::text::in_quotes;

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item of a list.
    Item(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(item: usize) -> Self {
        Self::Item(item)
    }
}

/// A step as a path has it. Quotes can hide a part of a key, so that it is known only by comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written<'p> {
    /// A key, perhaps in quotes.
    Key(&'p str),
    /// An index.
    Item(usize),
}

impl Written<'_> {
    /// Whether it leads to the value of that key.
    pub fn is_key(self, key: &str) -> bool {
        match self {
            Self::Key(written) if written.starts_with('"') => in_quotes(key) == written,
            Self::Key(written) => key == written,
            Self::Item(_) => false,
        }
    }
}

/// The steps of a path.
pub fn steps(path: &str) -> impl Iterator<Item = Written<'_>> {
    let mut rest = path;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches('.');
        if rest.is_empty() {
            return None;
        }
        if let Some((index, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            && let Ok(index) = index.parse()
        {
            rest = after;
            return Some(Written::Item(index));
        }
        let inner = rest.strip_prefix('"').and_then(|inner| inner.find('"'));
        let end = match inner {
            Some(end) => end + 2,
            // A bracket without an index is a part of the name.
            None => rest.get(1..)?.find(['.', '[']).map_or(rest.len(), |end| end + 1),
        };
        let step = rest.get(..end)?;
        rest = rest.get(end..)?;
        Some(Written::Key(step))
    })
}

/// The way along a path in an object. `None` if nothing is there, or if several keys are written alike.
pub fn way(object: &Value, path: &str) -> Option<Vec<Step>> {
    let mut at = object;
    let mut way = Vec::new();
    for step in steps(path) {
        match step {
            Written::Item(index) => {
                at = at.as_array()?.get(index)?;
                way.push(Step::Item(index));
            }
            Written::Key(_) => {
                let mut alike = at.as_object()?.iter().filter(|(key, _)| step.is_key(key));
                let (Some((key, value)), None) = (alike.next(), alike.next()) else { return None };
                at = value;
                way.push(Step::Key(key.clone()));
            }
        }
    }
    Some(way)
}

/// The part of a text at the end of a way.
pub fn node_at<'n>(object: &'n Node, way: &[Step]) -> Option<&'n Node> {
    way.iter().try_fold(object, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Item(index) => node.items()?.get(*index),
    })
}

/// The value at the end of a way, to be changed.
pub fn at_mut<'o>(object: &'o mut Value, way: &[Step]) -> Option<&'o mut Value> {
    way.iter().try_fold(object, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Item(index) => value.get_mut(index),
    })
}

/// The value at the end of a way.
pub fn at<'o>(object: &'o Value, way: &[Step]) -> Option<&'o Value> {
    way.iter().try_fold(object, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Item(index) => value.get(index),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_leads_to_a_value() {
        let long = "x".repeat(300);
        let object = json!({"spec": {
            "jobs": [{"template": 0}, {"template": 1}],
            "a b": {"c.d[0]": {"e\"f": 2}},
            "é": {"": 3},
            "same\"": 4, "same'": 5,
            "list": {"[": {"template": 6}},
            &long: 7,
        }});
        for (path, expected) in [
            ("spec.jobs[1].template", Some(1)),
            ("spec.jobs[2].template", None),
            ("spec.jobs.template", None),
            ("spec.\"a b\".\"c.d[0]\".\"e'f\"", Some(2)),
            ("spec.\"?\".\"\"", None),
            ("spec.\"é\".\"\"", Some(3)),
            ("spec.\"same'\"", None),
            ("spec.\"jobs\"[0].template", Some(0)),
            ("spec.list.\"[\".template", Some(6)),
            ("spec.[.x", None),
            ("spec.\"open", None),
        ] {
            let way = way(&object, path);
            let found = way.and_then(|way| at(&object, &way).and_then(Value::as_i64));
            assert_eq!(found, expected, "{path}");
        }
        let path = format!("spec.{}", in_quotes(&long));
        assert!(way(&object, &path).is_some());
    }
}
