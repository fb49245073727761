//! Access to the cluster through a Kubewarden host.

use crate::prelude::*;

use super::error::is_not_found;
use super::{Cluster, LookupError};
use crate::json::Written;

/// A host call: takes an operation in namespace `kubernetes` and a payload, and returns the answer
/// or an error.
pub trait HostCall: Fn(&str, &[u8]) -> Result<Vec<u8>, String> {}

impl<F: Fn(&str, &[u8]) -> Result<Vec<u8>, String>> HostCall for F {}

/// The cluster as seen through a Kubewarden host.
pub struct Host<F>(pub F);

/// `GetResourceRequest` of the Kubewarden SDK.
struct GetResource<'a> {
    api_version: &'a str,
    kind: &'a str,
    name: &'a str,
    namespace: Option<&'a str>,
    disable_cache: bool,
    /// A JSON list.
    field_masks: &'a str,
}

const RBAC: &str = "rbac.authorization.k8s.io/v1";

impl<F: HostCall> Host<F> {
    fn get(&self, request: &GetResource<'_>) -> Result<Option<Vec<u8>>, LookupError> {
        let mut payload = Written::object();
        payload.text("api_version", request.api_version);
        payload.text("kind", request.kind);
        payload.text("name", request.name);
        payload.text_or_null("namespace", request.namespace);
        payload.flag("disable_cache", request.disable_cache);
        payload.json("field_masks", request.field_masks);
        match self.0("get_resource", payload.finish().as_bytes()) {
            Ok(json) => Ok(Some(json)),
            Err(error) => {
                let kind = [request.api_version, "/", request.kind].concat();
                let place = match request.namespace {
                    Some(namespace) => ["Some(\"", namespace, "\")"].concat(),
                    None => "None".into(),
                };
                if is_not_found(&error, &kind, &place, request.name) {
                    Ok(None)
                } else {
                    Err(LookupError::from_host(&error))
                }
            }
        }
    }

    fn list(&self, kind: &str) -> Result<String, LookupError> {
        // `ListAllResourcesRequest`. Each distinct request starts a watch that keeps its objects in memory,
        // so the policy only ever uses two of them.
        let mut payload = Written::object();
        payload.text("api_version", RBAC);
        payload.text("kind", kind);
        payload.json("label_selector", "null");
        payload.json("field_selector", "null");
        payload.json("field_masks", r#"["roleRef","subjects"]"#);
        match self.0("list_resources_all", payload.finish().as_bytes()) {
            Ok(json) => text(json),
            Err(error) => Err(LookupError::from_host(&error)),
        }
    }
}

fn text(answer: Vec<u8>) -> Result<String, LookupError> {
    String::from_utf8(answer).map_err(|_| LookupError::nonsense("it is not valid UTF-8"))
}

impl<F: HostCall> Cluster for Host<F> {
    fn service_account(
        &mut self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<String>, LookupError> {
        let account = self.get(&GetResource {
            api_version: "v1",
            kind: "ServiceAccount",
            name,
            namespace: Some(namespace),
            disable_cache: false,
            field_masks: r#"["automountServiceAccountToken","secrets"]"#,
        })?;
        account.map(text).transpose()
    }

    fn secret(&mut self, namespace: &str, name: &str) -> Result<Option<String>, LookupError> {
        let secret = self.get(&GetResource {
            api_version: "v1",
            kind: "Secret",
            name,
            namespace: Some(namespace),
            // What a Secret holds may have changed a moment ago. Hosts that do not know the field
            // answer from their cache.
            disable_cache: true,
            // Leaves out the Secret's data.
            field_masks: r#"["type"]"#,
        })?;
        secret.map(text).transpose()
    }

    fn may_read_bindings(&mut self) -> Result<(), LookupError> {
        let probe = GetResource {
            api_version: RBAC,
            kind: "ClusterRoleBinding",
            name: "cluster-admin",
            namespace: None,
            disable_cache: false,
            field_masks: r#"["subjects"]"#,
        };
        self.get(&probe).map(|_| ())
    }

    fn cluster_role_bindings(&mut self) -> Result<String, LookupError> {
        self.list("ClusterRoleBinding")
    }

    fn role_bindings(&mut self) -> Result<String, LookupError> {
        self.list("RoleBinding")
    }
}
