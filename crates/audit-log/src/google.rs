//! How Google Cloud writes what a request was about.

use crate::row::Proto;

/// An object, or a kind of objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Object<'o> {
    pub(crate) group: &'o str,
    pub(crate) resource: &'o str,
    pub(crate) subresource: &'o str,
    pub(crate) namespace: &'o str,
    pub(crate) name: &'o str,
}

/// The verb is the last part of `io.k8s.<group>.<version>.<resource>[.<subresource>].<verb>`. The
/// rest is taken from `<group>/<version>[/namespaces/<namespace>]/<resource>[/<name>[/<sub>]]`,
/// where the group is not turned around. A path that is no resource has the method
/// `io.k8s.<verb>`.
pub(crate) fn verb_and_path<'p>(proto: &'p Proto<'p>) -> (&'p str, Object<'p>) {
    let method = proto.method.get();
    let verb = method.rsplit('.').next().unwrap_or_default();
    if method.split('.').count() <= 3 {
        return (verb, Object::default());
    }
    (verb, object(proto.resource.get()))
}

fn object(path: &str) -> Object<'_> {
    let mut parts = path.split('/');
    let group = match parts.next().unwrap_or_default() {
        "core" => "",
        group => group,
    };
    let _version = parts.next();
    let mut namespace = "";
    let mut resource = parts.next().unwrap_or_default();
    let mut name = parts.next().unwrap_or_default();
    let mut subresource = parts.next().unwrap_or_default();
    // `namespaces/shop` and `namespaces/shop/finalize` are the namespace itself.
    let rest = parts.next();
    let within = !subresource.is_empty()
        && (rest.is_some() || !matches!(subresource, "status" | "finalize"));
    if resource == "namespaces" && within {
        namespace = name;
        resource = subresource;
        name = rest.unwrap_or_default();
        subresource = parts.next().unwrap_or_default();
    }
    Object { group, resource, subresource, namespace, name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects() {
        let all = [
            ("core/v1/namespaces/shop/pods", ("", "pods", "", "shop", "")),
            ("core/v1/namespaces/shop/pods/web-0/log", ("", "pods", "log", "shop", "web-0")),
            ("apps/v1/deployments", ("apps", "deployments", "", "", "")),
            ("core/v1/nodes/a/metrics", ("", "nodes", "metrics", "", "a")),
            ("core/v1/namespaces/shop", ("", "namespaces", "", "", "shop")),
            ("core/v1/namespaces/shop/finalize", ("", "namespaces", "finalize", "", "shop")),
            ("core", ("", "", "", "", "")),
        ];
        for (path, (group, resource, subresource, namespace, name)) in all {
            let expected = Object { group, resource, subresource, namespace, name };
            assert_eq!(object(path), expected, "{path}");
        }
    }
}
