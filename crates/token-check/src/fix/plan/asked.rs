//! Says why a token is not taken away.

use analysis::exposure::{AskedBy, Exposure, How};
use analysis::kinds::AUTOMOUNT;
use serde_json::Value;

/// Who asked for a token, and how.
pub fn asked_for(exposure: &Exposure, spec: &Value) -> String {
    let container = exposure.place();
    let account = exposure.account.as_deref().unwrap_or("of its Pods");
    match (exposure.how, exposure.asked_by) {
        (How::Automount, Some(AskedBy::ServiceAccount)) => {
            format!("service account {account} asks for it: {AUTOMOUNT} is true")
        }
        (How::Automount, Some(AskedBy::Pod)) if spec[AUTOMOUNT] == true => {
            format!("the Pod asks for it: {AUTOMOUNT} is true")
        }
        (How::Automount, Some(AskedBy::Pod)) => format!(
            "the Pod asks for it: container {container} mounts the volume that Kubernetes injects \
             in another place"
        ),
        (How::Automount, _) => "it is not known who asks for it".to_owned(),
        (How::Projected, _) => {
            format!("the Pod asks for it: container {container} has a projected token")
        }
        (How::Certificate, _) => {
            format!("the Pod asks for it: container {container} has a Pod certificate")
        }
        (How::Secret, _) => match &exposure.secret {
            Some(secret) => {
                format!("the Pod asks for it: container {container} reads token Secret {secret}")
            }
            None => format!("the Pod asks for it: container {container} reads a token Secret"),
        },
        (How::TokenRequest, _) => "it is asked for outside of any Pod".to_owned(),
    }
}
