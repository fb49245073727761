//! What a kustomization file refers to
//! (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>).

use std::path::{Path, PathBuf};

use analysis::input::{self, Unreadable};
use serde_json::Value;

use super::source::Source;

/// The names of a kustomization file.
pub const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A kustomization and the files that it refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kustomization {
    /// Its file.
    pub file: PathBuf,
    /// Its folder.
    pub folder: PathBuf,
    /// The files and folders whose objects it changes.
    pub resources: Vec<PathBuf>,
    /// The files that say how: patches, configurations, values.
    pub parts: Vec<PathBuf>,
    /// Whether only another kustomization can use it.
    pub is_component: bool,
    /// Whether it makes objects with Helm.
    pub uses_helm: bool,
}

/// Fields with lists of paths to objects.
const RESOURCES: [&str; 3] = ["resources", "bases", "components"];
/// Fields with lists of paths to other files. An entry may also be the content itself.
const PATHS: [&str; 6] =
    ["patchesStrategicMerge", "configurations", "transformers", "generators", "validators", "crds"];
/// Fields with lists of objects that refer to files, and the keys that do.
const REFERENCES: [(&str, &[&str]); 6] = [
    ("patches", &["path"]),
    ("patchesJson6902", &["path"]),
    ("replacements", &["path"]),
    ("helmCharts", &["valuesFile", "additionalValuesFiles"]),
    ("configMapGenerator", &["files", "env", "envs"]),
    ("secretGenerator", &["files", "env", "envs"]),
];

impl Kustomization {
    /// Reads a kustomization file; `None` if it holds something else.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, Unreadable> {
        let source = Source::file(path);
        let text = source.text()?;
        let node = input::single(text.documents());
        let node = node.map_err(|fault| Unreadable::new(source.name(), 0, fault))?;
        let value = node.map(|node| node.to_json()).unwrap_or_default();
        let version = value["apiVersion"].as_str().unwrap_or_default();
        if !version.is_empty() && !version.starts_with("kustomize.config.k8s.io/") {
            return Ok(None);
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let paths = |values: Vec<&str>| values.into_iter().map(|path| folder.join(path)).collect();
        let resources = RESOURCES.iter().flat_map(|field| texts(&value[field]));
        let mut parts: Vec<&str> = PATHS.iter().flat_map(|field| texts(&value[field])).collect();
        parts.extend(value["openapi"]["path"].as_str());
        for (field, keys) in REFERENCES {
            for entry in value[field].as_array().into_iter().flatten() {
                // A file of a generator can have another name: `name=path`.
                let found = keys.iter().flat_map(|key| texts(&entry[key]));
                parts.extend(found.map(|path| path.split_once('=').map_or(path, |(_, path)| path)));
            }
        }
        Ok(Some(Self {
            file: path.to_owned(),
            folder: folder.to_owned(),
            resources: paths(resources.collect()),
            parts: paths(parts),
            is_component: value["kind"] == "Component",
            uses_helm: !value["helmCharts"].is_null()
                || !value["helmChartInflationGenerator"].is_null(),
        }))
    }
}

/// The texts of a list, or a text alone. What has line breaks is no path.
fn texts(value: &Value) -> Vec<&str> {
    let all = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => value.as_str().into_iter().collect::<Vec<_>>(),
    };
    all.into_iter().filter(|text| !text.contains('\n')).collect()
}
