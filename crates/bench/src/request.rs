//! The requests: one sent by an API server, and larger ones derived from it.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

const RECORDED: &str = include_str!(
    "../../../e2e-tests/recorded/v1.36/validate/CREATE-Pod-sa-unset-pod-unset-default.json"
);

/// The recorded Pod's account, as the host returns it.
pub const ACCOUNT: &str = r#"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"sa-unset"}}"#;

/// The input of `validate`: compact JSON with sorted keys.
pub struct Request {
    /// How it differs from the recorded one.
    pub name: String,
    /// What the guest reads.
    pub payload: Vec<u8>,
    /// The host's answer to a list of bindings.
    pub bindings: Arc<Vec<u8>>,
    /// Whether it leads to a rejection after one lookup, like the recorded one.
    pub is_rejected: bool,
}

impl Request {
    /// The recorded creation of a Pod.
    pub fn recorded() -> Result<Self> {
        Self::with("recorded Pod", json!({}), |_| Some(()))
    }

    /// The same Pod with `count` copies of its container.
    pub fn with_containers(count: usize) -> Result<Self> {
        Self::with(&format!("{count} containers"), json!({}), |pod| {
            repeat(pod.pointer_mut("/spec/containers")?, "name", |_| count)
        })
    }

    /// The same Pod with its managed fields repeated up to this size.
    pub fn with_managed_fields(bytes: usize) -> Result<Self> {
        Self::with(&format!("{} KB of managedFields", bytes / 1000), json!({}), |pod| {
            let fields = pod.pointer_mut("/metadata/managedFields")?;
            repeat(fields, "manager", |first| bytes.div_ceil(first.to_string().len()))
        })
    }

    /// The recorded Pod in mutating mode, which removes its token.
    pub fn mutated() -> Result<Self> {
        let request = Self::with("action: mutate", json!({"action": "mutate"}), |_| Some(()))?;
        Ok(Self { is_rejected: false, ..request })
    }

    /// The recorded Pod, with its account looked for in this many role bindings and as many cluster
    /// role bindings.
    pub fn with_bindings(count: usize) -> Result<Self> {
        let settings = json!({"allow": {"serviceAccountsWithRoleBindings": true}});
        let request = Self::with(&format!("{count} bindings"), settings, |_| Some(()))?;
        let items: Value = (0..count)
            .map(|number| {
                json!({
                    "metadata": {"name": format!("binding-{number}"), "namespace": "elsewhere"},
                    "subjects": [{"kind": "ServiceAccount", "name": format!("account-{number}"), "namespace": "elsewhere"}],
                })
            })
            .collect();
        let bindings = Arc::new(serde_json::to_vec(&json!({"items": items}))?);
        Ok(Self { is_rejected: false, bindings, ..request })
    }

    fn with(
        name: &str,
        settings: Value,
        change: impl FnOnce(&mut Value) -> Option<()>,
    ) -> Result<Self> {
        let mut review: Value = serde_json::from_str(RECORDED)?;
        let mut request = review["request"].take();
        change(&mut request["object"]).context("the recorded Pod lacks what was to be repeated")?;
        let payload = serde_json::to_vec(&json!({ "request": request, "settings": settings }))?;
        Ok(Self { name: name.into(), payload, bindings: Arc::default(), is_rejected: true })
    }
}

/// Repeats the first item of a list, giving each copy its own `key`.
fn repeat(list: &mut Value, key: &str, count: impl FnOnce(&Value) -> usize) -> Option<()> {
    let list = list.as_array_mut()?;
    let first = list.first()?.clone();
    list.resize(count(&first), first);
    for (index, item) in list.iter_mut().enumerate() {
        item[key] = json!(format!("number-{index}"));
    }
    Some(())
}
