//! Generates `artifacthub-pkg.yml` from the metadata.
//!
//! Has the same fields in the same order as the output of `kwctl scaffold artifacthub`; Artifact Hub
//! describes them on its page about Kubewarden policies.

use anyhow::{Context as _, Result};
use yaml_serde::{Mapping, Value, to_string};

use crate::metadata::Metadata;

const HEADER: &str = "\
# Made of policy-metadata.yml and questions-ui.yml by `make package-files`: change those.
";

/// The text of `artifacthub-pkg.yml`. The creation time of a version never changes: it is taken from
/// `before`, the current text of the file, if that is for the same version, and is `now` otherwise, in
/// the format of RFC 3339.
///
/// # Errors
///
/// Names the annotation that is not valid.
pub fn package(
    metadata: &Metadata,
    questions: &str,
    before: Option<&str>,
    now: &str,
) -> Result<String> {
    let version = metadata.annotation("io.kubewarden.policy.version")?;
    let before: Value = before.and_then(|text| yaml_serde::from_str(text).ok()).unwrap_or_default();
    let before = before.get("createdAt").filter(|_| before["version"] == version);
    let reference = metadata.oci_reference()?;
    let source = metadata.annotation("io.kubewarden.policy.source")?;
    let module = metadata.release_file("policy.wasm")?;
    let keywords = metadata.annotation("io.artifacthub.keywords")?.split(',').map(str::trim);
    let keywords = keywords.filter(|word| !word.is_empty());
    let maintainers = maintainers(metadata.annotation("io.kubewarden.policy.author")?)?;
    let recommended = "https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller";
    let annotations = map([
        ("kubewarden/contextAwareResources", to_string(&metadata.context_aware_resources)?.into()),
        ("kubewarden/mutation", metadata.mutating.to_string().into()),
        ("kubewarden/questions-ui", questions.into()),
        ("kubewarden/resources", metadata.annotation("io.artifacthub.resources")?.into()),
        ("kubewarden/rules", to_string(&metadata.rules)?.into()),
    ]);
    let package = map([
        ("version", version.into()),
        ("name", metadata.annotation("io.kubewarden.policy.title")?.into()),
        ("displayName", metadata.annotation("io.artifacthub.displayName")?.into()),
        ("createdAt", before.cloned().unwrap_or_else(|| now.into())),
        ("description", metadata.annotation("io.kubewarden.policy.description")?.into()),
        ("license", metadata.annotation("io.kubewarden.policy.license")?.into()),
        ("homeURL", metadata.annotation("io.kubewarden.policy.url")?.into()),
        ("containersImages", vec![pair("policy", "image", &reference)].into()),
        ("keywords", keywords.collect()),
        ("links", vec![pair("policy", "url", &module), pair("source", "url", source)].into()),
        ("install", install(&reference).into()),
        ("maintainers", maintainers),
        ("provider", map([("name", "kubewarden".into())])),
        ("recommendations", vec![map([("url", recommended.into())])].into()),
        ("annotations", annotations),
    ]);
    Ok(HEADER.to_owned() + &to_string(&package)?)
}

fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields.into_iter().map(|(key, value)| (key.into(), value)).collect::<Mapping>().into()
}

fn pair(name: &str, key: &str, value: &str) -> Value {
    map([("name", name.into()), (key, value.into())])
}

fn install(reference: &str) -> String {
    format!(
        "The policy can be obtained with \
         [kwctl](https://docs.kubewarden.io/howtos/install-kwctl):\n\
         ```console\n\
         kwctl pull {reference}\n\
         ```\n\
         Then generate a manifest, and tune it to your liking:\n\
         ```console\n\
         kwctl scaffold manifest -t ClusterAdmissionPolicy registry://{reference}\n\
         ```\n"
    )
}

/// `Name <address>`, separated by commas.
fn maintainers(authors: &str) -> Result<Value> {
    let one = |author: &str| {
        let (name, email) = author.trim().strip_suffix('>')?.split_once(" <")?;
        let (user, domain) = email.split_once('@')?;
        (!user.is_empty() && !domain.is_empty()).then(|| pair(name, "email", email))
    };
    authors.split(',').map(one).collect::<Option<Value>>().with_context(|| {
        format!(
            "annotations.io.kubewarden.policy.author: `{authors}` must be like Name <user@domain>"
        )
    })
}
