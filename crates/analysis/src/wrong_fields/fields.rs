//! The fields that decide about tokens: their names and types, and which of them a key resembles.

use manifest::{Content, Node};
use serde_json::Value;

/// The field that turns the mounting of tokens off.
pub(super) const AUTOMOUNT: &str = "automountServiceAccountToken";

/// An object of the Kubernetes API that has such fields.
pub struct Owner {
    /// What it is.
    pub name: &'static str,
    fields: &'static [(&'static str, Type)],
    /// The names of its other fields, also of those that only some versions of Kubernetes know.
    others: &'static [&'static str],
}

/// The type of a field.
#[derive(Clone, Copy)]
enum Type {
    Boolean,
    Text,
    Integer,
    List,
}

/// A Pod's `spec`, and that of a Pod template.
pub const POD_SPEC: Owner = Owner {
    name: "PodSpec",
    fields: &[
        (AUTOMOUNT, Type::Boolean),
        ("serviceAccountName", Type::Text),
        ("serviceAccount", Type::Text),
        ("volumes", Type::List),
        ("initContainers", Type::List),
        ("containers", Type::List),
        ("ephemeralContainers", Type::List),
    ],
    others: &[
        "activeDeadlineSeconds",
        "affinity",
        "dnsConfig",
        "dnsPolicy",
        "enableServiceLinks",
        "hostAliases",
        "hostIPC",
        "hostNetwork",
        "hostPID",
        "hostUsers",
        "hostname",
        "hostnameOverride",
        "imagePullSecrets",
        "nodeName",
        "nodeSelector",
        "os",
        "overhead",
        "preemptionPolicy",
        "priority",
        "priorityClassName",
        "readinessGates",
        "resourceClaims",
        "resources",
        "restartPolicy",
        "runtimeClassName",
        "schedulerName",
        "schedulingGates",
        "schedulingGroup",
        "securityContext",
        "setHostnameAsFQDN",
        "shareProcessNamespace",
        "subdomain",
        "terminationGracePeriodSeconds",
        "tolerations",
        "topologySpreadConstraints",
        "workloadRef",
    ],
};

/// A service account.
pub const SERVICE_ACCOUNT: Owner = Owner {
    name: "ServiceAccount",
    fields: &[(AUTOMOUNT, Type::Boolean), ("secrets", Type::List)],
    others: &["apiVersion", "imagePullSecrets", "kind", "metadata"],
};

/// A source of a projected volume.
pub const TOKEN_SOURCE: Owner = Owner {
    name: "serviceAccountToken source",
    fields: &[("audience", Type::Text), ("expirationSeconds", Type::Integer), ("path", Type::Text)],
    others: &[],
};

/// What is wrong with an entry of an [`Owner`].
pub(super) enum Entry {
    /// It is no field. This one has a similar name.
    Resembles(&'static str),
    /// It has to have such a value instead, in words.
    Takes(&'static str),
}

impl Owner {
    /// Whether Kubernetes knows a field of this name here.
    pub fn knows(&self, key: &str) -> bool {
        self.fields.iter().any(|(name, _)| *name == key) || self.others.contains(&key)
    }

    /// What is wrong with an entry; `None` if nothing is known to be.
    pub(super) fn check(&self, key: &str, value: &Node) -> Option<Entry> {
        match self.fields.iter().find(|(name, _)| *name == key) {
            Some((_, of)) => of.instead_of(value).map(Entry::Takes),
            None if self.knows(key) => None,
            None => self.resembles(key).map(Entry::Resembles),
        }
    }

    /// The field whose name is at most two typing errors away.
    fn resembles(&self, key: &str) -> Option<&'static str> {
        let plain = plain(key);
        let names = self.fields.iter().map(|(name, _)| *name);
        // A short name is soon another word.
        let distances = names.filter_map(|name| {
            let most = (name.len() / 4).min(2);
            if plain.len().abs_diff(name.len()) > most {
                return None;
            }
            let distance = strsim::osa_distance(&plain, &name.to_ascii_lowercase());
            (distance <= most).then_some((distance, name))
        });
        distances.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
    }
}

/// A key without what tells words apart.
fn plain(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect()
}

impl Type {
    /// What to write instead of a value; `None` if the value is of this type, or null.
    fn instead_of(self, value: &Node) -> Option<&'static str> {
        let scalar = match &value.content {
            Content::Scalar(value) => value,
            Content::Sequence(_) if matches!(self, Self::List) => return None,
            _ => &Value::Null,
        };
        let text = scalar.as_str().unwrap_or_default();
        let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
        match (self, scalar) {
            (_, Value::Null) if value.is_null() => None,
            (Self::Boolean, Value::Bool(_)) | (Self::Text, Value::String(_)) => None,
            (Self::Integer, Value::Number(number))
                if number.as_f64().is_some_and(|number| number.fract() == 0.0) =>
            {
                None
            }
            (Self::Boolean, _) if is_one_of(&["true", "yes", "on", "y"]) => {
                Some("true without quotes")
            }
            (Self::Boolean, _) if is_one_of(&["false", "no", "off", "n"]) => {
                Some("false without quotes")
            }
            (Self::Boolean, _) => Some("true or false"),
            (Self::Text, Value::Null) => Some("a string"),
            (Self::Text, _) => Some("it in quotes"),
            (Self::Integer, _) if text.parse::<u32>().is_ok() => Some("it without quotes"),
            (Self::Integer, _) => Some("a whole number"),
            (Self::List, _) => Some("a list"),
        }
    }
}
