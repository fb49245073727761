//! `artifacthub-pkg.yml`, made of the metadata.
//!
//! The same fields in the same order as `ArtifactHubPkg` of Kubewarden's `policy-evaluator`, which
//! `kwctl scaffold artifacthub` writes; Artifact Hub describes them on its page about Kubewarden policies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::metadata::{
    AUTHOR, DESCRIPTION, DISPLAY_NAME, KEYWORDS, LICENSE, Metadata, POLICY_VERSION, RESOURCES,
    SOURCE, TITLE, URL,
};

const HEADER: &str = "\
# Made of policy-metadata.yml and questions-ui.yml by `make package-files`: change those.
";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'m> {
    version: &'m str,
    name: &'m str,
    display_name: &'m str,
    created_at: String,
    description: &'m str,
    license: &'m str,
    #[serde(rename = "homeURL")]
    home_url: &'m str,
    containers_images: [Image; 1],
    keywords: Vec<&'m str>,
    links: [Link; 2],
    install: String,
    maintainers: Vec<Maintainer<'m>>,
    provider: Provider,
    recommendations: [Recommendation; 1],
    annotations: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Image {
    name: &'static str,
    image: String,
}

#[derive(Serialize)]
struct Link {
    name: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Maintainer<'m> {
    name: &'m str,
    email: &'m str,
}

#[derive(Serialize)]
struct Provider {
    name: &'static str,
}

#[derive(Serialize)]
struct Recommendation {
    url: &'static str,
}

/// What of a package that was written before is kept.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Before {
    version: String,
    created_at: String,
}

/// The text of `artifacthub-pkg.yml`. A version was created once: `before`, the text that the file has,
/// tells when, if it is of this version; else it is created `now`, a time as RFC 3339 has it.
///
/// # Errors
///
/// Names the annotation that is not as it must be.
pub fn package(
    metadata: &Metadata,
    questions: &str,
    before: Option<&str>,
    now: &str,
) -> Result<String, String> {
    let version = metadata.annotation(POLICY_VERSION);
    let before = before.and_then(|text| yaml_serde::from_str::<Before>(text).ok());
    let created_at = before
        .filter(|before| before.version == version)
        .map_or_else(|| now.to_owned(), |before| before.created_at);
    let reference = metadata.oci_reference();
    let source = metadata.annotation(SOURCE);
    let package = Package {
        version,
        name: metadata.annotation(TITLE),
        display_name: metadata.annotation(DISPLAY_NAME),
        created_at,
        description: metadata.annotation(DESCRIPTION),
        license: metadata.annotation(LICENSE),
        home_url: metadata.annotation(URL),
        keywords: metadata.annotation(KEYWORDS).split(',').map(str::trim).collect(),
        links: [
            Link {
                name: "policy",
                url: format!("{source}/releases/download/v{version}/policy.wasm"),
            },
            Link { name: "source", url: source.into() },
        ],
        install: install(&reference),
        containers_images: [Image { name: "policy", image: reference }],
        maintainers: maintainers(metadata.annotation(AUTHOR))?,
        provider: Provider { name: "kubewarden" },
        recommendations: [Recommendation {
            url: "https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller",
        }],
        annotations: annotations(metadata, questions)?,
    };
    Ok(HEADER.to_owned() + &yaml(&package)?)
}

fn annotations(
    metadata: &Metadata,
    questions: &str,
) -> Result<BTreeMap<&'static str, String>, String> {
    Ok(BTreeMap::from([
        ("kubewarden/contextAwareResources", yaml(&metadata.context_aware_resources)?),
        ("kubewarden/mutation", metadata.mutating.to_string()),
        ("kubewarden/questions-ui", questions.to_owned()),
        ("kubewarden/resources", metadata.annotation(RESOURCES).to_owned()),
        ("kubewarden/rules", yaml(&metadata.rules)?),
    ]))
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

/// `Name <address>` with commas between them.
fn maintainers(authors: &str) -> Result<Vec<Maintainer<'_>>, String> {
    authors
        .split(',')
        .map(|author| {
            let (name, rest) = author.trim().split_once(" <")?;
            let email = rest.strip_suffix('>')?;
            let (user, domain) = email.split_once('@')?;
            (!name.is_empty() && !user.is_empty() && !domain.is_empty())
                .then_some(Maintainer { name, email })
        })
        .collect::<Option<_>>()
        .ok_or_else(|| format!("annotations.{AUTHOR}: `{authors}` must be like Name <user@domain>"))
}

fn yaml(value: &impl Serialize) -> Result<String, String> {
    yaml_serde::to_string(value).map_err(|error| error.to_string())
}
