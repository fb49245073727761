//! Determines which containers of a Pod can really read an API token, following the kubelet's
//! behaviour on plain JSON. Shares no code with the policy.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::TokenSecrets;

/// A credential for the API server that a container can read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// A token that the kubelet requests for the Pod.
    Projected {
        /// Its audience; empty means the API server's.
        audience: String,
        /// `expirationSeconds`.
        seconds: Option<i64>,
    },
    /// A certificate that the kubelet requests for the Pod.
    Certificate {
        /// Its signer.
        signer: String,
        /// `maxExpirationSeconds`.
        seconds: Option<i64>,
    },
    /// The token in the Secret with this name.
    Secret(String),
}

/// What is a credential for the API server.
pub struct Credentials<'c> {
    /// Whether a token for this audience is one.
    pub audience: &'c dyn Fn(&str) -> bool,
    /// Whether a certificate of this signer is one.
    pub signer: &'c dyn Fn(&str) -> bool,
    /// The Secrets of the namespace that hold one.
    pub secrets: &'c TokenSecrets,
}

/// The credentials that the containers of this Pod can read: the name of each container, with what
/// it reads.
pub fn readable_tokens(pod: &Value, credentials: &Credentials<'_>) -> BTreeSet<(String, Token)> {
    let spec = &pod["spec"];
    let keys_of = |name: &str| credentials.secrets.get(name).copied().unwrap_or_default();
    let on_windows = spec["os"]["name"] != "linux";
    let mut found = BTreeSet::new();
    for containers in ["initContainers", "containers", "ephemeralContainers"] {
        for container in list(spec, containers) {
            let mut reads = |token| found.insert((text(container, "name").to_owned(), token));
            for mount in list(container, "volumeMounts") {
                let volume = list(spec, "volumes")
                    .find(|volume| text(volume, "name") == text(mount, "name"));
                let files = volume.map(|volume| token_files(volume, credentials));
                for (path, token) in files.into_iter().flatten() {
                    if shows(mount, &path, on_windows) {
                        reads(token);
                    }
                }
            }
            for variable in list(container, "env") {
                let reference = &variable["valueFrom"]["secretKeyRef"];
                let name = text(reference, "name");
                if keys_of(name).contains(&text(reference, "key")) {
                    reads(Token::Secret(name.to_owned()));
                }
            }
            for source in list(container, "envFrom") {
                let name = text(&source["secretRef"], "name");
                if !keys_of(name).is_empty() {
                    reads(Token::Secret(name.to_owned()));
                }
            }
        }
    }
    found
}

/// The files in a volume that contain a credential.
fn token_files(volume: &Value, credentials: &Credentials<'_>) -> Vec<(String, Token)> {
    let mut files = Vec::new();
    let mut secret = |name: &str, source: &Value| {
        for key in credentials.secrets.get(name).copied().unwrap_or_default() {
            let token = Token::Secret(name.to_owned());
            // Without items, each key is a file with the same name.
            if list(source, "items").next().is_none() {
                files.push(((*key).to_owned(), token));
                continue;
            }
            for item in list(source, "items").filter(|item| text(item, "key") == *key) {
                files.push((text(item, "path").to_owned(), token.clone()));
            }
        }
    };
    if let Some(name) = secret_of(volume) {
        secret(name, &volume["secret"]);
    }
    for source in list(&volume["projected"], "sources") {
        secret(text(&source["secret"], "name"), &source["secret"]);
    }
    for source in list(&volume["projected"], "sources") {
        let token = &source["serviceAccountToken"];
        let audience = text(token, "audience");
        if token.is_object() && (audience.is_empty() || (credentials.audience)(audience)) {
            let seconds = token["expirationSeconds"].as_i64();
            let token_itself = Token::Projected { audience: audience.to_owned(), seconds };
            files.push((text(token, "path").to_owned(), token_itself));
        }
        let certificate = &source["podCertificate"];
        let signer = text(certificate, "signerName");
        if certificate.is_object() && (credentials.signer)(signer) {
            let paths = ["keyPath", "credentialBundlePath"].map(|key| text(certificate, key));
            let named = paths.iter().filter(|path| !path.is_empty()).count();
            for path in paths.iter().filter(|path| named == 0 || !path.is_empty()) {
                let seconds = certificate["maxExpirationSeconds"].as_i64();
                let certificate = Token::Certificate { signer: signer.to_owned(), seconds };
                files.push(((*path).to_owned(), certificate));
            }
        }
    }
    files
}

/// Whether a mount shows a file. A kubelet link (`..data`) or an expression may refer to any file.
fn shows(mount: &Value, path: &str, on_windows: bool) -> bool {
    let sub_path = clean(text(mount, "subPath"), on_windows);
    let path = clean(path, on_windows);
    !text(mount, "subPathExpr").is_empty()
        || sub_path.starts_with("..")
        || sub_path.is_empty()
        || path.is_empty()
        || path == sub_path
        || path.starts_with(&format!("{sub_path}/"))
}

/// A path without `.`, empty elements or a trailing slash; the root is empty. On Windows, `\` divides
/// elements as well, and case does not matter.
fn clean(path: &str, on_windows: bool) -> String {
    let path = if on_windows { path.replace('\\', "/").to_lowercase() } else { path.to_owned() };
    let elements = path.split('/').filter(|element| !matches!(*element, "" | "."));
    elements.collect::<Vec<_>>().join("/")
}

fn secret_of(volume: &Value) -> Option<&str> {
    volume["secret"]["secretName"].as_str()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}
