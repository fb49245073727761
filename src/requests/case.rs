//! What the requests about Pods and workloads have in common: the case that is judged.

use crate::answer::response::Response;
use crate::decide::case::Case;
use crate::json::{Fault, must_be};
use crate::pod::spec::PodSpec;
use crate::prelude::*;
use crate::text::is_object_name;

/// An answer, or what is wrong with the request.
pub(super) type Judged = Result<Response, Fault>;

/// A PodSpec of a Pod, without its token sources.
pub(super) fn pod_case<'p>(namespace: &'p str, spec: &'p PodSpec<'_>) -> Result<Case<'p>, Fault> {
    Ok(Case {
        namespace,
        account: account(spec, "spec")?,
        automount: spec.automount,
        is_pod: true,
        spec_path: "spec",
        ..Case::default()
    })
}

/// The name of the service account.
pub(super) fn account<'p>(spec: &'p PodSpec<'_>, path: &str) -> Result<&'p str, Fault> {
    let name = spec.account_name();
    if is_object_name(name) {
        Ok(name)
    } else {
        let place = ["request.object.", path, ".serviceAccountName"];
        Err(must_be(&place, "a DNS subdomain", name))
    }
}

pub(super) fn too_many(what: &str) -> String {
    ["request.object ", what].concat()
}
